"""Commands about teams."""

from pathlib import Path
from typing import Any

import click

from feedback.cli.base import Context, as_json, print_json, print_table
from feedback.exceptions import FeedbackError
from feedback.models.asking import Team
from feedback.teams import list_teams, read_team_file, save_teams


@click.group("teams")
def group() -> None:
    """Who is asked about."""


@group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@as_json
@click.pass_obj
def import_(context: Context, file: Path, as_json: bool) -> None:
    """Add the teams of FILE, a CSV with the columns team,service and optionally group. Safe to repeat."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise FeedbackError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise FeedbackError(f"{file} is not UTF-8: save it as 'CSV UTF-8' and try again.") from None
    lines = read_team_file(text)
    with context.database.writing() as session:
        rows = [_describe(team) for team in save_teams(session, lines)]
    _print(rows, as_json=as_json)


@group.command("list")
@as_json
@click.pass_obj
def list_(context: Context, as_json: bool) -> None:
    """Every team."""
    with context.database.reading() as session:
        rows = [_describe(team) for team in list_teams(session)]
    _print(rows, as_json=as_json)


def _print(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        print_json(rows)
    else:
        print_table(rows, empty="There are no teams yet: feedback teams import FILE.csv")


def _describe(team: Team) -> dict[str, Any]:
    return {"team": team.name, "service": team.service, "group": team.group}
