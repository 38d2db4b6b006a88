"""What staff count by hand in a round that has begun: given out, refused, no contact. Counts, never who."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import audit, clock
from feedback.edges import Status, ends_at, status_of
from feedback.exceptions import ChangedError, NotFoundError, RefusedError
from feedback.links import list_leading
from feedback.mergers import counted_for
from feedback.models.accounts import Account
from feedback.models.asking import Collector, GivenOut, Round, RoundTeam, Team
from feedback.models.auditing import Deed
from feedback.rounds import MOST_GIVEN_OUT, list_rounds
from feedback.versions import snapshot_of

BEGUN = (Status.OPEN, Status.CLOSING)
NOT_YET = "Only a round that is open, or over and not counted yet, takes counts."


@dataclass(frozen=True)
class Handout:
    """A link of a team, and how many were given out in one round; None when nobody has said."""

    collector: Collector
    count: int | None


@dataclass(frozen=True)
class Tray:
    """One team in one round that has begun: what it hands out, and who was not asked."""

    round: Round
    name: str
    status: Status
    last_day: dt.date
    member: RoundTeam
    handouts: tuple[Handout, ...]


@dataclass(frozen=True)
class TeamCounts:
    """What a team counts of a round besides what it gave out. None is “not recorded”."""

    due: int | None
    refused: int | None
    no_contact: int | None


def list_trays(session: Session, zone: ZoneInfo, *, may: Callable[[Team], bool]) -> list[Tray]:
    """What every team that somebody `may` see hands out now, round by round."""
    trays = []
    begun = _list_begun(session, zone)
    leading = list_leading(session, begun, zone)
    counts = _read_counts(session, begun)
    for round_ in begun:
        status, counted, collectors = status_of(round_, zone), counts[round_.id], leading[round_.id]
        last_day = (ends_at(round_, zone) - dt.timedelta(minutes=1)).astimezone(zone).date()
        for member in round_.teams:
            if not may(member.team):
                continue
            handouts = tuple(
                Handout(one.collector, counted.get(one.collector.id))
                for one in collectors
                if one.team_id == member.team_id
            )
            name = snapshot_of(round_.version).name
            trays.append(Tray(round_, name, status, last_day, member, handouts))
    return trays


def team_of(session: Session, round_: Round, collector: Collector, *, zone: ZoneInfo) -> Team:
    """The team that what is given out through `collector` counts for in `round_`: its own, or what that goes on as."""
    member = counted_for(session, round_, on=clock.today(zone))
    return session.get_one(Team, member.get(collector.team_id, collector.team_id))


def open_member(session: Session, round_: Round, team_id: int) -> RoundTeam:
    """The team with this id as it takes part in `round_`. Raises NotFoundError."""
    member = next((one for one in round_.teams if one.team_id == team_id), None)
    if member is None:
        raise NotFoundError("This team does not take part in this round.")
    return member


def count_of(session: Session, collector: Collector, round_: Round) -> int | None:
    """How many were given out; None when nobody has said."""
    return session.scalars(
        select(GivenOut.count).where(
            GivenOut.collector_id == collector.id, GivenOut.round_id == round_.id
        )
    ).first()


def add_given_out(
    session: Session,
    collector: Collector,
    round_: Round,
    more: int,
    *,
    zone: ZoneInfo,
    by: Account | None = None,
) -> int:
    """Note that `more` were given out; how many that makes. Those of two people add up. Raises RefusedError."""
    if not 1 <= more <= MOST_GIVEN_OUT:
        raise RefusedError("Write how many more were given out: a whole number from 1 on.")
    return _store(
        session, collector, round_, (count_of(session, collector, round_) or 0) + more, zone, by
    )


def take_back(
    session: Session,
    collector: Collector,
    round_: Round,
    last: int,
    *,
    seen: int,
    zone: ZoneInfo,
    by: Account | None = None,
) -> int:
    """Undo the addition of `last` that made `seen`. Raises ChangedError once the number is another."""
    _check_seen(count_of(session, collector, round_), seen)
    return _store(session, collector, round_, max(0, seen - last), zone, by)


def set_given_out(
    session: Session,
    collector: Collector,
    round_: Round,
    count: int,
    *,
    seen: int | None,
    zone: ZoneInfo,
    by: Account | None = None,
) -> int:
    """Put `count` in the place of the number that was `seen`. Raises ChangedError, RefusedError."""
    _check_seen(count_of(session, collector, round_), seen)
    return _store(session, collector, round_, count, zone, by)


def counts_of(member: RoundTeam) -> TeamCounts:
    """What is counted of a team now."""
    return TeamCounts(member.due, member.refused, member.no_contact)


def note_counts(
    session: Session,
    round_: Round,
    member: RoundTeam,
    counts: TeamCounts,
    *,
    seen: TeamCounts,
    zone: ZoneInfo,
    by: Account | None = None,
) -> None:
    """Put `counts` in the place of those that were `seen`. Raises ChangedError, RefusedError."""
    before = counts_of(member)
    if before != seen:
        raise ChangedError("Somebody else changed these counts meanwhile. Nothing was saved.")
    _check_begun(round_, zone)
    _check_counts(counts)
    member.due, member.refused, member.no_contact = counts.due, counts.refused, counts.no_contact
    if counts.due != before.due:
        audit.record(session, Deed.SAVED_DUE, f"round {round_.id}", by=by)
    if (counts.refused, counts.no_contact) != (before.refused, before.no_contact):
        audit.record(session, Deed.NOTED_NOT_ASKED, f"round {round_.id}", by=by)


def _list_begun(session: Session, zone: ZoneInfo) -> list[Round]:
    return [one for one in list_rounds(session) if status_of(one, zone) in BEGUN]


def _read_counts(session: Session, rounds: Sequence[Round]) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = {round_.id: {} for round_ in rounds}
    query = select(GivenOut).where(GivenOut.round_id.in_(found))
    for row in session.scalars(query):
        found[row.round_id][row.collector_id] = row.count
    return found


def _store(
    session: Session,
    collector: Collector,
    round_: Round,
    count: int,
    zone: ZoneInfo,
    by: Account | None,
) -> int:
    _check_begun(round_, zone)
    _check_leads(session, round_, collector, zone)
    if not 0 <= count <= MOST_GIVEN_OUT:
        raise RefusedError(f"Write how many were given out: 0 to {MOST_GIVEN_OUT:,}.")
    noted = {"count": count, "noted_on": clock.today(zone)}
    session.merge(GivenOut(collector_id=collector.id, round_id=round_.id, **noted))
    audit.record(session, Deed.NOTED_GIVEN_OUT, f"round {round_.id}", by=by)
    return count


def _check_seen(count: int | None, seen: int | None) -> None:
    if count != seen:
        now = "not recorded" if count is None else f"{count:,} now"
        raise ChangedError(f"The number was changed meanwhile: it is {now}. Nothing was saved.")


def _check_begun(round_: Round, zone: ZoneInfo) -> None:
    if status_of(round_, zone) not in BEGUN:
        raise RefusedError(NOT_YET)


def _check_leads(session: Session, round_: Round, collector: Collector, zone: ZoneInfo) -> None:
    leading = list_leading(session, _list_begun(session, zone), zone)[round_.id]
    if collector.id not in {one.collector.id for one in leading}:
        raise RefusedError("This link does not lead to this round.")


def _check_counts(counts: TeamCounts) -> None:
    known: Sequence[int] = [
        n for n in (counts.due, counts.refused, counts.no_contact) if n is not None
    ]
    if any(not 0 <= n <= MOST_GIVEN_OUT for n in known):
        raise RefusedError(f"Write whole numbers from 0 to {MOST_GIVEN_OUT:,}.")
    missed = (counts.refused or 0) + (counts.no_contact or 0)
    if counts.due is not None and missed > counts.due:
        raise RefusedError(
            f"{missed} refused or were not reached, and only {counts.due} were due. "
            "Look at the numbers again."
        )
