"""The command that writes everything to hand out into one file."""

import sys
from pathlib import Path

import click

from feedback.cli.base import Context, as_json, out_file, print_json
from feedback.exceptions import FeedbackError
from feedback.reports.bundles import ALL, PDF, ZIP, Wanted, plan_bundle, write_bundle


@click.command("everything")
@click.option("--round", "round_id", default=ALL, help="Only this round.")
@click.option("--team", default=ALL, help="Only this team.")
@click.option("--lang", default="en", help="The language of posters and paper forms.")
@out_file
@as_json
@click.pass_obj
def of_every_collector(
    context: Context, round_id: str, team: str, lang: str, out: Path, as_json: bool
) -> None:
    """Write posters, paper forms, links and cards for staff: a .zip with folders, or one .pdf to print."""
    form = out.suffix.lower().removeprefix(".")
    if form not in (ZIP, PDF):
        raise FeedbackError("End the file's name in .zip or .pdf.")
    wanted = Wanted(round_id, team, form, lang)
    with context.database.reading() as session:
        parts = plan_bundle(session, wanted, context.settings)
    try:
        write_bundle(parts, wanted, context.settings, to=out, tell=_tell)
    except OSError as error:
        raise FeedbackError(f"{out} cannot be written: {error.strerror}.") from error
    if as_json:
        print_json({"out": str(out)})
    else:
        click.echo(f"Written: {out}")


def _tell(done: int, total: int) -> None:
    """Say how far it is to somebody who sits there."""
    if sys.stderr.isatty():
        click.echo(f"{done} of {total}", err=True)
