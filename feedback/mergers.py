"""Where a team goes: closed from a day, or merged into another whose rounds its printed codes lead on to.

What was counted stays as it was, and a round that has begun goes on with the teams it began with. From the day on
no round begins with the team: rounds that are planned lose it, and get its successor instead.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, case, delete, exists, select
from sqlalchemy.orm import Mapped, Session, joinedload

from feedback import audit, clock, departures
from feedback.exceptions import RefusedError
from feedback.models.accounts import Account
from feedback.models.asking import Collector, Round, RoundTeam, Successor, Team
from feedback.models.auditing import Deed


def close_team(
    session: Session, team: Team, *, on: dt.date, zone: ZoneInfo, by: Account | None = None
) -> None:
    """Let no round begin with `team` from `on`. Raises RefusedError."""
    _check_there(team)
    if on < clock.today(zone):
        raise RefusedError(f"{on} is past: choose a day from today on.")
    planned = list_planned(session, team, on, zone)
    alone = [round_ for round_ in planned if len(round_.teams) == 1]
    if alone:
        raise RefusedError(
            f"Round {alone[0].id} is planned with {team.name} alone, until {alone[0].closes_on}: "
            "close the team from a later day, or merge it into another."
        )
    for round_ in planned:
        departures.leave(session, round_, team)
    team.closed_on = on
    audit.record(session, Deed.CLOSED_TEAM, f"team {team.id}", by=by)


def merge_team(
    session: Session,
    team: Team,
    into: Team,
    *,
    from_on: dt.date,
    zone: ZoneInfo,
    by: Account | None = None,
) -> None:
    """Let `team` go on as `into` from a day to come. Raises RefusedError."""
    _check_merging(session, team, into, from_on, zone)
    planned = list_planned(session, team, from_on, zone)
    for round_ in planned:
        _check_room(session, round_, into)
    for round_ in planned:
        departures.leave(session, round_, team, joins=into)
    team.closed_on = min(team.closed_on, from_on) if team.closed_on else from_on
    for older in [team.id, *_list_before(session, team)]:
        for newer in [into.id, *_list_after(session, into)]:
            direct = (older, newer) == (team.id, into.id)
            session.add(
                Successor(team_id=older, successor_id=newer, from_on=from_on, direct=direct)
            )
    audit.record(session, Deed.MERGED_TEAM, f"team {team.id}", by=by)
    session.flush()


def reopen_team(session: Session, team: Team, *, zone: ZoneInfo, by: Account | None = None) -> None:
    """Undo closing at any time, and merging until its day has come. Raises RefusedError."""
    if team.closed_on is None:
        raise RefusedError(f"{team.name} is not closed. There is nothing to undo.")
    merger = get_merger(session, team)
    if merger and clock.today(zone) >= merger.from_on:
        raise RefusedError(
            f"{team.name} was merged on {merger.from_on}, and its codes have led on since: "
            "that cannot be undone. Add a new team and print new posters for it."
        )
    if merger:
        older = [team.id, *_list_before(session, team)]
        newer = [
            merger.successor_id,
            *_list_after(session, session.get_one(Team, merger.successor_id)),
        ]
        session.execute(
            delete(Successor).where(Successor.team_id.in_(older), Successor.successor_id.in_(newer))
        )
    departures.come_back(session, team, zone=zone)
    team.closed_on = None
    audit.record(session, Deed.REOPENED_TEAM, f"team {team.id}", by=by)


def get_merger(session: Session, team: Team) -> Successor | None:
    """Into which team `team` was or will be merged, if into any."""
    query = select(Successor).where(Successor.team_id == team.id, Successor.direct)
    return session.scalars(query).first()


def read_mergers(session: Session) -> dict[int, Successor]:
    """Every merger that somebody chose, by the id of the team that is merged."""
    query = select(Successor).where(Successor.direct).order_by(Successor.team_id)
    return {merger.team_id: merger for merger in session.scalars(query)}


def read_lines(session: Session, *, on: dt.date) -> Mapping[int, Sequence[Successor]]:
    """What each team goes on as, of mergers whose day has come by then: the team that somebody chose comes first."""
    found: dict[int, list[Successor]] = {}
    for one in list_successors(session):
        if one.from_on <= on:
            found.setdefault(one.team_id, []).append(one)
    return found


def counts_in(team_id: Mapped[int], round_id: Mapped[int]) -> ColumnElement[bool]:
    """Whether what a team hands out counts in a round: it takes part, or one that it goes on as does."""
    line = select(Successor.successor_id).where(Successor.team_id == team_id)
    line = line.correlate_except(Successor)
    member = (RoundTeam.team_id == team_id) | RoundTeam.team_id.in_(line)
    return exists().where(RoundTeam.round_id == round_id, member)


def counted_for(session: Session, round_: Round, *, on: dt.date | None = None) -> Mapping[int, int]:
    """Teams that do not take part in `round_`, and the member that what comes through their codes counts for.

    With `on`, only of mergers whose day has come by then: until it has, they can be undone.
    """
    members = {member.team_id for member in round_.teams}
    return find_joined(list_successors(session), members, on=on)


def list_successors(session: Session) -> Sequence[Successor]:
    """Where the codes of merged teams lead, the teams that somebody chose first."""
    order = (Successor.direct.desc(), Successor.from_on, Successor.successor_id)
    query = select(Successor).options(joinedload(Successor.team))
    return session.scalars(query.order_by(*order)).all()


def find_joined(
    successors: Iterable[Successor], members: Collection[int], *, on: dt.date | None = None
) -> dict[int, int]:
    """Teams that are none of `members`, the teams of a round, and the member that their people count for.

    With `on`, only of mergers whose day has come by then.
    """
    found: dict[int, int] = {}
    for one in successors:
        come = on is None or one.from_on <= on
        if come and one.successor_id in members and one.team_id not in members:
            found.setdefault(one.team_id, one.successor_id)
    return found


def member_of(session: Session, round_: Round) -> ColumnElement[int]:
    """The column that says for which team of `round_` an answer through a collector counts."""
    others = dict(counted_for(session, round_))
    if not others:
        return Collector.team_id.expression
    return case(others, value=Collector.team_id, else_=Collector.team_id)


def _check_there(team: Team) -> None:
    if team.closed_on is not None:
        raise RefusedError(f"{team.name} closes on {team.closed_on}. Undo that first.")


def _check_merging(
    session: Session, team: Team, into: Team, from_on: dt.date, zone: ZoneInfo
) -> None:
    if get_merger(session, team):
        raise RefusedError(f"{team.name} is merged already. Undo that first.")
    if team.id == into.id:
        raise RefusedError("Choose another team to merge it into.")
    if into.closed_on is not None:
        raise RefusedError(f"{into.name} closes itself. Choose a team that goes on.")
    if from_on <= clock.today(zone):
        raise RefusedError("Choose a day from tomorrow on: until then it can be undone.")


def list_planned(session: Session, team: Team, on: dt.date, zone: ZoneInfo) -> Sequence[Round]:
    """The rounds that begin with `team` on a day or later, and have not begun."""
    first = max(on, clock.today(zone) + dt.timedelta(days=1))
    query = (
        select(Round)
        .join(RoundTeam, RoundTeam.round_id == Round.id)
        .where(RoundTeam.team_id == team.id, Round.opens_on >= first, Round.counted_on.is_(None))
    )
    return session.scalars(query.order_by(Round.opens_on, Round.id)).all()


def _check_room(session: Session, round_: Round, into: Team) -> None:
    """One questionnaire asks one team in one round at a time."""
    clash = departures.find_clash(session, round_, into)
    if clash:
        raise RefusedError(
            f"{into.name} is asked in round {clash.id} while round {round_.id} asks the other team: "
            f"merge them from a day after {round_.opens_on}."
        )


def _list_before(session: Session, team: Team) -> list[int]:
    """The teams whose codes lead on to `team`."""
    query = select(Successor.team_id).where(Successor.successor_id == team.id)
    return list(session.scalars(query.order_by(Successor.team_id)))


def _list_after(session: Session, team: Team) -> list[int]:
    """The teams that the codes of `team` lead on to."""
    query = select(Successor.successor_id).where(Successor.team_id == team.id)
    return list(session.scalars(query.order_by(Successor.successor_id)))
