"""What is open and planned, month by month, and who would be asked again too soon."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from feedback import clock
from feedback.begun_rounds import join_names, last_day_of, results_day_of
from feedback.edges import Status, status_of
from feedback.models.accounts import Account
from feedback.models.asking import Round
from feedback.permissions import can_see
from feedback.rounds import Member, list_bare, read_members
from feedback.versions import snapshot_of

APART = dt.timedelta(weeks=6)  # the same people are not asked again sooner


@dataclass(frozen=True)
class Again:
    """Teams whose people were asked before, by what, and until when."""

    teams: tuple[str, ...]
    name: str
    last_day: dt.date
    meanwhile: bool  # that other round is not over when this one opens

    @property
    def words(self) -> str:
        """One sentence for whoever plans."""
        asked, day = join_names(self.teams), clock.day_words(self.last_day)
        if self.meanwhile:
            return f"Asks {asked} while {self.name} does, until {day}."
        return f"Asks {asked} again within six weeks: {self.name} ends on {day}."


@dataclass(frozen=True)
class Entry:
    """A round with those of its teams that somebody sees."""

    round_id: int
    name: str
    audience: str
    status: Status
    opens_on: dt.date
    last_day: dt.date
    results_on: dt.date
    teams: tuple[str, ...]
    again: tuple[Again, ...] = ()


def read_diary(session: Session, account: Account, zone: ZoneInfo) -> list[Entry]:
    """Every round that is not counted and that `account` sees, first days first, with its warnings."""
    rounds = list_bare(session)
    first = min((one.opens_on for one in rounds if not one.counted_on), default=dt.date.max)
    near = [one for one in rounds if last_day_of(one, zone) >= first - APART]
    members = read_members(session, near)
    seen = [_read(round_, members[round_.id], account, zone) for round_ in near]
    return warn([entry for entry in seen if entry.teams])


def warn(entries: Sequence[Entry]) -> list[Entry]:
    """Those that are not counted, each told of what asked the same teams and audience within six weeks before."""
    order = sorted(entries, key=lambda one: (one.opens_on, one.round_id))
    return [
        replace(entry, again=tuple(_find_again(entry, order[:place])))
        for place, entry in enumerate(order)
        if entry.status is not Status.CLOSED
    ]


def by_month(entries: Iterable[Entry]) -> list[tuple[dt.date, list[Entry]]]:
    """Entries by the month in which they open, as its first day."""
    months = groupby(entries, key=lambda entry: entry.opens_on.replace(day=1))
    return [(month, list(found)) for month, found in months]


def first_results(entries: Iterable[Entry]) -> Entry | None:
    """The round whose results come first."""
    return min(entries, key=lambda entry: (entry.results_on, entry.round_id), default=None)


def _find_again(entry: Entry, before: Iterable[Entry]) -> Iterable[Again]:
    for other in before:
        shared = tuple(team for team in entry.teams if team in other.teams)
        near = entry.opens_on <= other.last_day + APART
        if shared and near and entry.audience == other.audience:
            yield Again(shared, other.name, other.last_day, entry.opens_on <= other.last_day)


def _read(round_: Round, members: Sequence[Member], account: Account, zone: ZoneInfo) -> Entry:
    snapshot = snapshot_of(round_.version)
    names = (member.name for member in members)
    return Entry(
        round_id=round_.id,
        name=snapshot.name,
        audience=snapshot.audience.value,
        status=status_of(round_, zone),
        opens_on=round_.opens_on,
        last_day=last_day_of(round_, zone),
        results_on=results_day_of(round_, zone),
        teams=tuple(name for name in names if can_see(account, [name])),
    )
