"""Slips as staff handle them: printed as one file, and a batch made worthless when its sheets are lost."""

import io

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback.accounts import open_account as open_own_account
from feedback.collectors import open_collector
from feedback.languages import ENGLISH
from feedback.models.accounts import Account
from feedback.models.slips import SlipBatch
from feedback.permissions import Action, ForbiddenError, can_see
from feedback.reports.packs import make_safe
from feedback.reports.slip_printing import print_slips
from feedback.slips import BatchStatus, BatchSummary, list_batches, open_batch, void_batch
from feedback.staff.workshop import get_workshop
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("slips", __name__)
PDF = "application/pdf"
NOT_YOURS = (
    "You can print and void slips of your own team only. Ask your administrator for another team's."
)
STATUS_WORDS = {
    BatchStatus.GOOD: "Good",
    BatchStatus.VOIDED: "Void",
    BatchStatus.EXPIRED: "Too old",
}


def list_own_batches(session: Session, account: Account) -> list[BatchSummary]:
    """The batches of teams that this account may hand slips out for, the newest first."""
    batches = list_batches(session, zone=get_settings().zone)
    return [batch for batch in batches if can_see(account, [batch.team])]


@blueprint.post("/collectors/slips.pdf")
@open_to(Action.MAKE_MATERIALS)
def print_batch() -> ResponseReturnValue:
    """Print slips for the team and questionnaire of a link."""
    typed, count = request.form.get("collector", ""), request.form.get("count", "").strip()
    language = request.form.get("language") or ENGLISH.tag
    database = get_database()
    with database.reading() as session:
        _check_own(open_collector(session, typed).team.name)
        by = open_own_account(session, open_account().id)
    number = int(count) if count.isdecimal() and len(count) < 5 else 0
    with get_workshop().place():
        printed = print_slips(
            database, get_settings(), typed, count=number, language=language, by=by
        )
    name = f"{make_safe(printed.team)} slips batch {printed.batch}.pdf"
    response = send_file(io.BytesIO(printed.pdf), PDF, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/slips/<batch_id>/void")
@open_to(Action.MAKE_MATERIALS)
def confirm_void(batch_id: str) -> ResponseReturnValue:
    """Ask whether the batch shall really be made worthless."""
    with get_database().reading() as session:
        batch = _open(session, batch_id)
        return render_template("staff/void-slips.html", batch=batch)


@blueprint.post("/slips/<batch_id>/void")
@open_to(Action.MAKE_MATERIALS)
def void(batch_id: str) -> ResponseReturnValue:
    """Make every slip of the batch that is left worthless."""
    with get_database().writing() as session:
        batch = _open(session, batch_id)
        by = open_own_account(session, open_account().id)
        void_batch(session, batch, zone=get_settings().zone, by=by)
    return redirect(url_for("staff.collectors.see_collectors", _anchor="slips"))


def _open(session: Session, batch_id: str) -> SlipBatch:
    batch = open_batch(session, batch_id)
    _check_own(batch.collector.team.name)
    return batch


def _check_own(team: str) -> None:
    if not can_see(open_account(), [team]):
        raise ForbiddenError(NOT_YOURS)
