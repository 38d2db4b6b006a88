"""Who did what, newest first, for the administrator: read here, and changed by nobody."""

import datetime as dt
from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback import accounts, audit, clock
from feedback.audit import Wanted
from feedback.codes import read_id
from feedback.models.auditing import AuditRow, Deed
from feedback.paging import find_part
from feedback.permissions import Action
from feedback.rounds import list_bare
from feedback.teams import list_teams
from feedback.versions import snapshot_of
from feedback.web.access import open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("deeds", __name__)
EVERY = ""  # the choice of every deed, or everybody
COMMAND_LINE, STRANGER, COUNCIL = "Command line", "Nobody signed in", "The council’s own sign-in"
BY_STRANGERS = (Deed.WRONG_PASSWORD, Deed.WRONG_CODE, Deed.LOCKED, Deed.REFUSED_SIGN_IN)
BY_COUNCIL = (Deed.MADE_ACCOUNT, Deed.CHANGED_ACCOUNT)


@blueprint.get("/audit")
@open_to(Action.READ_AUDIT)
def see_deeds() -> ResponseReturnValue:
    """One month of what was done: all of it, or one deed, or one account's. Looking writes nothing."""
    zone = get_settings().zone
    with get_database().reading() as session:
        first = audit.first_moment(session)
        months = list_months(first and first.astimezone(zone).date(), clock.today(zone))
        month = _read_month(request.args.get("month", ""), months)
        deed, by = _read_deed(), read_id(request.args.get("by", "")) or None
        wanted = Wanted(*edges_of(month, zone), deed=deed, done_by=by)
        count = audit.count_deeds(session, wanted)
        part = find_part(count, read_id(request.args.get("page", "1")))
        rows = audit.list_newest(session, wanted, skip=part.start, most=part.end - part.start)
        emails = {one.id: one.email for one in accounts.list_accounts(session)}
        name = _namer(session, emails)
    return render_template(
        "staff/audit.html",
        rows=[(row, name(row.thing), by_words(row, emails)) for row in rows],
        count=count,
        part=part,
        month=month,
        months=months,
        deed=deed,
        deeds=sorted(Deed),
        by=by,
        emails=sorted(emails.items(), key=lambda one: one[1]),
        zone=zone,
        deed_words=deed_words,
        reading=audit.READING,
    )


def deed_words(deed: str) -> str:
    """A deed as people read it."""
    return deed.replace("-", " ").capitalize()


def by_words(row: AuditRow, emails: dict[int, str]) -> str:
    """Who did it: an address, or where it was done without one."""
    if row.done_by:
        return emails[row.done_by]
    if row.deed in BY_COUNCIL:
        return COUNCIL
    return STRANGER if row.deed in BY_STRANGERS else COMMAND_LINE


def list_months(first: dt.date | None, today: dt.date) -> list[dt.date]:
    """The first day of every month from the first row to today's, newest first."""
    month, found = today.replace(day=1), []
    oldest = min(first or today, today).replace(day=1)
    while month >= oldest:
        found.append(month)
        month = (month - dt.timedelta(days=1)).replace(day=1)
    return found


def edges_of(month: dt.date, zone: ZoneInfo) -> tuple[dt.datetime, dt.datetime]:
    """The moments at which `month` begins and ends where the council is."""
    following = (month + dt.timedelta(days=32)).replace(day=1)
    return clock.day_starts_at(month, zone), clock.day_starts_at(following, zone)


def _read_month(text: str, months: Sequence[dt.date]) -> dt.date:
    """The month that is asked for, or the newest."""
    return next((month for month in months if f"{month:%Y-%m}" == text), months[0])


def _read_deed() -> Deed | None:
    asked = request.args.get("deed", EVERY)
    return next((deed for deed in Deed if deed.value == asked), None)


def _namer(session: Session, emails: dict[int, str]) -> Callable[[str], str]:
    """How to say a thing such as "round 3" with its name, where it has one."""
    names = {f"account {id_}": email for id_, email in emails.items()}
    names |= {f"team {team.id}": team.name for team in list_teams(session)}
    names |= {f"round {one.id}": snapshot_of(one.version).name for one in list_bare(session)}
    return lambda thing: f"{thing}: {names[thing]}" if thing in names else thing
