"""The duty reader's page of what was read: comments to release without names, keep for staff, withhold or escalate."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import HiddenField, TextAreaField

from feedback import comments, concerns, decisions
from feedback.accounts import open_account as open_own_account
from feedback.codes import read_id
from feedback.comment_places import Place, list_places, read_places
from feedback.comments import CommentSummary, Names, Status
from feedback.concern_steps import LABELS
from feedback.exceptions import ChangedError, RefusedError
from feedback.highlights import IN_ITS_PLACE, Mark, find_highlights, take_out_words
from feedback.models.answering import Comment
from feedback.models.listening import Theme
from feedback.permissions import Action
from feedback.questionnaires.kinds import tidy
from feedback.rounds import read_marks
from feedback.staff.own_comments import count_own, list_own_places, open_own_comment
from feedback.staff.queue import Lists, read_lists
from feedback.themes import Tone, give_themes, list_themes
from feedback.versions import snapshot_of
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("comments", __name__)
PAGE = 25  # comments on one page
# The keys of the first themes; the others are left to buttons ("c" raises a concern) and to moving about.
KEYS = "1234567890abdfghiloquvxyz"
SECOND = (
    "second"  # in the place of a status: shown comments whose team's name waits for a second reader
)
AGREE, TAKE_OUT = "agree", "take-out"  # buttons that leave the status as it is
DONE = {
    "release": Status.RELEASED,
    "staff-only": Status.STAFF_ONLY,
    "withhold": Status.WITHHELD,
    "escalate": Status.ESCALATED,
    "read": Status.READ,
}  # by button
CHANGED = {
    Status.NEW: "Somebody changed this comment while your page was open. It is new again.",
    Status.READ: "Somebody changed this comment while your page was open. It is to be decided again.",
    Status.RELEASED: "Somebody released this comment while your page was open.",
    Status.STAFF_ONLY: "Somebody kept this comment for staff while your page was open.",
    Status.WITHHELD: "Somebody withheld this comment while your page was open.",
    Status.ESCALATED: "Somebody escalated this comment while your page was open.",
}


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
    """The comments with one status, a page at a time. Whose were shown is written down."""
    status = read_status(request.args.get("status"))
    with get_database().reading() as session:
        names = comments.read_names(session)
        counts, waits = count_own(session, names)
        found = list_own_places(session, _list_places(session, status, names))
        place = min(read_id(request.args.get("place", "")), len(found))
        first = min(place, max(len(found) - 1, 0)) // PAGE * PAGE
        shown = read_places(session, found[first : first + PAGE])
        themes, lists = list_themes(session, retired=False), read_lists(session)
        round_marks = read_marks(session, {one.round.id for one in shown})
        raised = concerns.list_raised_from(session, open_account(), {one.id for one in shown})
    listed = [Listed(first + n, c) for n, c in enumerate(shown)]
    _note_reading(one.comment for one in listed)
    by_round = [(r, list(group)) for r, group in groupby(listed, lambda one: one.comment.round)]
    return render_template(
        "staff/comments.html",
        status=status,
        counts=counts,
        waits=waits,
        total=len(found),
        round_marks=round_marks,
        by_round=[(r, snapshot_of(r.version).name, group) for r, group in by_round],
        first=first,
        last=first + len(listed),
        step=PAGE,
        place=place,
        did=request.args.get("did") if request.args.get("did") in (*DONE, AGREE) else None,
        raise_from=request.args.get("comment", ""),
        raised=raised,
        **_tools(themes, lists),
    )


@blueprint.post("/comments")
@open_to(Action.READ_COMMENTS)
def decide() -> ResponseReturnValue:
    """Decide about one comment, unless somebody changed it since the page was shown."""
    form = CommentForm()
    did = form.do.data or ""
    if request.form.get("take_out"):
        return _take_out(form, request.form["take_out"])
    if did not in (*DONE, AGREE):
        abort(400)
    try:
        with get_database().writing() as session:
            _decide(session, form, did)
    except ChangedError as problem:
        return _show_again(form, problem, 409)
    except RefusedError as problem:
        return _show_again(form, problem, 422)
    status, place = read_status(form.status.data), read_id(form.place.data or "")
    escalated = form.comment.data if did == "escalate" else None
    back = url_for(".see_comments", status=status, place=place, did=did, comment=escalated)
    return redirect(f"{back}#here")


def read_status(name: str | None) -> str:
    """The status called `name`, or those that wait for a second reader; what was read for any other word."""
    known = [*(status.value for status in Status), SECOND]
    return name if name in known else Status.READ.value


def _list_places(session: Session, status: str, names: Names) -> list[Place]:
    if status != SECOND:
        return list_places(session, [Status(status)], names)
    return [one for one in list_places(session, comments.SHOWN, names) if one.nearer]


def _decide(session: Session, form: CommentForm, did: str) -> None:
    """Do what the button says."""
    comment = open_own_comment(session, form.comment.data or "")
    now = comments.summarise_comment(session, comment)
    by = open_own_account(session, open_account().id)
    keys = get_settings().secret_keys
    if did == AGREE:
        _check_seen(now, form)
        decisions.agree_to_team(session, comment, by=by, keys=keys)
        return
    done = DONE[did]
    shows = done in comments.SHOWN
    words = tidy(form.text.data or "").strip() if shows else now.comment
    codes, tone = request.form.getlist("theme"), _read_tone()
    if (now.status, now.comment, now.themes, now.tone) == (done, words, tuple(sorted(codes)), tone):
        return  # pressed twice
    _check_seen(now, form)
    _give(session, comment, codes, tone)
    if shows:
        text = None if words == now.comment else words
        only = done is Status.STAFF_ONLY
        decisions.release(session, comment, text, by=by, keys=keys, staff_only=only)
    else:
        decisions.decide(session, comment, done, by=by)


def _check_seen(now: CommentSummary, form: CommentForm) -> None:
    if now.state != form.state.data:
        raise ChangedError(CHANGED[now.status])


def _read_tone() -> Tone | None:
    chosen = request.form.get("tone")
    return next((tone for tone in Tone if tone == chosen), None)


def _give(session: Session, comment: Comment, codes: list[str], tone: Tone | None) -> None:
    if (sorted(codes), tone) != (sorted(json.loads(comment.themes)), comment.tone):
        give_themes(session, comment, codes, tone=tone)


def _take_out(form: CommentForm, stretch: str) -> ResponseReturnValue:
    """The comment again, without the words of one highlight in its box. Nothing is stored yet."""
    mark, _, words = stretch.partition(":")
    if mark not in IN_ITS_PLACE:
        abort(400)
    if words:
        form.text.data = take_out_words(form.text.data or "", words, Mark(mark))
    return _show_again(form, None, 200)


def _show_again(
    form: CommentForm, problem: RefusedError | None, status: int
) -> ResponseReturnValue:
    """The one comment as it is now, with what was typed still in its box, and what is wrong."""
    with get_database().reading() as session:
        comment = open_own_comment(session, form.comment.data or "")
        summary = comments.summarise_comment(session, comment)
        themes, lists = list_themes(session, retired=False), read_lists(session)
        marks = read_marks(session, {summary.round.id})
        raised = concerns.list_raised_from(session, open_account(), {summary.id})
    _note_reading([summary])
    page = render_template(
        "staff/comment.html",
        one=summary,
        name=snapshot_of(summary.round.version).name,
        mark=marks[summary.round.id],
        typed=form.text.data or "",
        problem=problem,
        status=read_status(form.status.data),
        place=read_id(form.place.data or ""),
        chosen=request.form.getlist("theme"),
        tone=_read_tone(),
        raised=raised,
        **_tools(themes, lists),
    )
    return page, status


def _tools(themes: Sequence[Theme], lists: Lists) -> dict[str, object]:
    """What every card needs: themes with their keys, and what may be taken out of its words."""
    return {
        "themes": list(zip_longest(themes, KEYS[: len(themes)], fillvalue="")),
        "marks": lambda text: _list_marks(text, lists),
        "labels": LABELS,
    }


def _list_marks(text: str, lists: Lists) -> list[tuple[str, str, str]]:
    """What may tell who somebody is: the words, what they may be, and what stands in their place. Each once."""
    found = find_highlights(text, staff=lists.staff, concern=lists.concern)
    seen = {text[one.start : one.end]: one.mark for one in found if one.mark in IN_ITS_PLACE}
    return [(words, mark.value, IN_ITS_PLACE[mark]) for words, mark in seen.items()]


def _note_reading(shown: Iterable[CommentSummary]) -> None:
    """Before anything is shown: what cannot be written down is not."""
    if shown := list(shown):
        with get_database().writing() as session:
            by = open_own_account(session, open_account().id)
            comments.note_reading(session, shown, by=by)
