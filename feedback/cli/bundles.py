"""The command that writes everything to hand out into one file."""

import sys
from pathlib import Path

import click

from feedback.cli.base import Context, as_json, out_file, print_json
from feedback.exceptions import FeedbackError
from feedback.reports.bundles import ALL, PDF, ZIP, Wanted, plan_bundle, write_bundle
from feedback.reports.loose_slips import run_press


@click.command("everything")
@click.option("--round", "round_id", default=ALL, help="Only this round.")
@click.option("--team", default=ALL, help="Only this team.")
@click.option(
    "--lang",
    "langs",
    multiple=True,
    help="A language of posters, slips and paper forms; may be repeated.",
)
@click.option("--slips", default=0, help="So many new slips for each team in each language.")
@out_file()
@as_json
@click.pass_obj
def of_every_collector(
    context: Context,
    round_id: str,
    team: str,
    langs: tuple[str, ...],
    slips: int,
    out: Path,
    as_json: bool,
) -> None:
    """Write what is handed out: a .zip of posters, paper forms, links and cards for staff, or a .pdf of posters and cards.

    With --slips either holds new codes: print it and delete it.
    """
    form = out.suffix.lower().removeprefix(".")
    if form not in (ZIP, PDF):
        raise FeedbackError("End the file's name in .zip or .pdf.")
    wanted = Wanted(round_id, team, form, " ".join(langs), slips)
    with context.database.reading() as session:
        parts = plan_bundle(session, wanted, context.settings)
    try:
        with run_press(context.database, context.settings) as press:
            write_bundle(parts, wanted, context.settings, to=out, tell=_tell, press=press)
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
