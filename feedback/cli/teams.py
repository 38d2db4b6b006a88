"""Commands about teams."""

import datetime as dt
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from feedback import clock
from feedback.cli.base import Context, Day, as_json, print_json, print_table, read_file
from feedback.departures import list_apart
from feedback.exceptions import RefusedError
from feedback.mergers import close_team, merge_team, read_mergers, reopen_team
from feedback.models.asking import Team
from feedback.renames import change_team
from feedback.reports.materials import say_unprintable
from feedback.team_lists import check_teams, save_list
from feedback.teams import (
    EVERY,
    TeamLine,
    list_former_names,
    list_open,
    list_teams,
    open_teams,
    read_team_file,
)


@click.group("teams")
def group() -> None:
    """Who is asked about."""


@group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@as_json
@click.pass_obj
def import_(context: Context, file: Path, as_json: bool) -> None:
    """Add the teams of FILE, a CSV with the columns team,service and optionally group. Safe to repeat."""
    lines = read_team_file(read_file(file))
    with context.database.writing() as session:
        save_list(session, check_teams(session, lines))
        _warn(*(line.team for line in lines))
        rows = _list_going_on(context, session)
    _print(rows, as_json=as_json)


@group.command("list")
@click.option("--all", "every", is_flag=True, help="Closed ones too, and what each was called.")
@as_json
@click.pass_obj
def list_(context: Context, every: bool, as_json: bool) -> None:
    """Every team that is not closed."""
    with context.database.reading() as session:
        rows = _describe_all(session) if every else _list_going_on(context, session)
    _print(rows, as_json=as_json)


@group.command()
@click.argument("team")
@click.argument("name")
@click.option("--service", help="Move it to this service.")
@click.option("--group", "group_", help='Move it to this group; "" takes it out of its group.')
@as_json
@click.pass_obj
def rename(
    context: Context, team: str, name: str, service: str | None, group_: str | None, as_json: bool
) -> None:
    """Call TEAM by another NAME from now on. Its codes stay good, and what is counted keeps the old name."""
    with context.database.writing() as session:
        found = _open_one(session, team)
        group_ = found.group if group_ is None else group_
        line = TeamLine(name, service or found.service, group_)
        change_team(session, found, line, zone=context.settings.zone)
        _warn(found.name)
        row = _describe_fully(session, found)
    _print_one(row, as_json=as_json)


@group.command()
@click.argument("team")
@click.option("--into", required=True, help="The team that goes on.")
@click.option("--from", "from_on", required=True, type=Day(), help="From tomorrow on: 2027-01-01.")
@as_json
@click.pass_obj
def merge(context: Context, team: str, into: str, from_on: dt.date, as_json: bool) -> None:
    """Merge TEAM into another. From that day its codes lead on to the other team's rounds."""
    zone = context.settings.zone
    with context.database.writing() as session:
        found = _open_one(session, team)
        merge_team(session, found, _open_one(session, into), from_on=from_on, zone=zone)
        row = _describe_fully(session, found)
    _print_one(row, as_json=as_json)


@group.command()
@click.argument("team")
@click.option("--on", type=Day(), help="The first day without it; today if left out.")
@as_json
@click.pass_obj
def close(context: Context, team: str, on: dt.date | None, as_json: bool) -> None:
    """Let no more rounds begin with TEAM. A round that is open goes on to its end."""
    zone = context.settings.zone
    with context.database.writing() as session:
        found = _open_one(session, team)
        close_team(session, found, on=on or clock.today(zone), zone=zone)
        row = _describe_fully(session, found)
    _print_one(row, as_json=as_json)


@group.command()
@click.argument("team")
@as_json
@click.pass_obj
def reopen(context: Context, team: str, as_json: bool) -> None:
    """Undo closing TEAM, or merging it while that day has not come."""
    with context.database.writing() as session:
        found = _open_one(session, team)
        apart = list_apart(session, found, zone=context.settings.zone)
        reopen_team(session, found, zone=context.settings.zone)
        row = _describe_fully(session, found)
        for left, other in apart:
            click.echo(
                f"Round {left.id} goes on without {found.name}: round {other.id} asks it on some of the same days.",
                err=True,
            )
    _print_one(row, as_json=as_json)


def _warn(*names: str) -> None:
    """Say of each name that no poster can show that it is so."""
    for name in names:
        if trouble := say_unprintable(name):
            click.echo(f"No poster can show {name!r}. {trouble}", err=True)


def _open_one(session: Session, name: str) -> Team:
    found = open_teams(session, name) if name.strip().lower() != EVERY else []
    if len(found) != 1:
        raise RefusedError("Name one team.")
    return found[0]


def _list_going_on(context: Context, session: Session) -> list[dict[str, Any]]:
    teams = list_open(list_teams(session), clock.today(context.settings.zone))
    return [_describe(team) for team in teams]


def _print(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        print_json(rows)
    else:
        print_table(rows, empty="There are no teams yet: feedback teams import FILE.csv")


def _print_one(row: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(row)
    else:
        print_table([row], empty="")


def _describe(team: Team) -> dict[str, Any]:
    return {"team": team.name, "service": team.service, "group": team.group}


def _describe_all(session: Session) -> list[dict[str, Any]]:
    former, mergers = list_former_names(session), read_mergers(session)
    names = {team.id: team.name for team in list_teams(session)}
    return [
        {
            **_describe(team),
            "closed": team.closed_on.isoformat() if team.closed_on else None,
            "into": names[mergers[team.id].successor_id] if team.id in mergers else None,
            "before": [name.name for name in former.get(team.id, [])],
        }
        for team in list_teams(session)
    ]


def _describe_fully(session: Session, team: Team) -> dict[str, Any]:
    return next(row for row in _describe_all(session) if row["team"] == team.name)
