"""A journey that goes back is made in a browser that keeps pages for Back: in the quick one nothing would come back."""

import ast
import re
from pathlib import Path

import pytest

JOURNEYS = sorted((Path(__file__).resolve().parents[1] / "journeys").glob("test_*.py"))
GOES_BACK = re.compile(r"go_back|go_forward|history\.back|\.back\(\)")
MARK = "pytest.mark.back"


def list_unmarked(source: str) -> list[str]:
    """The tests of a file that go back, themselves or by a helper of the file, and are not marked."""
    tree = ast.parse(source)
    bodies = {n.name: ast.unparse(n) for n in tree.body if isinstance(n, ast.FunctionDef)}
    if f"pytestmark = {MARK}" in source:
        return []
    back = {name for name, body in bodies.items() if GOES_BACK.search(body)}
    for _ in bodies:  # a helper of a helper
        called = re.compile("|".join(rf"\b{name}\b" for name in back) or "$^")
        back |= {name for name, body in bodies.items() if called.search(body)}
    return sorted(n for n in back if n.startswith("test_") and f"@{MARK}" not in bodies[n])


@pytest.mark.parametrize("path", JOURNEYS, ids=lambda path: path.stem)
def test_whoever_goes_back_says_so(path: Path) -> None:
    """By the mark `back`, on the test or on its file."""
    assert list_unmarked(path.read_text()) == []


def test_a_mark_that_is_missing_is_noticed() -> None:
    """The look itself: also through a helper."""
    helper = "def turn(page):\n    page.go_back()\n\n"
    test = "def test_it(page):\n    turn(page)\n"

    assert list_unmarked(helper + test) == ["test_it"]
    assert list_unmarked(f"{helper}@{MARK}\n{test}") == []
    assert list_unmarked(f"pytestmark = {MARK}\n{helper}{test}") == []
    assert list_unmarked("def test_other(page):\n    page.reload()\n") == []
