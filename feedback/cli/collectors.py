"""Commands about collectors: their codes, posters, and how many were given out."""

from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from feedback.cli.base import Context, as_json, out_file, print_json, print_table, write_file
from feedback.collectors import list_collectors, open_collector
from feedback.exceptions import FeedbackError
from feedback.listening import is_trial
from feedback.models.asking import DEMO, Collector, Meta
from feedback.reports.posters import Poster, make_poster
from feedback.reports.qr import make_svg
from feedback.rounds import open_round, record_given_out, rounds_of
from feedback.versions import open_published, snapshot_of


@click.group("collectors")
def group() -> None:
    """Standing links and QR codes."""


@group.command("list")
@click.option("--round", "round_id", help="Only those that lead to this round.")
@as_json
@click.pass_obj
def list_(context: Context, round_id: str | None, as_json: bool) -> None:
    """Every collector, with its address."""
    with context.database.reading() as session:
        number = open_round(session, round_id).id if round_id else None
        rows = [_describe(context, c) for c in list_collectors(session, round_id=number)]
    if as_json:
        print_json(rows)
    else:
        print_table(rows, empty="There are no collectors yet: feedback rounds open makes them.")


@group.command("given-out")
@click.argument("collector_id", metavar="ID")
@click.argument("count", type=int)
@as_json
@click.pass_obj
def given_out(context: Context, collector_id: str, count: int, as_json: bool) -> None:
    """Note that COUNT in all were given out in the collector's round."""
    with context.database.writing() as session:
        collector = open_collector(session, collector_id)
        round_ = record_given_out(session, collector, count, zone=context.settings.zone)
        row = {"id": str(collector.id), "round": str(round_.id), "given_out": count}
    if as_json:
        print_json(row)
    else:
        click.echo(f"{collector.team.name}, round {round_.id}: {count} given out.")


@group.command()
@click.argument("collector_id", metavar="ID")
@click.option("--lang", default="en", help="The language of the poster.")
@out_file
@as_json
@click.pass_obj
def poster(context: Context, collector_id: str, lang: str, out: Path, as_json: bool) -> None:
    """Write an A4 poster as PDF; with a name that ends in .svg, its QR code alone."""
    if lang != "en":
        raise FeedbackError(f"There are no posters in {lang!r} yet: use --lang en.")
    with context.database.reading() as session:
        collector = open_collector(session, collector_id)
        drawn = _draw(context, session, collector, svg=out.suffix.lower() == ".svg")
    write_file(out, drawn)
    if as_json:
        print_json({"out": str(out)})
    else:
        click.echo(f"Written: {out}")


def _draw(context: Context, session: Session, collector: Collector, *, svg: bool) -> bytes:
    url = _url(context, collector)
    if svg:
        return make_svg(url.upper()).encode()
    rounds = [r for r in rounds_of(session, collector) if not r.counted_on]
    version = rounds[0].version if rounds else open_published(session, collector.questionnaire)
    snapshot = snapshot_of(version)
    form = snapshot.form("standard")
    settings = context.settings
    return make_poster(
        Poster(
            council=settings.council_name,
            team=collector.team.name,
            title=form.title,
            invitation=form.invitation,
            minutes=form.minutes,
            url=url,
            code=collector.code,
            audience=snapshot.audience.value,
            duty_number=settings.duty_number,
            easy_read="easy-read" in snapshot.forms,
            trial=is_trial(settings),
            demo=session.get(Meta, DEMO) is not None,
        )
    )


def _url(context: Context, collector: Collector) -> str:
    return f"{context.settings.public_url}/q/{collector.code}"


def _describe(context: Context, collector: Collector) -> dict[str, Any]:
    return {
        "id": str(collector.id),
        "team": collector.team.name,
        "questionnaire": collector.questionnaire,
        "code": collector.code,
        "url": _url(context, collector),
        "channel": collector.channel,
        "occasion": collector.occasion or None,
    }
