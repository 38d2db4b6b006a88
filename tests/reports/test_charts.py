"""What a bar shows is what its figure says: neither more, nor wider, nor anything of a hidden one."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.disclosure.bands import protect, protect_negative
from feedback.reports.charts import (
    FEW,
    HATCH,
    NO,
    WIDTH,
    YES,
    draw_axis,
    draw_bar,
    draw_hatch,
    list_keys,
    make_scale,
)
from feedback.reports.shown import NO_FIGURE, Count, MeasureFigure

SVG = ElementTree.Element


def _figure(positive: int, negative: int, base: int) -> MeasureFigure:
    """What a row of `base` answers may say of these counts."""
    shown = protect(positive, base)
    least = protect_negative(negative, base, shown.range)
    return MeasureFigure(
        positive=Count(base, shown.range.low, shown.range.high),
        negative=Count(base, least.low, least.high),
        word=shown.word.value if shown.word else None,
        of_those_asked=False,
        not_asked=0,
    )


def _bar(figure: MeasureFigure) -> SVG:
    return ElementTree.fromstring(draw_bar(figure, make_scale([figure])))


def _rects(bar: SVG, fill: str) -> list[tuple[float, float]]:
    """From where to where each shape with this fill goes."""
    found = [r for r in bar.iter("rect") if r.get("fill") == fill]
    return [(float(r.attrib["x"]), float(r.attrib["x"]) + float(r.attrib["width"])) for r in found]


def _dashed(bar: SVG) -> list[tuple[float, float]]:
    found = [r for r in bar.iter("rect") if r.get("stroke-dasharray")]
    return [(float(r.attrib["x"]), float(r.attrib["x"]) + float(r.attrib["width"])) for r in found]


def test_a_count_is_one_solid_bar_with_its_negative_on_the_left() -> None:
    """62 of 100 positive and 20 negative: both exact, so nothing is dashed."""
    figure = _figure(62, 20, 100)
    scale = make_scale([figure])

    bar = _bar(figure)

    assert _rects(bar, YES) == [pytest.approx((scale.place(0), scale.place(0.62)), abs=0.11)]
    assert _rects(bar, NO) == [pytest.approx((scale.place(-0.2), scale.place(0)), abs=0.11)]
    assert _rects(bar, HATCH) == _rects(bar, NO)
    assert _dashed(bar) == []


def test_a_small_base_is_pale_to_its_least_and_dashed_to_its_most() -> None:
    """Most of 12 is 8 to 10. There is no left side, though the row has a negative range."""
    figure = _figure(9, 2, 12)
    scale = make_scale([figure])

    bar = _bar(figure)

    assert figure.negative.high
    assert _rects(bar, FEW) == [pytest.approx((scale.place(0), scale.place(8 / 12)), abs=0.11)]
    assert _dashed(bar) == [pytest.approx((scale.place(8 / 12), scale.place(10 / 12)), abs=0.11)]
    assert _rects(bar, NO) == _rects(bar, YES) == []
    assert scale.left == 0


def test_a_range_from_20_answers_is_solid_then_dashed() -> None:
    """34 of 35 is told as 33 to 35; none negative as 0 to 2."""
    bar = _bar(_figure(34, 0, 35))

    assert len(_rects(bar, YES)) == 1
    assert len(_dashed(bar)) == 2
    assert _rects(bar, NO) == []


def test_nothing_negative_is_drawn_where_none_is_shown() -> None:
    """All teams has no negative figure, so its bar has no left side."""
    figure = MeasureFigure(Count(40, 30, 30), Count(40, None, None), None, False, 0)

    bar = _bar(figure)

    assert _rects(bar, NO) == []
    assert "data-negative-low" not in bar.attrib
    assert make_scale([figure]).left == 0


@pytest.mark.parametrize(
    "figure",
    [
        NO_FIGURE,
        MeasureFigure(Count(None, None, None), Count(None, None, None), "most", True, None),
        MeasureFigure(Count(12, None, None), Count(12, None, None), None, False, 0),
    ],
    ids=["hidden", "words without a base", "a base alone"],
)
def test_a_figure_without_numbers_has_no_bar(figure: MeasureFigure) -> None:
    """Neither a shape nor a number in an attribute."""
    bar = _bar(figure)

    assert list(bar.iter("rect")) == []
    assert not [name for name in bar.attrib if name.startswith("data-")]
    assert list_keys([figure]) == []


@given(base=st.integers(5, 300), data=st.data())
def test_a_bar_depends_on_nothing_but_what_is_shown(base: int, data: st.DataObject) -> None:
    """Counts that are told alike are drawn alike, and every shape stays on the page."""
    positive = data.draw(st.integers(0, base))
    negative = data.draw(st.integers(0, base - positive))
    figure = _figure(positive, negative, base)
    other = data.draw(st.integers(figure.positive.low or 0, figure.positive.high or 0))
    same = _figure(other, min(negative, base - other), base)

    bar = draw_bar(figure, make_scale([figure]))

    if same == figure:
        assert draw_bar(same, make_scale([same])) == bar
    numbers = [float(x) for x in re.findall(r' (?:x|width)="([\d.-]+)"', bar)]
    assert all(0 <= number <= WIDTH for number in numbers)
    attributes = dict(re.findall(r'data-([\w-]+)="(\d+)"', bar))
    assert attributes["base"] == str(base)
    assert (attributes["low"], attributes["high"]) == (
        str(figure.positive.low),
        str(figure.positive.high),
    )


def test_bars_of_one_table_share_a_scale() -> None:
    """The largest negative decides where zero stands in all of them, and 100% fits."""
    figures = [_figure(10, 60, 100), _figure(90, 5, 100), _figure(9, 1, 12)]

    scale = make_scale(figures)

    assert scale.left == pytest.approx(0.6)
    assert scale.place(-0.6) == pytest.approx(3.3)
    assert scale.place(1) == pytest.approx(WIDTH - 3.3, abs=0.1)


def test_the_legend_names_what_is_shown_and_nothing_else() -> None:
    """Each sign that a table uses has its words; others do not stand there."""
    small, exact, wide = _figure(9, 2, 12), _figure(62, 20, 100), _figure(34, 0, 35)

    words = [[key.words for key in list_keys(f)] for f in ([small], [exact], [small, exact, wide])]

    assert words[0] == ["5 to 19 answers: at least (shaded), at most (dashed)"]
    assert words[1] == ["Positive, from 20 answers", "Negative"]
    assert len(words[2]) == 4


def test_drawings_carry_no_style_and_no_words_for_a_reader() -> None:
    """The policy allows attributes only, and the cells beside a bar say the same."""
    scale = make_scale([_figure(62, 20, 100)])
    keys = list_keys([_figure(62, 20, 100), _figure(9, 2, 12)])
    drawings = [draw_bar(_figure(62, 20, 100), scale), draw_axis(scale), draw_hatch()]

    for drawing in [*drawings, *(key.swatch for key in keys)]:
        assert 'aria-hidden="true"' in drawing
        assert "style" not in drawing
        ElementTree.fromstring(drawing)


def test_the_axis_says_negative_only_where_there_is_a_left_side() -> None:
    """The word has room there."""
    assert "negative" in draw_axis(make_scale([_figure(62, 20, 100)]))
    assert "negative" not in draw_axis(make_scale([_figure(9, 2, 12)]))
