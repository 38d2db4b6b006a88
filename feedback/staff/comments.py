"""The duty reader's page: comments of counted rounds, to release without names or to withhold."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import HiddenField, TextAreaField

from feedback import comments
from feedback.accounts import open_account as open_own_account
from feedback.codes import read_id
from feedback.comments import CommentSummary, Status
from feedback.exceptions import RefusedError
from feedback.leftovers import clear_leftovers
from feedback.permissions import Action
from feedback.questionnaires.kinds import tidy
from feedback.versions import snapshot_of
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database

blueprint = Blueprint("comments", __name__)
PAGE = 25  # comments on one page
DONE = {"release": Status.RELEASED, "withhold": Status.WITHHELD}  # by button
CHANGED = {
    Status.NEW: "Somebody changed this comment while your page was open. It is new again.",
    Status.RELEASED: "Somebody released this comment while your page was open.",
    Status.WITHHELD: "Somebody withheld this comment while your page was open.",
}


class ChangedError(RefusedError):
    """A comment is not as it was when the page was shown."""


class CommentForm(FlaskForm):  # type: ignore[misc]
    """One comment: its words, which button was pressed, and what was seen when it was.

    `place` is where in the list it stood, under `status`.
    """

    comment = HiddenField()
    state = HiddenField()
    status = HiddenField()
    place = HiddenField()
    do = HiddenField()
    text = TextAreaField()


@dataclass(frozen=True)
class Listed:
    """A comment with its place in the list."""

    place: int
    comment: CommentSummary


@blueprint.get("/comments")
@open_to(Action.READ_COMMENTS)
def see_comments() -> ResponseReturnValue:
    """The comments with one status, new ones first of all, a page at a time. Whose were shown is written down."""
    status = read_status(request.args.get("status"))
    with get_database().reading() as session:
        counts = comments.count_comments(session)
        found = comments.list_comments(session, status=status)
    place = min(read_id(request.args.get("place", "")), len(found))
    first = min(place, max(len(found) - 1, 0)) // PAGE * PAGE
    listed = [Listed(first + n, c) for n, c in enumerate(found[first : first + PAGE])]
    _note_reading(one.comment for one in listed)
    by_round = [(r, list(group)) for r, group in groupby(listed, lambda one: one.comment.round)]
    return render_template(
        "staff/comments.html",
        status=status,
        counts=counts,
        by_round=[(r, snapshot_of(r.version).name, group) for r, group in by_round],
        first=first,
        last=first + len(listed),
        step=PAGE,
        place=place,
        did=DONE.get(request.args.get("did", "")),
    )


@blueprint.post("/comments")
@open_to(Action.READ_COMMENTS)
def decide() -> ResponseReturnValue:
    """Release or withhold one comment, unless somebody changed it since the page was shown."""
    form = CommentForm()
    done = DONE.get(form.do.data or "") or abort(400)
    try:
        with get_database().writing() as session:
            reworded = _decide(session, form, done)
    except ChangedError as problem:
        return _show_again(form, problem, 409)
    except RefusedError as problem:
        return _show_again(form, problem, 422)
    if reworded:
        clear_leftovers(get_database())  # the words that were taken out leave the disk
    status, place = read_status(form.status.data), read_id(form.place.data or "")
    back = url_for(".see_comments", status=status.value, place=place, did=form.do.data)
    return redirect(f"{back}#here")


def read_status(name: str | None) -> Status:
    """The status called `name`; new for any other word."""
    return next((status for status in Status if status == name), Status.NEW)


def _decide(session: Session, form: CommentForm, done: Status) -> bool:
    """Do what the button says; whether other words took the place of those there were."""
    comment = comments.open_comment(session, form.comment.data or "")
    now = comments.summarise_comment(session, comment)
    words = tidy(form.text.data or "").strip() if done is Status.RELEASED else now.comment
    if (now.status, now.comment) == (done, words):
        return False  # pressed twice
    if now.state != form.state.data:
        raise ChangedError(CHANGED[now.status])
    by = open_own_account(session, open_account().id)
    if done is Status.WITHHELD:
        comments.withhold(session, comment, by=by)
    else:
        comments.release(session, comment, None if words == now.comment else words, by=by)
    return words != now.comment


def _show_again(form: CommentForm, problem: RefusedError, status: int) -> ResponseReturnValue:
    """The one comment as it is now, with what was typed still in its box, and what is wrong."""
    with get_database().reading() as session:
        comment = comments.open_comment(session, form.comment.data or "")
        summary = comments.summarise_comment(session, comment)
    _note_reading([summary])
    page = render_template(
        "staff/comment.html",
        one=summary,
        name=snapshot_of(summary.round.version).name,
        typed=form.text.data or "",
        problem=problem,
        status=read_status(form.status.data),
        place=read_id(form.place.data or ""),
    )
    return page, status


def _note_reading(shown: Iterable[CommentSummary]) -> None:
    """Before anything is shown: what cannot be written down is not."""
    if shown := list(shown):
        with get_database().writing() as session:
            by = open_own_account(session, open_account().id)
            comments.note_reading(session, shown, by=by)
