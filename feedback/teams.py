"""Who is asked about: teams, their services and the council's own groups of teams."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.codes import read_id
from feedback.exceptions import FeedbackError, NotFoundError, RefusedError
from feedback.models.asking import FormerName, Team
from feedback.names import clean_name, key_of
from feedback.pasted_lists import read_lines

COLUMNS = ("team", "service", "group")
HEADER = "The first line must name the columns: team,service (and group, if you group teams)."
LONGEST_NAME = 100
EVERY = "all"  # typed for every team, so that no team is called that
ROW_NAMES = ("all teams", "other teams")  # rows of results that are no team's


@dataclass(frozen=True)
class TeamLine:
    """One line of a team file. Its names are clean, wherever they come from.

    `keeps_group`: the file has no column of groups, so a known team stays in its own.
    """

    team: str
    service: str
    group: str | None
    keeps_group: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        object.__setattr__(self, "team", clean_name(self.team))
        object.__setattr__(self, "service", clean_name(self.service))
        object.__setattr__(self, "group", clean_name(self.group or "") or None)

    def beside(self, team: Team | None) -> "TeamLine":
        """What it says of `team`, as that stands; None for a new one."""
        return replace(self, group=team.group) if team and self.keeps_group else self


def read_team_file(text: str) -> list[TeamLine]:
    """The lines of a CSV with the columns team, service and optionally group.

    Raises FeedbackError with every problem, one a line.
    """
    lines: list[TeamLine] = []
    problems: list[str] = []
    for one in read_lines(text, COLUMNS, header=HEADER, optional=1):
        line = TeamLine(*one.cells, keeps_group="group" not in one.columns)
        problem = _problem_of(line, extra=one.extra, seen=lines)
        if problem:
            problems.append(f"Line {one.number}: {problem}")
        lines.append(line)
    if problems:
        raise FeedbackError("\n".join(problems))
    if not lines:
        raise FeedbackError(
            "The file has no teams: write one a line, under the line of column names."
        )
    return lines


def save_teams(session: Session, lines: Iterable[TeamLine]) -> list[Team]:
    """Add new teams and move known ones to the service and group they now have. Safe to repeat.

    A team that is named as it was called before keeps its new name, and a closed one stays as it is. Lines of a file
    without a column of groups leave each in its own.
    """
    known = read_names(session)
    for line in lines:
        team = known.get(key_of(line.team))
        if team is None:
            team = known[key_of(line.team)] = Team(name=line.team)
            session.add(team)
        if team.closed_on is None:
            if key_of(team.name) == key_of(line.team):
                team.name = choose_name(team, line.team)
            team.service, team.group = line.service, line.beside(team).group
    session.flush()
    return list_teams(session)


def read_names(session: Session) -> dict[str, Team]:
    """Every team by the key of its name, and of each name it had before.

    Of two that read alike, from before names were cleaned, it is the one whose name is clean.
    """
    teams = {team.id: team for team in list_teams(session)}
    former = session.scalars(select(FormerName))
    known = {key_of(name.name): teams[name.team_id] for name in former}
    clean_last = sorted(teams.values(), key=lambda team: team.name == clean_name(team.name))
    return known | {key_of(team.name): team for team in clean_last}


def choose_name(team: Team, name: str) -> str:
    """`name`, or the name `team` has where that reads the same: rows of old results are found by it."""
    return team.name if clean_name(team.name) == name else name


def list_former_names(session: Session) -> dict[int, list[FormerName]]:
    """What teams were called before, by their ids, the latest name first."""
    found: dict[int, list[FormerName]] = {}
    order = (FormerName.until_on.desc(), FormerName.name)
    for name in session.scalars(select(FormerName).order_by(*order)):
        found.setdefault(name.team_id, []).append(name)
    return found


def open_team(session: Session, team_id: str) -> Team:
    """The team with this id. Raises NotFoundError."""
    team = session.get(Team, read_id(team_id))
    if team is None:
        raise NotFoundError("There is no such team. The page Teams shows those there are.")
    return team


def check_line(line: TeamLine) -> None:
    """Raise RefusedError unless a team can be called so."""
    problem = _problem_of(line, extra=False, seen=())
    if problem:
        raise RefusedError(problem[0].upper() + problem[1:])


def list_teams(session: Session) -> list[Team]:
    """Every team, in the order it was added (the council's own order)."""
    return list(session.scalars(select(Team).order_by(Team.id)))


def open_teams(session: Session, names: str, *, on: dt.date | None = None) -> list[Team]:
    """The teams of a comma-separated list of names, or every team for "all". Raises NotFoundError.

    With a day, "all" is every team that is not closed by then.
    """
    teams = list_teams(session)
    if names.strip().lower() == EVERY:
        if not teams:
            raise NotFoundError(
                "There are no teams yet: import some with 'feedback teams import FILE.csv'."
            )
        return list_open(teams, on) if on else teams
    wanted = [name for one in names.split(",") if (name := clean_name(one))]
    known = read_names(session)
    missing = [name for name in wanted if key_of(name) not in known]
    if missing or not wanted:
        raise NotFoundError(
            f"There is no team called {' or '.join(map(repr, missing)) or repr(names)}. "
            f"'feedback teams list' shows their names."
        )
    return sorted({known[key_of(name)] for name in wanted}, key=lambda team: team.id)


def list_open(teams: Sequence[Team], on: dt.date) -> list[Team]:
    """Those of `teams` that are not closed by a day."""
    return [team for team in teams if team.closed_on is None or team.closed_on > on]


def _problem_of(line: TeamLine, *, extra: bool, seen: Iterable[TeamLine]) -> str:
    if extra:
        return "it has more columns than the first line: names hold no comma."
    if not line.team or not line.service:
        return "a team needs a name and a service."
    names = (line.team, line.service, line.group or "")
    if any("," in name for name in names):
        return "names hold no comma: take it out."
    if any(len(name) > LONGEST_NAME or not name.isprintable() for name in names):
        return f"a name is at most {LONGEST_NAME} letters, and nothing that cannot be printed."
    if key_of(line.team) in (key_of(earlier.team) for earlier in seen):
        return f"the team {line.team!r} stands twice."
    if line.team.lower() in (EVERY, *ROW_NAMES):
        return f"a team cannot be called {line.team!r}: results use that name."
    if line.service.lower() in ROW_NAMES:
        return f"a service cannot be called {line.service!r}: results use that name."
    return ""
