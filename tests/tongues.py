"""Made-up translations of everything a council says, to see what is shown in which state."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.orm import Session

from feedback.db import Database
from feedback.frozen import Approval, freeze
from feedback.languages import LANGUAGES
from feedback.models.translating import State
from feedback.pseudo import make_pseudo
from feedback.shipped_languages import bring_english
from feedback.translations import Entry, Key, Scope, list_entries, read_translations, save_words

SHIPPED = Path(__file__).resolve().parents[1] / "translations"
TODAY = dt.date(2026, 11, 23)
Chooses = Callable[[Scope, Entry], bool]


def everything(_scope: Scope, _entry: Entry) -> bool:
    """Every sentence."""
    return True


def only(*questionnaires: str) -> Chooses:
    """The interface, and these questionnaires."""
    return lambda scope, _: scope.questionnaire in ("interface", *questionnaires)


SURVEY = only("iro-survey")


def translate(
    session: Session,
    tag: str,
    chooses: Chooses = SURVEY,
    *,
    approved: bool = False,
    checked: bool = False,
    say: Callable[[str], str] = make_pseudo,
) -> None:
    """Say what `chooses` picks in the made-up words of `tag`, and freeze what is complete."""
    language = LANGUAGES[tag]
    bring_english(session, SHIPPED)
    entries = list_entries(session)
    words: dict[Key, list[str]] = {}
    for scope, own in entries.items():
        for entry in own:
            if chooses(scope, entry):
                forms = language.plurals[0] if entry.plural else 1
                words[entry.key] = [say(entry.plural or entry.sentence)] * forms
    save_words(
        session, language, words, checked_by="A. Reader" if approved or checked else "", on=TODAY
    )
    said = read_translations(session, tag)
    for row in said.values() if approved else ():
        row.state = State.APPROVED.value
    approval = Approval("A. Manager", TODAY) if approved else None
    for scope, own in entries.items():
        freeze(session, language, scope, own, said, approval=approval)


def speak(
    database: Database, *tags: str, approved: bool = True, say: Callable[[str], str] = make_pseudo
) -> None:
    """Let the council speak these languages, in the IRO survey."""
    with database.writing() as session:
        for tag in tags:
            translate(session, tag, approved=approved, say=say)
