"""Commands about returns: which there are, asking for them, inviting by a link, and taking them as an Excel file."""

import datetime as dt
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from feedback import audit, clock, return_links, return_wishes, returns
from feedback.cli.base import Context, Day, as_json, out_file, print_json, print_table, write_file
from feedback.codes import read_id
from feedback.exceptions import NotFoundError, RefusedError
from feedback.models.asking import Team
from feedback.models.auditing import Deed
from feedback.models.returning import Return
from feedback.names import key_of
from feedback.reports.return_sheets import make_file
from feedback.return_wishes import Wish
from feedback.teams import list_open, open_teams, read_names
from feedback.versions import snapshot_of
from feedback.visit_answers import ask_answer


@click.group("returns")
def group() -> None:
    """What teams, organisations and inspectors say of their own work, by name."""


@group.command("list")
@click.option("--questionnaire", default="", help="Only those of this questionnaire.")
@as_json
@click.pass_obj
def list_(context: Context, questionnaire: str, as_json: bool) -> None:
    """Every return, what is due first on top. Without what is written in them."""
    with context.database.reading() as session:
        if questionnaire:
            returns.open_attributed(session, questionnaire)
        rows = [
            _describe(one)
            for one in returns.list_returns(session)
            if questionnaire in ("", one.version.questionnaire)
        ]
    if as_json:
        print_json(rows)
    else:
        print_table(rows, empty="Nothing is asked for yet: feedback returns ask")


@group.command()
@click.argument("questionnaire", metavar="NAME")
@click.option("--teams", default="", help='Who makes it: all, or names: "North,South".')
@click.option("--organisation", default="", help="Or an organisation or group of inspectors.")
@click.option("--day", required=True, type=Day(), help="Of the visit, the course's end, or any day of its period.")  # fmt: skip
@click.option("--due", type=Day(), help="Two weeks after the period or the day, if left out.")
@click.option("--about", default="", help="The team or other place that is visited, or the course.")
@as_json
@click.pass_obj
def ask(
    context: Context,
    questionnaire: str,
    teams: str,
    organisation: str,
    day: dt.date,
    due: dt.date | None,
    about: str,
    as_json: bool,
) -> None:
    """Ask for returns of the questionnaire NAME. Asked twice, it is there once."""
    today = clock.today(context.settings.zone)
    with context.database.writing() as session:
        version = returns.open_attributed(session, questionnaire)
        due_on = due or return_wishes.usual_due_day(version, day, today=today)
        makers: list[Team | None] = [*open_teams(session, teams, on=today)] if teams else []
        if organisation or not makers:
            makers.append(None)
        place = _team_called(session, about, today)
        subject = "" if place else about
        wishes = [
            Wish(version, t, "" if t else organisation, day, due_on, place, subject) for t in makers
        ]
        rows = [_describe(returns.ask(session, wish, by=None)) for wish in wishes]
    if as_json:
        print_json(rows)
    else:
        click.echo(f"Asked for {len(rows)}, due {due_on}: feedback returns list")


@group.command()
@click.argument("return_id", metavar="ID")
@as_json
@click.pass_obj
def answer(context: Context, return_id: str, as_json: bool) -> None:
    """Ask the place of the visit ID, once it is sent, what it does about what was found."""
    today = clock.today(context.settings.zone)
    with context.database.writing() as session:
        visit = _open(session, return_id)
        row = _describe(ask_answer(session, visit, today=today, by=None))
    if as_json:
        print_json(row)
    else:
        click.echo(
            f"{row['made_by']} is asked, due {row['due']}: feedback returns invite {row['id']}"
        )


@group.command()
@click.argument("return_id", metavar="ID")
@as_json
@click.pass_obj
def invite(context: Context, return_id: str, as_json: bool) -> None:
    """Print a link with which somebody without an account fills in the return ID. An older one stops working."""
    today = clock.today(context.settings.zone)
    with context.database.writing() as session:
        return_ = _open(session, return_id)
        url = return_links.make_link(session, context.settings, return_, today=today, by=None)
        maker = returns.maker_of(return_)
    until = today + return_links.LASTS
    if as_json:
        print_json({"id": return_id, "url": url, "until": until.isoformat()})
    else:
        click.echo(f"{url}\nFor {maker} alone, until {until}. It is kept nowhere: copy it now.")


@group.command()
@click.argument("questionnaire", metavar="NAME")
@out_file(".xlsx")
@as_json
@click.pass_obj
def export(context: Context, questionnaire: str, out: Path, as_json: bool) -> None:
    """Write every sent return of the questionnaire NAME as an Excel file. That it was taken is written down."""
    today = clock.today(context.settings.zone)
    with context.database.reading() as session:
        version = returns.open_attributed(session, questionnaire)
        found = [
            one
            for one in returns.list_returns(session)
            if one.version.questionnaire == questionnaire
        ]
        name = snapshot_of(version).name
        content = make_file(session, found, name=name, period="", made_on=today)
    with context.database.writing() as session:
        audit.record(session, Deed.DOWNLOADED_RETURNS, f"questionnaire {questionnaire}", by=None)
    write_file(out, content)
    if as_json:
        print_json({"out": str(out)})
    else:
        click.echo(f"Written: {out}")


def _open(session: Session, return_id: str) -> Return:
    return_ = session.get(Return, read_id(return_id))
    if return_ is None:
        raise NotFoundError(f"There is no return {return_id!r}: feedback returns list")
    return return_


def _team_called(session: Session, name: str, today: dt.date) -> Team | None:
    """The team that is called so. Raises RefusedError for one that is closed: nobody visits it any more."""
    team = read_names(session).get(key_of(name))
    if team is not None and team not in list_open([team], today):
        raise RefusedError(f"{team.name} is closed.")
    return team


def _describe(return_: Return) -> dict[str, Any]:
    return {
        "id": str(return_.id),
        "questionnaire": return_.version.questionnaire,
        "title": returns.title_of(return_),
        "made_by": returns.maker_of(return_),
        "about": returns.about_of(return_),
        "period": returns.period_words(return_),
        "status": return_.status,
        "due": return_.due_on.isoformat(),
        "sent": return_.sent_on.isoformat() if return_.sent_on else None,
        "public": return_.published_on is not None,
    }
