"""When who is asked: rounds, their edges, and what may be known of one before it is counted."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from feedback import audit, clock
from feedback.codes import read_id
from feedback.collectors import make_missing
from feedback.edges import Status, status_of
from feedback.exceptions import NotFoundError, RefusedError
from feedback.mergers import counts_in, read_lines
from feedback.models.accounts import Account
from feedback.models.asking import (
    Collector,
    GivenOut,
    PublishedVersion,
    Round,
    RoundTeam,
    Team,
)
from feedback.models.auditing import Deed
from feedback.numbering import next_number
from feedback.received import count_received
from feedback.tallies import sum_known
from feedback.versions import check_asked, snapshot_of

MOST_GIVEN_OUT = 1_000_000
FIRST_YEAR, LAST_YEAR = clock.FIRST_DAY.year, clock.LAST_DAY.year
LAST_CANCELLED = "last_cancelled_round"  # the name of the fact which id is not to be given again
# With everything that pages tell of a round: asked for all rounds at once.
WHOLE = (selectinload(Round.version), selectinload(Round.teams).selectinload(RoundTeam.team))


class Member(NamedTuple):
    """A team of a round as pages tell of it: its name now, what was due, and the name its figures carry."""

    team_id: int
    name: str
    due: int | None
    counted_as: str | None


@dataclass(frozen=True)
class RoundSummary:
    """What staff may know of a round. `received` is rounded down to fives until it is counted.

    `due` is None until it is known of every team. `given_out` is what was noted so far: what came in may be held
    against it once `all_noted`, since a rate over a part would be wrong. `mark` is that of `read_marks`.
    """

    id: int
    questionnaire: str
    name: str
    version: int
    teams: tuple[str, ...]
    opens_on: dt.date
    closes_on: dt.date
    status: Status
    due: int | None
    given_out: int | None
    all_noted: bool
    received: int
    ends_early: bool
    sealed: bool
    mark: str


def plan_round(
    session: Session,
    version: PublishedVersion,
    teams: Sequence[Team],
    *,
    opens_on: dt.date,
    closes_on: dt.date,
    zone: ZoneInfo,
) -> Round:
    """Plan or open a round and make the collectors it misses. Raises RefusedError."""
    check_plan(session, version, teams, opens_on=opens_on, closes_on=closes_on, zone=zone)
    round_ = Round(
        id=next_number(session, Round.id, LAST_CANCELLED),
        version=version,
        opens_on=opens_on,
        closes_on=closes_on,
    )
    round_.teams = [RoundTeam(team=team) for team in teams]
    session.add(round_)
    session.flush()
    make_missing(session, version.questionnaire, list(teams))
    return round_


def check_plan(
    session: Session,
    version: PublishedVersion,
    teams: Sequence[Team],
    *,
    opens_on: dt.date,
    closes_on: dt.date,
    zone: ZoneInfo,
    besides: Round | None = None,
) -> None:
    """Raise RefusedError unless there can be such a round, or `besides` can become it."""
    check_asked(version)
    if not teams:
        raise RefusedError("Choose one team or more.")
    if closes_on < opens_on:
        raise RefusedError(
            f"The round would close on {closes_on} before it opens on {opens_on}: change one of the dates."
        )
    if opens_on.year < FIRST_YEAR or closes_on.year > LAST_YEAR:
        raise RefusedError(f"Choose days in the years {FIRST_YEAR} to {LAST_YEAR}.")
    if closes_on < clock.today(zone):
        raise RefusedError(f"{closes_on} is past: choose a day from today on.")
    _check_going_on(teams, opens_on)
    _check_free(session, version, teams, opens_on, closes_on, besides)


def list_rounds(session: Session) -> list[Round]:
    """Every round with its version and teams, in the order of their first days."""
    query = select(Round).options(*WHOLE).order_by(Round.opens_on, Round.id)
    return list(session.scalars(query))


def list_bare(session: Session) -> list[Round]:
    """As `list_rounds`, without the teams, of which there are thousands: `read_members` tells what pages need."""
    query = select(Round).options(WHOLE[0]).order_by(Round.opens_on, Round.id)
    return list(session.scalars(query))


def read_marks(session: Session, round_ids: Collection[int]) -> dict[int, str]:
    """What tells each of these rounds from others: " (round 3)" where its questionnaire has another of the same days."""
    days = (PublishedVersion.questionnaire, Round.opens_on, Round.closes_on)
    alike = func.count().over(partition_by=days).label("alike")
    every = select(Round.id, alike).join(PublishedVersion).subquery()
    query = select(every.c.id).where(every.c.id.in_(round_ids), every.c.alike > 1)
    marked = set(session.scalars(query))
    return {id_: f" (round {id_})" if id_ in marked else "" for id_ in round_ids}


def read_members(session: Session, rounds: Sequence[Round]) -> dict[int, list[Member]]:
    """The teams of each of `rounds` as they stand now, by the round's id."""
    found: dict[int, list[Member]] = {round_.id: [] for round_ in rounds}
    query = (
        select(RoundTeam.round_id, Team.id, Team.name, RoundTeam.due, RoundTeam.counted_as)
        .join(Team, Team.id == RoundTeam.team_id)
        .where(RoundTeam.round_id.in_(found))
        .order_by(RoundTeam.round_id, RoundTeam.team_id)
    )
    for round_id, team_id, name, due, counted_as in session.execute(query):
        found[round_id].append(Member(team_id, name, due, counted_as))
    return found


def open_round(session: Session, round_id: str) -> Round:
    """The round with this id. Raises NotFoundError."""
    round_ = session.get(Round, read_id(round_id))
    if round_ is None:
        raise NotFoundError(
            f"There is no round {round_id!r}. 'feedback rounds list' shows their ids."
        )
    return round_


def list_uncounted(session: Session, collector: Collector, zone: ZoneInfo) -> list[Round]:
    """The rounds not counted yet that `collector` leads or led to, first days first.

    As for its code: none of its own open, those of the teams that its own goes on as are among them.
    """
    own = _list_uncounted_of(session, collector, [collector.team_id])
    if any(status_of(one, zone) is Status.OPEN for one in own):
        return own
    line = read_lines(session, on=clock.today(zone)).get(collector.team_id, ())
    teams = [collector.team_id, *(one.successor_id for one in line)]
    return _list_uncounted_of(session, collector, teams) if line else own


def _list_uncounted_of(
    session: Session, collector: Collector, team_ids: Sequence[int]
) -> list[Round]:
    query = (
        select(Round)
        .join(PublishedVersion)
        .where(
            PublishedVersion.questionnaire == collector.questionnaire,
            Round.counted_on.is_(None),
            Round.teams.any(RoundTeam.team_id.in_(team_ids)),
        )
        .order_by(Round.opens_on, Round.id)
    )
    return list(session.scalars(query))


def end_tonight(round_: Round, zone: ZoneInfo) -> dt.datetime:
    """Let the round end at the coming midnight. Can be undone until then. Raises RefusedError."""
    if status_of(round_, zone) is not Status.OPEN:
        raise RefusedError("Only an open round can be closed early.")
    round_.ended_at = clock.day_ends_at(clock.today(zone), zone)
    return round_.ended_at


def keep_open(round_: Round, zone: ZoneInfo) -> None:
    """Undo `end_tonight`. Raises RefusedError once midnight has passed."""
    if status_of(round_, zone) is not Status.OPEN:
        raise RefusedError("The round has ended, and a round that has ended never opens again.")
    round_.ended_at = None


def record_given_out(
    session: Session, collector: Collector, count: int, *, zone: ZoneInfo, by: Account | None = None
) -> Round:
    """Note how many were given out in the round the collector leads to now. Raises RefusedError."""
    if not 0 <= count <= MOST_GIVEN_OUT:
        raise RefusedError(f"Write how many were given out: 0 to {MOST_GIVEN_OUT:,}.")
    uncounted = list_uncounted(session, collector, zone)
    begun = [r for r in uncounted if status_of(r, zone) is not Status.PLANNED]
    if not uncounted:
        raise RefusedError("This collector has no round that is not counted yet.")
    round_ = begun[-1] if begun else uncounted[0]
    noted = {"count": count, "noted_on": clock.today(zone)}
    session.merge(GivenOut(collector_id=collector.id, round_id=round_.id, **noted))
    audit.record(session, Deed.NOTED_GIVEN_OUT, f"round {round_.id}", by=by)
    return round_


def summarise(session: Session, round_: Round, zone: ZoneInfo) -> RoundSummary:
    """What staff may know of `round_` now."""
    return summarise_all(session, [round_], zone)[0]


def summarise_all(session: Session, rounds: Sequence[Round], zone: ZoneInfo) -> list[RoundSummary]:
    """What staff may know of each of `rounds` now; the database is asked as much for one as for many."""
    given_out: dict[int, dict[int, int]] = {round_.id: {} for round_ in rounds}
    noted = (
        select(GivenOut.round_id, Collector.team_id, func.sum(GivenOut.count))
        .join(Collector, Collector.id == GivenOut.collector_id)
        .where(GivenOut.round_id.in_(given_out), counts_in(Collector.team_id, GivenOut.round_id))
        .group_by(GivenOut.round_id, Collector.team_id)
    )
    for round_id, team_id, count in session.execute(noted):
        given_out[round_id][team_id] = count
    received, members = count_received(session, rounds, zone), read_members(session, rounds)
    marks = read_marks(session, given_out)
    return [
        _summarise(
            one, zone, members[one.id], given_out[one.id], received[one.id], mark=marks[one.id]
        )
        for one in rounds
    ]


def _summarise(
    round_: Round,
    zone: ZoneInfo,
    members: list[Member],
    given_out: Mapping[int, int],
    received: int,
    *,
    mark: str,
) -> RoundSummary:
    """`given_out` is by team; one that was merged into a member since is no member."""
    return RoundSummary(
        id=round_.id,
        questionnaire=round_.version.questionnaire,
        name=snapshot_of(round_.version).name,
        version=round_.version.number,
        teams=tuple(member.name for member in members),
        opens_on=round_.opens_on,
        closes_on=round_.closes_on,
        status=status_of(round_, zone),
        due=sum_known([member.due for member in members]),
        given_out=sum(given_out.values()) if given_out else None,
        all_noted={member.team_id for member in members} <= set(given_out),
        received=received,
        ends_early=round_.ended_at is not None,
        sealed=round_.sealed,
        mark=mark,
    )


def _check_going_on(teams: Sequence[Team], opens_on: dt.date) -> None:
    """No round begins with a team that is closed by then."""
    closed = [team for team in teams if team.closed_on is not None and team.closed_on <= opens_on]
    if closed:
        raise RefusedError(
            f"{closed[0].name} is closed from {closed[0].closed_on}, before the round opens on {opens_on}: "
            "leave it out."
        )


def _check_free(
    session: Session,
    version: PublishedVersion,
    teams: Sequence[Team],
    opens_on: dt.date,
    closes_on: dt.date,
    besides: Round | None,
) -> None:
    """One questionnaire asks one team in one round at a time, so that a code leads to one round."""
    clash = session.execute(
        select(Round, Team)
        .join(PublishedVersion)
        .join(RoundTeam, RoundTeam.round_id == Round.id)
        .join(Team, Team.id == RoundTeam.team_id)
        .where(
            PublishedVersion.questionnaire == version.questionnaire,
            RoundTeam.team_id.in_([team.id for team in teams]),
            Round.opens_on <= closes_on,
            Round.closes_on >= opens_on,
            Round.counted_on.is_(None),
            Round.id != (besides.id if besides else 0),
        )
        .order_by(Round.id)
        .limit(1)
    ).first()
    if clash:
        round_, team = clash
        raise RefusedError(
            f"{team.name} is already asked in round {round_.id} ({round_.opens_on} to {round_.closes_on}): "
            "choose other days or other teams."
        )
