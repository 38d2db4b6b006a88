"""How wide a page is, and its letters made larger: of a page that is all there."""

import pytest
from playwright.sync_api import Page

NARROW, WIDE = 360, 1280  # pixels: a phone, where most things break, and a desk
EVERY_WIDTH = pytest.mark.parametrize("width", [NARROW, pytest.param(WIDE, marks=pytest.mark.soak)])
# The narrowest with letters twice as large, and the widest, every day: between them nothing is tighter.
EVERY_SIZE = pytest.mark.parametrize(
    ("width", "size"),
    [
        (320, 200),
        (WIDE, 100),
        *(
            pytest.param(width, size, marks=pytest.mark.soak)
            for width, size in [(320, 100), (NARROW, 100), (NARROW, 200), (WIDE, 200)]
        ),
    ],
)
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
ENLARGE = "percent => { document.documentElement.style.fontSize = `${percent}%` }"


def measure_overflow(page: Page) -> int:
    """By how many pixels `page` is wider than the screen."""
    page.wait_for_load_state()
    return int(page.evaluate(WIDER))


def enlarge(page: Page, percent: int) -> None:
    """Make the letters of `page` this large, as somebody does who cannot read them."""
    page.wait_for_load_state()
    page.evaluate(ENLARGE, percent)
