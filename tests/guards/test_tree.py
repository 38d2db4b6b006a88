"""What the tree as a whole must keep to."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = [
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()
    if (ROOT / name).is_file()
]  # fmt: skip
PYTHON = [path for path in FILES if path.suffix == ".py" and path.is_relative_to(ROOT / "feedback")]
TEXT = {".py", ".md", ".html", ".yaml", ".toml", ".js", ".mjs", ".scss", ".json", ""}


def test_the_house_has_files_to_look_at() -> None:
    """The checks below would pass on an empty list."""
    assert len(PYTHON) > 50


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_one_noun_and_its_functions_are_short(path: Path) -> None:
    """Past 400 lines a file is two nouns; past 40 a function is two."""
    tree = ast.parse(path.read_text())
    functions = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef))
    if "migrations/versions" in str(path):
        return

    long = [f.name for f in functions if (f.end_lineno or 0) - f.lineno > 40]

    assert len(path.read_text().splitlines()) <= 400
    assert not long


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_public_functions_say_what_they_do(path: Path) -> None:
    """The first line of a module says what it decides; what others call is described."""
    if "migrations/versions" in str(path):
        return
    tree = ast.parse(path.read_text())
    public = [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]

    silent = [node.name for node in public if not ast.get_docstring(node)]

    assert ast.get_docstring(tree)
    assert not silent


def test_no_machine_and_no_leftover_is_named() -> None:
    """The repository speaks of the product alone."""
    # Built from pieces, so that this file does not name what it looks for.
    leftover = re.compile(
        "|".join([r"\bTO" + "DO\b", r"\bFIX" + "ME\b", "/wo" + "rk/", "/ro" + "ot/"])
    )
    found = []
    for path in FILES:
        if path.suffix in TEXT and path.stat().st_size < 1_000_000:
            text = path.read_text(encoding="utf-8", errors="replace")
            found += [f"{path.relative_to(ROOT)}: {hit}" for hit in leftover.findall(text)]

    assert not found


def test_templates_never_trust_an_answer() -> None:
    """Autoescaping stays on, and nothing in a template turns it off."""
    templates = [path for path in FILES if path.suffix == ".html"]

    trusting = [
        p.name
        for p in templates
        if re.search(r"\|\s*safe|autoescape|style=|<script>|\son\w+=", p.read_text())
    ]

    assert templates
    assert not trusting
