"""How a page comes back: with every answer still in it, what to do, and a token to send it with."""

from dataclasses import replace

from werkzeug.wrappers import Response

from feedback.links import Link
from feedback.public import sentences
from feedback.public.memory import get_memory
from feedback.public.pages import EMPTY, Filled, View, show_filled
from feedback.public.posted import Posted
from feedback.tokens import Token, make_token_again, sign_token
from feedback.translations import Scope
from feedback.versions import snapshot_of
from feedback.web.context import get_database, get_settings
from feedback.web.languages import choose, get_spoken, reads_comments, speak

WAITS = {429: "60", 503: "5"}  # seconds


def make_view(link: Link, tag: str | None, variant: str | None) -> View:
    """The page of a link that is not shut, in the best language and variant there is."""
    assert link.version is not None  # the caller sent shut links away
    snapshot, offers = snapshot_of(link.version), get_spoken().offers
    chosen = snapshot.form(variant).variant
    offered = offers.of_version(link.version, chosen)
    offer, known = choose(offered, tag)
    speak(offer)
    notices = [] if known else [sentences.NO_LANGUAGE]
    if variant and variant != chosen:
        notices.append(sentences.NO_VARIANT)
    form = offers.form(get_database(), link.version, chosen, offer.language.tag)
    scope = Scope(snapshot.questionnaire, snapshot.version, chosen)
    recordings = offers.recordings(scope, form, offer)
    if not reads_comments(offer.language):
        form = form.without_texts()
        notices.append(sentences.NO_BOXES)
    return View(
        link,
        snapshot,
        link.version.sha256,
        form,
        offer,
        tuple(notices),
        languages=tuple(one.language for one in offered.values()),
        variants=tuple(
            other
            for other in snapshot.forms
            if offer.language.tag in offers.of_version(link.version, other)
        ),
        recordings=recordings,
    )


def show_again(
    view: View,
    posted: Posted,
    *,
    trouble: tuple[str, ...] = (),
    errors: dict[str, str] | None = None,
    keep_token: bool = False,
    asks_code: bool = False,
    status: int = 422,
) -> Response:
    """The same page with every answer still in it, and what to do; empty when somebody left it before."""
    if get_memory().was_left(posted.token):
        return show_filled(view, token_of(view, None), EMPTY, status=200)
    filled = Filled(
        values=posted.answers,
        kept=posted.kept,
        errors=errors or {},
        trouble=trouble,
        at=posted.at,
        asks_code=asks_code,
        code=posted.code if asks_code else "",
    )
    if not filled.holds_answers:
        filled = replace(filled, trouble=sentences.WHERE_EMPTY.get(trouble, trouble))
    token = posted.token if keep_token else None
    response = show_filled(view, token_of(view, token), filled, status=status)
    if status in WAITS:
        response.headers["Retry-After"] = WAITS[status]
    return response


def ask_for_code(view: View, posted: Posted, *, status: int = 404, sent: bool = False) -> Response:
    """The page with every answer still in it, to be sent with another code. `sent`: other answers from it are stored."""
    return show_again(
        view,
        posted,
        trouble=sentences.SENT_WITH_IT if sent else sentences.CODE_GONE,
        keep_token=not sent,
        asks_code=True,
        status=422 if sent and status == 404 else status,
    )


def sign(token: Token) -> str:
    """`token` as the page carries it."""
    return sign_token(token, get_settings().secret_keys)


def token_of(view: View, token: Token | None) -> str:
    """`token`, or a new one of the page, as the page carries it."""
    return sign(token or make_token_again(view.link.collector_id, view.link.round_id))
