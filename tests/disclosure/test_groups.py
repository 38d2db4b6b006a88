"""Which rows are shown: nobody left out, nobody alone, whatever the council looks like."""

from hypothesis import given
from hypothesis import strategies as st

from feedback.disclosure.groups import SMALLEST, RowKind, TeamCount, make_rows


def _team(name: str, count: int, *, service: str = "A", group: str | None = None) -> TeamCount:
    return TeamCount(name, service, group, ord(name[0]) if name else 0, count)


@st.composite
def councils(draw: st.DrawFn) -> list[TeamCount]:
    """Councils of up to 20 teams in some services and groups."""
    size = draw(st.integers(1, 20))
    return [
        TeamCount(
            team=f"Team {place}",
            service=draw(st.sampled_from("AB")),
            group=draw(st.sampled_from(["North", "South", None])),
            place=place,
            count=draw(st.integers(0, 12)),
        )
        for place in range(size)
    ]


@given(teams=councils())
def test_every_team_is_in_exactly_one_row(teams: list[TeamCount]) -> None:
    """No answer is left out and none is counted twice, unless there are too few in all."""
    rows = make_rows(teams)

    found = sorted(team.place for row in rows for team in row.teams)
    enough = sum(team.count for team in teams) >= SMALLEST
    assert found == (sorted(team.place for team in teams) if enough else [])


@given(teams=councils())
def test_every_row_has_five_or_more(teams: list[TeamCount]) -> None:
    """A row of fewer than five is never shown."""
    assert all(row.count >= SMALLEST for row in make_rows(teams))


@given(teams=councils(), data=st.data())
def test_the_order_of_the_input_does_not_matter(
    teams: list[TeamCount], data: st.DataObject
) -> None:
    """The same council gives the same rows in the same order."""
    shuffled = data.draw(st.permutations(teams))

    assert make_rows(shuffled) == make_rows(teams)


@given(teams=councils())
def test_a_team_of_five_stands_alone_unless_it_takes_in_a_rest(teams: list[TeamCount]) -> None:
    """At most one row joins a team of five or more with others."""
    rows = make_rows(teams)

    mixed = [
        row
        for row in rows
        if row.kind is RowKind.OTHER and any(team.count >= SMALLEST for team in row.teams)
    ]
    assert len(mixed) <= 1


def test_the_worked_example() -> None:
    """The worked example: small teams of two services make one row of eight."""
    teams = [
        _team("1 Oak", 9), _team("2 Elm", 7), _team("3 Ash", 6), _team("4 Fir", 4),
        _team("5 Bay", 5, service="B"), _team("6 Yew", 2, service="B"),
        _team("7 Ivy", 1, service="B"), _team("8 Box", 1, service="B"),
    ]  # fmt: skip

    rows = make_rows(teams)

    assert [row.count for row in rows] == [9, 7, 6, 5, 8]
    assert [team.team for team in rows[-1].teams] == ["4 Fir", "6 Yew", "7 Ivy", "8 Box"]
    assert rows[-1].service == ""


def test_small_teams_go_together_in_their_group_first() -> None:
    """Two small teams of a group that make five stay within it, though the service has others."""
    teams = [
        _team("1", 3, group="North"),
        _team("2", 2, group="North"),
        _team("3", 4, group="South"),
        _team("4", 3, group="South"),
    ]

    rows = make_rows(teams)

    assert [[team.team for team in row.teams] for row in rows] == [["1", "2"], ["3", "4"]]


def test_a_rest_under_five_joins_a_row_of_its_own_service() -> None:
    """A single small team is taken in by the smallest row of its service, not by a smaller one elsewhere."""
    teams = [_team("1", 12), _team("2", 6, service="B"), _team("3", 3)]

    rows = make_rows(teams)

    assert [(row.kind, row.count) for row in rows] == [(RowKind.TEAM, 6), (RowKind.OTHER, 15)]


def test_fewer_than_five_in_all_make_no_row() -> None:
    """Four answers in all: there is nothing to show."""
    assert make_rows([_team("1", 2), _team("2", 2)]) == []
