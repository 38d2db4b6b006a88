"""People who want to talk: read at once by the duty reader, with who they are and how it is safe to reach them."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback import clock, concerns, talks
from feedback.concern_steps import LABELS
from feedback.exceptions import ChangedError, RefusedError
from feedback.models.contacts import TalkStatus
from feedback.permissions import Action
from feedback.readers import list_readings
from feedback.staff.burst_talks import answer_burst, show_burst
from feedback.staff.own_talks import SAFE_WORDS, count_own_burst, list_own_talks, open_own_talk
from feedback.staff.teams import own_account
from feedback.web.access import open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("talks", __name__)


@blueprint.get("/talks")
@open_to(Action.HANDLE_CONCERNS)
def see_talks() -> ResponseReturnValue:
    """Those who wait, or those who were talked to. Who looked is written down before anything is shown."""
    if "burst" in request.args:
        return show_burst(_read_status())
    return _show(_read_status(), alone=request.args.get("talk", ""))


@blueprint.post("/talks")
@open_to(Action.HANDLE_CONCERNS)
def answer() -> ResponseReturnValue:
    """Note what came of one, or let it wait again."""
    if "burst" in request.form:
        return answer_burst()
    id_, do = request.form.get("talk", ""), request.form.get("do")
    seen, note = request.form.get("seen", ""), request.form.get("note", "")
    try:
        with get_database().writing() as session:
            talk, by = open_own_talk(session, id_), own_account(session)
            if do == "again":
                talks.reopen(session, talk, seen=seen, by=by)
            else:
                talks.finish(session, talk, note, seen=seen, zone=get_settings().zone, by=by)
    except RefusedError as problem:
        status = 409 if isinstance(problem, ChangedError) else 422
        return _show(_read_status(), typed={id_: note}, trouble={id_: str(problem)}), status
    return redirect(url_for(".see_talks", did="again" if do == "again" else "done"))


def _read_status() -> TalkStatus:
    asked = request.values.get("status")
    return TalkStatus.DONE if asked == TalkStatus.DONE else TalkStatus.WAITING


def _show(
    status: TalkStatus,
    *,
    alone: str = "",
    typed: dict[str, str] | None = None,
    trouble: dict[str, str] | None = None,
) -> str:
    with get_database().writing() as session:
        found = [open_own_talk(session, alone)] if alone else list_own_talks(session, status)
        burst = 0 if alone else count_own_burst(session, status)
        # One that somebody else finished meanwhile is shown to whoever wrote about it, with what they wrote.
        for id_ in trouble or {}:
            if id_ not in {talk.id.hex() for talk in found}:
                found.insert(0, open_own_talk(session, id_))
        talks.note_reading(session, found, by=own_account(session))
        readings = list_readings(session, get_settings())
        ids = {talk.id.hex() for talk in found}
        raised = concerns.list_raised_from(session, own_account(session), ids)
    return render_template(
        "staff/talks.html",
        status=status,
        found=found,
        alone=alone,
        burst=burst,
        typed=typed or {},
        trouble=trouble or {},
        did=request.args.get("did"),
        state_of=talks.state_of,
        safe_words=SAFE_WORDS,
        readings=readings,
        raised=raised,
        labels=LABELS,
        settings=get_settings(),
        today=clock.today(get_settings().zone),
        kept_months=talks.KEPT_MONTHS,
    )
