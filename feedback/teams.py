"""Who is asked about: teams, their services and the council's own groups of teams."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.codes import read_id
from feedback.exceptions import FeedbackError, NotFoundError
from feedback.models.asking import Team

COLUMNS = ("team", "service", "group")


@dataclass(frozen=True)
class TeamLine:
    """One line of a team file."""

    team: str
    service: str
    group: str | None


def read_team_file(text: str) -> list[TeamLine]:
    """The lines of a CSV with the columns team, service and optionally group.

    Raises FeedbackError with every problem, one a line.
    """
    try:
        return _read_lines(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    except csv.Error as error:
        raise FeedbackError(
            f"The file cannot be read as a CSV ({error}): save it again."
        ) from error


def _read_lines(reader: "csv.DictReader[str]") -> list[TeamLine]:
    names = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    wanted = (sorted(COLUMNS), sorted(COLUMNS[:2]))
    if sorted(names) not in wanted:
        raise FeedbackError(
            "The first line must name the columns: team,service (and group, if you group teams)."
        )
    reader.fieldnames = names
    lines: list[TeamLine] = []
    problems: list[str] = []
    for row in reader:
        line = _read_line(row)
        problem = _problem_of(line, extra=bool(row.get(None)), seen=lines)
        if problem:
            problems.append(f"Line {reader.line_num}: {problem}")
        lines.append(line)
    if problems:
        raise FeedbackError("\n".join(problems))
    if not lines:
        raise FeedbackError(
            "The file has no teams: write one a line, under the line of column names."
        )
    return lines


def save_teams(session: Session, lines: Iterable[TeamLine]) -> list[Team]:
    """Add new teams and move known ones to the service and group they now have. Safe to repeat."""
    known = {team.name.lower(): team for team in session.scalars(select(Team))}
    for line in lines:
        team = known.get(line.team.lower())
        if team is None:
            team = known[line.team.lower()] = Team()
            session.add(team)
        team.name, team.service, team.group = line.team, line.service, line.group
    session.flush()
    return list_teams(session)


def list_teams(session: Session) -> list[Team]:
    """Every team, in the order it was added (the council's own order)."""
    return list(session.scalars(select(Team).order_by(Team.id)))


def open_team(session: Session, team_id: str) -> Team:
    """The team with this id. Raises NotFoundError."""
    team = session.get(Team, read_id(team_id))
    if team is None:
        raise NotFoundError(f"There is no team {team_id!r}.")
    return team


def open_teams(session: Session, names: str) -> list[Team]:
    """The teams of a comma-separated list of names, or every team for "all". Raises NotFoundError."""
    teams = list_teams(session)
    if names.strip().lower() == "all":
        if not teams:
            raise NotFoundError(
                "There are no teams yet: import some with 'feedback teams import FILE.csv'."
            )
        return teams
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    known = {team.name.lower(): team for team in teams}
    missing = [name for name in wanted if name.lower() not in known]
    if missing or not wanted:
        raise NotFoundError(
            f"There is no team called {' or '.join(map(repr, missing)) or repr(names)}. "
            f"'feedback teams list' shows their names."
        )
    return sorted({known[name.lower()] for name in wanted}, key=lambda team: team.id)


def _read_line(row: dict[str, str | None]) -> TeamLine:
    team, service, group = ((row.get(name) or "").strip() for name in COLUMNS)
    return TeamLine(team, service, group or None)


def _problem_of(line: TeamLine, *, extra: bool, seen: Iterable[TeamLine]) -> str:
    if extra:
        return "it has more columns than the first line: names hold no comma."
    if not line.team or not line.service:
        return "a team needs a name and a service."
    if any("," in name for name in (line.team, line.service, line.group or "")):
        return "names hold no comma: take it out."
    if line.team.lower() in (earlier.team.lower() for earlier in seen):
        return f"the team {line.team!r} stands twice."
    if line.team.lower() in ("all", "all teams", "other teams"):
        return f"a team cannot be called {line.team!r}: results use that name."
    return ""
