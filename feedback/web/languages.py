"""Which language a page speaks, and in which it can be read."""

from collections.abc import Mapping
from threading import Lock
from typing import cast
from urllib.parse import urlencode

from flask import Flask, current_app, g, has_request_context, request
from sqlalchemy.orm import Session
from werkzeug.routing import BaseConverter

from feedback.exceptions import StorageError
from feedback.languages import ENGLISH, LISTED, Language
from feedback.models.asking import PublishedVersion
from feedback.offers import Offer, Offers, read_offers, read_stamp
from feedback.questionnaires.snapshot import Form
from feedback.speech import Speech
from feedback.versions import snapshot_of
from feedback.web.context import get_database, get_settings, of_app

KEY = "feedback.languages"
IN_ENGLISH = Offer()


class Tongue(BaseConverter):
    """The end of a printed address, the tag of a language in any case: what is none leads to no page."""

    regex = f"(?i:{'|'.join(one.tag for one in LISTED)})"

    def to_python(self, value: str) -> str:
        """The tag as we spell it."""
        return next(one.tag for one in LISTED if one.tag.casefold() == value.casefold())


class Spoken:
    """What this process knows of languages: read again when one was frozen since."""

    def __init__(self, *, drafts: bool) -> None:
        self._drafts = drafts
        self._lock = Lock()
        self.offers = Offers()

    def refresh(self, session: Session) -> Offers:
        """What is offered now."""
        with self._lock:
            if read_stamp(session) != self.offers.stamp:
                self.offers = read_offers(session, drafts=self._drafts)
            return self.offers


def init_app(app: Flask) -> None:
    """Read what is offered before the first page, and know languages in addresses."""
    app.url_map.converters["tongue"] = Tongue
    installation = of_app(app)
    spoken = Spoken(drafts=installation.settings.show_draft_translations)
    app.extensions[KEY] = spoken
    with installation.database.reading() as session:
        spoken.refresh(session)


def get_spoken() -> Spoken:
    """What the current process knows of languages."""
    return cast(Spoken, current_app.extensions[KEY])


def look_again() -> None:
    """Refresh before a page that reads nothing else. In storage trouble it is shown as it was known."""
    try:
        with get_database().reading() as session:
            get_spoken().refresh(session)
    except StorageError:
        return


def choose(offers: Mapping[str, Offer], wanted: str | None) -> tuple[Offer, bool]:
    """The language to show for `wanted`, and whether it is the one that was wanted."""
    offer = offers.get(wanted or ENGLISH.tag)
    return offer or IN_ENGLISH, offer is not None


def speak(offer: Offer) -> None:
    """From here on the page says its own sentences in this language."""
    g.offer = offer


def asked_for() -> str | None:
    """The tag that the address asks for: chosen on the page, else printed on the paper that led here."""
    return request.args.get("lang") or (request.view_args or {}).get("tongue")


def get_offer() -> Offer:
    """The language of this page: the one that was set, else the one its address asks for. Staff pages are in English."""
    if not has_request_context() or request.path.startswith("/staff"):
        return IN_ENGLISH
    if "offer" not in g:
        g.offer = choose(get_spoken().offers.pages, asked_for())[0]
    return cast(Offer, g.offer)


def get_speech() -> Speech:
    """What the page says its own sentences in."""
    return get_offer().speech


def open_form(version: PublishedVersion, variant: str | None, tag: str | None) -> Form:
    """A variant in the language that is asked for, else in English."""
    offers, chosen = get_spoken().offers, snapshot_of(version).form(variant).variant
    offer, _ = choose(offers.of_version(version, chosen), tag)
    return offers.form(get_database(), version, chosen, offer.language.tag)


def list_page_languages() -> list[Language]:
    """The languages that pages around the questions can be read in."""
    return [offer.language for offer in get_spoken().offers.pages.values()]


def reads_comments(language: Language) -> bool:
    """Whether the council has named somebody who reads what is written in `language`."""
    named = (*get_settings().comment_languages, *get_spoken().offers.read)
    return language == ENGLISH or language.tag in named


def here_in(tag: str) -> str:
    """The address of this page in another language, without its path: `//other.example` or a backslash leads elsewhere."""
    return f"?{urlencode({**request.args.to_dict(), 'lang': tag})}"


def to(path: str) -> str:
    """`path` in the language of this page."""
    tag = get_offer().language.tag
    return path if tag == ENGLISH.tag else f"{path}?{urlencode({'lang': tag})}"
