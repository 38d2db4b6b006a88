"""A line of the year plan is told whom it would ask again within six weeks, and only then."""

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from feedback.config import Settings
from feedback.db import Database
from feedback.models.planning import HowOften
from feedback.plans import Line, add_plan
from feedback.repeats import list_repeats
from feedback.teams import list_teams
from tests.conftest import open_round_of

OPENS = dt.date(2027, 3, 1)


def make_line(
    session: Session, questionnaire: str, *, starts_on: dt.date = OPENS, teams: str = ""
) -> Line:
    """A yearly line, open for four weeks, for these teams or all."""
    chosen = tuple(team for team in list_teams(session) if team.name in teams.split(","))
    return Line(questionnaire, HowOften.YEARLY, chosen, starts_on, 4, "Head of service", 6, False)


@pytest.mark.parametrize(
    ("last_day", "found"), [(dt.date(2027, 1, 18), []), (dt.date(2027, 1, 19), ["IRO survey"])]
)
def test_six_weeks_after_a_round(
    database: Database, settings: Settings, last_day: dt.date, found: list[str]
) -> None:
    """A round that ended six weeks before is far enough; a day later it is told."""
    open_round_of(database, settings, "iro-survey@2", closes_on=last_day)
    with database.reading() as session:
        repeats = list_repeats(session, make_line(session, "exit-interview"))

    assert len(repeats) == len(found)
    assert all(one.teams == ("Oak", "Elm", "Ash") and one.count == 1 for one in repeats)


def test_rounds_to_come_of_another_line_count(database: Database, settings: Settings) -> None:
    """Nothing of it is made yet; each year is one more."""
    with database.writing() as session:
        monthly = make_line(session, "iro-survey", starts_on=dt.date(2027, 1, 1), teams="Oak,Elm")
        add_plan(session, monthly, zone=settings.zone)
        (repeat,) = list_repeats(session, make_line(session, "exit-interview", teams="Elm,Ash", starts_on=dt.date(2027, 2, 1)))  # fmt: skip

    assert (repeat.teams, repeat.count, repeat.first.opens_on) == (("Elm",), 2, dt.date(2027, 1, 1))


@pytest.mark.parametrize(
    ("questionnaire", "teams"), [("exit-interview", "Ash"), ("post-conference-parent", "Oak")]
)
def test_others_are_not_the_same_people(
    database: Database, settings: Settings, questionnaire: str, teams: str
) -> None:
    """Another team, or parents instead of children. The control: the same team and audience is told."""
    with database.writing() as session:
        starts = dt.date(2027, 2, 1)
        add_plan(session, make_line(session, "iro-survey", teams="Oak,Elm", starts_on=starts), zone=settings.zone)  # fmt: skip
        other = list_repeats(session, make_line(session, questionnaire, teams=teams))
        control = list_repeats(session, make_line(session, "exit-interview", teams="Oak"))

    assert (other, len(control)) == ([], 1)
