"""Which planned rounds a team left when it was closed or merged, and how it comes back into them.

A note stands with the team for each round it left. From the notes of all teams a round is put back as it was,
whatever was merged into the same team besides, and in whatever order it is undone.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.exceptions import RefusedError
from feedback.models.asking import PublishedVersion, Round, RoundTeam, Team
from feedback.tallies import sum_known


@dataclass
class Departure:
    """That a team left a planned round, with how many it had due, and which team takes part for it.

    `joined` says that the other takes part for merged teams only; else `other_due` is how many it had due itself.
    """

    round_id: int
    due: int | None
    into: int | None = None
    joined: bool = False
    other_due: int | None = None


def leave(session: Session, round_: Round, team: Team, *, joins: Team | None = None) -> None:
    """Take `team` out of a planned round, and its successor in; a note is kept that is enough to undo it."""
    planned = _read(session, round_)
    member = planned.members[team.id]
    note = Departure(round_.id, member.due)
    round_.teams.remove(member)
    if joins:
        planned.take_over(note, joins)
    planned.notes[team.id] = note
    planned.write(session)


def come_back(session: Session, team: Team, *, zone: ZoneInfo) -> None:
    """Put every round that `team` left as it would be had it stayed. Rounds that have begun go on as they are.

    It stays out of a round that would ask it at the days of another. Raises RefusedError when that leaves nobody.
    """
    for note in _list_notes(team):
        round_ = _get_planned(session, note, zone)
        if round_ is None:
            continue
        planned = _read(session, round_)
        planned.take_back(planned.notes.pop(team.id))
        clash = find_clash(session, round_, team)
        if not clash and team.id not in planned.members:
            round_.teams.append(RoundTeam(team=team, due=note.due))
        if clash and not round_.teams:
            raise RefusedError(
                f"Round {round_.id} would ask nobody: round {clash.id} asks {team.name} at the same days. "
                f"Cancel round {round_.id}, or give it other days, then undo this."
            )
        planned.write(session)
    team.left = None


def list_apart(session: Session, team: Team, *, zone: ZoneInfo) -> list[tuple[Round, Round]]:
    """The rounds that `team` left and stays out of, each with the one that asks it at the same days."""
    found = []
    for note in _list_notes(team):
        round_ = _get_planned(session, note, zone)
        clash = find_clash(session, round_, team) if round_ else None
        if round_ and clash:
            found.append((round_, clash))
    return found


def find_clash(session: Session, round_: Round, team: Team) -> Round | None:
    """Another round of the same questionnaire that asks `team` at days of `round_`, where there is one."""
    return session.scalars(
        select(Round)
        .join(PublishedVersion)
        .join(RoundTeam, RoundTeam.round_id == Round.id)
        .where(
            PublishedVersion.questionnaire == round_.version.questionnaire,
            RoundTeam.team_id == team.id,
            Round.id != round_.id,
            Round.opens_on <= round_.closes_on,
            Round.closes_on >= round_.opens_on,
            Round.counted_on.is_(None),
        )
        .order_by(Round.id)
    ).first()


def forget_successors(session: Session, round_: Round, gone: Iterable[int]) -> None:
    """No team takes part for another any more through these, which somebody took out of a planned round."""
    planned, out = _read(session, round_), set(gone)
    for note in planned.notes.values():
        if note.into in out:
            note.into, note.joined, note.other_due = None, False, None
    planned.write(session)


@dataclass
class _Planned:
    """A planned round, and what the teams that left it noted, by their ids."""

    round: Round
    notes: dict[int, Departure]

    @property
    def members(self) -> Mapping[int, RoundTeam]:
        return {member.team_id or member.team.id: member for member in self.round.teams}

    def take_over(self, note: Departure, joins: Team) -> None:
        """Let `joins` take part for the team that noted this, besides itself or only so."""
        note.into = joins.id
        other = self.members.get(joins.id)
        if other is None:
            note.joined = True
            self.round.teams.append(RoundTeam(team=joins, due=note.due))
            return
        before = self._notes_into(joins.id)
        note.joined = before[0].joined if before else False
        note.other_due = before[0].other_due if before else other.due
        other.due = sum_known([other.due, note.due])

    def take_back(self, note: Departure) -> None:
        """Undo `take_over`; the note is no longer among those of the round."""
        if note.into is None:
            return
        if note.joined and not self._notes_into(note.into):
            self._drop(note.into)
        else:
            self._lower(note, less=note.due)

    def write(self, session: Session) -> None:
        """Keep the notes with their teams."""
        for team in _list_departed(session, self.notes):
            others = [one for one in _list_notes(team) if one.round_id != self.round.id]
            own = [self.notes[team.id]] if team.id in self.notes else []
            team.left = _write_notes([*others, *own])
        session.flush()

    def _drop(self, team_id: int) -> None:
        """Take a team out that took part for others only, or out of whatever it went on into."""
        if team_id in self.members:
            self.round.teams.remove(self.members[team_id])
        elif team_id in self.notes:
            self.take_back(self.notes.pop(team_id))

    def _lower(self, note: Departure, *, less: int | None) -> None:
        """Let the team that takes part for the one of `note` have `less` due; what is not known is added up anew."""
        assert note.into is not None
        holder = self.members.get(note.into) or self.notes.get(note.into)
        if holder is None:
            return
        before = holder.due
        if before is not None and less is not None:
            holder.due = max(before - less, 0)
        else:
            own = [] if note.joined else [note.other_due]
            holder.due = sum_known([*own, *(one.due for one in self._notes_into(note.into))])
        if isinstance(holder, Departure) and holder.into is not None:
            known = before is not None and holder.due is not None
            self._lower(holder, less=(before or 0) - (holder.due or 0) if known else None)

    def _notes_into(self, team_id: int) -> list[Departure]:
        return [note for note in self.notes.values() if note.into == team_id]


def _read(session: Session, round_: Round) -> _Planned:
    session.flush()  # so that every member has its id
    notes = {team.id: one for team in _list_departed(session) for one in _list_notes(team)
             if one.round_id == round_.id}  # fmt: skip
    return _Planned(round_, notes)


def _list_departed(session: Session, besides: Iterable[int] = ()) -> Sequence[Team]:
    """The teams that have notes, and `besides`."""
    wanted = Team.left.is_not(None) | Team.id.in_(list(besides))
    return session.scalars(select(Team).where(wanted).order_by(Team.id)).all()


def _get_planned(session: Session, note: Departure, zone: ZoneInfo) -> Round | None:
    round_ = session.get(Round, note.round_id)
    return round_ if round_ and round_.opens_on > clock.today(zone) else None


def _list_notes(team: Team) -> list[Departure]:
    return [
        Departure(
            one["round"], one["due"], one["joined"] or one["other"], one["joined"] is not None,
            one["other_due"],
        )
        for one in json.loads(team.left or "[]")
    ]  # fmt: skip


def _write_notes(notes: Iterable[Departure]) -> str:
    return json.dumps(
        [
            {
                "round": note.round_id,
                "due": note.due,
                "joined": note.into if note.joined else None,
                "other": None if note.joined else note.into,
                "other_due": note.other_due,
            }
            for note in notes
        ]
    )
