"""Changing what a team is called and where it belongs: it stays the same team, and its old names stay its own."""

import hashlib
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import audit, clock
from feedback.exceptions import ChangedError, RefusedError
from feedback.models.accounts import Account
from feedback.models.asking import FormerName, Team
from feedback.models.auditing import Deed
from feedback.names import key_of
from feedback.teams import TeamLine, check_line, choose_name, read_names


def state_of(team: Team) -> str:
    """Changes when anything of the team does: what somebody saw when they decided."""
    facts = (team.name, team.service, team.group, team.closed_on, team.left)
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def check_same(team: Team, seen: str) -> None:
    """Raise ChangedError unless the team is as somebody saw it."""
    if seen != state_of(team):
        raise ChangedError(f"Somebody else changed {team.name} meanwhile. Nothing was saved.")


def add_team(session: Session, line: TeamLine, *, by: Account | None = None) -> Team:
    """A new team. Raises RefusedError when the name will not do or is, or was, another's."""
    check_line(line)
    _check_free(session, line.team, None)
    team = Team(name=line.team, service=line.service, group=line.group)
    session.add(team)
    session.flush()
    audit.record(session, Deed.ADDED_TEAM, f"team {team.id}", by=by)
    return team


def change_team(
    session: Session, team: Team, line: TeamLine, *, zone: ZoneInfo, by: Account | None = None
) -> None:
    """Give `team` the name, service and group of `line`. Raises RefusedError.

    What was counted keeps the old name, and nobody else can be called by it.
    """
    check_line(line)
    _check_free(session, line.team, team)
    if key_of(line.team) != key_of(team.name):
        _remember(session, team, line.team, zone)
    team.name = choose_name(team, line.team)
    team.service, team.group = line.service, line.group
    audit.record(session, Deed.CHANGED_TEAM, f"team {team.id}", by=by)
    session.flush()


def _remember(session: Session, team: Team, new: str, zone: ZoneInfo) -> None:
    session.merge(FormerName(name=team.name, team_id=team.id, until_on=clock.today(zone)))
    for former in session.scalars(select(FormerName).where(FormerName.team_id == team.id)):
        if key_of(former.name) == key_of(new):  # it is called so again
            session.delete(former)


def _check_free(session: Session, name: str, team: Team | None) -> None:
    holder = read_names(session).get(key_of(name))
    if holder is None or (team is not None and holder.id == team.id):
        return
    if key_of(holder.name) == key_of(name):
        raise RefusedError(f"There is a team called {holder.name!r} already. Choose another name.")
    raise RefusedError(
        f"{holder.name} was called {name!r} before, and old results say so. Choose another name."
    )
