"""Who reads what people write, by language, and the words that comments are looked through for."""

from dataclasses import dataclass, field

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback import readers, word_lists
from feedback.accounts import open_account as open_own_account
from feedback.exceptions import ChangedError, NotFoundError, RefusedError
from feedback.languages import LANGUAGES
from feedback.listening import list_missing
from feedback.models.accounts import Account
from feedback.models.listening import LanguageReader
from feedback.permissions import Action
from feedback.readers import Reading
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database, get_settings
from feedback.word_lists import ListKind, list_words

blueprint = Blueprint("listening", __name__)
LIST_WORDS = {
    ListKind.CONCERN: (
        "Words of concern",
        "What holds one of them is read first, and the word is shown to the reader. It decides nothing, and everything else is read all the same.",
    ),
    ListKind.STAFF: (
        "Names of staff",
        "They are shown to the reader wherever they stand, in small letters too. Write first name and family name on lines of their own as well.",
    ),
}


@dataclass(frozen=True)
class Typed:
    """What somebody typed that was not saved: of which form, what, and why not."""

    form: str = ""
    values: dict[str, str] = field(default_factory=dict)
    trouble: str = ""


@blueprint.get("/who-reads")
@open_to(Action.NAME_READERS)
def see_listening() -> ResponseReturnValue:
    """Every language that somebody reads, a form for another, and both lists of words."""
    return _show(Typed())


@blueprint.post("/who-reads")
@open_to(Action.NAME_READERS)
def name_reader() -> ResponseReturnValue:
    """Name who reads a language, or let nobody read it any more."""
    language = request.form.get("language", "")
    try:
        with get_database().writing() as session:
            _save(session, language, _by(session))
    except ChangedError as problem:
        return _show(_typed(language, problem)), 409
    except RefusedError as problem:
        return _show(_typed(language, problem)), 422
    return redirect(url_for(".see_listening", saved=language))


@blueprint.post("/who-reads/words/<kind>")
@open_to(Action.NAME_READERS)
def save_words(kind: str) -> ResponseReturnValue:
    """Save one list of words as a whole."""
    known = _read_kind(kind)
    text, seen = request.form.get("words", ""), request.form.get("seen", "")
    try:
        with get_database().writing() as session:
            word_lists.save_words(session, known, text, seen=seen, by=_by(session))
    except ChangedError as problem:
        return _show(_typed(known.value, problem)), 409
    except RefusedError as problem:
        return _show(_typed(known.value, problem)), 422
    return redirect(url_for(".see_listening", saved=known.value))


def _save(session: Session, language: str, by: Account) -> None:
    seen = request.form.get("seen", "")
    if language not in LANGUAGES:
        raise RefusedError("Choose a language from the list.")
    if request.form.get("do") == "remove":
        readers.remove_reading(session, language, seen=seen, by=by)
        return
    reading = Reading(
        language,
        request.form.get("reader", ""),
        request.form.get("cover", ""),
        tuple(request.form.get("emails", "").split()),
    )
    readers.save_reading(session, reading, seen=seen, by=by)


def _show(typed: Typed) -> str:
    settings = get_settings()
    with get_database().reading() as session:
        readings = readers.list_readings(session, settings)
        states = {tag: readers.state_of(session.get(LanguageReader, tag)) for tag in LANGUAGES}
        lists = [(kind, list_words(session, kind)) for kind in ListKind]
        told = readers.list_told(session, readers.ENGLISH)
    return render_template(
        "staff/who-reads.html",
        readings=readings,
        states=states,
        nothing=readers.state_of(None),
        languages={tag: one.english for tag, one in LANGUAGES.items()},
        lists=[
            (kind, *LIST_WORDS[kind], words, word_lists.state_of(words)) for kind, words in lists
        ],
        typed=typed,
        saved=request.args.get("saved") if not typed.trouble else None,
        missing=list_missing(settings),
        out_of_hours=settings.out_of_hours,
        told=told,
        has_mail=settings.mail_server is not None,
    )


def _typed(form: str, problem: RefusedError) -> Typed:
    values = {name: value for name, value in request.form.items() if name != "csrf_token"}
    return Typed(form, values, str(problem))


def _read_kind(kind: str) -> ListKind:
    found = next((known for known in ListKind if known == kind), None)
    if found is None:
        raise NotFoundError("There is no such list. The page “Who reads” shows both.")
    return found


def _by(session: Session) -> Account:
    return open_own_account(session, open_account().id)
