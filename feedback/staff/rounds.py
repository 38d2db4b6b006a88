"""Rounds as staff see them: how each one stands, closing it early, and its workbook."""

from collections.abc import Callable

from flask import Blueprint, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback import audit, clock, plans, rounds, timetable
from feedback.accounts import open_account as open_own_account
from feedback.batches import is_undecided, list_held
from feedback.edges import Status
from feedback.models.asking import Round
from feedback.models.auditing import Deed
from feedback.permissions import Action, can_see
from feedback.reports.core_csv import make_core_csv
from feedback.reports.workbook import make_workbook
from feedback.rounds import RoundSummary
from feedback.staff.counting import list_stages
from feedback.staff.workshop import get_workshop
from feedback.suggestions import list_suggestions
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("rounds", __name__)
CSV = "text/csv; charset=utf-8"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ORDER = (Status.OPEN, Status.CLOSING, Status.PLANNED, Status.CLOSED)


@blueprint.get("/rounds")
@open_to(Action.SEE_ROUNDS)
def see_rounds() -> ResponseReturnValue:
    """Every round that this account may see, what is open first."""
    account, zone = open_account(), get_settings().zone
    database = get_database()
    with database.reading() as session:
        known = rounds.list_bare(session)
        found = rounds.summarise_all(session, known, zone)
        suggested = list_suggestions(session)
        replies = timetable.read_replies(session)
        holding = list_held(session)
        held = {each.id: is_undecided(session, each) for each in known if each.id in holding}
    undecided = [id_ for id_, waits in held.items() if waits]
    stages = list_stages(database, known, undecided=undecided, zone=zone)
    seen = [summary for summary in reversed(found) if can_see(account, summary.teams)]
    names = {summary.questionnaire: summary.name for summary in reversed(seen)}
    by_status = [(status, [one for one in seen if one.status is status]) for status in ORDER]
    return render_template(
        "staff/rounds.html",
        by_status=by_status,
        today=clock.today(zone),
        closable=can_end_early,
        held=held,
        stages=stages,
        replies=replies,
        reply_due_on=plans.reply_due_on,
        suggested=[
            (names[one.questionnaire], one) for one in suggested if one.questionnaire in names
        ],
    )


@blueprint.get("/rounds/<round_id>/close")
@open_to(Action.CLOSE_ROUNDS)
def confirm_close(round_id: str) -> ResponseReturnValue:
    """Ask whether the round shall really close tonight."""
    with get_database().reading() as session:
        summary = _summarise(session, round_id)
    status = 200 if can_end_early(summary) else 409
    return render_template("staff/close.html", round=summary, closable=status == 200), status


@blueprint.post("/rounds/<round_id>/close")
@open_to(Action.CLOSE_ROUNDS)
def close_tonight(round_id: str) -> ResponseReturnValue:
    """Let the round end at midnight."""
    with get_database().writing() as session:
        round_ = rounds.open_round(session, round_id)
        rounds.end_tonight(round_, get_settings().zone)
        _record(session, Deed.CLOSED_EARLY, round_)
    return redirect(url_for(".see_rounds"))


@blueprint.post("/rounds/<round_id>/keep-open")
@open_to(Action.CLOSE_ROUNDS)
def keep_open(round_id: str) -> ResponseReturnValue:
    """Undo an early close, until midnight."""
    with get_database().writing() as session:
        round_ = rounds.open_round(session, round_id)
        rounds.keep_open(round_, get_settings().zone)
        _record(session, Deed.KEPT_OPEN, round_)
    return redirect(url_for(".see_rounds"))


@blueprint.get("/rounds/<round_id>/summary.xlsx")
@open_to(Action.DOWNLOAD_WORKBOOK)
def download_workbook(round_id: str) -> ResponseReturnValue:
    """The workbook of one counted round. A GET that writes: each download leaves an audit row."""
    return _download(round_id, make_workbook, Deed.DOWNLOADED_WORKBOOK, EXCEL, "{}.xlsx")


@blueprint.get("/rounds/<round_id>/core-measures.csv")
@open_to(Action.DOWNLOAD_WORKBOOK)
def download_core_measures(round_id: str) -> ResponseReturnValue:
    """The core measures of one counted round for other programs, with wording and caveats. Leaves an audit row."""
    return _download(
        round_id, make_core_csv, Deed.DOWNLOADED_CORE_MEASURES, CSV, "{}-core-measures.csv"
    )


def can_end_early(summary: RoundSummary) -> bool:
    """Whether closing the round tonight would change anything."""
    today = clock.today(get_settings().zone)
    return summary.status is Status.OPEN and not summary.ends_early and summary.closes_on > today


def _download(
    round_id: str, make: Callable[..., bytes], deed: Deed, kind: str, name: str
) -> ResponseReturnValue:
    """What `make` makes of one counted round, as a file that is called like it."""
    settings = get_settings()
    with get_database().reading() as session:
        summary = _summarise(session, round_id)
        if summary.status is not Status.CLOSED or summary.sealed:
            return render_template("staff/no-workbook.html", round=summary), 409
        round_ = rounds.open_round(session, round_id)
        with get_workshop().place():
            made_on = clock.today(settings.zone)
            content = make(session, rounds=[round_], settings=settings, made_on=made_on)
    with get_database().writing() as session:
        _record(session, deed, round_)
    response = make_response(content)
    response.content_type = kind
    name = name.format(f"{summary.questionnaire}-{summary.closes_on}-round-{summary.id}")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _summarise(session: Session, round_id: str) -> RoundSummary:
    return rounds.summarise(session, rounds.open_round(session, round_id), get_settings().zone)


def _record(session: Session, deed: Deed, round_: Round) -> None:
    audit.record(
        session, deed, f"round {round_.id}", by=open_own_account(session, open_account().id)
    )
