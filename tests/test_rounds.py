"""Rounds: planned, ended early, never overlapping, and what is known of them before the count."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from feedback import clock
from feedback.config import Settings
from feedback.db import Database
from feedback.edges import Status, status_of
from feedback.exceptions import NotFoundError, RefusedError
from feedback.models.answering import SealedAnswer
from feedback.models.asking import Collector, Round, Team
from feedback.received import count_received
from feedback.rounds import (
    end_tonight,
    keep_open,
    list_rounds,
    open_round,
    plan_round,
    record_given_out,
    summarise,
)
from feedback.teams import list_teams
from feedback.versions import open_published
from tests.conftest import NOON, open_round_of

DAY = dt.timedelta(days=1)
DATES = st.dates(dt.date(2000, 1, 1), dt.date(2198, 12, 31))


def plan(
    session: Session, settings: Settings, teams: list[Team], opens_on: dt.date, closes_on: dt.date
) -> Round | None:
    """A round of the IRO survey, or None when it is refused."""
    version = open_published(session, "iro-survey")
    try:
        return plan_round(
            session, version, teams, opens_on=opens_on, closes_on=closes_on, zone=settings.zone
        )
    except RefusedError:
        return None


@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(opens_on=st.dates() | DATES, closes_on=st.dates() | st.dates(NOON.date()))
def test_any_two_dates_are_a_round_or_a_refusal(
    database: Database, settings: Settings, opens_on: dt.date, closes_on: dt.date
) -> None:
    """Never another error, and what is planned can be looked at."""
    with database.writing() as session:
        planned = plan(session, settings, list_teams(session), opens_on, closes_on)
        status = planned and status_of(planned, settings.zone)
        session.rollback()

    assert status in (None, Status.PLANNED, Status.OPEN)
    assert (status is None) == (
        closes_on < opens_on
        or closes_on < NOON.date()
        or opens_on.year < 2000
        or closes_on.year > 2199
    )


@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_rounds_of_a_team_never_overlap(
    database: Database, settings: Settings, data: st.DataObject
) -> None:
    """A second round is refused exactly when it shares a day and a team with the first."""
    day = st.integers(0, 20)
    first, second = (sorted([data.draw(day), data.draw(day)]) for _ in range(2))
    theirs = data.draw(st.sampled_from([(0, 1), (2,)]))
    today = NOON.date()

    with database.writing() as session:
        teams = list_teams(session)
        planned = [
            plan(
                session,
                settings,
                [teams[n] for n in members],
                today + opens * DAY,
                today + closes * DAY,
            )
            for (opens, closes), members in ((first, (0, 1)), (second, theirs))
        ]
        session.rollback()

    overlaps = first[0] <= second[1] and second[0] <= first[1]
    assert planned[0]
    assert (planned[1] is None) == (overlaps and 0 in theirs)


@pytest.mark.parametrize("typed", ["", "0", "99", "x", "²", "-1", "9" * 30])
def test_a_round_that_is_not_there_is_named(database: Database, round_: Round, typed: str) -> None:
    """And where the ids are listed."""
    with database.reading() as session, pytest.raises(NotFoundError, match="rounds list"):
        open_round(session, typed)


def test_closing_early_can_be_undone_until_midnight(
    database: Database, settings: Settings, round_: Round
) -> None:
    """Then it has ended, and never opens again."""
    with database.writing() as session:
        ending = end_tonight(open_round(session, str(round_.id)), settings.zone)
    with database.writing() as session:
        keep_open(open_round(session, str(round_.id)), settings.zone)
        end_tonight(open_round(session, str(round_.id)), settings.zone)

    with clock.frozen_at(ending), database.reading() as session:
        ended = open_round(session, str(round_.id))
        assert status_of(ended, settings.zone) is Status.CLOSING
        with pytest.raises(RefusedError, match="never opens again"):
            keep_open(ended, settings.zone)

    assert ending == dt.datetime(2026, 11, 24, tzinfo=dt.UTC)


def test_only_an_open_round_is_closed_early(database: Database, settings: Settings) -> None:
    """A planned one is not."""
    planned = open_round_of(database, settings, "iro-survey", opens_on=dt.date(2026, 12, 1))

    with pytest.raises(RefusedError, match="Only an open round"):
        end_tonight(planned, settings.zone)


@pytest.mark.parametrize(("came", "told"), [(0, 0), (1, 0), (4, 0), (5, 5), (9, 5), (10, 10)])
def test_an_open_round_tells_what_it_received_in_fives(
    database: Database,
    settings: Settings,
    round_: Round,
    collectors: list[Collector],
    came: int,
    told: int,
) -> None:
    """Nobody sees a number move by one."""
    with database.writing() as session:
        session.add_all(
            SealedAnswer(
                round_id=round_.id, collector_id=collectors[0].id, version_id=round_.version_id,
                variant="standard", language="en", mode="self", answers="[]", equality="[]", comments="{}",
            )
            for _ in range(came)
        )  # fmt: skip

    with database.reading() as session:
        summary = summarise(session, open_round(session, str(round_.id)), settings.zone)

    assert summary.received == told


def test_a_counted_round_tells_the_exact_number(
    database: Database, settings: Settings, round_: Round
) -> None:
    """As it was frozen."""
    round_.counted_on, round_.received = NOON.date(), 13

    with database.reading() as session:
        received = count_received(session, [round_], settings.zone)[round_.id]

    assert received == 13


def test_what_was_given_out_belongs_to_the_round_of_the_day(
    database: Database, settings: Settings, round_: Round, collectors: list[Collector]
) -> None:
    """The open round, not the one that is planned."""
    later = open_round_of(
        database,
        settings,
        "iro-survey",
        opens_on=dt.date(2027, 2, 1),
        closes_on=dt.date(2027, 3, 1),
    )
    with database.writing() as session:
        own = record_given_out(
            session, session.get_one(Collector, collectors[0].id), 7, zone=settings.zone
        )

    with clock.frozen_at(NOON + 80 * DAY), database.writing() as session:
        next_ = record_given_out(
            session, session.get_one(Collector, collectors[0].id), 9, zone=settings.zone
        )

    assert (own.id, next_.id) == (round_.id, later.id)
    with database.reading() as session:
        given = [summarise(session, r, settings.zone).given_out for r in list_rounds(session)]
    assert given == [7, 9]


def test_what_one_team_noted_is_nothing_to_hold_all_answers_against(
    database: Database, settings: Settings, round_: Round, collectors: list[Collector]
) -> None:
    """Due is of all teams or not known; given out is told as far as it is noted, and whether that is everywhere."""
    found = []
    for place, collector in enumerate(collectors):
        with database.writing() as session:
            now = session.get_one(Round, round_.id)
            now.teams[place].due = 10
            own = session.get_one(Collector, collector.id)
            record_given_out(session, own, 20, zone=settings.zone)
            one = summarise(session, now, settings.zone)
            found.append((one.due, one.given_out, one.all_noted))

    assert found == [(None, 20, False), (None, 40, False), (30, 60, True)]


@pytest.mark.parametrize("count", [-1, 1_000_001, 10**30])
def test_a_number_given_out_that_cannot_be_is_refused(
    database: Database, settings: Settings, collectors: list[Collector], count: int
) -> None:
    """Said before the database chokes on it."""
    with database.writing() as session, pytest.raises(RefusedError, match="0 to 1,000,000"):
        record_given_out(session, collectors[0], count, zone=settings.zone)
