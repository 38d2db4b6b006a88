"""A team that is renamed stays the same team: its codes, its old figures, and its line over time."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.comments import list_comments
from feedback.config import Settings
from feedback.db import Database
from feedback.exceptions import ChangedError, RefusedError
from feedback.models.asking import FormerName, Team
from feedback.renames import add_team, change_team, check_same, state_of
from feedback.reports.figures import read_rounds
from feedback.reports.series import make_series
from feedback.reports.shown import RoundFigures
from feedback.rounds import list_rounds, plan_round
from feedback.team_lists import check_teams, save_list
from feedback.team_lists import state_of as state_of_list
from feedback.teams import TeamLine, list_former_names, list_teams, open_teams, save_teams
from feedback.versions import open_published
from tests.conftest import NOON
from tests.councils import (
    CLOSES,
    LONDON,
    OPENS,
    add_round,
    add_teams,
    answer,
    count,
    make_database,
)

ACORN = TeamLine("Acorn", "Children in care", None)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A writing session on the three teams Oak, Elm and Ash."""
    with database.writing() as session:
        yield session


def rename(session: Session, old: str, new: str, settings: Settings) -> Team:
    """Call a team otherwise."""
    (team,) = open_teams(session, old)
    line = TeamLine(new, team.service, team.group)
    change_team(session, team, line, zone=settings.zone)
    return team


def test_a_team_is_found_by_its_old_name(session: Session, settings: Settings) -> None:
    """And a list that still has it changes the team there is, and makes no new one."""
    team = rename(session, "Oak", "Acorn", settings)

    save_teams(session, [TeamLine("oak", "Leaving care", "Trees")])

    assert open_teams(session, "OAK") == [team]
    assert (team.name, team.service, team.group) == ("Acorn", "Leaving care", "Trees")
    assert [n.name for n in list_former_names(session)[team.id]] == ["Oak"]
    assert len(list_teams(session)) == 3


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("elm", "There is a team called 'Elm' already"),
        ("OAK", "Acorn was called 'OAK' before"),
        ("A, B", "Names hold no comma"),
        ("", "A team needs a name"),
        ("all teams", "results use that name"),
        ("x" * 101, "at most 100 letters"),
        ("a\0b", "cannot be printed"),
    ],
)
def test_a_name_that_is_or_was_anothers_is_refused(
    session: Session, settings: Settings, name: str, words: str
) -> None:
    """Old results say it, so nobody else is ever called so; nor by a name that will not do."""
    rename(session, "Oak", "Acorn", settings)

    for do in (
        lambda: add_team(session, TeamLine(name, "Help", None)),
        lambda: rename(session, "Ash", name, settings),
    ):
        with pytest.raises(RefusedError, match=words):
            do()


def test_a_team_takes_its_own_old_name_again(session: Session, settings: Settings) -> None:
    """Then the other one is the former."""
    rename(session, "Oak", "Acorn", settings)
    rename(session, "Acorn", "OAK", settings)

    assert [name.name for name in session.scalars(select(FormerName))] == ["Acorn"]
    assert open_teams(session, "acorn")[0].name == "OAK"


def test_the_case_of_a_name_is_no_new_name(session: Session, settings: Settings) -> None:
    """Nothing to remember."""
    rename(session, "Oak", "OAK", settings)

    assert session.scalars(select(FormerName)).all() == []


def test_what_somebody_saw_is_compared(session: Session, settings: Settings) -> None:
    """A page that was opened before somebody else's change is refused; one opened after is not."""
    (team,) = open_teams(session, "Oak")
    seen = state_of(team)
    rename(session, "Oak", "Acorn", settings)

    with pytest.raises(ChangedError, match="Somebody else changed Acorn"):
        check_same(team, seen)
    check_same(team, state_of(team))


def test_a_list_says_what_it_would_do_and_does_it(session: Session, settings: Settings) -> None:
    """New, moving, renamed before and unchanged; saved only as it was seen."""
    rename(session, "Oak", "Acorn", settings)
    lines = [
        TeamLine("Youth forum", "Youth voice", None),
        TeamLine("Oak", "Leaving care", None),
        TeamLine("Elm", "Children in care", None),
    ]
    checks = check_teams(session, lines)
    seen = state_of_list(checks)
    rename(session, "Ash", "Rowan", settings)  # not in the list
    save_list(session, check_teams(session, lines), seen=seen)
    later = check_teams(session, lines)

    assert [one.does for one in checks] == ["New", "Moves, is called Acorn now", "Stays"]
    assert [t.name for t in list_teams(session)] == ["Acorn", "Elm", "Rowan", "Youth forum"]
    with pytest.raises(ChangedError):
        save_list(session, later, seen=seen)


@pytest.fixture
def counted(tmp_path: Path) -> Iterator[Session]:
    """Two counted rounds of Oak, which was renamed between them, with a comment in each."""
    database = make_database(tmp_path)
    with database.writing() as session:
        teams = add_teams(session, ("Oak", "Help"), ("Elm", "Help"))
        for year in range(2):
            first, last = (day.replace(year=2026 + year) for day in (OPENS, CLOSES))
            round_ = add_round(session, teams, opens_on=first, closes_on=last)
            for team in teams:
                answer(session, round_, team, times=12, comments={"best": "Tea"})
            count(session, round_, at=NOON)
            if year == 0:
                change_team(session, teams[0], TeamLine("Acorn", "Help", None), zone=LONDON)
        yield session


def test_old_figures_keep_the_old_name(counted: Session) -> None:
    """The first round says Oak and the second Acorn, in rows and in comments."""
    rounds = list_rounds(counted)

    shown = [[row.team for row in one.rows] for one in read_rounds(counted, rounds)]
    named = [{c.nearer for c in list_comments(counted, round_=one)} for one in rounds]

    assert shown == [["Oak", "Elm", "All teams"], ["Acorn", "Elm", "All teams"]]
    assert named == [{"Oak", "Elm"}, {"Acorn", "Elm"}]


def test_its_line_goes_on(counted: Session) -> None:
    """One line with two points and no break; by the names alone it would be two."""
    rounds = list_rounds(counted)
    figures = read_rounds(counted, rounds)

    lines = [line for line in make_series(figures) if line.group == "Acorn"]
    by_name = [
        line
        for line in make_series([_forget(one) for one in figures])
        if line.group in ("Oak", "Acorn")
    ]

    assert [[point.broken for point in line.points] for line in lines] == [[False, False]] * 3
    assert {len(line.points) for line in by_name} == {1}
    assert len(by_name) == 6


def _forget(figures: RoundFigures) -> RoundFigures:
    """The control: figures that know their rows by the names they had alone."""
    rows = tuple(replace(row, called_now=()) for row in figures.rows)
    return replace(figures, rows=rows)


def test_rounds_are_planned_by_any_name(session: Session, settings: Settings) -> None:
    """The collector it had leads on, because it is the same team."""
    team = rename(session, "Oak", "Acorn", settings)

    round_ = plan_round(
        session, open_published(session, "iro-survey"), open_teams(session, "Oak"),
        opens_on=NOON.date(), closes_on=NOON.date(), zone=settings.zone,
    )  # fmt: skip

    assert [member.team_id for member in round_.teams] == [team.id]
