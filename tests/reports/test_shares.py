"""The bar beside a figure for everybody: exactly as far as the figure says, and never where words hide the number."""

import re

import pytest

from feedback.reports.shares import INNER, WIDTH, draw_share
from feedback.reports.shown import Count, MeasureFigure


def make(base: int | None, low: int | None, high: int | None) -> MeasureFigure:
    """A figure of which so many gave a good answer."""
    count = Count(base, low, high)
    return MeasureFigure(
        positive=count, negative=count, word=None, of_those_asked=False, not_asked=None
    )


def widths(drawn: str) -> list[float]:
    """How wide its boxes are: the frame, what is certain, what can be."""
    return [float(one) for one in re.findall(r'width="([\d.]+)" height="16"', drawn)]


@pytest.mark.parametrize(
    ("base", "low", "high", "boxes"),
    [
        (40, 30, 30, [INNER, INNER * 0.75]),
        (20, 0, 2, [INNER, round(INNER * 0.1, 1)]),
        (20, 18, 20, [INNER, round(INNER * 0.9, 1), round(INNER * 0.1, 1)]),
    ],
)
def test_it_is_as_wide_as_the_figure_says(
    base: int, low: int, high: int, boxes: list[float]
) -> None:
    """Solid for what is certain, dashed for what can be."""
    drawn = draw_share(make(base, low, high))

    assert widths(drawn) == pytest.approx(boxes, abs=0.11)
    assert ("stroke-dasharray" in drawn) == (low != high)


@pytest.mark.parametrize(("base", "low", "high"), [(19, 15, 19), (8, 7, 8), (30, None, None)])
def test_nothing_is_drawn_where_words_hide_the_number(
    base: int, low: int | None, high: int | None
) -> None:
    """Under twenty answers, or hidden; with twenty there is a bar: the control."""
    assert draw_share(make(base, low, high)) == ""
    assert draw_share(make(20, 15, 19)) != ""


def test_it_turns_for_a_language_that_is_read_from_the_right() -> None:
    """The whole of it, so that what is filled begins at the right."""
    turned = draw_share(make(40, 30, 30), mirrored=True)

    assert f'transform="matrix(-1 0 0 1 {WIDTH} 0)"' in turned
    assert "transform" not in draw_share(make(40, 30, 30))
