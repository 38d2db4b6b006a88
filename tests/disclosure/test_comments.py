"""Whose name a comment carries: over many made-up councils, never nearer than five people."""

from collections import Counter
from collections.abc import Callable
from random import Random

import pytest

from feedback.disclosure.comments import EVERYBODY, may_name_language, name_row
from feedback.disclosure.groups import SMALLEST, Row, RowKind, TeamCount, make_rows

COUNCILS = 3_000


def make_council(random: Random) -> list[TeamCount]:
    """Up to nine teams in up to three services and two groups, most of them small."""
    return [
        TeamCount(
            team=f"Team {place}",
            service=f"Service {random.randrange(3)}",
            group=random.choice([None, "Group 1", "Group 2"]),
            place=place,
            count=random.choice([0, 1, 2, 3, 4, 5, 7, 9, 10, 12, 30]),
        )
        for place in range(random.randint(1, 9))
    ]


def name(row: Row) -> str:
    """The name that comments of `row` carry."""
    return name_row(row.kind, team=row.teams[0].team, service=row.service, received=row.count)


def name_by_team(row: Row) -> str:
    """A careless rule: the team where ten answered, else the service of the row's first team."""
    first = row.teams[0]
    return first.team if first.count >= 10 else first.service


def people_behind(rows: list[Row], rule: Callable[[Row], str]) -> Counter[str]:
    """How many people each name can stand for."""
    behind: Counter[str] = Counter()
    for row in rows:
        behind[rule(row)] += row.count
    return behind


def test_five_or_more_stand_behind_every_name() -> None:
    """Whatever the council, and whichever other names somebody rules out."""
    random = Random(3)
    seen: Counter[str] = Counter()
    for _ in range(COUNCILS):
        rows = make_rows(make_council(random))
        behind = people_behind(rows, name)

        assert min(behind.values(), default=SMALLEST) >= SMALLEST
        seen.update(name.split()[0] for name in behind)

    assert min(seen[kind] for kind in ("Team", "Service", "All")) > COUNCILS / 20


def test_a_team_is_named_only_where_ten_stand_alone() -> None:
    """No name of a team stands for fewer than ten, and none for the teams put together with it."""
    random = Random(4)
    for _ in range(COUNCILS):
        rows = make_rows(make_council(random))
        for row in rows:
            named = name(row).startswith("Team")

            assert named == (row.kind is RowKind.TEAM and row.count >= 10)


def test_a_service_is_named_only_for_its_own_teams() -> None:
    """Where a row spans services its comments carry All teams."""
    random = Random(5)
    for _ in range(COUNCILS):
        for row in make_rows(make_council(random)):
            services = {team.service for team in row.teams}

            assert not name(row).startswith("Service") or services == {name(row)}


def test_the_careless_rule_is_caught() -> None:
    """Naming by teams instead of rows leaves some name to teams that are not its own."""
    random = Random(5)
    wrong = [
        row
        for _ in range(COUNCILS)
        for row in make_rows(make_council(random))
        if {team.service for team in row.teams} != {name_by_team(row)}
        and name_by_team(row).startswith("Service")
    ]

    assert wrong


@pytest.mark.parametrize(
    ("kind", "service", "received", "carries"),
    [
        (RowKind.TEAM, "Care", 10, "Oak"),
        (RowKind.TEAM, "Care", 9, "Care"),
        (RowKind.TEAM, "Care", 5, "Care"),
        (RowKind.OTHER, "Care", 40, "Care"),
        (RowKind.OTHER, "", 40, EVERYBODY),
    ],
)
def test_the_rule_case_by_case(kind: RowKind, service: str, received: int, carries: str) -> None:
    """The team from ten on, else the service, else everybody."""
    assert name_row(kind, team="Oak", service=service, received=received) == carries


def test_a_rare_language_is_not_told() -> None:
    """Only what Who answered tells of, and English."""
    assert may_name_language("pl", {"pl", "en"}, name=EVERYBODY)
    assert may_name_language("en", set(), name=EVERYBODY)
    assert not may_name_language("pl", {"en"}, name=EVERYBODY)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_no_language_stands_beside_a_team_or_service(language: str) -> None:
    """Not English either: that one comment of Oak has another would be the same."""
    assert not may_name_language(language, {"pl", "en"}, name="Oak")
