"""Commands about rounds."""

import datetime as dt
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from feedback import audit
from feedback.batches import decide_by
from feedback.cli.base import (
    Context,
    Day,
    as_json,
    out_file,
    print_json,
    print_table,
    read_file,
    write_file,
)
from feedback.closing import close_now
from feedback.dues import DueCheck, check_due, read_due_list, save_due
from feedback.edges import Status
from feedback.exceptions import RefusedError
from feedback.leftovers import clear_leftovers
from feedback.models.asking import Round
from feedback.models.auditing import Deed
from feedback.progress import telling
from feedback.reports.figures import read_rate
from feedback.reports.packs import make_pack
from feedback.rounds import list_rounds, open_round, plan_round, summarise
from feedback.suggestions import list_suggestions, suggest
from feedback.teams import open_teams
from feedback.versions import open_asked

WAITING = (
    "Round {id} takes no more answers. It is not counted yet: some came in a burst and wait for a decision, "
    "until {last}. 'feedback responses review {id}' lists them and keeps them or leaves them out."
)

SHORT = (
    "This round is shorter than suggested for {name}: {words}. {reason} "
    "Teams with fewer than five answers will stand together with others; the next round can be longer."
)


@click.group("rounds")
def group() -> None:
    """When who is asked."""


@group.command("open")
@click.argument("name")
@click.option("--teams", required=True, help='all, or names: "North,South"')
@click.option("--opens", required=True, type=Day(), help="The first day, 2026-11-22.")
@click.option("--closes", required=True, type=Day(), help="The last day.")
@as_json
@click.pass_obj
def open_(
    context: Context, name: str, teams: str, opens: dt.date, closes: dt.date, as_json: bool
) -> None:
    """Plan or open a round of NAME or NAME@N, and make the collectors it misses."""
    zone = context.settings.zone
    with context.database.writing() as session:
        version = open_asked(session, name)
        members = open_teams(session, teams, on=opens)
        round_ = plan_round(session, version, members, opens_on=opens, closes_on=closes, zone=zone)
        session.flush()
        audit.record(session, Deed.PLANNED_ROUND, f"round {round_.id}", by=None)
        row = _describe(context, session, round_)
        suggestion = suggest(session, version.questionnaire)
    _print_one(row, as_json=as_json)
    if suggestion.is_missed(opens, closes):
        short = SHORT.format(
            name=suggestion.questionnaire, words=suggestion.words, reason=suggestion.reason
        )
        click.echo(short, err=True)


@group.command("list")
@as_json
@click.pass_obj
def list_(context: Context, as_json: bool) -> None:
    """Every round."""
    with context.database.reading() as session:
        rounds = list_rounds(session)
        rows = [_describe(context, session, round_) for round_ in rounds]
        rates = [_say_rate(session, round_) for round_ in rounds]
    if as_json:
        print_json(rows)
    else:
        rows = [{**row, "rate": said} for row, said in zip(rows, rates, strict=True)]
        print_table(rows, empty="There are no rounds yet: feedback rounds open NAME --help")


@group.command("suggest")
@click.argument("name", required=False)
@as_json
@click.pass_obj
def suggest_(context: Context, name: str | None, as_json: bool) -> None:
    """Suggest how long the rounds of each questionnaire, or of NAME, should be."""
    with context.database.reading() as session:
        if name:
            found = [suggest(session, open_asked(session, name).questionnaire)]
        else:
            found = list_suggestions(session)
    rows = [
        {
            "questionnaire": one.questionnaire,
            "length": one.length.value if one.length else None,
            "why": one.why.value,
            "advice": f"{one.words[:1].upper()}{one.words[1:]}. {one.reason}",
        }
        for one in found
    ]
    if as_json:
        print_json(rows)
    else:
        print_table(rows, empty="No round has been counted yet, so nothing can be suggested.")


@group.command()
@click.argument("round_id", metavar="ROUND")
@click.argument("file", type=click.Path(path_type=Path))
@as_json
@click.pass_obj
def due(context: Context, round_id: str, file: Path, as_json: bool) -> None:
    """Save how many were due: FILE is a CSV with the columns team,questionnaire,due. ROUND is an id, or open."""
    lines = read_due_list(read_file(file))
    with context.database.writing() as session:
        only = None if round_id.lower() == Status.OPEN else open_round(session, round_id)
        checks = check_due(session, lines, zone=context.settings.zone, round_=only)
        save_due(session, checks)
        rows = [_describe_due(one) for one in checks]
    if as_json:
        print_json(rows)
    else:
        print_table(rows, empty="")


@group.command()
@click.argument("round_id", metavar="ID")
@click.option("--yes", is_flag=True, help="Really close it: a closed round never reopens.")
@as_json
@click.pass_obj
def close(context: Context, round_id: str, yes: bool, as_json: bool) -> None:
    """Close round ID at once and count it."""
    if not yes:
        raise RefusedError("A closed round never reopens. If you are sure, add --yes.")
    with context.database.reading() as session:
        known = open_round(session, round_id).id
    folder = Path(context.database.file).parent
    with telling(folder, known) as tell, context.database.writing() as session:
        round_ = open_round(session, round_id)
        if not round_.counted_on:
            audit.record(session, Deed.CLOSED_ROUND, f"round {round_.id}", by=None)
        close_now(session, round_, zone=context.settings.zone, tell=tell)
        row = _describe(context, session, round_)
        last = decide_by(round_, context.settings.zone)
    clear_leftovers(context.database)
    _print_one(row, as_json=as_json)
    if row["status"] == Status.CLOSING:
        click.echo(WAITING.format(id=row["id"], last=last), err=True)


@group.command()
@click.argument("round_id", metavar="ID")
@out_file(".zip")
@as_json
@click.pass_obj
def pack(context: Context, round_id: str, out: Path, as_json: bool) -> None:
    """Write everything that round ID hands out as one ZIP, a folder for each team."""
    with context.database.reading() as session:
        packed = make_pack(session, open_round(session, round_id), settings=context.settings)
    write_file(out, packed)
    if as_json:
        print_json({"out": str(out)})
    else:
        click.echo(f"Written: {out}")


def _print_one(row: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(row)
    else:
        print_table([row], empty="")


def _say_rate(session: Session, round_: Round) -> str:
    """The rate of a counted round in words. Until then what was received is known in fives, so there is none."""
    if not round_.counted_on:
        return "not yet"
    rate = read_rate(session, round_)
    return rate.words if rate and not round_.sealed else "not shown"


def _describe_due(one: DueCheck) -> dict[str, Any]:
    assert one.round
    assert one.member
    return {
        "round": str(one.round.id),
        "team": one.member.team.name,
        "questionnaire": one.round.version.questionnaire,
        "due": one.after,
        "before": one.before,
    }


def _describe(context: Context, session: Any, round_: Round) -> dict[str, Any]:
    summary = summarise(session, round_, context.settings.zone)
    return {
        "id": str(summary.id),
        "questionnaire": summary.questionnaire,
        "version": summary.version,
        "teams": list(summary.teams),
        "opens": summary.opens_on.isoformat(),
        "closes": summary.closes_on.isoformat(),
        "status": summary.status.value,
        "due": summary.due,
        "given_out": summary.given_out,
        "received": summary.received,
    }
