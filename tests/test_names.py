"""Names that read alike are one, however a spreadsheet, a Mac or a PDF wrote their accents."""

import unicodedata
from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from feedback.db import Database
from feedback.dues import check_due, read_due_list
from feedback.exceptions import FeedbackError, RefusedError
from feedback.models.asking import Team
from feedback.names import clean_name, key_of
from feedback.renames import add_team, change_team
from feedback.team_lists import check_teams, save_list
from feedback.teams import TeamLine, list_teams, open_teams, read_team_file
from tests.councils import LONDON

NAME = "Tŷ Gwyn Café"
APART = unicodedata.normalize("NFD", NAME)  # as a Mac writes it


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A writing session on the three teams Oak, Elm and Ash."""
    with database.writing() as session:
        yield session


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (APART, NAME),
        ("\ufeffTŷ\u00a0 Gwyn\u200b Café\u200f ", NAME),
        ("Oak", "Oak"),
        ("خانه\u200cها", "خانه\u200cها"),
    ],
)
def test_a_name_is_kept_as_it_reads(typed: str, name: str) -> None:
    """Accents with their letters, nothing invisible; joiners of Farsi, which change words, stay."""
    assert clean_name(typed) == name
    assert key_of(typed.upper()) == key_of(name)


def test_the_same_list_from_a_mac_makes_no_second_team(session: Session) -> None:
    """What was there stays as it is, whichever way round the two come."""
    for first, second in ((NAME, APART), (APART, NAME)):
        lists = [f"team,service\n{name} {first == NAME},Help\n" for name in (first, second)]
        for text in lists:
            checks = check_teams(session, read_team_file(text))
            save_list(session, checks)
        assert [check.does for check in checks] == ["Stays"]
    assert [team.name for team in list_teams(session)][3:] == [f"{NAME} True", f"{NAME} False"]


@pytest.fixture
def old(session: Session) -> Team:
    """A team of an earlier release, whose name was not cleaned."""
    team = Team(name=APART, service="Help")
    session.add(team)
    session.flush()
    return team


def test_a_team_of_before_is_found_by_either(session: Session, old: Team) -> None:
    """By command, in a list of teams and of numbers, and when somebody wants its name; its rows keep the name they have."""
    (check,) = check_teams(session, read_team_file(f"team,service\n{NAME},Care\n"))
    (due,) = check_due(session, read_due_list(f"team,questionnaire,due\n{NAME},none,3\n"), zone=LONDON)  # fmt: skip
    save_list(session, [check])

    assert open_teams(session, NAME) == open_teams(session, APART) == [old]
    assert check.does == "Moves"
    assert "no round asks" in due.problem  # the team was found
    with pytest.raises(RefusedError, match="already"):
        add_team(session, TeamLine(NAME, "Help", None))
    change_team(session, old, TeamLine(NAME, "Help", None), zone=LONDON)
    assert (old.name, old.service) == (APART, "Help")


def test_of_two_that_were_made_the_clean_one_is_meant(session: Session, old: Team) -> None:
    """A council that has both can still name one, and merge the other into it."""
    new = Team(name=NAME, service="Help")
    session.add(new)
    session.flush()

    save_list(session, check_teams(session, read_team_file(f"team,service\n{APART},Care\n")))

    assert open_teams(session, APART) == [new]
    assert [(team.name, team.service) for team in (old, new)] == [(APART, "Help"), (NAME, "Care")]


def test_a_name_twice_in_one_list_is_said() -> None:
    """Also when only one of them is from a Mac."""
    with pytest.raises(FeedbackError, match="stands twice"):
        read_team_file(f"team,service\n{NAME},Help\n{APART},Help\n")
