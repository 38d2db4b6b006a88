"""Blocks go on pages as wholes."""

import pytest

from feedback.reports.papers.rows import Row, lay_out


def block(*heights: float) -> list[Row]:
    """Rows that draw nothing."""
    return [Row(height, lambda _sheet, _y: None) for height in heights]


def pages_of(*blocks: list[Row], top: float = 10, foot: float = 110) -> list[list[float]]:
    """Where each row of each page stands."""
    return [[y for _, y in page] for page in lay_out(blocks, top, foot)]


def test_what_fits_stays_together() -> None:
    """A block that would cross the foot begins the next page."""
    assert pages_of(block(40, 30), block(20, 20)) == [[10, 50], [10, 30]]


def test_a_block_may_fill_a_page_to_the_foot() -> None:
    """Exactly as high as the page is not too high."""
    assert pages_of(block(50, 50), block(1)) == [[10, 60], [10]]


def test_a_block_higher_than_a_page_goes_on_overleaf() -> None:
    """It starts where it stands and breaks between rows."""
    assert pages_of(block(50), block(40, 40, 40)) == [[10, 60], [10, 50]]


@pytest.mark.parametrize("blocks", [[], [block()]])
def test_nothing_needs_no_page(blocks: list[list[Row]]) -> None:
    """An empty form does not loop."""
    assert pages_of(*blocks) == []
