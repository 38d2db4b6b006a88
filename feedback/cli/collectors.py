"""Commands about collectors: made by hand, their codes, posters, and how many were given out."""

from pathlib import Path
from typing import Any

import click

from feedback import audit
from feedback.cli.base import Context, as_json, out_file, print_json, print_table, write_file
from feedback.collectors import (
    MADE,
    has_code,
    list_collectors,
    make_collectors,
    open_collector,
)
from feedback.models.asking import Channel, Collector, Occasion
from feedback.models.auditing import Deed
from feedback.reports.materials import address_of, describe_poster, make_material
from feedback.rounds import open_round, record_given_out
from feedback.teams import open_teams
from feedback.versions import open_asked


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


@group.command()
@click.argument("name")
@click.option("--teams", required=True, help='all, or names: "North,South"')
@click.option("--channel", required=True, type=click.Choice([c.value for c in (*MADE, Channel.POSTER)]), help="How it is used.")  # fmt: skip
@click.option("--occasion", type=click.Choice([one.value for one in Occasion]), help="On what occasion people are asked; needed for a poster.")  # fmt: skip
@click.option("--group", "in_group", is_flag=True, help="For many in one room, each at a screen.")
@as_json
@click.pass_obj
def make(
    context: Context,
    name: str,
    teams: str,
    channel: str,
    occasion: str | None,
    in_group: bool,
    as_json: bool,
) -> None:
    """Make the links of questionnaire NAME that are sent, opened on a tablet, or opened by who asks."""
    with context.database.writing() as session:
        made = make_collectors(
            session,
            open_asked(session, name).questionnaire,
            open_teams(session, teams),
            channel=Channel(channel),
            group=in_group,
            occasion=Occasion(occasion) if occasion else None,
        )
        audit.record(session, Deed.MADE_LINKS, f"questionnaire {made[0].questionnaire}", by=None)
        rows = [_describe(context, collector) for collector in made]
    if as_json:
        print_json(rows)
    else:
        print_table(rows, empty="")


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
@out_file()
@as_json
@click.pass_obj
def poster(context: Context, collector_id: str, lang: str, out: Path, as_json: bool) -> None:
    """Write an A4 poster as .pdf, .png or .html, or its QR code alone as .svg."""
    with context.database.reading() as session:
        collector = open_collector(session, collector_id)
        described = describe_poster(session, collector, context.settings, language=lang)
    write_file(out, make_material(described, out.suffix))
    if as_json:
        print_json({"out": str(out)})
    else:
        click.echo(f"Written: {out}")


def _describe(context: Context, collector: Collector) -> dict[str, Any]:
    return {
        "id": str(collector.id),
        "team": collector.team.name,
        "questionnaire": collector.questionnaire,
        "code": collector.code if has_code(collector) else None,
        "url": address_of(collector, context.settings) if has_code(collector) else None,
        "channel": collector.channel,
        "occasion": collector.occasion or None,
    }
