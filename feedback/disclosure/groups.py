"""Which rows a round shows: teams of five and more alone, smaller ones together, nobody left out.

Every total then covers exactly the rows shown, so nothing can be found by subtracting.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

SMALLEST = 5  # never lower, and not a setting: docs/explanation/disclosure.md


class RowKind(StrEnum):
    """What a row stands for."""

    TEAM = "team"
    OTHER = "other"
    ALL = "all"


@dataclass(frozen=True)
class TeamCount:
    """How many answers one team has. `place` is its place in the council's own order."""

    team: str
    service: str
    group: str | None
    place: int
    count: int


@dataclass(frozen=True)
class Row:
    """One shown row: a team alone, or teams together."""

    teams: tuple[TeamCount, ...]

    @property
    def kind(self) -> RowKind:
        """Whether it is one team or several."""
        return RowKind.TEAM if len(self.teams) == 1 else RowKind.OTHER

    @property
    def count(self) -> int:
        """How many answers the row has."""
        return sum(team.count for team in self.teams)

    @property
    def service(self) -> str:
        """The service of all its teams, or "" when they belong to several."""
        services = {team.service for team in self.teams}
        return services.pop() if len(services) == 1 else ""

    @property
    def _order(self) -> tuple[bool, int]:
        return self.kind is RowKind.OTHER, self.teams[0].place


def make_rows(teams: Iterable[TeamCount]) -> list[Row]:
    """The rows of a round, teams alone first, each 5 answers or more; [] when there are fewer in all.

    Small teams go together in their group if they make 5, those left over in
    their service, then in the council; if what is still left makes under 5, the smallest row joins it.
    """
    teams = sorted(teams, key=lambda team: team.place)
    if sum(team.count for team in teams) < SMALLEST:
        return []
    rows = [Row((team,)) for team in teams if team.count >= SMALLEST]
    left = [team for team in teams if team.count < SMALLEST]
    for level in (_group, _service, _council):
        merged, left = _merge(left, level)
        rows += merged
    if left:
        joined = min(rows, key=lambda row: _closeness(row, left))
        rows.remove(joined)
        rows.append(_row([*joined.teams, *left]))
    return sorted(rows, key=lambda row: row._order)


def _merge(
    teams: Sequence[TeamCount], level: Callable[[TeamCount], Hashable]
) -> tuple[list[Row], list[TeamCount]]:
    """The rows that `teams` make when put together by `level`, and the teams left over."""
    pools: dict[Hashable, list[TeamCount]] = {}
    for team in teams:
        pools.setdefault(level(team), []).append(team)
    rows, left = [], []
    for key, pool in pools.items():
        if key is not None and sum(team.count for team in pool) >= SMALLEST:
            rows.append(_row(pool))
        else:
            left += pool
    return rows, left


def _row(teams: Iterable[TeamCount]) -> Row:
    return Row(tuple(sorted(teams, key=lambda team: team.place)))


def _group(team: TeamCount) -> Hashable:
    return (team.service, team.group) if team.group else None


def _service(team: TeamCount) -> Hashable:
    return team.service


def _council(_team: TeamCount) -> Hashable:
    return ""


def _closeness(row: Row, left: Sequence[TeamCount]) -> tuple[bool, bool, int, str]:
    services = {team.service for team in left}
    return row.service not in services, row.kind is RowKind.TEAM, row.count, row.teams[0].team
