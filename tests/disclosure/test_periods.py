"""Half-years and years are sums of what is shown: they hang on nothing else, and no team falls between groups."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.disclosure.bands import COUNTED_FROM, METHOD, Range, Word, list_classes, protect
from feedback.disclosure.periods import (
    Length,
    Part,
    Period,
    add_totals,
    add_up,
    choose_word,
    group_teams,
    period_of,
)

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
ROWS = st.lists(st.frozensets(st.sampled_from("abcdefghij"), min_size=1, max_size=4), max_size=12)


@st.composite
def parts(draw: st.DrawFn) -> Part:
    """What some row may show."""
    base = draw(st.integers(5, 40))
    low = draw(st.integers(0, base))
    high = draw(st.integers(low, base))
    least = draw(st.integers(0, base - low))
    return Part(base, Range(low, high), Range(least, draw(st.integers(least, base - low))))


@pytest.mark.parametrize(
    ("day", "half", "year"),
    [
        (date(2026, 3, 31), "2025-26 H2", "2025-26"),
        (date(2026, 4, 1), "2026-27 H1", "2026-27"),
        (date(2026, 9, 30), "2026-27 H1", "2026-27"),
        (date(2026, 10, 1), "2026-27 H2", "2026-27"),
        (date(2099, 12, 31), "2099-00 H2", "2099-00"),
    ],
)
def test_periods_are_fixed(day: date, half: str, year: str) -> None:
    """April to September, October to March, and the financial year: never a rolling one."""
    assert period_of(day, Length.HALF_YEAR).name == half
    assert period_of(day, Length.YEAR).name == year


@given(day=DAYS, length=st.sampled_from(Length))
def test_periods_follow_each_other_without_a_gap(day: date, length: Length) -> None:
    """Every day is in one period of a length; the next day is in it too, or is the first of the next one."""
    period = period_of(day, length)
    after = period_of(period.last + timedelta(days=1), length)

    assert period.first <= day <= period.last
    assert period_of(period.first, length) == period_of(period.last, length) == period
    assert after.first == period.last + timedelta(days=1)
    assert period_of(day, Length.YEAR) == period_of(period.first, Length.YEAR)


@given(rows=ROWS)
def test_groups_are_the_finest_that_hold_every_row(rows: list[frozenset[str]]) -> None:
    """Each team is in one group, each row lies in one, and no group can be cut without cutting a row."""
    groups = group_teams(rows)

    assert sorted(team for group in groups for team in group) == sorted(frozenset().union(*rows))
    assert all(sum(row <= group for group in groups) == 1 for row in rows)
    for group in groups:
        reached = {min(group)}
        while more := {t for row in rows if row & reached for t in row} - reached:
            reached |= more
        assert reached == group


def test_a_team_is_alone_if_it_always_was() -> None:
    """Oak stood alone in both rounds; Elm did once, and then stood with Fir."""
    groups = group_teams([["Oak"], ["Elm"], ["Fir", "Yew"], ["Oak"], ["Elm", "Fir"], ["Yew"]])

    assert set(groups) == {frozenset({"Oak"}), frozenset({"Elm", "Fir", "Yew"})}


def test_the_worked_example() -> None:
    """ "All or nearly all of 9" and "most of 8" are 13 to 15 of 17, which no word of 17 covers."""
    told = add_up([Part(9, Range(8, 9), Range(0, 1)), Part(8, Range(5, 6), Range(0, 1))])

    assert told
    assert (told.base, told.positive, told.negative) == (17, Range(13, 15), Range(0, 2))
    assert told.word is None
    assert told.method == METHOD


def test_a_word_where_one_covers_all() -> None:
    """8 to 10 of 10 is "most" or "all or nearly all", so it has no word; 17 to 19 of 19 has one."""
    twice_five = add_up([Part(5, Range(4, 5), Range(0, 1))] * 2)
    seven_and_twelve = add_up(
        [Part(7, Range(6, 7), Range(0, 1)), Part(12, Range(11, 12), Range(0, 1))]
    )

    assert twice_five
    assert twice_five.word is None
    assert seven_and_twelve
    assert (seven_and_twelve.positive, seven_and_twelve.word) == (Range(17, 19), Word.ALL)


@given(base=st.integers(5, 60), ends=st.tuples(st.integers(0, 60), st.integers(0, 60)))
def test_a_word_says_no_more_than_the_range(base: int, ends: tuple[int, int]) -> None:
    """A word is given only where its class holds the whole range, and only under 20."""
    range_ = Range(min(*ends, base), min(max(ends), base))
    word = choose_word(base, range_)
    holding = [f for f in list_classes(base) if range_.low in f.range and range_.high in f.range]

    assert word == (holding[0].word if holding and base < COUNTED_FROM else None)


@given(told=st.lists(parts(), min_size=1, max_size=8), cut=st.integers(1, 7))
def test_a_year_is_the_sum_of_its_half_years(told: list[Part], cut: int) -> None:
    """Ends add up to ends, and it does not matter in which order or by which steps."""
    year = add_up(told)
    halves = [add_up(half) for half in (told[:cut], told[cut:]) if half]

    assert year
    assert year == add_up(halves) == add_up(reversed(told))
    assert year.base == sum(part.base for part in told)
    assert year.positive.low == sum(part.positive.low for part in told)
    assert year.positive.high == sum(part.positive.high for part in told)
    assert year.negative
    assert year.negative.high == sum(part.negative.high for part in told if part.negative)


@given(told=st.lists(parts(), max_size=5))
def test_what_is_hidden_once_is_hidden_in_the_period(told: list[Part]) -> None:
    """A sum without one of its parts would say how many the part is of. No parts have no sum."""
    assert add_up([*told, None]) is None
    assert add_up([]) is None


def test_a_negative_that_is_not_told_once_is_not_told() -> None:
    """All teams of a question that one variant leaves out tells its positive only."""
    told = add_up([Part(30, Range(20, 20), Range(3, 3)), Part(30, Range(25, 25), None)])

    assert told
    assert (told.positive, told.negative) == (Range(45, 45), None)


@given(st.data())
def test_the_secret_within_its_classes_changes_nothing(data: st.DataObject) -> None:
    """Whoever answered otherwise within the same classes leaves the period as it is, and is inside it."""
    bases = data.draw(st.lists(st.integers(5, 19), min_size=2, max_size=6))
    secret = [data.draw(st.integers(0, base)) for base in bases]
    classes = [protect(n, base).range for n, base in zip(secret, bases, strict=True)]
    other = [data.draw(st.integers(shown.low, shown.high)) for shown in classes]

    first, second = (
        add_up(Part(b, protect(n, b).range, None) for n, b in zip(counts, bases, strict=True))
        for counts in (secret, other)
    )

    assert first == second
    assert first
    assert sum(secret) in first.positive
    assert sum(other) in first.positive


def test_a_small_round_counts_in_the_year_of_all_teams() -> None:
    """A round with too few for a row All teams counts as its rows do; the year is told from 20 on."""
    small = [Part(6, Range(5, 6), Range(0, 1)), Part(5, Range(2, 3), Range(0, 3))]
    large = [Part(30, Range(24, 24), Range(2, 4))]

    year = add_totals([([None], small), (large, [])])

    assert year
    assert (year.base, year.positive, year.negative) == (41, Range(31, 33), Range(2, 8))
    assert add_totals([([None], small)]) is None
    assert add_totals([(large, []), ([None], [*small, None])]) is None


def _tell_total(count: int, rounds: list[Part], *, widened: bool) -> Range:
    """What a period would say of its true count, if it did not add up: classes as those of All teams.

    `rounds` are what each round shows of all its teams. `widened` joins the ends up to 2 and down to all but 2.
    """
    base = sum(part.base for part in rounds)
    least = sum(part.positive.low for part in rounds)
    most = sum(part.positive.high for part in rounds)
    widest = max(part.positive.high - part.positive.low for part in rounds)
    top, bottom = most - widest, least + widest
    if widened and base - most <= 2:
        top = min(top, base - 2)
    if widened and least <= 2:
        bottom = max(bottom, 2)
    if bottom >= top:
        return Range(least, most)
    if count >= top:
        return Range(top, most)
    return Range(least, bottom) if count <= bottom else Range(count, count)


@pytest.mark.parametrize("shown", [Range(0, 1), Range(4, 5)], ids=["0-1", "all but 0-1"])
def test_four_small_rounds_never_point_at_two(shown: Range) -> None:
    """Four rounds of "0-1" are 0 to 4, whatever is true. Told by classes as narrow as in a round, two are two."""
    rounds = [Part(5, shown, None)] * 4
    truths = {sum(one) for one in product((shown.low, shown.high), repeat=4)}
    two = {0: 2, 4: 18}[shown.low]

    told = add_totals([([part], []) for part in rounds])

    assert told
    assert told.positive == Range(min(truths), max(truths))
    assert _tell_total(two, rounds, widened=False) == Range(two, two)
    assert _tell_total(two, rounds, widened=True) != Range(two, two)
    assert all(truth in told.positive for truth in truths)


def test_periods_sort_by_their_days() -> None:
    """A half-year stands before the year it begins, and both before the second half."""
    first, second = (period_of(date(2026, month, 1), Length.HALF_YEAR) for month in (4, 12))
    year = period_of(date(2026, 4, 1), Length.YEAR)

    assert sorted([second, year, first]) == [first, year, second]
    assert Period(date(2026, 4, 1), Length.YEAR) == year
