"""The pictures of every page: what the script takes, what lies in the folder and what the documentation shows."""

import re
from pathlib import Path

from tests.guards.test_docs import read

ROOT = Path(__file__).resolve().parents[2]


def test_every_picture_is_taken_shown_and_there() -> None:
    """One list in three places: a page that is added or renamed is noticed."""
    script = (ROOT / "scripts" / "screenshots").read_text(encoding="utf-8")
    taken = set(re.findall(r'^    "([a-z-]+)": \(\s*(?:PHONE|DESK)', script, re.MULTILINE))
    shown = re.findall(r"images/screens/([a-z-]+)\.png", read("reference/screens.md"))
    there = {path.stem for path in (ROOT / "docs" / "images" / "screens").glob("*.png")}

    assert len(taken) > 30
    assert sorted(shown) == sorted(taken)
    assert there == taken


def test_pictures_are_small() -> None:
    """A clone is not to be slow because of them."""
    sizes = {p.name: p.stat().st_size for p in (ROOT / "docs" / "images" / "screens").glob("*.png")}

    assert max(sizes.values()) < 150_000
    assert sum(sizes.values()) < 5_000_000
