"""Answering: a page of questions, and what happens when it is sent."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from feedback.codes import read_code
from feedback.exceptions import StorageError
from feedback.links import (
    Link,
    State,
    link_of_page,
    link_of_receipt,
    open_link,
    version_of_page,
)
from feedback.models.asking import PublishedVersion
from feedback.public import sentences
from feedback.public.closed import show_over, show_shut
from feedback.public.memory import get_memory
from feedback.public.pages import EMPTY, Filled, View, show, show_filled
from feedback.public.posted import Posted, read_posted
from feedback.public.storing import store
from feedback.public.switching import carry_over, keep_meaning
from feedback.questionnaires.kinds import Answers, read_answers
from feedback.responses import Arrival, RoundOverError, Seen, look_up
from feedback.tokens import Token, make_token, make_token_again, sign_token
from feedback.versions import snapshot_of
from feedback.web.access import EVERYBODY, open_to
from feedback.web.context import get_database, get_settings
from feedback.web.errors import show_kind
from feedback.web.languages import choose_language

blueprint = Blueprint("answering", __name__)


@blueprint.get("/q/<code>", strict_slashes=False)
@blueprint.get("/Q/<code>", strict_slashes=False, endpoint="ask_upper")
@open_to(EVERYBODY)
def ask(code: str) -> Response:
    """An empty page of questions."""
    with get_database().reading() as session:
        link = open_link(session, read_code(code), zone=get_settings().zone)
    if link is None:
        return _unknown()
    if link.version is None:
        return show_shut(link)
    get_memory().keep_link(link)
    view = _view(link, request.args.get("lang"), request.args.get("variant"))
    token = _sign(make_token(link.collector_id, link.round_id))
    if view.notices:
        return _with_cookie(show_filled(view, token, EMPTY, status=200))
    return _with_cookie(show(view, token, get_memory().pages))


@blueprint.post("/q/<code>", strict_slashes=False)
@blueprint.post("/Q/<code>", strict_slashes=False, endpoint="answer_upper")
@open_to(EVERYBODY)
def answer(code: str) -> Response:
    """A page that was sent, or that switches language or variant."""
    posted = read_posted(get_settings().secret_keys)
    try:
        found = _look(read_code(code), posted)
    except StorageError:
        return _in_trouble(read_code(code), posted)
    if found.link is None:
        return _unknown()
    if found.seen is Seen.SAME:
        return _thank(found.link)
    place = found.live or found.link
    if place.version is None:
        return show_shut(place, found.opened, posted.answers)
    view = _view(place, request.args.get("lang"), request.args.get("variant"))
    posted = _keep_meaning(posted, found.opened, view)
    if found.seen is Seen.OTHER:
        return _sent_before(view, posted)
    if posted.show is not None:
        return _switch(place, posted, keep_token=found.live is not None)
    if found.live is None:
        trouble = sentences.PAGE_DAMAGED if posted.token is None else sentences.PAGE_OLD
        return _again(view, posted, trouble=trouble)
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
    zone = get_settings().zone
    with get_database().reading() as session:
        token = posted.token
        seen = look_up(session, token, posted.answers) if token else Seen.NEVER
        if token and seen is Seen.SAME:
            return _Found(seen, link_of_receipt(session, code, token))
        link = open_link(session, code, zone=zone)
        if link is None or token is None:
            return _Found(seen, link)
        own = token.collector_id == link.collector_id
        live = link_of_page(session, link, token, zone=zone) if own else None
        return _Found(seen, link, live, None if live else version_of_page(session, token))


def _keep_meaning(posted: Posted, opened: PublishedVersion | None, view: View) -> Posted:
    """`posted` without answers that mean something else in the version that is asked now."""
    if opened is None or opened.sha256 == view.version_sha256:
        return posted
    before = snapshot_of(opened).form(view.form.variant)
    return replace(posted, answers=keep_meaning(before, view.form, posted.answers), kept={})


def _receive(view: View, posted: Posted) -> Response:
    answers, wrong = read_answers(view.form, posted.answers)
    if wrong or answers.empty:
        errors, trouble = sentences.explain(wrong, view.form)
        return _again(view, posted, errors=errors, trouble=trouble, keep_token=True)
    if view.link.state is State.TRY:
        return _with_cookie(redirect(view.sent_path, 303))
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
    )
    try:
        seen = store(arrival)
    except RoundOverError:
        return show_over(view.form, posted.answers)
    except StorageError:
        return _again(view, posted, trouble=sentences.NOT_STORED, keep_token=True, status=503)
    if seen is Seen.OTHER:
        return _again(view, posted, trouble=sentences.SENT_BEFORE)
    return _with_cookie(redirect(view.sent_path, 303))


def _switch(place: Link, posted: Posted, *, keep_token: bool) -> Response:
    """The page in another language or variant, with everything the person has answered."""
    tag, _, variant = (posted.show or "").partition("/")
    view = _view(place, tag, variant)
    filled = carry_over(view.form, posted.answers, posted.kept, at=posted.at)
    token = posted.token if keep_token else None
    return show_filled(view, _token_of(view, token), filled, status=200)


def _sent_before(view: View, posted: Posted) -> Response:
    """Other answers, from a page that was sent: shown again if they could be somebody else's to send.

    A switch, or answers that are to be put right, are a step on the way to what was sent. Somebody who goes back
    and reloads makes the browser send that step again, and must not see what is in it.
    """
    _, wrong = read_answers(view.form, posted.answers)
    if posted.show is not None or wrong:
        return _again(view, posted.emptied(), trouble=sentences.SENT_BEFORE_EMPTY)
    return _again(view, posted, trouble=sentences.SENT_BEFORE)


def _again(
    view: View,
    posted: Posted,
    *,
    trouble: Sequence[str] = (),
    errors: dict[str, str] | None = None,
    keep_token: bool = False,
    status: int = 422,
) -> Response:
    """The same page with every answer still in it, and what to do."""
    filled = Filled(
        values=posted.answers,
        kept=posted.kept,
        errors=errors or {},
        trouble=tuple(trouble),
        at=posted.at,
    )
    token = posted.token if keep_token else None
    response = show_filled(view, _token_of(view, token), filled, status=status)
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response


def _in_trouble(code: str, posted: Posted) -> Response:
    """The database does not answer: the page again, if this process showed it before."""
    link = get_memory().get_link(code)
    if link is None or link.version is None:
        return show_kind(503)
    view = _view(link, request.args.get("lang"), request.args.get("variant"))
    return _again(view, posted, trouble=sentences.NOT_STORED, keep_token=True, status=503)


def _view(link: Link, tag: str | None, variant: str | None) -> View:
    assert link.version is not None  # the caller sent shut links away
    language, known = choose_language(tag)
    snapshot = snapshot_of(link.version)
    form = snapshot.form(variant)
    notices = [] if known else [sentences.NO_LANGUAGE]
    if variant and variant != form.variant:
        notices.append(sentences.NO_VARIANT)
    return View(link, snapshot, link.version.sha256, form, language, tuple(notices))


def _thank(link: Link) -> Response:
    """The thank-you again: the page was stored already, whatever has become of its code."""
    view = _view(link, request.args.get("lang"), request.args.get("variant"))
    return _with_cookie(redirect(view.sent_path, 303))


def _unknown() -> Response:
    return show_kind(429 if get_memory().too_many_unknown() else 404)


def _sign(token: Token) -> str:
    return sign_token(token, get_settings().secret_keys)


def _token_of(view: View, token: Token | None) -> str:
    return _sign(token or make_token_again(view.link.collector_id, view.link.round_id))


def _with_cookie(response: Response) -> Response:
    """A cookie that nobody reads: when it changes, browsers drop the page they kept for Back."""
    https = get_settings().https
    response.set_cookie(
        "__Host-page" if https else "page",
        secrets.token_urlsafe(16),
        httponly=True,
        secure=https,
        samesite="Lax",
        path="/",
    )
    return response
