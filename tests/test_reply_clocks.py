"""From the count the clock runs until somebody answers: by the year, or six weeks."""

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from feedback import clock as clocks
from feedback.db import Database
from feedback.mergers import merge_team
from feedback.models.asking import Round, Team
from feedback.models.planning import Plan, PlanRound
from feedback.reply_clocks import list_clocks, list_unanswered
from feedback.reply_steps import withdraw
from feedback.teams import list_teams
from tests.councils import LONDON, add_round, answer, count, make_snapshot
from tests.replying import COUNTED, OPENS, make_counted, make_published, with_words

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


def make_round(session: Session, *teams: Team, month: int) -> Round:
    """A round of a month of 2026 in which thirty of each of `teams` answered, counted on the first of the next."""
    first, after = dt.date(2026, month, 1), dt.datetime(2026, month + 1, 1, 6, tzinfo=dt.UTC)
    last = after.date() - dt.timedelta(days=1)
    made = make_snapshot(version=9)
    round_ = add_round(session, teams, snapshot=made, opens_on=first, closes_on=last)
    for team in teams:
        answer(session, round_, team, times=30, answers=["know=yes"])
    return count(session, round_, at=after)


def test_a_reply_to_other_teams_answers_nobody_else(session: Session) -> None:
    """Oak was asked in July, Elm in August: each is owed a reply of its own, and Elm's leaves Oak waiting."""
    oak, elm, _ = list_teams(session)
    july, august = make_round(session, oak, month=7), make_round(session, elm, month=8)
    assert [one.round for one in list_unanswered(session, today=TODAY)] == [july, august]
    assert [one.round for one in list_unanswered(session, today=TODAY, team_id=elm.id)] == [august]

    make_published(session, august, with_words(question="know"))

    assert [one.round for one in list_unanswered(session, today=TODAY)] == [july]
    assert not list_unanswered(session, today=TODAY, team_id=elm.id)
    assert [one.later for one in list_clocks(session)] == [set(), set()]


def test_a_reply_to_a_later_round_answers_whom_it_asked_again(session: Session) -> None:
    """Elm was asked in August too, and Oak was not. Before it the same people are asked about once, by the oldest round."""
    oak, elm, ash = list_teams(session)
    july = make_round(session, oak, elm, month=7)
    august = make_round(session, elm, ash, month=8)
    september = make_round(session, elm, ash, month=9)
    assert [one.round for one in list_unanswered(session, today=TODAY)] == [july, august]

    make_published(session, september, with_words(question="know"))

    (clock,) = list_unanswered(session, today=TODAY)
    assert (clock.round, clock.owed_names) == (july, ["Oak"])


def test_a_reply_of_one_row_answers_that_team_alone(session: Session) -> None:
    """The other goes on waiting, and stands by its name."""
    oak, elm, _ = list_teams(session)
    july = make_round(session, oak, elm, month=7)

    make_published(session, july, with_words(question="know", team="Elm"))

    (clock,) = list_unanswered(session, today=TODAY, team_id=oak.id)
    assert (clock.first_on, clock.of_all) == (None, False)
    assert not list_unanswered(session, today=TODAY, team_id=elm.id)
    assert [one.owed_names for one in list_unanswered(session, today=TODAY)] == [["Oak"]]


def test_a_merged_team_is_the_one_it_went_into(session: Session) -> None:
    """Oak went into Elm before August: both rounds are of the same people, and one reply is for both."""
    oak, elm, _ = list_teams(session)
    july = make_round(session, oak, month=7)
    with clocks.frozen_at(dt.datetime(2026, 7, 31, 12, tzinfo=dt.UTC)):
        merge_team(session, oak, elm, from_on=dt.date(2026, 8, 2), zone=LONDON)
    august = make_round(session, elm, month=8)
    assert [one.round for one in list_unanswered(session, today=TODAY)] == [july]

    make_published(session, august, with_words(question="know"))

    assert list_unanswered(session, today=TODAY) == []
