"""A picture of a poster is the poster: sharp, the right size, and the same on any day."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image

from feedback.reports.posters import make_poster
from feedback.reports.rasters import make_png
from tests.reports.reading import open_png, read_code
from tests.reports.test_posters import POSTER, POSTERS


@pytest.mark.parametrize("name", ["child", "longest", "one long word"])
def test_code_of_the_picture_is_read(name: str) -> None:
    """The QR in the PNG is the upper-case address."""
    picture = open_png(make_png(make_poster(POSTERS[name])))

    assert read_code(picture) == POSTERS[name].url.upper()


def test_picture_is_a_whole_page_at_its_size() -> None:
    """A4 at 150 points to an inch, and it says so."""
    picture = Image.open(io.BytesIO(make_png(make_poster(POSTER))))

    assert picture.size == (1241, 1754)
    assert [round(n) for n in picture.info["dpi"]] == [150, 150]


def test_paper_stays_white_and_colours_stay_themselves() -> None:
    """White is exactly white, or a printer lays dots on it; black of the code is exactly black."""
    picture = Image.open(io.BytesIO(make_png(make_poster(POSTER)))).convert("RGB")

    colours = {colour: count for count, colour in picture.getcolors(1 << 16)}

    assert picture.getpixel((5, 5)) == (255, 255, 255)
    assert picture.getpixel((200, 200)) == (0xD8, 0xF0, 0xE5)
    assert colours[0, 0, 0] > 50_000
    assert (254, 254, 254) not in colours


def test_same_page_same_bytes_from_several_threads() -> None:
    """Eight threads of the server may ask at once: PDFium is never in two of them."""
    pdf = make_poster(POSTER)

    with ThreadPoolExecutor(8) as pool:
        pictures = set(pool.map(lambda _: make_png(pdf, dpi=50), range(16)))

    assert pictures == {make_png(pdf, dpi=50)}
