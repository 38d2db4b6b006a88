"""Team files are read whole or refused in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.db import Database
from feedback.exceptions import FeedbackError, NotFoundError
from feedback.teams import TeamLine, list_teams, open_teams, read_team_file, save_teams

NAMES = st.text(
    st.characters(blacklist_characters=',"\r\n', blacklist_categories=["C", "Z"]),
    min_size=1,
    max_size=12,
)


@given(
    st.lists(
        st.tuples(NAMES, NAMES, st.none() | NAMES),
        min_size=1,
        max_size=8,
        unique_by=lambda t: t[0].lower(),
    )
)
def test_a_written_file_is_read_back(rows: list[tuple[str, str, str | None]]) -> None:
    """Every name as it stands."""
    reserved = {"all", "all teams", "other teams"}
    lines = [TeamLine(*row) for row in rows if row[0].lower() not in reserved] or [
        TeamLine("Oak", "Care", None)
    ]
    text = "\n".join(
        ["team,service,group", *(f"{r.team},{r.service},{r.group or ''}" for r in lines)]
    )

    read = read_team_file(text)

    assert read == lines


@given(
    st.one_of(
        st.text(),
        st.text().map(lambda t: f"team,service\n{t}"),
        st.text('abc,"\r\n\0', max_size=40),
    )
)
def test_any_text_is_read_or_refused(text: str) -> None:
    """Never another error; what is read has names without commas and no team twice."""
    try:
        lines = read_team_file(text)
    except FeedbackError:
        lines = [TeamLine("refused", "in words", None)]

    assert lines
    assert all(line.team and line.service and "," not in line.team for line in lines)
    assert len({line.team.lower() for line in lines}) == len(lines)


def test_every_problem_has_its_line() -> None:
    """All at once, so that nobody imports five times."""
    with pytest.raises(FeedbackError) as refused:
        read_team_file("team,service\n,A\nOak,B\nOak,C\nElm,Other teams\n")

    lines = [problem[:7] for problem in str(refused.value).split("\n")]
    assert lines == ["Line 2:", "Line 4:", "Line 5:"]


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ("all", ["Oak", "Elm", "Ash"]),
        (" ALL ", ["Oak", "Elm", "Ash"]),
        ("ash,OAK", ["Oak", "Ash"]),
        ("Elm,,Elm ", ["Elm"]),
    ],
)
def test_teams_are_named_in_any_case_and_order(
    database: Database, names: str, found: list[str]
) -> None:
    """They come in the council's own order, each once."""
    with database.reading() as session:
        teams = [team.name for team in open_teams(session, names)]

    assert teams == found


@pytest.mark.parametrize("names", ["Yew", "Oak,Yew", "", ",,"])
def test_a_team_that_is_not_there_is_named(database: Database, names: str) -> None:
    """And where the names are listed."""
    with database.reading() as session, pytest.raises(NotFoundError, match="feedback teams list"):
        open_teams(session, names)


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("team,service\nOak,Leaving care\nYew,Leaving care\n", "Trees"),
        ("team,service,group\nOak,Leaving care,\nYew,Leaving care,\n", None),
    ],
    ids=["no column", "an empty cell"],
)
def test_a_file_that_says_nothing_of_groups_changes_none(
    database: Database, text: str, group: str | None
) -> None:
    """The team stays in its group and a new one is in none; an empty cell takes it out."""
    with database.writing() as session:
        save_teams(session, [TeamLine("Oak", "Children in care", "Trees")])
        saved = save_teams(session, read_team_file(text))

    found = {team.name: (team.service, team.group) for team in saved}
    assert (found["Oak"], found["Yew"]) == (("Leaving care", group), ("Leaving care", None))


def test_a_team_keeps_its_id_when_it_moves(database: Database) -> None:
    """Its collectors and rounds stay its own, however its name is written now."""
    with database.writing() as session:
        before = {team.id for team in list_teams(session)}
        saved = save_teams(session, [TeamLine("OAK", "Leaving care", "Trees")])

    assert {team.id for team in saved} == before
    assert (saved[0].name, saved[0].service, saved[0].group) == ("OAK", "Leaving care", "Trees")
