"""Commands about slips: printing them, and batches that are lost."""

from pathlib import Path
from typing import Any

import click

from feedback.cli.base import Context, as_json, out_file, print_json, print_table, write_file
from feedback.exceptions import FeedbackError
from feedback.reports.slip_printing import give_up, print_slips
from feedback.slips import BatchSummary, list_batches, open_batch, void_batch


@click.command("slips")
@click.argument("collector_id", metavar="ID")
@click.option("--count", required=True, type=int, help="How many: 1 to 500 at a time.")
@click.option("--lang", default="en", help="The language of the slips.")
@out_file(".pdf")
@as_json
@click.pass_obj
def of_collector(
    context: Context,
    collector_id: str,
    count: int,
    lang: str,
    out: Path,
    as_json: bool,
) -> None:
    """Print a batch of slips, PDF: codes that are worth one answer each."""
    database, settings = context.database, context.settings
    printed = print_slips(database, settings, collector_id, count=count, language=lang)
    try:
        write_file(out, printed.pdf)
    except FeedbackError:
        give_up(database, settings, printed.batch)
        raise
    if as_json:
        print_json({"out": str(out), "batch": str(printed.batch)})
    else:
        click.echo(f"Written: {out}. Batch {printed.batch}. Print it, then delete the file.")


@click.group("slips")
def group() -> None:
    """Batches of slips that were printed."""


@group.command("list")
@as_json
@click.pass_obj
def list_(context: Context, as_json: bool) -> None:
    """Every batch, the newest first. How many slips are unused is told to nobody."""
    with context.database.reading() as session:
        rows = [_describe(one) for one in list_batches(session, zone=context.settings.zone)]
    if as_json:
        print_json(rows)
    else:
        print_table(rows, empty="No slips were printed yet: feedback collectors slips ID --help")


@group.command()
@click.argument("batch_id", metavar="BATCH")
@as_json
@click.pass_obj
def void(context: Context, batch_id: str, as_json: bool) -> None:
    """Make every slip of BATCH worthless, for good: a sheet was lost."""
    with context.database.writing() as session:
        batch = open_batch(session, batch_id)
        row = _describe(void_batch(session, batch, zone=context.settings.zone))
    if as_json:
        print_json(row)
    else:
        click.echo(f"Batch {row['batch']} is void: none of its slips works any more.")


def _describe(batch: BatchSummary) -> dict[str, Any]:
    return {
        "batch": str(batch.id),
        "collector": str(batch.collector_id),
        "team": batch.team,
        "questionnaire": batch.questionnaire,
        "printed_on": batch.printed_on.isoformat(),
        "good_until": batch.good_until.isoformat(),
        "status": batch.status.value,
    }
