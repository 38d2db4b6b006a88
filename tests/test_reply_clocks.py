"""From the count the clock runs until somebody answers: by the year, or six weeks."""

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from feedback.db import Database
from feedback.models.planning import Plan, PlanRound
from feedback.reply_clocks import list_clocks, list_unanswered
from feedback.reply_steps import withdraw
from tests.replying import COUNTED, OPENS, make_counted, make_published

TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A writing session."""
    with database.writing() as session:
        yield session


def test_six_weeks_from_the_count(session: Session) -> None:
    """Where the round came of no line of the year."""
    make_counted(session)

    (clock,) = list_unanswered(session, today=TODAY)

    assert (clock.due_on, clock.owner) == (COUNTED.date() + dt.timedelta(weeks=6), "")


def test_the_year_says_by_when_and_who(session: Session) -> None:
    """The line that made the round."""
    round_ = make_counted(session)
    plan = Plan(
        questionnaire="iro-survey", how_often="yearly", every_team=True, starts_on=OPENS,
        open_weeks=8, reply_owner="Head of IROs", reply_weeks=2, baseline=False,
    )  # fmt: skip
    session.add(PlanRound(plan=plan, begins_on=OPENS, round_id=round_.id, baseline=False))

    (clock,) = list_unanswered(session, today=TODAY)

    assert (clock.due_on, clock.owner) == (dt.date(2026, 11, 15), "Head of IROs")


def test_a_published_reply_stops_it_and_taking_it_away_starts_it_again(session: Session) -> None:
    """How long it took stands in the list."""
    round_ = make_counted(session)
    reply = make_published(session, round_)

    assert list_unanswered(session, today=TODAY) == []
    assert list_clocks(session)[0].days == 22
    withdraw(session, reply, by=None)
    assert len(list_unanswered(session, today=TODAY)) == 1


def test_after_a_year_nobody_is_asked_any_more(session: Session) -> None:
    """What is so old is not answered better by a reminder."""
    make_counted(session)

    assert list_unanswered(session, today=TODAY + dt.timedelta(days=365)) == []
