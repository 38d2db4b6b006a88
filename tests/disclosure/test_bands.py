"""The classes figures are given as: the study's own table, no gaps, and nothing to work out."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.disclosure.bands import (
    COUNTED_FROM,
    Range,
    Word,
    list_classes,
    protect,
    protect_negative,
)

# The table of words: base, few or none, fewer than half / some, about half, most, all or nearly all.
TABLE = """
5 | 0-1 | | 2-3 | | 4-5
6 | 0-1 | | 2-4 | | 5-6
7 | 0-1 | 2-3 | | 4-5 | 6-7
8 | 0-1 | 2-4 | | 5-6 | 7-8
9 | 0-1 | 2-3 | 4-5 | 6-7 | 8-9
10 | 0-1 | 2-3 | 4-6 | 7-8 | 9-10
11 | 0-1 | 2-4 | 5-6 | 7-9 | 10-11
12 | 0-1 | 2-4 | 5-7 | 8-10 | 11-12
13 | 0-1 | 2-4 | 5-8 | 9-11 | 12-13
14 | 0-1 | 2-5 | 6-8 | 9-12 | 13-14
15 | 0-2 | 3-5 | 6-9 | 10-12 | 13-15
16 | 0-2 | 3-6 | 7-9 | 10-13 | 14-16
17 | 0-2 | 3-6 | 7-10 | 11-14 | 15-17
18 | 0-2 | 3-6 | 7-11 | 12-15 | 16-18
19 | 0-2 | 3-7 | 8-11 | 12-16 | 17-19
"""
WORDS = (Word.FEW, Word.SOME, Word.HALF, Word.MOST, Word.ALL)
LINES = [line.split("|") for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[0].strip())
def test_the_words_are_those_of_the_study(line: list[str]) -> None:
    """Every base from 5 to 19 has exactly the classes and words of the table."""
    wanted = {
        word: tuple(int(end) for end in cell.split("-"))
        for word, cell in zip(WORDS, line[1:], strict=True)
        if cell.strip()
    }

    found = {f.word: (f.range.low, f.range.high) for f in list_classes(int(line[0]))}

    assert found == wanted


@given(base=st.integers(5, 400))
def test_the_classes_cover_every_count_once(base: int) -> None:
    """0 to the base, without gap or overlap, and small ends are never told apart."""
    classes = list_classes(base)

    assert [count for f in classes for count in range(f.range.low, f.range.high + 1)] == list(
        range(base + 1)
    )
    assert classes[0].range.high >= 1
    assert classes[-1].range.low <= base - 1
    assert all(f.range.exact is False for f in classes if f.word)


@given(base=st.integers(5, 400), data=st.data())
def test_a_count_is_given_as_the_class_that_holds_it(base: int, data: st.DataObject) -> None:
    """The same count of the same base always gives the one class it falls in."""
    count = data.draw(st.integers(0, base))

    shown = protect(count, base)

    assert shown in list_classes(base)
    assert count in shown.range


@pytest.mark.parametrize("base", range(5))
def test_nothing_is_shown_below_five(base: int) -> None:
    """A base under five has no classes at all: asking for them is a mistake."""
    with pytest.raises(ValueError, match="nothing is shown"):
        list_classes(base)


@pytest.mark.parametrize("base", [20, 21, 35, 60])
def test_from_twenty_counts_stand_alone_but_for_three_at_each_end(base: int) -> None:
    """0-2 and the last three are one class each; every other count is told."""
    found = [f.range for f in list_classes(base)]

    assert found[0] == Range(0, 2)
    assert found[-1] == Range(base - 2, base)
    assert all(range_.exact for range_ in found[1:-1])
    assert COUNTED_FROM == 20


@pytest.mark.parametrize("base", range(5, 27))
def test_the_negative_of_a_row_is_told_in_classes_without_gap(base: int) -> None:
    """For each word, the classes of the negative cover 0 to all who can be negative, each once."""
    for figure in list_classes(base):
        most = base - figure.range.low
        told = [protect_negative(count, base, figure.range) for count in range(most + 1)]

        assert all(count in range_ for count, range_ in enumerate(told))
        starts = sorted(set(told))
        assert starts[0].low == 0
        assert starts[-1].high == most
        assert all(a.high + 1 == b.low for a, b in pairwise(starts))


@pytest.mark.parametrize("base", range(5, 27))
def test_the_negative_of_a_row_gives_no_small_count_away(base: int) -> None:
    """Neither the negative nor the rest can be worked out to be 1 or 2, or a single small count."""
    for figure in list_classes(base):
        least, most = base - figure.range.high, base - figure.range.low
        for count in range(most + 1):
            negative = protect_negative(count, base, figure.range)
            rest = {
                away - m
                for away in range(least, most + 1)
                for m in range(negative.low, negative.high + 1)
                if away >= m
            }

            assert not rest <= {1, 2}
            assert not set(range(negative.low, negative.high + 1)) <= {1, 2}
