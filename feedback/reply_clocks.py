"""The clock from a count to its first reply, team by team: by when, by whom, and how long it took."""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.mergers import find_joined, list_successors, read_lines
from feedback.models.asking import Round
from feedback.models.planning import PlanRound
from feedback.models.replying import Reply
from feedback.models.reporting import FigureRow
from feedback.plans import reply_due_on
from feedback.replies import ALL_TEAMS, key_rows, list_published
from feedback.rounds import Member, list_bare, read_members

WEEKS = 6  # where the round came of no line of the year: a term's half, and what notices of councils promise
KEPT = dt.timedelta(days=365)  # a round counted longer ago is not asked about any more


@dataclass(frozen=True)
class Clock:
    """A counted round and its replies: due on a day, by an owner where the year names one.

    `teams` are its teams by their ids, as they are called now, or one of them. `first` is the day since which each
    can read a reply to this round that is of all or of its own row; `later` are those whom a later round of the same
    questionnaire asked again, and whose reply answers them here too. `of_all` says that one is of all teams together.
    """

    round: Round
    counted_on: dt.date
    due_on: dt.date
    owner: str
    teams: Mapping[int, str]
    first: Mapping[int, dt.date]
    later: frozenset[int] = frozenset()
    of_all: bool = False

    @property
    def first_on(self) -> dt.date | None:
        """The day of the first reply to any of its teams."""
        return min(self.first.values(), default=None)

    @property
    def owed(self) -> list[int]:
        """The ids of the teams that no reply answers yet."""
        return [id_ for id_ in self.teams if id_ not in self.first and id_ not in self.later]

    @property
    def owed_names(self) -> list[str]:
        """Their names."""
        return [self.teams[id_] for id_ in self.owed]

    @property
    def waits(self) -> bool:
        """Whether people still wait for a reply."""
        return bool(self.owed)

    @property
    def days(self) -> int | None:
        """From the count to the first reply."""
        return (self.first_on - self.counted_on).days if self.first_on else None

    def of(self, team_id: int) -> "Clock":
        """The same of one of its teams alone."""
        first = {id_: day for id_, day in self.first.items() if id_ == team_id}
        return replace(self, teams={team_id: self.teams[team_id]}, first=first)


def list_clocks(session: Session, *, team_id: int | None = None) -> list[Clock]:
    """Every counted round that shows something, the last counted first; with a team those it took part in, of it alone."""
    made = {one.round_id: one for one in session.scalars(select(PlanRound)) if one.round_id}
    published = list_published(session)
    counted = [one for one in list_bare(session) if one.counted_on and not one.sealed]
    members = read_members(session, counted)
    rows = _read_rows(session, [reply.round_id for reply in published])
    successors = list_successors(session)
    clocks: list[Clock] = []
    answered: dict[str, set[int]] = {}
    for round_ in sorted(counted, key=lambda one: (one.counted_on, one.id), reverse=True):
        told = [reply for reply in published if reply.round_id == round_.id]
        later = answered.setdefault(round_.version.questionnaire, set())
        clock = _make(round_, made.get(round_.id), members[round_.id], told, rows)
        clocks.append(replace(clock, later=frozenset(later & clock.teams.keys())))
        joined = find_joined(successors, clock.teams.keys(), on=round_.closes_on)
        later |= clock.first.keys() | {old for old, new in joined.items() if new in clock.first}
    if team_id is None:
        return clocks
    return [one.of(team_id) for one in clocks if team_id in one.teams]


def list_unanswered(session: Session, *, today: dt.date, team_id: int | None = None) -> list[Clock]:
    """One clock for each questionnaire and the same teams that nobody replied to: that of their oldest round in a year.

    A team is the same as those that were merged into it. With a team, of it alone.
    """
    lines = read_lines(session, on=today)
    last = {
        old: one.successor_id
        for old, line in lines.items()
        for one in line
        if one.successor_id not in lines
    }
    found: dict[tuple[str, frozenset[int]], Clock] = {}
    for clock in list_clocks(session, team_id=team_id):
        if clock.waits and clock.counted_on + KEPT > today:
            people = frozenset(last.get(id_, id_) for id_ in clock.owed)
            found[clock.round.version.questionnaire, people] = clock
    return sorted(found.values(), key=lambda one: (one.due_on, one.round.id))


def _make(
    round_: Round,
    made: PlanRound | None,
    members: Sequence[Member],
    replies: Iterable[Reply],
    rows: Mapping[int, Mapping[str, Collection[str]]],
) -> Clock:
    assert round_.counted_on
    due_on = reply_due_on(made) if made else None
    first: dict[int, dt.date] = {}
    for reply in replies:
        row = rows[reply.round_id].get(reply.team, ())
        for one in members:
            if (one.counted_as or one.name) in row:
                first[one.team_id] = min(first.get(one.team_id, _day(reply)), _day(reply))
    return Clock(
        round=round_,
        counted_on=round_.counted_on,
        due_on=due_on or round_.counted_on + dt.timedelta(weeks=WEEKS),
        owner=made.plan.reply_owner if made else "",
        teams={one.team_id: one.name for one in members},
        first=first,
        of_all=any(reply.team == ALL_TEAMS for reply in replies),
    )


def _day(reply: Reply) -> dt.date:
    assert reply.published_on  # the table has a check for it
    return reply.published_on


def _read_rows(
    session: Session, round_ids: Collection[int]
) -> dict[int, dict[str, Collection[str]]]:
    """The names of the teams in each shown row of these rounds, by what replies call it."""
    found: dict[int, list[tuple[str, str]]] = {id_: [] for id_ in round_ids}
    query = select(FigureRow.round_id, FigureRow.team, FigureRow.teams_included)
    query = query.where(FigureRow.round_id.in_(found))
    for round_id, name, included in session.execute(query.order_by(FigureRow.position)):
        found[round_id].append((name, included))
    return {
        round_id: {
            key: json.loads(included)
            for key, (_, included) in zip(key_rows([name for name, _ in rows]), rows, strict=True)
        }
        for round_id, rows in found.items()
    }
