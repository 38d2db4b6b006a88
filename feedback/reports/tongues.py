"""In which languages posters, slips and paper forms can be made now, and their words in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock

from sqlalchemy.orm import Session

from feedback.config import Settings
from feedback.exceptions import RefusedError
from feedback.languages import ENGLISH, Language
from feedback.offers import Offer, Offers, read_offers, read_stamp
from feedback.questionnaires.snapshot import Form, Snapshot
from feedback.translations import Scope

OFFERED = "which languages are offered"
_lock = Lock()
_known: dict[tuple[str, bool], Offers] = {}  # by a stamp that is new whenever a language is frozen


@dataclass(frozen=True)
class Tongue:
    """A variant in a language: its words, those around it, and whether anybody reads what is written in it."""

    offer: Offer
    form: Form
    boxes: bool


def get_offers(session: Session, settings: Settings) -> Offers:
    """What is offered now; drafts too where the council wants to see them."""
    if OFFERED not in session.info:  # asked once for a page, however many languages stand on it
        session.info[OFFERED] = _look_up(session, settings)
    offered: Offers = session.info[OFFERED]
    return offered


def _look_up(session: Session, settings: Settings) -> Offers:
    key = read_stamp(session), settings.show_draft_translations
    with _lock:
        if key not in _known or not key[0]:
            offers = read_offers(session, drafts=settings.show_draft_translations)
            _known.clear()
            _known[key] = offers
        return _known[key]


def list_tongues(
    session: Session, settings: Settings, snapshot: Snapshot, variant: str = "standard"
) -> list[Language]:
    """The languages a variant can be handed out in, English first."""
    scope = Scope(snapshot.questionnaire, snapshot.version, variant)
    return [one.language for one in get_offers(session, settings).of_scope(scope).values()]


def open_tongue(
    session: Session, settings: Settings, snapshot: Snapshot, variant: str, tag: str
) -> Tongue:
    """A variant in the language called `tag`. Raises RefusedError for one it is not offered in."""
    offers = get_offers(session, settings)
    found = offers.of_scope(Scope(snapshot.questionnaire, snapshot.version, variant))
    if tag not in found:
        raise RefusedError(_not_yet(tag, found))
    read = {ENGLISH.tag, *settings.comment_languages, *offers.read}
    return Tongue(found[tag], offers.read_form(session, snapshot, variant, tag), boxes=tag in read)


def find_tongue(
    session: Session, settings: Settings, snapshot: Snapshot, variant: str, tag: str
) -> Tongue | None:
    """The same, or None for English, which every variant has. Raises RefusedError."""
    if tag == ENGLISH.tag:
        return None
    return open_tongue(session, settings, snapshot, variant, tag)


def choose_tags(
    session: Session, settings: Settings, snapshot: Snapshot, wanted: Iterable[str]
) -> tuple[str, ...]:
    """The wanted languages that posters of these questions can be made in; English when there are none."""
    offered = {one.tag for one in list_tongues(session, settings, snapshot)}
    return tuple(tag for tag in wanted if tag in offered) or (ENGLISH.tag,)


def check_offered(session: Session, settings: Settings, tags: Iterable[str]) -> None:
    """Raise RefusedError for a language that nothing is offered in."""
    offered = get_offers(session, settings).pages
    if missing := next((tag for tag in tags if tag not in offered), None):
        raise RefusedError(_not_yet(missing, offered))


def find_tongues(
    session: Session, settings: Settings, snapshot: Snapshot, tag: str
) -> dict[str, Tongue]:
    """Every variant that is offered in the language called `tag`, by its name; none for English."""
    if tag == ENGLISH.tag:
        return {}
    return {
        variant.value: open_tongue(session, settings, snapshot, variant.value, tag)
        for variant in snapshot.forms
        if tag in {one.tag for one in list_tongues(session, settings, snapshot, variant.value)}
    }


def open_offer(session: Session, settings: Settings, tag: str) -> Offer:
    """What is said around the questions in the language called `tag`. Raises RefusedError."""
    pages = get_offers(session, settings).pages
    if tag not in pages:
        raise RefusedError(_not_yet(tag, pages))
    return pages[tag]


def list_offered(session: Session, settings: Settings) -> list[Language]:
    """Every language that something is offered in now, English first."""
    return [one.language for one in get_offers(session, settings).pages.values()]


def _not_yet(tag: str, known: Iterable[str]) -> str:
    return (
        f"This is not offered in {tag!r} yet. It is in: {', '.join(known)}. "
        "A language is offered once its words are checked and approved, on the page Languages."
    )
