"""Whose people the rows of a round counted: its teams by the names of today, and those that had gone into them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedback.mergers import find_joined, list_successors
from feedback.models.asking import Round
from feedback.rounds import read_members


@dataclass(frozen=True)
class RowTeams:
    """Of one round, by the name that its figures carry: a team's name today, and the teams merged into it by then."""

    today: Mapping[str, str]
    joined: Mapping[str, tuple[str, ...]]

    def call(self, names: Sequence[str]) -> tuple[str, ...]:
        """The teams of a row by the names they have today."""
        return tuple(self.today.get(name, name) for name in names)

    def list_joined(self, names: Sequence[str]) -> tuple[str, ...]:
        """The teams that were merged into those of a row."""
        return tuple(joined for name in names for joined in self.joined.get(name, ()))


def read_row_teams(session: Session, rounds: Sequence[Round]) -> dict[int, RowTeams]:
    """Of each of `rounds`, by its id.

    A merger counts from its day: what comes through the codes of a merged team is the other's then. One from a day
    after the last day of a round changed nothing of it.
    """
    members, successors = read_members(session, rounds), list_successors(session)
    names = {one.team_id: one.team.name for one in successors}
    found = {}
    for round_ in rounds:
        counted = {one.team_id: one.counted_as for one in members[round_.id] if one.counted_as}
        joined: dict[str, tuple[str, ...]] = {}
        for team, into in find_joined(successors, counted, on=round_.closes_on).items():
            joined[counted[into]] = (*joined.get(counted[into], ()), names[team])
        today = {one.counted_as: one.name for one in members[round_.id] if one.counted_as}
        found[round_.id] = RowTeams(today, joined)
    return found
