"""A file that is being made: how far it is, and where it is once it is there. The page looks again by itself."""

import io
import json
from dataclasses import asdict
from pathlib import Path

from flask import Blueprint, make_response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from feedback import audit
from feedback.accounts import open_account as open_own_account
from feedback.codes import read_id
from feedback.exceptions import NotFoundError, RefusedError
from feedback.languages import ENGLISH
from feedback.making import SEALED, folder_of, open_file
from feedback.models.auditing import Deed
from feedback.models.issuing import Order
from feedback.orders import Kind, State, open_order, place_order
from feedback.permissions import Action, ForbiddenError, can_do
from feedback.reports import bundles
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("orders", __name__)
AGAIN = 3  # seconds until the page looks again
GONE = "This file is not there any more. Ask for it again."
NOT_YOURS = "Somebody else asked for this file. Ask for your own."


@blueprint.get("/files/<order_id>")
@open_to(Action.DOWNLOAD_WORKBOOK, Action.MAKE_MATERIALS)
def see_order(order_id: str) -> ResponseReturnValue:
    """How far the file is. A workbook that is issued leads to its line."""
    with get_database().reading() as session:
        order = open_order(session, read_id(order_id))
    check_own(order)
    if order.state == State.DONE and order.kind == Kind.WORKBOOK:
        return redirect(url_for("staff.issues.see_issues", _anchor=f"issue-{order.result}"))
    moves, still = order.state in (State.WAITING, State.MAKING), "still" in request.args
    response = make_response(
        render_template(
            "staff/order.html", order=order, State=State, Kind=Kind, moves=moves, still=still, again=AGAIN,
            slips=has_slips(order)
        )
    )  # fmt: skip
    if moves and not still:
        response.headers["Refresh"] = str(AGAIN)
    return response


def check_own(order: Order) -> None:
    """Raise ForbiddenError for a file that somebody else asked for."""
    if order.asked_by != open_account().id:
        raise ForbiddenError(NOT_YOURS)


def has_slips(order: Order) -> bool:
    """Whether there are codes in the file, each worth an answer."""
    return order.kind == Kind.MATERIALS and bool(json.loads(order.details).get("slips"))


@blueprint.post("/materials")
@open_to(Action.MAKE_MATERIALS)
def order_materials() -> ResponseReturnValue:
    """Have posters, paper and cards made: of one round or all, of one team or all, as a ZIP or one PDF."""
    account, form = open_account(), request.form
    every = can_do(account.role, Action.SEE_EVERY_TEAM)
    own = account.team.name if account.team else ""
    wanted = bundles.Wanted(
        round_id=form.get("round", ""),
        team=form.get("team", "") if every else own,
        form=form.get("form", ""),
        language=" ".join(form.getlist("language")) or ENGLISH.tag,
        slips=_read_count(form.get("slips", "")),
    )
    if wanted.form not in (bundles.ZIP, bundles.PDF) or not wanted.round_id or not wanted.team:
        raise RefusedError("Choose a round, teams, and a ZIP or one PDF. Nothing was ordered.")
    with get_database().reading() as session:
        bundles.plan_bundle(session, wanted, get_settings())
    with get_database().writing() as session:
        by = open_own_account(session, account.id)
        order = place_order(session, Kind.MATERIALS, asdict(wanted), by=by)
        audit.record(session, Deed.ORDERED_FILE, "materials", by=by)
        order_id = order.id
    return redirect(url_for(".see_order", order_id=order_id))


def _read_count(typed: str) -> int:
    """How many slips; what is no number is too many, so that it is refused in words."""
    typed = typed.strip() or "0"
    return int(typed) if typed.isdecimal() and len(typed) < 6 else -1


@blueprint.post("/files/<order_id>/file")
@open_to(Action.MAKE_MATERIALS)
def fetch_once(order_id: str) -> ResponseReturnValue:
    """A file with slips in it: whoever asked gets it, once, and it is gone."""
    settings = get_settings()
    with get_database().writing() as session:
        order = open_order(session, read_id(order_id))
        check_own(order)
        name = order.result or ""
        content = open_file(settings, name) if name.endswith(SEALED) else None
        if content is None:
            raise NotFoundError(GONE)
        order.result = None
        audit.record(
            session,
            Deed.FETCHED_SLIPS,
            f"file {order.id}",
            by=open_own_account(session, open_account().id),
        )
        day = order.asked_at.astimezone(settings.zone).date()
    (folder_of(settings) / name).unlink(missing_ok=True)
    form = Path(name.removesuffix(SEALED)).suffix
    response = send_file(
        io.BytesIO(content), as_attachment=True, download_name=f"materials-and-slips-{day}{form}"
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/files/<order_id>/file")
@open_to(Action.MAKE_MATERIALS)
def download(order_id: str) -> ResponseReturnValue:
    """Posters and cards that were made: what hangs on walls leaves no row."""
    with get_database().reading() as session:
        order = open_order(session, read_id(order_id))
    check_own(order)
    file = folder_of(get_settings()) / (order.result or "")
    if order.kind != Kind.MATERIALS or order.state != State.DONE or not file.is_file():
        raise NotFoundError(GONE)
    if file.suffix == SEALED:
        raise RefusedError(
            "There are slips in this file. Download it on its page, with the button."
        )
    day = order.asked_at.astimezone(get_settings().zone).date()
    name = f"materials-{day}{file.suffix}"
    response = send_file(file, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response
