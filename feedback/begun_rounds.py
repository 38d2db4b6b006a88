"""Rounds that have begun, as what is to be done about them is told: dates, teams, and what was counted by hand."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.batches import decide_by, is_undecided, list_held
from feedback.edges import GRACE, Status, ends_at, status_of
from feedback.mergers import read_lines
from feedback.models.accounts import Account
from feedback.models.asking import Collector, GivenOut, Round
from feedback.names import say_names
from feedback.permissions import can_see
from feedback.rounds import Member, list_bare, read_members
from feedback.versions import snapshot_of

Noted = dict[tuple[int, int], dt.date | None]  # by round and team
NAMED = 3  # more teams than this are told as a number


@dataclass(frozen=True)
class TeamFacts:
    """What a team has counted by hand in a round. `noted_on` is the last day it said what it gave out."""

    name: str
    due_known: bool
    given_out_known: bool
    noted_on: dt.date | None


@dataclass(frozen=True)
class RoundFacts:
    """A round that has begun, and those of its teams that somebody sees. Nothing about answers.

    `decide_by` is the day by which a burst is to be looked at, if one waits.
    """

    id: int
    name: str
    status: Status
    opens_on: dt.date
    last_day: dt.date
    results_on: dt.date
    teams: tuple[TeamFacts, ...]
    decide_by: dt.date | None = None


def read_begun(
    session: Session, account: Account, zone: ZoneInfo, *, bursts: bool
) -> list[RoundFacts]:
    """The rounds that have begun and are not counted, with the teams that `account` sees in each."""
    found = []
    begun = (Status.OPEN, Status.CLOSING)
    rounds = [one for one in list_bare(session) if status_of(one, zone) in begun]
    members = read_members(session, rounds)
    noted = _read_noted(session, members, clock.today(zone))
    holding = list_held(session) if bursts else set()
    for round_ in rounds:
        teams = tuple(_read_teams(round_, members[round_.id], noted, account))
        if not teams:
            continue
        held = round_.id in holding and is_undecided(session, round_)
        found.append(
            RoundFacts(
                id=round_.id,
                name=snapshot_of(round_.version).name,
                status=status_of(round_, zone),
                opens_on=round_.opens_on,
                last_day=last_day_of(round_, zone),
                results_on=results_day_of(round_, zone),
                teams=teams,
                decide_by=decide_by(round_, zone) if held else None,
            )
        )
    return found


def last_day_of(round_: Round, zone: ZoneInfo) -> dt.date:
    """The last day on which a page of `round_` opens."""
    return (ends_at(round_, zone) - dt.timedelta(minutes=1)).astimezone(zone).date()


def results_day_of(round_: Round, zone: ZoneInfo) -> dt.date:
    """The day on which `round_` is counted, unless a burst is still to be looked at."""
    return (ends_at(round_, zone) + GRACE).astimezone(zone).date()


def tell_teams(teams: Sequence[str], facts: RoundFacts) -> str:
    """ "North has", "North and South have", "6 of 14 teams have" or "All 14 teams have"."""
    if NAMED < len(teams) < len(facts.teams):
        return f"{len(teams)} of {len(facts.teams)} teams have"
    every = "All " if len(teams) > NAMED else ""
    return f"{every}{join_names(teams)} {'has' if len(teams) == 1 else 'have'}"


def join_names(names: Sequence[str]) -> str:
    """Names in a sentence, or how many teams they are."""
    return f"{len(names)} teams" if len(names) > NAMED else say_names(names)


def _read_noted(session: Session, members: Mapping[int, Sequence[Member]], today: dt.date) -> Noted:
    """When each team of each round last noted what it gave out, as itself or as one that goes on as it; None where no day is known."""
    rows = session.execute(
        select(GivenOut.round_id, Collector.team_id, func.max(GivenOut.noted_on))
        .join(Collector, Collector.id == GivenOut.collector_id)
        .where(GivenOut.round_id.in_(members))
        .group_by(GivenOut.round_id, Collector.team_id)
    )
    lines, found = read_lines(session, on=today), dict[tuple[int, int], dt.date | None]()
    for round_id, team_id, noted_on in rows:
        known = {member.team_id for member in members[round_id]}
        line = (team_id, *(one.successor_id for one in lines.get(team_id, ())))
        place = round_id, next((id_ for id_ in line if id_ in known), team_id)
        days = [day for day in (found.get(place), noted_on) if day]
        found[place] = max(days, default=None)
    return found


def _read_teams(
    round_: Round, members: Iterable[Member], noted: Noted, account: Account
) -> Iterable[TeamFacts]:
    for member in members:
        if can_see(account, [member.name]):
            yield TeamFacts(
                name=member.name,
                due_known=member.due is not None,
                given_out_known=(round_.id, member.team_id) in noted,
                noted_on=noted.get((round_.id, member.team_id)),
            )
