"""Commands about the installation itself."""

from collections.abc import Iterable
from dataclasses import asdict

import click

from feedback import clock, news_contacts, second_steps
from feedback.cli.base import Context, as_json, print_json, print_table
from feedback.db import Database
from feedback.demo.making import Demo, DemoAccount, DemoLink, make_demo
from feedback.diagnosis import examine
from feedback.exceptions import FeedbackError
from feedback.last_tick import expect_ticks
from feedback.making import make_orders
from feedback.questionnaires.library import read_library
from feedback.reports.qr import print_terminal
from feedback.schema import upgrade
from feedback.shipped_languages import bring_in
from feedback.themes import begin as begin_themes
from feedback.tick import run_tick
from feedback.versions import list_version_files, publish_shipped


@click.command()
@click.pass_obj
def init(context: Context) -> None:
    """Create or upgrade the database and publish the shipped questionnaires. Safe to repeat."""
    _prepare(context)
    click.echo(f"Ready: {context.database.file}")
    click.echo(
        "Next: feedback teams import TEAMS.csv, then feedback rounds open, then feedback serve."
    )


@click.command()
@as_json
@click.pass_obj
def demo(context: Context, as_json: bool) -> None:
    """Make a sample council with made-up answers, and a staff sign-in to look around."""
    _prepare(context, quiet=as_json)
    made = make_demo(context.database, context.settings, tell=_silent if as_json else _progress)
    if as_json:
        print_json(
            {
                "links": [link.url for link in made.links],
                "staff": asdict(made.staff),
                "analyst": asdict(made.analyst),
                "duty_reader": asdict(made.duty_reader),
                "reviewer": asdict(made.reviewer),
                "workbook": str(made.workbook),
            }
        )
        return
    first = made.links[0]
    click.echo(f"\n{first.name}, {first.team}. Point a phone's camera at this:\n")
    click.echo(print_terminal(first.url.upper()))
    for name, (link, *others) in _by_questionnaire(made.links).items():
        click.echo(f"  {link.url}  {name}, {link.team}")
        if others:
            click.echo(f"{'':{len(link.url) + 4}}and {len(others)} more: feedback collectors list")
    click.echo(f"\nStaff sign-in   {context.settings.public_url}/staff")
    for account, does in _list_accounts(made):
        click.echo(f"  {does}\n    e-mail      {account.email}\n    password    {account.password}")
    click.echo(f"\nSample workbook {made.workbook}")


@click.command()
@as_json
@click.pass_obj
def doctor(context: Context, as_json: bool) -> None:
    """Look at settings, database, clock, disk, address and who listens; say what to do."""
    checks = examine(context.settings, Database(context.settings.database_url))
    if as_json:
        print_json([{"check": c.check, "ok": c.ok, "advice": c.advice} for c in checks])
    else:
        rows = [
            {"check": c.check, "ok": "ok" if c.ok else "NO", "advice": c.advice} for c in checks
        ]
        print_table(rows, empty="")
    wrong = [check.check for check in checks if not check.ok]
    if wrong:
        raise FeedbackError(f"Something is to be done about: {', '.join(wrong)}.")


@click.command()
@as_json
@click.pass_obj
def tick(context: Context, as_json: bool) -> None:
    """Do whatever is due. Safe to run any time, twice, or never."""
    done = run_tick(context.database, context.settings)
    made = make_orders(context.database, context.settings)
    if as_json:
        print_json(
            {
                "counted": [str(round_) for round_ in done.counted],
                "deleted": done.deleted,
                "backup": str(done.backup) if done.backup else None,
            }
        )
        return
    click.echo(
        f"Rounds counted: {len(done.counted)}. Rows past their date deleted: {done.deleted}."
    )
    if made:
        click.echo(f"Files made that were waited for: {made}.")
    if done.backup:
        click.echo(f"Copy made: {done.backup}")


def _prepare(context: Context, *, quiet: bool = False) -> None:
    context.begin()
    settings = context.settings
    try:
        settings.instance.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FeedbackError(f"{settings.instance} cannot be made: {error.strerror}.") from error
    database = Database(settings.database_url)
    if not list_version_files(settings.forms):
        raise FeedbackError(f"There are no questionnaires in {settings.forms}: set FEEDBACK_FORMS.")
    upgrade(database)
    library = read_library(settings.forms)
    with database.writing() as session:
        today = clock.today(settings.zone)
        warnings = publish_shipped(session, settings.forms, library, on=today)
        second_steps.seal_anew(session, settings)
        news_contacts.seal_anew(session, settings)
        begin_themes(session)
        expect_ticks(session)
        bring_in(session, settings.translations)
    for warning in warnings:
        click.echo(f"Warning: {warning}", err=True)


def _list_accounts(made: Demo) -> tuple[tuple[DemoAccount, str], ...]:
    return (
        (made.staff, "runs rounds"),
        (made.analyst, "is a quality assurance analyst"),
        (made.duty_reader, "reads comments"),
        (made.reviewer, "is a young reviewer of replies"),
    )


def _progress(sentence: str) -> None:
    click.echo(f"  {sentence}")


def _silent(_sentence: str) -> None:
    return


def _by_questionnaire(links: Iterable[DemoLink]) -> dict[str, list[DemoLink]]:
    found: dict[str, list[DemoLink]] = {}
    for link in links:
        found.setdefault(link.name, []).append(link)
    return found
