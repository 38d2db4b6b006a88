"""Requests to talk that came in a burst: many on one page, those that a person most likely wrote first."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback import talk_bursts, talks
from feedback.allegations import list_kept_talks
from feedback.exceptions import ChangedError, RefusedError
from feedback.models.contacts import TalkStatus
from feedback.staff.own_talks import SAFE_WORDS, count_own_burst, list_own_alike, open_own_talk
from feedback.staff.teams import own_account
from feedback.web.context import get_database, get_settings


def show_burst(status: TalkStatus, *, note: str = "", trouble: str = "") -> str:
    """One page of them. Who looked is written down before anything is shown."""
    with get_database().writing() as session:
        count = count_own_burst(session, status)
        shown, part = list_own_alike(session, status, page=_read_page())
        talks.note_reading(session, [one.talk for one in shown], by=own_account(session))
    return render_template(
        "staff/talks-burst.html",
        status=status,
        count=count,
        shown=shown,
        part=part,
        note=note,
        trouble=trouble,
        did=request.args.get("did"),
        state_of=talks.state_of,
        safe_words=SAFE_WORDS,
    )


def answer_burst() -> ResponseReturnValue:
    """Put one with the others, or note of all that the page showed that nobody waits behind them."""
    first, note = request.form.get("first", ""), request.form.get("note", "")
    shown = [one.partition(":") for one in request.form.getlist("shown")]
    seen = {id_: state for id_, _, state in shown}
    try:
        with get_database().writing() as session:
            by = own_account(session)
            found = [(open_own_talk(session, id_), state) for id_, state in seen.items()]
            if first:
                talk = open_own_talk(session, first)
                talk_bursts.put_first(session, talk, seen=seen.get(first, ""), by=by)
            else:
                kept, zone = list_kept_talks(session, by), get_settings().zone
                talk_bursts.finish_alike(session, found, note, kept=kept, zone=zone, by=by)
    except RefusedError as problem:
        status = 409 if isinstance(problem, ChangedError) else 422
        return show_burst(TalkStatus.WAITING, note=note, trouble=str(problem)), status
    did = "first" if first else "done"
    return redirect(url_for(".see_talks", burst="yes", did=did, page=_read_page()))


def _read_page() -> int:
    return request.values.get("page", 1, type=int)
