"""Asking for returns: which one, of whom, for when, and due by which day; contributors begin one of their own."""

import datetime as dt
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback import clock, returns
from feedback.exceptions import NotFoundError, RefusedError
from feedback.models.accounts import Account
from feedback.models.asking import PublishedVersion, Team
from feedback.models.returning import Return
from feedback.permissions import Action, can_do
from feedback.return_periods import first_day_of, last_day_of, name_period
from feedback.return_wishes import ITSELF, Wish, rules_of, usual_due_day
from feedback.staff.drafts import ALL, list_choices
from feedback.staff.returns import RETURNS, own_account, today, words
from feedback.teams import list_open, list_teams
from feedback.versions import snapshot_of
from feedback.web.access import open_to
from feedback.web.context import get_database

blueprint = Blueprint("return_asking", __name__)


@dataclass(frozen=True)
class Typed:
    """The form as it was sent."""

    teams: tuple[str, ...] = ()
    maker: str = ""
    place: str = ""
    subject: str = ""
    day: str = ""
    due: str = ""


@blueprint.get("/returns/new")
@open_to(*RETURNS)
def see_new() -> ResponseReturnValue:
    """Which return, and then of whom and for when."""
    with get_database().reading() as session:
        return _show(session, Typed())


@blueprint.post("/returns/new")
@open_to(*RETURNS)
def ask() -> ResponseReturnValue:
    """Ask for the returns, or begin one's own."""
    typed = _read_typed()
    try:
        with get_database().writing() as session:
            account = own_account(session)
            version = returns.open_attributed(session, request.form.get("questionnaire", ""))
            made = _ask_all(session, version, typed, account)
            ids = [return_.id for return_ in made]
    except (RefusedError, NotFoundError) as problem:
        with get_database().reading() as session:
            return _show(session, typed, problems=str(problem).split("\n")), 422
    if len(ids) == 1:
        return redirect(url_for("staff.returns.see_return", return_id=ids[0]))
    return redirect(url_for("staff.returns.see_returns"))


def _ask_all(
    session: Session, version: PublishedVersion, typed: Typed, account: Account
) -> list[Return]:
    day, due_on = _read_days(version, typed)
    known = {str(team.id): team for team in list_open(list_teams(session), today())}
    place = known.get(typed.place)
    makers: list[Team | None] = _read_teams(known, typed, account)
    if typed.maker and can_do(account.role, Action.MANAGE_RETURNS):
        makers.append(None)
    if not makers:
        raise RefusedError("Choose a team, or type the name of who makes it.")
    return [
        returns.ask(
            session,
            Wish(
                version,
                team,
                "" if team else typed.maker,
                day,
                due_on,
                place=place,
                subject="" if place else typed.subject,
            ),
            by=account,
        )
        for team in makers
    ]


def _read_teams(known: dict[str, Team], typed: Typed, account: Account) -> list[Team | None]:
    """The teams that were chosen; whoever looks after none but their own asks that one."""
    if not can_do(account.role, Action.MANAGE_RETURNS):
        if account.team is None:
            raise RefusedError("Your account has no team. Ask your administrator to give it one.")
        return [account.team]
    if ALL in typed.teams:
        return list(known.values())
    return [known[id_] for id_ in dict.fromkeys(typed.teams) if id_ in known]


def _read_days(version: PublishedVersion, typed: Typed) -> tuple[dt.date, dt.date]:
    """The day that says the period, and the day it is due. Raises RefusedError."""
    rules = rules_of(version)
    try:
        day = dt.date.fromisoformat(typed.day)
    except ValueError:
        raise RefusedError(
            "Choose the period." if rules.about == ITSELF else "Choose the day it took place."
        ) from None
    if not clock.add_months(today(), -36) <= day <= clock.add_months(today(), 24):
        raise RefusedError("Choose a day between three years ago and two years from now.")
    if not typed.due:
        return day, usual_due_day(version, day, today=today())
    try:
        return day, dt.date.fromisoformat(typed.due)
    except ValueError:
        raise RefusedError("Choose the day by which it is due.") from None


def _read_typed() -> Typed:
    sent = {
        name: " ".join(request.form.get(name, "").split())
        for name in ("maker", "place", "subject", "day", "due")
    }
    return Typed(teams=tuple(request.form.getlist("team")), **sent)


def _show(session: Session, typed: Typed, *, problems: list[str] | None = None) -> str:
    account = own_account(session)
    chosen = request.values.get("questionnaire", "")
    versions = returns.list_askable(session)
    version = next((one for one in versions if one.questionnaire == chosen), None)
    _, services = list_choices(session)
    return render_template(
        "staff/return-new.html",
        versions=versions,
        version=version,
        rules=rules_of(version) if version else None,
        periods=_list_periods(version) if version else [],
        services=services,
        all_teams=ALL,
        typed=typed,
        problems=problems or [],
        manages=can_do(account.role, Action.MANAGE_RETURNS),
        snapshot_of=snapshot_of,
        names=sorted({one.maker for one in returns.list_returns(session, account) if one.maker}),
        **words(),
    )


def _list_periods(version: PublishedVersion) -> list[tuple[dt.date, str]]:
    """The period before this one, this one and the next: first days, in words."""
    per = rules_of(version).period
    this = first_day_of(today(), per)
    starts = [first_day_of(this - dt.timedelta(days=1), per), this]
    starts.append(last_day_of(this, per) + dt.timedelta(days=1))
    return [(day, name_period(day, per)) for day in starts]
