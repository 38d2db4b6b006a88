"""The command that writes the workbook, or its core measures as CSV."""

import datetime as dt
from pathlib import Path

import click

from feedback import audit, clock
from feedback.cli.base import Context, Day, as_json, out_file, print_json, write_file
from feedback.models.auditing import Deed
from feedback.reports.core_csv import make_core_csv
from feedback.reports.workbook import choose_rounds, make_workbook


@click.command()
@click.option("--round", "ids", multiple=True, help="Only this round; may be repeated.")
@click.option(
    "--questionnaire", "names", multiple=True, help="Only this questionnaire; may be repeated."
)
@click.option("--from", "since", type=Day(), help="Only rounds that closed on this day or later.")
@click.option("--to", "until", type=Day(), help="Only rounds that closed on this day or earlier.")
@out_file(".xlsx", ".csv")
@as_json
@click.pass_obj
def summary(
    context: Context,
    ids: tuple[str, ...],
    names: tuple[str, ...],
    since: dt.date | None,
    until: dt.date | None,
    out: Path,
    as_json: bool,
) -> None:
    """Write the Excel workbook of counted rounds; only its core measures where the file's name ends in .csv."""
    settings = context.settings
    csv = out.suffix.lower() == ".csv"
    make = make_core_csv if csv else make_workbook
    deed = Deed.DOWNLOADED_CORE_MEASURES if csv else Deed.DOWNLOADED_WORKBOOK
    with context.database.reading() as session:
        rounds = choose_rounds(session, ids=ids, questionnaires=names, since=since, until=until)
        made_on = clock.today(settings.zone)
        content = make(session, rounds=rounds, settings=settings, made_on=made_on)
    with context.database.writing() as session:
        for round_ in rounds:
            audit.record(session, deed, f"round {round_.id}", by=None)
    write_file(out, content)
    if as_json:
        print_json({"out": str(out)})
    else:
        click.echo(f"Written: {out}")
