"""A QR code holds exactly its text, on paper, on a page and in a terminal."""

import re
from xml.etree import ElementTree

import cv2
import numpy as np
import pymupdf
import pytest

from feedback.reports import qr

URL = "HTTPS://ASK.WESTMERE.EXAMPLE/Q/7KXWPM"
TEXTS = [URL, "HTTP://192.168.1.20:8000/Q/7KXWPM", f"HTTPS://{'A' * 60}.GOV.UK/Q/7KXWPM", "Łódź"]
SVG = "{http://www.w3.org/2000/svg}"


def read(picture: np.ndarray) -> str:
    """What a phone would read."""
    return cv2.QRCodeDetector().detectAndDecode(picture)[0]


def paint(matrix: list[list[bool]], scale: int = 6) -> np.ndarray:
    """Dark modules black, light ones white."""
    picture = np.where(np.array(matrix), 0, 255).astype(np.uint8)
    return np.kron(picture, np.ones((scale, scale), dtype=np.uint8))


def rasterise(svg: str) -> np.ndarray:
    """The SVG as grey pixels, eight to a unit."""
    page = pymupdf.open(stream=svg.encode(), filetype="svg")[0]
    pixels = page.get_pixmap(matrix=pymupdf.Matrix(8, 8), colorspace=pymupdf.csGRAY)
    return np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width)


def unprint(printed: str) -> list[list[bool]]:
    """The modules of a terminal print, two rows a line."""
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in printed.split("\n")]
    rows = []
    for line in lines:
        rows.append([character in "▀█" for character in line])
        rows.append([character in "▄█" for character in line])
    return rows


@pytest.mark.parametrize("text", TEXTS)
def test_matrix_holds_the_text(text: str) -> None:
    """Painted with a quiet zone, the matrix is read back as the text."""
    matrix = qr.make_matrix(text)

    picture = np.pad(paint(matrix), 24, constant_values=255)

    assert read(picture) == text


def test_upper_case_makes_a_smaller_code() -> None:
    """Upper-case addresses use the alphanumeric mode and need fewer modules."""
    upper, lower = qr.make_matrix(URL), qr.make_matrix(URL.lower())

    sides = len(upper), len(lower)

    assert sides == (29, 33)


def test_matrix_is_at_level_q() -> None:
    """The first format bits, beside the top left finder, are level Q (11) under the mask (10)."""
    matrix = qr.make_matrix(URL)

    bits = matrix[8][0], matrix[8][1]

    assert bits == (False, True)


@pytest.mark.parametrize("text", TEXTS)
def test_svg_is_read_back(text: str) -> None:
    """The picture on a page holds the text."""
    svg = qr.make_svg(text)

    assert read(rasterise(svg)) == text


def test_svg_is_clear_by_four_modules() -> None:
    """Nothing but white in the four modules on every side, and dark beside them."""
    picture = rasterise(qr.make_svg(URL))

    dark = np.argwhere(picture < 250)

    assert dark.min(axis=0).tolist() == [32, 32]
    assert dark.max(axis=0).tolist() == [(4 + 29) * 8 - 1, (4 + 29) * 8 - 1]


def test_svg_is_only_black_and_white() -> None:
    """Edges fall on whole units, so there is no grey and no hairline between rows."""
    picture = rasterise(qr.make_svg(URL))

    assert set(np.unique(picture)) == {0, 255}


def test_svg_says_what_it_is() -> None:
    """It has a title, a role and crisp edges, and no style or script that the policy refuses."""
    root = ElementTree.fromstring(qr.make_svg('A<B&"C"'))

    names = {element.tag for element in root.iter()}

    assert root.findtext(f"{SVG}title") == 'A<B&"C"'
    assert (root.get("role"), root.get("shape-rendering")) == ("img", "crispEdges")
    assert names == {f"{SVG}svg", f"{SVG}title", f"{SVG}path"}


@pytest.mark.parametrize("text", TEXTS)
def test_terminal_print_is_read_back(text: str) -> None:
    """The half blocks hold the text."""
    printed = qr.print_terminal(text)

    assert read(paint(unprint(printed))) == text


def test_terminal_print_brings_its_own_light() -> None:
    """Every line sets black on white and resets it; four light modules stand on every side."""
    printed = qr.print_terminal(URL)

    rows = np.array(unprint(printed))

    assert all(re.fullmatch(r"\x1b\[30;47;107m[ ▀▄█]+\x1b\[0m", n) for n in printed.split("\n"))
    assert rows.shape == (38, 37)
    assert np.argwhere(rows).min(axis=0).tolist() == [4, 4]
    assert np.argwhere(rows).max(axis=0).tolist() == [32, 32]


def test_same_text_same_code() -> None:
    """Nothing in it depends on the day or on chance."""
    assert qr.make_svg(URL) == qr.make_svg(URL)
