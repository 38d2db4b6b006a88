"""“I want someone to talk to me”: a page of its own, which gives numbers to call, and takes a request when somebody reads it."""

from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from feedback import clock, talks
from feedback.exceptions import StorageError
from feedback.languages import ENGLISH
from feedback.listening import somebody_listens
from feedback.models.contacts import SafeToCall
from feedback.public import sentences
from feedback.public.again import WAITS
from feedback.public.carried import Carried, drop_if_sent, read_carried, say_answers
from feedback.public.kiosks import know_kiosk, read_kiosk
from feedback.public.leaving import with_new_cookie
from feedback.public.memory import get_memory
from feedback.public.posted import read_posted
from feedback.public.talk_storing import store
from feedback.talks import LIMITS, Asked
from feedback.tokens import Token, make_token, name_left, read_token, sign_token
from feedback.web.access import EVERYBODY, open_to
from feedback.web.context import get_database, get_settings
from feedback.web.languages import get_offer, get_speech, look_again

blueprint = Blueprint("talking", __name__)
blueprint.context_processor(know_kiosk)


@dataclass(frozen=True)
class Talk:
    """The page: what stands in it, what to put right, and the key to send it with."""

    asked: Asked = field(default_factory=Asked)
    answers: str = ""  # that go along, in words
    carried: Carried = field(default_factory=Carried)
    token: Token | None = None
    errors: dict[str, str] = field(default_factory=dict)
    trouble: tuple[str, ...] = ()

    @property
    def is_late(self) -> bool:
        """Whether answers were to go along that were sent by themselves meanwhile: nobody can find them now."""
        return self.asked.attach and self.carried.sent

    @property
    def is_left(self) -> bool:
        """Whether somebody left it before: what a browser sends of it again may not be shown."""
        return get_memory().was_left(self.token)


@blueprint.before_request
def look() -> None:
    """See which languages there are. The thank-you reads nothing: the page before it has just looked."""
    if request.endpoint != "talking.sent":
        look_again()


@blueprint.get("/talk")
@open_to(EVERYBODY)
def talk() -> Response:
    """An empty page."""
    return with_new_cookie(_show(Talk()))


@blueprint.post("/talk")
@open_to(EVERYBODY)
def ask() -> Response:
    """The page as it comes from the questions, or the request that it makes."""
    keys = get_settings().secret_keys
    posted = read_posted(keys)
    token = read_token(request.form.get("_key", ""), keys)
    if token and token.collector_id:  # a page of questions has another kind of key
        token = None
    page = Talk(_read_asked(), carried=read_carried(posted), token=token)
    try:
        with get_database().reading() as session:
            page = replace(page, carried=drop_if_sent(session, page.carried))
            before = talks.look_up(session, token.key) if token else None
            if page.asked.attach:
                page = replace(page, answers=say_answers(session, page.carried))
            same = before is not None and talks.is_same(before, token.key, page.asked)  # type: ignore[union-attr]
    except StorageError:
        return _show_not_stored(page)
    if page.is_late:
        page = replace(page, trouble=sentences.TALK_TOO_LATE)
    if "_send" not in request.form or not somebody_listens(get_settings()):
        return _show(Talk(carried=page.carried) if before else page)
    if same:
        return _thank(page)
    return _show_sent_before(page) if before else _receive(page)


@blueprint.get("/talk/sent")
@open_to(EVERYBODY)
def sent() -> Response:
    """We have it, and what happens next. Reads nothing and always answers."""
    return _show_thanks(Carried())


def _read_asked() -> Asked:
    texts = {name: request.form.get(f"_{name}", "").replace("\0", "\ufffd") for name in LIMITS}
    safe = request.form.get("_safe", SafeToCall.NOT_SAID)
    return Asked(safe=safe, attach="_attach" in request.form, **texts)


def _receive(page: Talk) -> Response:
    faults = page.asked.find_faults()
    if faults or page.is_late:
        return _show(replace(page, errors=_explain(faults)), 422)
    if page.token is None:
        return _show(replace(page, trouble=sentences.TALK_DAMAGED), 422)
    try:
        kept = store(page.token, page.asked, page.answers)
    except StorageError:
        return _show_not_stored(page)
    return _thank(page) if kept else _show_sent_before(page)


def _thank(page: Talk) -> Response:
    """Whoever came from questions goes on with them from here; nothing that was typed is on the page."""
    if page.carried.posted:
        return with_new_cookie(_show_thanks(page.carried))
    return with_new_cookie(redirect(f"/talk/sent{_query(page.carried)}", 303))


def _show_sent_before(page: Talk) -> Response:
    """Something else from a page that was sent: shown again only if it could be somebody else's to send.

    What could not be sent as it was is a step on the way to what was sent: a reload after Back must not show it.
    """
    if page.asked.find_faults() or page.is_late or page.is_left:
        empty = Talk(carried=page.carried, trouble=sentences.TALK_SENT_BEFORE_EMPTY)
        return _show(empty, 422)
    return _show(replace(page, trouble=sentences.TALK_SENT_BEFORE, token=None), 422)


def _show_not_stored(page: Talk) -> Response:
    response = _show(replace(page, trouble=sentences.TALK_NOT_STORED), 503)
    response.headers["Retry-After"] = WAITS[503]
    return response


def _show(page: Talk, status: int = 200) -> Response:
    if page.is_left:
        page, status = Talk(carried=page.carried), 200
    settings = get_settings()
    token = page.token or make_token(0, 0)
    return make_response(
        render_template(
            "public/talk.html",
            settings=settings,
            listens=somebody_listens(settings),
            page=page,
            key=sign_token(token, settings.secret_keys),
            carried=page.carried,
            left=[name_left(one) for one in (token, page.carried.page_token) if one],
            action=f"/talk{_query(page.carried)}",
            by=get_speech().day(talks.due_from(clock.today(settings.zone))),
            Safe=SafeToCall,
            kept_months=talks.KEPT_MONTHS,
        ),
        status,
    )


def _show_thanks(carried: Carried) -> Response:
    settings = get_settings()
    return make_response(
        render_template(
            "public/talk-sent.html",
            settings=settings,
            carried=carried,
            by=get_speech().day(talks.due_from(clock.today(settings.zone))),
        )
    )


def _explain(faults: dict[str, str]) -> dict[str, str]:
    return {
        name: sentences.TALK_MISSING[name]
        if fault == "missing"
        else sentences.too_long(int(fault), get_speech())
        for name, fault in faults.items()
    }


def _query(carried: Carried) -> str:
    """What the next address says: where somebody came from, and the tablet it is read on."""
    kiosk = read_kiosk(request.args.get("kiosk", ""))
    tag = get_offer().language.tag
    said = {"lang": tag} if tag != ENGLISH.tag else {}
    said |= {**carried.query, **({"kiosk": kiosk.code} if kiosk else {})}
    return f"?{urlencode(said)}" if said else ""
