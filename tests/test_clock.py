"""The clock is one, aware and in UTC; days begin and end where people live."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback import clock

LONDON = ZoneInfo("Europe/London")


def test_now_is_aware_and_moves() -> None:
    """Without a test holding it, it is the machine's time in UTC."""
    before = dt.datetime.now(dt.UTC)

    now = clock.now()

    assert before <= now <= dt.datetime.now(dt.UTC)
    assert now.utcoffset() == dt.timedelta(0)


def test_a_held_clock_stands_and_is_let_go() -> None:
    """Also one inside another, and when the inner one fails."""
    outer, inner = (
        dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        dt.datetime(2026, 6, 1, 12, tzinfo=LONDON),
    )

    with clock.frozen_at(outer):
        with clock.frozen_at(inner):
            within = clock.now()
        with pytest.raises(RuntimeError), clock.frozen_at(inner):
            raise RuntimeError
        after = clock.now()

    assert (within, within.tzinfo, after) == (inner, dt.UTC, outer)
    assert clock.now() != outer


@pytest.mark.parametrize(
    ("day", "hours"), [((2026, 3, 29), 23), ((2026, 10, 25), 25), ((2026, 7, 1), 24)]
)
def test_a_day_is_as_long_as_it_is(day: tuple[int, int, int], hours: int) -> None:
    """When clocks change it has an hour more or less."""
    date = dt.date(*day)

    length = clock.day_ends_at(date, LONDON) - clock.day_starts_at(date, LONDON)

    assert length == dt.timedelta(hours=hours)


def test_today_is_the_day_people_have() -> None:
    """Half past eleven at night in UTC is tomorrow in a London summer."""
    with clock.frozen_at(dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)):
        london, utc = clock.today(LONDON), clock.today(ZoneInfo("UTC"))

    assert (london, utc) == (dt.date(2026, 7, 2), dt.date(2026, 7, 1))


def test_a_moment_is_said_as_people_there_say_it() -> None:
    """In their own time, with the day."""
    moment = dt.datetime(2026, 7, 1, 1, 5, tzinfo=dt.UTC)

    assert clock.moment_words(moment, LONDON) == "1 July 2026, 02.05"


def test_a_near_day_has_its_year_where_that_is_another() -> None:
    """In December nobody has to guess which January."""
    today = dt.date(2026, 12, 30)

    assert clock.near_words(dt.date(2026, 12, 31), today) == "31 December"
    assert clock.near_words(dt.date(2027, 1, 3), today) == "3 January 2027"


@given(st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)), st.integers(-1200, 1200))
def test_months_on_is_the_same_day_or_the_last(day: dt.date, months: int) -> None:
    """Never in another month than so many before or after."""
    there = clock.add_months(day, months)

    assert (there.year * 12 + there.month) - (day.year * 12 + day.month) == months
    assert there.day == day.day or (there.day < day.day and (there + dt.timedelta(1)).day == 1)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2199, 12, 31)), st.integers(0, 1200))
def test_what_is_kept_goes_on_the_day_after_it_was_told(today: dt.date, months: int) -> None:
    """Counted back from today, and on from the day, are one: no day is kept longer for a short month, and none shorter."""
    first = clock.first_kept(today, months)

    assert clock.add_months(first, months) >= today
    assert clock.add_months(first - dt.timedelta(days=1), months) < today


@pytest.mark.parametrize(
    ("months", "there"),
    [
        (-12, dt.date(2027, 2, 28)),
        (9999, dt.date(2861, 5, 29)),
        (-9999, dt.date(1194, 11, 29)),
        (12 * 9999, dt.date.max),
        (-12 * 9999, dt.date.min),
        (-12 * 2027, dt.date(1, 2, 28)),
        (-12 * 2028, dt.date.min),
        (12 * 7971, dt.date(9999, 2, 28)),
        (12 * 7972, dt.date.max),
    ],
)
def test_months_end_with_the_calendar(months: int, there: dt.date) -> None:
    """From a 29 February, as far as can be set: no day before the first, and none after the last."""
    assert clock.add_months(dt.date(2028, 2, 29), months) == there


def test_what_is_kept_for_ever_never_goes() -> None:
    """As far as can be set."""
    assert clock.first_kept(dt.date(2028, 2, 29), 12 * 9999) == dt.date.min
