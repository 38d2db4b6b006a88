"""The page about the promise names tests that are there, and every test of the promise is named."""

import re

from tests.guards.test_tree import ROOT

PAGE = (ROOT / "docs" / "explanation" / "promise.md").read_text()
NAMED = set(re.findall(r"test_\w+\.py", PAGE))
OF_THE_SEARCH = {"test_sweep.py"}  # holds the search itself, and no sentence


def test_every_test_that_holds_a_sentence_is_there() -> None:
    """A row whose test is gone says so."""
    paths = set(re.findall(r"tests/[\w/]*test_\w+\.py", PAGE))
    files = {path.name for path in (ROOT / "tests").rglob("test_*.py")}

    assert paths
    assert [path for path in sorted(paths) if not (ROOT / path).is_file()] == []
    assert NAMED - files == set()


def test_every_test_of_the_promise_is_named() -> None:
    """Whoever reads the page can find each of them."""
    files = {path.name for path in (ROOT / "tests" / "privacy").glob("test_*.py")}

    assert files - OF_THE_SEARCH - NAMED == set()
