"""A compliment is passed on: its words looked at as the worker will read them, then sent, or printed as a sheet."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback import compliments, concern_records, concerns
from feedback.compliments import Passing
from feedback.exceptions import ChangedError, RefusedError
from feedback.models.concerning import Concern, Kind
from feedback.staff.queue import read_lists
from feedback.staff.teams import own_account
from feedback.web.access import SIGNED_IN, open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("compliments", __name__)
BOXES = ("worker", "words", "address")


@blueprint.get("/concerns/<reference>/compliment")
@open_to(SIGNED_IN)
def ask(reference: str) -> ResponseReturnValue:
    """For whom it is, in which words, and where an e-mail goes. Who looked is written down."""
    with get_database().writing() as session:
        concern = _open(session, reference)
        if concern.kind != Kind.COMPLIMENT or concern.closed_on is not None:
            return redirect(url_for("staff.concerns.see_concern", reference=reference))
        typed = {"worker": concern.worker or "", "words": "", "address": ""}
        typed["words"] = compliments.begin_words(session, concern)
        return _show(session, concern, typed)


@blueprint.post("/concerns/<reference>/compliment")
@open_to(SIGNED_IN)
def decide(reference: str) -> ResponseReturnValue:
    """Show it as it will be read; then, once it was looked at, pass it on."""
    typed = {name: request.form.get(name, "") for name in BOXES}
    do = request.form.get("do", "")
    if do not in ("look", "pass-on", "change"):
        abort(400)
    try:
        with get_database().writing() as session:
            concern = _open(session, reference)
            if do == "change":
                return _show(session, concern, typed)
            compliments.check_compliment(concern)
            passing = compliments.read_passing(get_settings(), **typed)
            if do == "look":
                return _show(session, concern, typed, passing)
            made = _pass_on(session, concern, passing)
    except RefusedError as problem:
        with get_database().writing() as session:
            page = _show(session, _open(session, reference), typed, trouble=str(problem))
        return page, 409 if isinstance(problem, ChangedError) else 422
    return redirect(url_for(".see", reference=made, did="passed-on"))


@blueprint.get("/compliments/<reference>")
@open_to(SIGNED_IN)
def see(reference: str) -> ResponseReturnValue:
    """The compliment as the worker reads it, on one sheet. Who looked is written down before it is shown."""
    with get_database().writing() as session:
        account = own_account(session)
        passed = compliments.open_passed(session, reference, account)
        compliments.note_reading(session, passed, by=account)
        return render_template(
            "staff/compliment.html",
            passed=passed,
            council=get_settings().council_name,
            own=passed.account_id == account.id,
            did=request.args.get("did") == "passed-on",
        )


def _open(session: Session, reference: str) -> Concern:
    account = own_account(session)
    concern = concerns.open_concern(session, reference, account)
    concern_records.note_reading(session, [concern], by=account)
    return concern


def _pass_on(session: Session, concern: Concern, passing: Passing) -> str:
    concerns.check_same(concern, request.form.get("seen", ""))
    looked, by = request.form.get("looked", ""), own_account(session)
    settings = get_settings()
    return compliments.pass_on(session, settings, concern, passing, looked=looked, by=by).reference


def _show(
    session: Session,
    concern: Concern,
    typed: dict[str, str],
    passing: Passing | None = None,
    *,
    trouble: str = "",
) -> str:
    reader = compliments.find_recipient(session, passing.address) if passing else None
    return render_template(
        "staff/pass-on.html",
        concern=concern,
        typed=typed,
        passing=passing,
        reader=reader,
        seen=concerns.state_of(concern),
        pieces=read_lists(session).split(passing.words) if passing else [],
        trouble=trouble,
        council=get_settings().council_name,
        mails=get_settings().mail_server is not None,
    )
