"""A pasted list of teams, checked before it is saved: which are new, which move, which stay."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedback import audit
from feedback.exceptions import ChangedError
from feedback.fingerprints import fingerprint
from feedback.models.accounts import Account
from feedback.models.asking import Team
from feedback.models.auditing import Deed
from feedback.names import key_of
from feedback.teams import TeamLine, read_names, save_teams


@dataclass(frozen=True)
class TeamCheck:
    """One line, and the team it is about as it stands now; None for a new one."""

    line: TeamLine
    team: Team | None
    before: TeamLine | None

    @property
    def does(self) -> str:
        """What saving would do, in a few words."""
        if self.team is None or self.before is None:
            return "New"
        if self.team.closed_on is not None:
            return "Closed: stays as it is"
        moves = (self.before.service, self.before.group) != (self.line.service, self.line.group)
        words = ["Moves" if moves else "Stays"]
        if key_of(self.before.team) != key_of(self.line.team):
            words.append(f"is called {self.before.team} now")
        return ", ".join(words)


def check_teams(session: Session, lines: Iterable[TeamLine]) -> list[TeamCheck]:
    """What each line would do."""
    known = read_names(session)
    found = [(line, known.get(key_of(line.team))) for line in lines]
    return [
        TeamCheck(
            line.beside(team), team, TeamLine(team.name, team.service, team.group) if team else None
        )
        for line, team in found
    ]


def state_of(checks: Sequence[TeamCheck]) -> str:
    """Changes when a team that would be changed does: what somebody saw when they decided."""
    facts = [(one.before, one.team and one.team.closed_on) for one in checks]
    return fingerprint(facts)


def save_list(
    session: Session,
    checks: Sequence[TeamCheck],
    *,
    seen: str | None = None,
    by: Account | None = None,
) -> None:
    """Save every line. Raises ChangedError when the teams are not as `seen`."""
    if seen is not None and seen != state_of(checks):
        raise ChangedError(
            "Somebody else changed some of these teams meanwhile. Nothing was saved."
        )
    changed = [one for one in checks if one.does not in ("Stays",)]
    save_teams(session, [one.line for one in checks])
    after = read_names(session)
    for one in changed:
        team = after[key_of(one.line.team)]
        deed = Deed.CHANGED_TEAM if one.team else Deed.ADDED_TEAM
        audit.record(session, deed, f"team {team.id}", by=by)
