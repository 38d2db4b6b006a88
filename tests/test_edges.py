"""The edges of a round: when it takes answers and what it is called, to the second."""

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from feedback import clock
from feedback.db import Database
from feedback.edges import GRACE, Status, ends_at, get_edges, starts_at, status_of, takes_answers
from feedback.models.asking import Round

LONDON = ZoneInfo("Europe/London")
SECOND, DAY = dt.timedelta(seconds=1), dt.timedelta(days=1)
DATES = st.dates(dt.date(2000, 1, 1), dt.date(2198, 12, 31))


@given(DATES, st.integers(0, 400))
def test_a_round_takes_answers_between_its_edges_only(opens_on: dt.date, days: int) -> None:
    """Whatever the dates, summer time included, and for the grace after them only from pages opened before."""
    round_ = Round(opens_on=opens_on, closes_on=opens_on + dt.timedelta(days=days))
    start, end = starts_at(round_, LONDON), ends_at(round_, LONDON)
    seen = {}

    for name, now, opened in (
        ("before", start - SECOND, start - SECOND),
        ("first", start, start),
        ("last", end - SECOND, start),
        ("new page after", end, end),
        ("grace", end + GRACE - SECOND, end - SECOND),
        ("over", end + GRACE, end - SECOND),
    ):
        with clock.frozen_at(now):
            seen[name] = takes_answers(round_, LONDON, page_opened_at=opened)

    assert [name for name, takes in seen.items() if takes] == ["first", "last", "grace"]
    assert (start.astimezone(LONDON).hour, end.astimezone(LONDON).hour) == (0, 0)


@given(DATES, st.integers(0, 400))
def test_a_round_is_planned_then_open_then_closing(opens_on: dt.date, days: int) -> None:
    """And closed only by being counted."""
    round_ = Round(opens_on=opens_on, closes_on=opens_on + dt.timedelta(days=days))
    start, end = starts_at(round_, LONDON), ends_at(round_, LONDON)
    seen = []

    for moment in (start - SECOND, start, end - SECOND, end, end + 9 * DAY):
        with clock.frozen_at(moment):
            seen.append(status_of(round_, LONDON))
    round_.counted_on = opens_on

    assert seen == [Status.PLANNED, Status.OPEN, Status.OPEN, Status.CLOSING, Status.CLOSING]
    assert status_of(round_, LONDON) is Status.CLOSED


def test_an_early_end_is_never_a_later_one() -> None:
    """Ended before its last day it ends then; a moment after the last day changes nothing."""
    round_ = Round(opens_on=dt.date(2026, 11, 1), closes_on=dt.date(2026, 11, 30))
    last = ends_at(round_, LONDON)
    ends = []

    for moment in (last - DAY, last + DAY):
        round_.ended_at = moment
        ends.append(ends_at(round_, LONDON))

    assert ends == [last - DAY, last]


def test_the_edges_are_read_without_the_round(database: Database, round_: Round) -> None:
    """Plain columns, the same as the round's own; of no round there are none."""
    with database.reading() as session:
        edges, nothing = get_edges(session, round_.id), get_edges(session, 99)

    assert (edges.opens_on, edges.closes_on, edges.ended_at, edges.counted_on) == (
        round_.opens_on, round_.closes_on, None, None,
    )  # fmt: skip
    assert status_of(edges, LONDON) is Status.OPEN
    assert nothing is None
