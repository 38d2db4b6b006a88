"""Standing up for a language: what was checked is approved, and frozen for good."""

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from feedback import audit
from feedback.exceptions import RefusedError
from feedback.frozen import Approval, freeze
from feedback.languages import Language
from feedback.models.accounts import Account
from feedback.models.auditing import Deed
from feedback.models.translating import INTERFACE, State, Translation
from feedback.translations import Entry, Key, Scope, list_entries, read_translations, save_words

MOST_LETTERS = 100  # of a name


def take_words(
    session: Session,
    language: Language,
    words: Mapping[Key, Sequence[str]],
    *,
    checked_by: str,
    on: dt.date,
    by: Account | None = None,
) -> int:
    """Keep words that came back, as drafts or as checked by a name; how many sentences changed.

    What is shown and approved stays as it is until the new words are approved.
    """
    changed = save_words(session, language, words, checked_by=_name(checked_by), on=on)
    settle(session, language)
    audit.record(session, Deed.SAVED_TRANSLATIONS, f"language {language.tag}", by=by)
    return changed


def settle(session: Session, language: Language) -> None:
    """Freeze the drafts that are whole now."""
    said = read_translations(session, language.tag)
    for scope, own in list_entries(session).items():
        freeze(session, language, scope, own, said)


def approve(
    session: Session,
    language: Language,
    *,
    name: str,
    on: dt.date,
    questionnaire: str = "",
    by: Account | None = None,
) -> list[Scope]:
    """Approve everything that is whole and checked, or one questionnaire and the pages around it.

    Raises RefusedError without a name, and when nothing is whole and checked.
    """
    if not _name(name):
        raise RefusedError("Write the name of whoever approves it.")
    entries = _choose(list_entries(session), questionnaire)
    said = read_translations(session, language.tag)
    ready = {scope: own for scope, own in entries.items() if own and not _list_left(own, said)}
    if not ready:
        raise RefusedError(_say_left(language, entries, said))
    approval = Approval(_name(name), on)
    for own in ready.values():
        for entry in own:
            _approve(said[entry.key], approval)
    session.flush()
    for scope, own in ready.items():
        freeze(session, language, scope, own, said, approval=approval)
    audit.record(session, Deed.APPROVED_LANGUAGE, f"language {language.tag}", by=by)
    return list(ready)


def _choose(entries: dict[Scope, list[Entry]], questionnaire: str) -> dict[Scope, list[Entry]]:
    if not questionnaire:
        return entries
    found = {s: own for s, own in entries.items() if s.questionnaire in (questionnaire, INTERFACE)}
    if set(found) <= {Scope()}:
        raise RefusedError(f"There is no questionnaire {questionnaire!r} to approve.")
    return found


def _list_left(entries: Sequence[Entry], said: Mapping[Key, Translation]) -> list[Entry]:
    return [e for e in entries if e.key not in said or said[e.key].state == State.DRAFT]


def _say_left(
    language: Language, entries: Mapping[Scope, Sequence[Entry]], said: Mapping[Key, Translation]
) -> str:
    left = {e.key for own in entries.values() for e in _list_left(own, said)}
    missing = len(left - said.keys())
    return (
        f"Nothing of {language.english} is whole and checked yet: {missing} sentences are missing and "
        f"{len(left) - missing} are drafts. Whoever checks them sends the workbook back with a name."
    )


def _approve(row: Translation, approval: Approval) -> None:
    if row.state == State.CHECKED:
        row.state = State.APPROVED.value
        row.approved_by, row.approved_on = approval.by, approval.on


def _name(name: str) -> str:
    return " ".join(name.split())[:MOST_LETTERS]
