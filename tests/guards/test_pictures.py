"""The drawings are one family, and the lists and the sheet of them are complete."""

import hashlib
import re
from pathlib import Path

import pytest
from PIL import Image

from feedback.questionnaires.library import Library
from tests.councils import shipped_library

ROOT = Path(__file__).resolve().parents[2]
DRAWINGS = sorted((ROOT / "feedback" / "assets" / "pictures").glob("*.svg"))
SHEET = ROOT / "docs" / "images" / "pictures.png"
SPRITE = ROOT / "feedback" / "static" / "pictures.svg"

INK = "#12303b"
FLAT = {"#ffc53d", "#a9dcc6", "#b3d3f2", "#cfc3f0", "#ffc9ae"}  # sun, mint, sky, lilac, peach
WHITE = {"#fff", "#ffffff"}
SIGNS = {"mark", "stop"}  # our own mark and the stop shape are signs, not drawings
ATTRIBUTES = {
    "xmlns", "viewBox", "fill", "fill-rule", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin",
    "transform", "d", "cx", "cy", "r", "rx", "ry", "x", "y", "width", "height",
}  # fmt: skip
drawings = pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)


@pytest.fixture
def library() -> Library:
    """What the shipped questionnaires share."""
    return shipped_library()


@drawings
def test_a_drawing_is_small_and_carries_no_style(path: Path) -> None:
    """The security policy refuses styles, and every phone fetches all drawings."""
    svg = path.read_text()

    used = set(re.findall(r'\s([a-zA-Z-]+)="', svg))

    assert len(svg.encode()) <= 600
    assert 'viewBox="0 0 64 64"' in svg
    assert used <= ATTRIBUTES


@pytest.mark.parametrize(
    "path", [path for path in DRAWINGS if path.stem not in SIGNS], ids=lambda path: path.stem
)
def test_a_drawing_has_one_ink_line_and_one_flat_colour(path: Path) -> None:
    """In grey print the line alone carries the meaning."""
    svg = path.read_text()

    lines = set(re.findall(r'stroke="([^"]+)"', svg))
    colours = set(re.findall(r'fill="(#[^"]+)"', svg)) - WHITE

    assert lines == {INK}
    assert 'stroke-width="3" stroke-linecap="round" stroke-linejoin="round"' in svg
    assert len(colours) == 1
    assert colours <= FLAT
    assert 'transform="translate(2.5 2.5)"' in svg


def test_every_drawing_may_be_named(library: Library) -> None:
    """A drawing that is not in the list could not be used; one twice would be two."""
    assert {path.stem for path in DRAWINGS} == set(library.pictures)


def test_the_list_of_pictures_is_sorted(library: Library) -> None:
    """An author finds a name by looking, not by searching."""
    assert list(library.pictures) == sorted(library.pictures)


def test_the_sprite_was_built_from_these_drawings() -> None:
    """`make static` was run after the last change."""
    sprite = SPRITE.read_text()

    lines = [path.read_text().partition('viewBox="0 0 64 64">')[2] for path in DRAWINGS]
    missing = [
        path.stem
        for path, line in zip(DRAWINGS, lines, strict=True)
        if f'<symbol id="{path.stem}" viewBox="0 0 64 64">{_body(line)}</symbol>' not in sprite
    ]

    assert missing == []
    assert sprite.count("<symbol ") == len(DRAWINGS)


def test_the_sheet_was_drawn_from_these_drawings() -> None:
    """`make sheet` was run after the last change, and the sheet is small enough for a page."""
    digest = hashlib.sha256()
    for path in DRAWINGS:
        digest.update(path.name.encode() + path.read_bytes())

    with Image.open(SHEET) as sheet:
        drawn_from = sheet.info["drawings"]

    assert drawn_from == digest.hexdigest()
    assert SHEET.stat().st_size <= 200_000


def _body(drawing: str) -> str:
    return re.sub(r">\s+<", "><", drawing.strip().removesuffix("</svg>"))
