"""Answering: a page of questions, and what happens when it is sent."""

from dataclasses import dataclass, replace

from flask import Blueprint, redirect, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from feedback.codes import read_code
from feedback.exceptions import StorageError
from feedback.links import (
    Link,
    State,
    link_of_lost,
    link_of_page,
    link_of_receipt,
    open_link,
    open_try_link,
    version_of_page,
)
from feedback.models.asking import PublishedVersion
from feedback.public import sentences
from feedback.public.again import ask_for_code, make_view, show_again, sign, token_of
from feedback.public.closed import show_over, show_shut
from feedback.public.leaving import with_new_cookie
from feedback.public.memory import get_memory
from feedback.public.pages import EMPTY, View, show, show_filled
from feedback.public.posted import Posted, read_posted
from feedback.public.storing import store, store_and_spend
from feedback.public.switching import carry_over, keep_meaning
from feedback.questionnaires.help_rules import unsafe_answers
from feedback.questionnaires.kinds import Answers, read_answers
from feedback.questionnaires.snapshot import Form
from feedback.responses import Arrival, RoundOverError, Seen, look_up
from feedback.slips import SlipGoneError
from feedback.tokens import make_token
from feedback.turns import in_turn
from feedback.versions import snapshot_of
from feedback.web.access import EVERYBODY, open_to
from feedback.web.context import get_database, get_settings
from feedback.web.errors import show_kind
from feedback.web.languages import asked_for, get_speech, get_spoken, open_form

blueprint = Blueprint("answering", __name__)


@blueprint.get("/q/<code>", strict_slashes=False)
@blueprint.get("/Q/<code>", strict_slashes=False, endpoint="ask_upper")
@blueprint.get("/q/<code>/<tongue:tongue>", strict_slashes=False, endpoint="ask_in")
@blueprint.get("/Q/<code>/<tongue:tongue>", strict_slashes=False, endpoint="ask_in_upper")
@open_to(EVERYBODY)
@in_turn()
def ask(code: str, tongue: str = "") -> Response:
    """An empty page of questions, in the language that a poster or slip was printed in (`asked_for`)."""
    with get_database().reading() as session:
        get_spoken().refresh(session)
        link = _open(session, read_code(code))
    if link is None:
        return show_kind(_status_of_unknown())
    if link.version is None:
        return show_shut(link)
    get_memory().keep_link(link)
    view = make_view(link, asked_for(), request.args.get("variant"))
    token = sign(make_token(link.collector_id, link.round_id))
    if view.notices:
        return with_new_cookie(show_filled(view, token, EMPTY, status=200))
    return with_new_cookie(show(view, token, get_memory().pages))


@blueprint.post("/q/<code>", strict_slashes=False)
@blueprint.post("/Q/<code>", strict_slashes=False, endpoint="answer_upper")
@open_to(EVERYBODY)
@in_turn()
def answer(code: str) -> Response:
    """A page that was sent, or that switches language or variant."""
    posted = read_posted(get_settings().secret_keys)
    code = read_code(posted.code) or read_code(code)
    try:
        found = _look(code, posted)
    except StorageError:
        return _in_trouble(code, posted)
    if found.link is None:
        return _lost(code, posted, found)
    if found.seen is Seen.SAME:
        return _thank(found.link)
    place = found.live or found.link
    if place.version is None:
        return _shut(place, posted, found)
    view = make_view(place, request.args.get("lang"), request.args.get("variant"))
    posted = _keep_meaning(posted, found.opened, view)
    if found.seen is Seen.OTHER:
        return _sent_before(view, posted)
    if posted.show is not None:
        return _switch(place, posted, keep_token=found.live is not None)
    if found.live is None:
        trouble = sentences.PAGE_DAMAGED if posted.token is None else sentences.PAGE_OLD
        return show_again(view, posted, trouble=trouble)
    return _receive(view, posted)


@dataclass(frozen=True)
class _Found:
    """Whether a page was sent before, where its code leads, and where its own round still takes it.

    `opened` is the version the page showed, where that is not the one its code leads to now.
    """

    seen: Seen
    link: Link | None
    live: Link | None = None
    opened: PublishedVersion | None = None


def _look(code: str, posted: Posted) -> _Found:
    zone, token = get_settings().zone, posted.token
    with get_database().reading() as session:
        get_spoken().refresh(session)
        seen = look_up(session, token, posted.answers) if token else Seen.NEVER
        if token and seen is Seen.SAME:
            return _Found(seen, link_of_receipt(session, code, token))
        link = _open(session, code)
        if token is None:
            return _Found(seen, link)
        if link is None:
            return _Found(seen, None, opened=version_of_page(session, token))
        own = token.collector_id == link.collector_id
        live = link_of_page(session, link, token, zone=zone) if own else None
        return _Found(seen, link, live, None if live else version_of_page(session, token))


def _open(session: Session, code: str) -> Link | None:
    if tried := open_try_link(session, code):
        return tried
    settings = get_settings()
    return open_link(session, code, zone=settings.zone, keys=settings.secret_keys)


def _keep_meaning(posted: Posted, opened: PublishedVersion | None, view: View) -> Posted:
    """`posted` without answers that mean something else in the version that is asked now."""
    if opened is None or opened.sha256 == view.version_sha256:
        return posted
    before = snapshot_of(opened).form(view.form.variant)
    return replace(posted, answers=keep_meaning(before, view.asked, posted.answers), kept={})


def _receive(view: View, posted: Posted) -> Response:
    answers, wrong = read_answers(view.form, posted.answers)
    if wrong or answers.empty:
        errors, trouble = sentences.explain(wrong, view.form, get_speech())
        return show_again(view, posted, errors=errors, trouble=trouble, keep_token=True)
    if view.link.state is State.TRY:
        return with_new_cookie(redirect(view.sent_path, 303))
    return _store(view, posted, answers)


def _store(view: View, posted: Posted, answers: Answers) -> Response:
    assert posted.token is not None  # _look found its round
    assert view.link.version is not None
    arrival = Arrival(
        posted.token,
        view.link.version.id,
        view.form,
        view.language.tag,
        view.link.mode,
        answers,
        posted.answers,
        unsafe=tuple(unsafe_answers(view.snapshot, answers.codes)),
    )
    try:
        link = view.link
        seen = store_and_spend(arrival, link.code) if link.slip else store(arrival)
    except RoundOverError:
        return show_over(view.form, posted.answers)
    except SlipGoneError:  # somebody sent with the same slip a moment before
        return ask_for_code(view, posted)
    except StorageError:
        return show_again(view, posted, trouble=sentences.NOT_STORED, keep_token=True, status=503)
    if seen is Seen.OTHER:
        return show_again(view, posted, trouble=sentences.SENT_BEFORE)
    return with_new_cookie(redirect(view.sent_path, 303))


def _switch(place: Link, posted: Posted, *, keep_token: bool) -> Response:
    """The page in another language or variant, with everything the person has answered."""
    tag, _, variant = (posted.show or "").partition("/")
    view = make_view(place, tag, variant)
    filled = carry_over(view.form, posted.answers, posted.kept, at=posted.at)
    token = posted.token if keep_token else None
    return show_filled(view, token_of(view, token), filled, status=200)


def _sent_before(view: View, posted: Posted) -> Response:
    """Other answers, from a page that was sent: shown again if they could be somebody else's to send.

    A switch, or answers that are to be put right, are a step on the way to what was sent. Somebody who goes back
    and reloads makes the browser send that step again, and must not see what is in it.
    """
    if _is_step(view.form, posted):
        return show_again(view, posted.emptied(), trouble=sentences.SENT_BEFORE_EMPTY)
    return show_again(view, posted, trouble=sentences.SENT_BEFORE)


def _is_step(form: Form, posted: Posted) -> bool:
    _, wrong = read_answers(form, posted.answers)
    return posted.show is not None or bool(wrong)


def _shut(place: Link, posted: Posted, found: _Found) -> Response:
    """No round is open: what was sent, in words, unless it is a step on the way to what was sent before."""
    sent = found.seen is Seen.OTHER
    form = None
    if found.opened is not None:
        form = open_form(found.opened, request.args.get("variant"), request.args.get("lang"))
    if sent and form is not None and _is_step(form, posted):
        posted = posted.emptied()
    return show_shut(place, form, posted.answers, sent_before=sent)


def _in_trouble(code: str, posted: Posted) -> Response:
    """The database does not answer: the page again, if this process showed it before."""
    link = get_memory().get_link(code, posted.token.collector_id if posted.token else 0)
    if link is None or link.version is None:
        return show_kind(503)
    view = make_view(link, request.args.get("lang"), request.args.get("variant"))
    return show_again(view, posted, trouble=sentences.NOT_STORED, keep_token=True, status=503)


def _thank(link: Link) -> Response:
    """The thank-you again: the page was stored already, whatever has become of its code."""
    view = make_view(link, request.args.get("lang"), request.args.get("variant"))
    return with_new_cookie(redirect(view.sent_path, 303))


def _lost(code: str, posted: Posted, found: _Found) -> Response:
    """The code leads nowhere: the box to type another, and with it the answers, when they came from a page of ours."""
    status = _status_of_unknown()
    if found.opened is None or posted.token is None:
        return show_kind(status)
    view = make_view(
        link_of_lost(code, posted.token, found.opened),
        request.args.get("lang"),
        request.args.get("variant"),
    )
    sent = found.seen is Seen.OTHER
    shown = posted.emptied() if sent and _is_step(view.form, posted) else posted
    return ask_for_code(view, shown, status=status, sent=sent)


def _status_of_unknown() -> int:
    return 429 if get_memory().too_many_unknown() else 404
