"""Returns without a sign-in: one filled in by an invited link, and those that were published."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from feedback import clock, return_drafts, return_links, return_publishing
from feedback.exceptions import ChangedError, RefusedError, StorageError
from feedback.languages import N_
from feedback.models.returning import Return, ReturnStatus
from feedback.public import sentences
from feedback.public.memory import get_memory
from feedback.return_drafts import form_of
from feedback.return_links import LinkOverError
from feedback.returns import about_of, maker_of, period_words, title_of
from feedback.web.access import EVERYBODY, open_to
from feedback.web.context import get_database, get_settings
from feedback.web.errors import Kind, show_kind
from feedback.web.languages import look_again
from feedback.web.return_pages import OWN_FIELDS, Sheet, list_gone, make_sheet, read_form

blueprint = Blueprint("returns", __name__)
CODE = re.compile("[a-z0-9_]+")  # of an option
OVER = Kind(
    N_("This link does not work any more"),
    (
        N_("It may be too old, or was taken back, or a letter of it got lost."),
        N_("Ask whoever sent it to you for a new one."),
    ),
)


@blueprint.before_request
def look() -> None:
    """See which languages there are."""
    look_again()


@blueprint.get("/returns")
@open_to(EVERYBODY)
def list_published() -> str:
    """Every return that was published, the newest period first."""
    with get_database().reading() as session:
        found = return_publishing.list_published(session)
        listed = [
            (one.id, title_of(one), maker_of(one), about_of(one), period_words(one))
            for one in found
        ]
    return render_template("public/returns.html", listed=listed)


@blueprint.get("/returns/<return_id>")
@open_to(EVERYBODY)
def see_published(return_id: str) -> str:
    """One published return, with what was written only where that was published too."""
    with get_database().reading() as session:
        return_ = return_publishing.open_published_return(session, return_id)
        sheet = _make_public(session, make_sheet(session, return_, today=_today()))
        answers = [_make_public(session, a) for a in sheet.answers if a.return_.published_on]
    return render_template(
        "public/return-published.html",
        sheet=sheet,
        written=_public_words(sheet),
        answered=[(answer, _public_words(answer)) for answer in answers],
    )


@blueprint.get("/return/<token>")
@open_to(EVERYBODY)
def see_invited(token: str) -> ResponseReturnValue:
    """The return that an invited link is for."""
    try:
        with get_database().reading() as session:
            return _show(session, token)
    except LinkOverError:
        return _say_over()


@blueprint.post("/return/<token>")
@open_to(EVERYBODY)
def save_invited(token: str) -> ResponseReturnValue:
    """Save it, or send it. The link itself is the proof that the form came from whoever was invited."""
    do, seen = request.form.get("do", "save"), request.form.get("seen", "")
    written = None
    try:
        with get_database().reading() as session:
            return_ = return_links.open_link(session, token, today=_today()).return_
            form = form_of(session, return_, today=_today())
            written, faults = read_form(form)
            if faults:
                gone = list_gone(form)
                return _show(session, token, written=written, faults=faults, gone=gone), 422
        with get_database().writing() as session:
            return_ = return_links.open_link(session, token, today=_today()).return_
            if do == "send":
                return_drafts.send(
                    session, return_, written, seen=seen, today=_today(), by=None, by_link=True
                )
            else:
                return_drafts.save(session, return_, written, seen=seen, by=None, by_link=True)
    except LinkOverError:
        return _say_over(_list_typed())
    except StorageError:
        return _say_trouble(token, written)
    except RefusedError as problem:
        status = 409 if isinstance(problem, ChangedError) else 422
        with get_database().reading() as session:
            return _show(session, token, written=written, trouble=str(problem)), status
    tongue = request.args.get("lang")
    return redirect(url_for(".see_invited", token=token, done=do, lang=tongue), 303)


def _make_public(session: Session, sheet: Sheet) -> Sheet:
    """`sheet` without what the inspectors wrote, unless their words were published themselves."""
    visit = session.get(Return, sheet.return_.visit_id) if sheet.return_.visit_id else None
    if visit is None or (visit.published_on and visit.with_evidence):
        return sheet
    return replace(sheet, form=return_drafts.without_visit(sheet.form))


def _public_words(sheet: Sheet) -> return_drafts.Written:
    """What was chosen, and what was written only where that was published too."""
    written = sheet.written
    return written if sheet.return_.with_evidence else return_drafts.without_words(written)


def _show(
    session: Session,
    token: str,
    *,
    written: return_drafts.Written | None = None,
    faults: dict[str, str] | None = None,
    trouble: str = "",
    gone: Sequence[str] = (),
) -> str:
    opened = return_links.open_link(session, token, today=_today())
    sheet = make_sheet(
        session,
        opened.return_,
        today=_today(),
        written=written,
        faults=faults,
        trouble=trouble,
        gone=gone,
    )
    return render_template(
        "public/return.html",
        sheet=sheet,
        token=token,
        sent=opened.return_.status == ReturnStatus.SENT,
        last=clock.day_words(opened.link.last_on),
        done=request.args.get("done", ""),
    )


def _say_trouble(token: str, written: return_drafts.Written | None) -> ResponseReturnValue:
    """The disk does not take it: the page again, with what was written, as long as that can be read at all."""
    if written is None:
        return show_kind(503)
    with get_database().reading() as session:
        return _show(session, token, written=written, trouble=sentences.NOT_STORED[0]), 503


def _say_over(typed: Sequence[str] = ()) -> Response:
    """One answer for a link that is unknown, too old or taken back, with what was `typed` meanwhile, to be copied.

    Many wrong ones in a minute are slowed.
    """
    given = [("", typed)] if typed else []
    if get_memory().too_many_unknown():
        return show_kind(429, given=given)
    return show_kind(404, OVER, given=given)


def _list_typed() -> list[str]:
    """What was written, without what was chosen."""
    sent = [one for name, typed in request.form.lists() if name not in OWN_FIELDS for one in typed]
    return [one for one in sent if one.strip() and not CODE.fullmatch(one)]


def _today() -> dt.date:
    return clock.today(get_settings().zone)
