"""Commands that write paper forms: of a collector with its code, or of a questionnaire without one."""

from pathlib import Path

import click
from sqlalchemy.orm import Session

from feedback.cli.base import Context, as_json, out_file, print_json, write_file
from feedback.collectors import check_handed_out, open_collector
from feedback.models.asking import DEMO, Collector, Meta
from feedback.questionnaires.snapshot import Snapshot
from feedback.reports.papers.form import asked_by, paper_of
from feedback.reports.papers.pdf import make_paper
from feedback.reports.tongues import find_tongue
from feedback.versions import open_asked, snapshot_of

which_variant = click.option(
    "--variant", default="standard", help="The variant, such as easy-read. Default standard."
)
which_language = click.option("--lang", default="en", help="The language of the form.")


@click.command("paper")
@click.argument("collector_id", metavar="ID")
@which_variant
@which_language
@out_file(".pdf")
@as_json
@click.pass_obj
def of_collector(
    context: Context, collector_id: str, variant: str, lang: str, out: Path, as_json: bool
) -> None:
    """Write the questions as a paper form, PDF, with the code under which it is typed in."""
    with context.database.reading() as session:
        collector = open_collector(session, collector_id)
        check_handed_out(collector)
        snapshot = asked_by(session, collector, zone=context.settings.zone)
        _write(context, session, snapshot, variant, out, lang, collector)
    _tell(out, as_json=as_json)


@click.command("paper")
@click.argument("name")
@which_variant
@which_language
@out_file(".pdf")
@as_json
@click.pass_obj
def of_questionnaire(
    context: Context, name: str, variant: str, lang: str, out: Path, as_json: bool
) -> None:
    """Write NAME@N as a paper form, PDF, without a code."""
    with context.database.reading() as session:
        _write(context, session, snapshot_of(open_asked(session, name)), variant, out, lang)
    _tell(out, as_json=as_json)


def _write(
    context: Context,
    session: Session,
    snapshot: Snapshot,
    variant: str,
    out: Path,
    lang: str,
    collector: Collector | None = None,
) -> None:
    demo = session.get(Meta, DEMO) is not None
    settings = context.settings
    tongue = find_tongue(session, settings, snapshot, variant, lang)
    paper = paper_of(settings, snapshot, variant, collector=collector, demo=demo, tongue=tongue)
    write_file(out, make_paper(paper))


def _tell(out: Path, *, as_json: bool) -> None:
    if as_json:
        print_json({"out": str(out)})
    else:
        click.echo(f"Written: {out}")
