"""What is told of how many answers came: nothing that tells how many joined from a round too few to count."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from feedback import clock
from feedback.mergers import merge_team
from feedback.models.asking import Round, Team
from feedback.received import STEP, count_received
from tests.councils import LONDON, add_round, add_teams, answer, count, make_database, make_snapshot

SUMMER = (dt.date(2026, 7, 5), dt.date(2026, 9, 30))
AUTUMN = (dt.date(2026, 10, 5), dt.date(2026, 12, 30))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A council that has counted nothing yet."""
    with make_database(tmp_path).writing() as session:
        yield session


@pytest.fixture
def oak(session: Session) -> Team:
    """One team."""
    return add_teams(session, ("Oak", "Care"))[0]


def plan(
    session: Session, team: Team, days: tuple[dt.date, dt.date] = SUMMER, times: int = 0
) -> Round:
    """A round of `team` that is not counted, with so many answers."""
    round_ = add_round(session, [team], opens_on=days[0], closes_on=days[1])
    answer(session, round_, team, times=times)
    session.flush()
    return round_


def seal(session: Session, team: Team, times: int = 4) -> Round:
    """A round of `team` in spring that was too few to count."""
    round_ = add_round(session, [team])
    answer(session, round_, team, times=times)
    session.flush()
    return count(session, round_)


def told(session: Session, *rounds: Round) -> list[int]:
    """What is received of each, as it is told now."""
    found = count_received(session, rounds, LONDON)
    return [found[round_.id] for round_ in rounds]


@pytest.mark.parametrize("sealed", range(5))
@pytest.mark.parametrize("own", range(1, 16))
def test_the_count_takes_nothing_in_that_was_not_told(
    session: Session, oak: Team, own: int, sealed: int
) -> None:
    """What was told before follows from what is told after, however many joined: the difference says nothing."""
    seal(session, oak, sealed)
    round_ = plan(session, oak, times=own)

    (before,) = told(session, round_)
    count(session, round_, at=dt.datetime(2026, 10, 1, 9, tzinfo=LONDON))

    (after,) = told(session, round_)
    whole = own + sealed
    assert (before, after) == (whole - whole % STEP, whole if whole >= STEP else 0)


def test_nothing_joins_a_round_that_nobody_answered_yet(session: Session, oak: Team) -> None:
    """Five or more that wait would stand there before the first answer."""
    (elm,) = add_teams(session, ("Elm", "Care"))
    seal(session, oak)
    seal(session, elm)
    round_ = add_round(session, [oak, elm], opens_on=SUMMER[0], closes_on=SUMMER[1])

    none = told(session, round_)
    answer(session, round_, oak)
    session.flush()

    assert (none, told(session, round_)) == ([0], [5])


def test_they_join_the_round_that_is_counted_first(session: Session, oak: Team) -> None:
    """And no other: it would go down when that one is counted."""
    seal(session, oak)
    first, second = plan(session, oak, times=1), plan(session, oak, AUTUMN, times=6)

    assert told(session, second, first) == [5, 5]


@pytest.mark.parametrize("ended", [False, True])
def test_a_round_that_was_ended_early_is_counted_first(
    session: Session, oak: Team, ended: bool
) -> None:
    """By the day it ended, and not by the day it was planned to."""
    seal(session, oak)
    long = plan(session, oak, (SUMMER[0], AUTUMN[1]), times=1)
    long.ended_at = dt.datetime(2026, 7, 20, tzinfo=LONDON) if ended else None
    short = plan(session, oak, (dt.date(2026, 8, 1), dt.date(2026, 8, 31)), times=1)

    assert told(session, long, short) == ([5, 0] if ended else [0, 5])


def test_what_waits_for_another_round_is_not_in(session: Session, oak: Team) -> None:
    """Of another team, or another questionnaire."""
    (elm,) = add_teams(session, ("Elm", "Care"))
    seal(session, elm)
    other = add_round(session, [oak], snapshot=make_snapshot(questionnaire="other"))
    answer(session, other, oak, times=4)
    session.flush()
    count(session, other)

    assert told(session, plan(session, oak, times=1)) == [0]


@pytest.mark.parametrize(("from_on", "before", "after"), [(SUMMER[1], 5, 5), (AUTUMN[0], 0, 0)])
def test_a_merged_team_joins_from_its_day(
    session: Session, oak: Team, from_on: dt.date, before: int, after: int
) -> None:
    """By the last day of the round, as whoever answers does; what is told and what is counted agree."""
    (elm,) = add_teams(session, ("Elm", "Care"))
    seal(session, elm)
    with clock.frozen_at(dt.datetime(2026, 7, 2, 9, tzinfo=LONDON)):
        merge_team(session, elm, oak, from_on=from_on, zone=LONDON)
    round_ = plan(session, oak, times=1)

    assert told(session, round_) == [before]
    count(session, round_, at=dt.datetime(2026, 10, 6, 9, tzinfo=LONDON))
    assert told(session, round_) == [after]
