"""What nobody has read yet, one response at a time: words and unsafe answers together, then the tie is cut."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback import clock, readers, waiting
from feedback.accounts import open_account as open_own_account
from feedback.comments import Status
from feedback.exceptions import ChangedError, RefusedError
from feedback.highlights import find_highlights, split
from feedback.permissions import Action
from feedback.staff.own_comments import check_own_waiting, list_own_waiting
from feedback.versions import snapshot_of
from feedback.waiting import Waiting
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database, get_settings
from feedback.word_lists import ListKind, list_words

blueprint = Blueprint("queue", __name__)
LISTED = 20  # beside the one that is open
TOGETHER = 50  # of a burst on one page
DONE = {"read": Status.READ, "escalate": Status.ESCALATED}  # by button


@dataclass(frozen=True)
class Lists:
    """The words that are shown in what is read."""

    staff: Sequence[str]
    concern: Sequence[str]

    def split(self, text: str) -> list[tuple[str, str]]:
        """`text` in pieces, each with what it may be, or ""."""
        found = find_highlights(text, staff=self.staff, concern=self.concern)
        return [(piece, one.mark.value if one else "") for piece, one in split(text, found)]


@blueprint.get("/to-read")
@open_to(Action.READ_COMMENTS)
def see_queue() -> ResponseReturnValue:
    """The first of what waits, or the one that was chosen, and beside it a list of the others."""
    return _show(request.args.get("item", ""), did=DONE.get(request.args.get("did", "")))


@blueprint.post("/to-read")
@open_to(Action.READ_COMMENTS)
def mark() -> ResponseReturnValue:
    """Mark one as read, or escalate it, unless somebody else was quicker. Then show the next."""
    done = DONE.get(request.form.get("do", "")) or abort(400)
    item = request.form.get("item", "")
    try:
        with get_database().writing() as session:
            by = open_own_account(session, open_account().id)
            seen = request.form.get("state", "")
            check_own_waiting(session, [item])
            item = waiting.find_id(session, item)
            waiting.mark_read(session, item, seen=seen, status=done, by=by)
    except ChangedError as problem:
        return _show("", problem=str(problem)), 409
    except RefusedError as problem:
        return _show(item, problem=str(problem)), 422
    return redirect(url_for(".see_queue", did=request.form.get("do")))


@blueprint.get("/to-read/burst")
@open_to(Action.READ_COMMENTS)
def see_burst() -> ResponseReturnValue:
    """What came in bursts, many on one page: a flood is read in minutes, and a cry for help in it is not missed."""
    return _show_burst(did=request.args.get("did") == "read")


@blueprint.post("/to-read/burst")
@open_to(Action.READ_COMMENTS)
def mark_burst() -> ResponseReturnValue:
    """Mark all that the page showed as read, unless somebody else was quicker with one of them."""
    seen = dict(one.split(":", 1) for one in request.form.getlist("seen") if ":" in one)
    try:
        with get_database().writing() as session:
            by = open_own_account(session, open_account().id)
            check_own_waiting(session, seen)
            waiting.mark_all_read(session, seen, by=by)
    except ChangedError as problem:
        return _show_burst(problem=str(problem)), 409
    return redirect(url_for(".see_burst", did="read"))


def read_lists(session: Session) -> Lists:
    """The council's lists as they are now."""
    return Lists(list_words(session, ListKind.STAFF), list_words(session, ListKind.CONCERN))


def _show(item: str, *, did: Status | None = None, problem: str = "") -> str:
    settings = get_settings()
    with get_database().reading() as session:
        lists = read_lists(session)
        found, item = _list_own(session, lists), waiting.find_id(session, item)
        readings = readers.list_readings(session, settings)
    one = next((one for one in found if one.id == item), found[0] if found else None)
    if one is not None:
        _note_reading([one])
    return render_template(
        "staff/to-read.html",
        one=one,
        found=found[:LISTED],
        more=len(found[LISTED:]),
        total=len(found),
        held=sum(each.held for each in found),
        name=_name,
        summary=_summarise,
        today=clock.today(settings.zone),
        due_words=_due_words,
        split=lists.split,
        readings=list(readings.values()),
        did=did,
        problem=problem,
    )


def _show_burst(*, did: bool = False, problem: str = "") -> str:
    with get_database().reading() as session:
        lists = read_lists(session)
        found = [one for one in _list_own(session, lists) if one.held]
    shown = found[:TOGETHER]
    _note_reading(shown)
    return render_template(
        "staff/to-read-burst.html",
        shown=shown,
        total=len(found),
        name=_name,
        today=clock.today(get_settings().zone),
        due_words=_due_words,
        split=lists.split,
        did=did,
        problem=problem,
    )


def _list_own(session: Session, lists: Lists) -> list[Waiting]:
    return list_own_waiting(session, waiting.list_waiting(session, concern=lists.concern))


def _note_reading(shown: Sequence[Waiting]) -> None:
    """Before anything is shown: what cannot be written down is not."""
    with get_database().writing() as session:
        by = open_own_account(session, open_account().id)
        waiting.note_reading(session, shown, by=by)


def _name(one: Waiting) -> str:
    return snapshot_of(one.round.version).name


def _summarise(one: Waiting) -> str:
    """What there is to read: "Unsafe answer and 2 comments"."""
    words = f"{len(one.words)} comment{'s' if len(one.words) != 1 else ''}" if one.words else ""
    unsafe = ("Unsafe answers" if len(one.unsafe) > 1 else "Unsafe answer") if one.unsafe else ""
    return " and ".join(part for part in (unsafe, words) if part)


def _due_words(one: Waiting, today: dt.date) -> str:
    if one.is_late(today):
        return f"Late: was due {one.read_by_on:%a} {one.read_by_on.day} {one.read_by_on:%b}"
    if one.read_by_on == today:
        return "By today"
    return f"By {one.read_by_on:%a} {one.read_by_on.day} {one.read_by_on:%b}"
