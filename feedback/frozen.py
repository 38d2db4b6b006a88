"""Languages as they were frozen: every word of a variant or of the interface, with a revision and a fingerprint.

What is approved never changes; a correction is a new revision. A draft is frozen too, so that the server reads
the same thing whatever it shows, and is replaced when its words change.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from feedback.languages import ENGLISH, LISTED, Language
from feedback.models.translating import FrozenLanguage, State, Translation, new_stamp
from feedback.translations import Entry, Key, Scope, words_of

SCHEMA = 1


@dataclass(frozen=True)
class Frozen:
    """A frozen language without its words."""

    id: int
    revision: int
    state: State
    sha256: str


@dataclass(frozen=True)
class Approval:
    """Who approves, and when."""

    by: str
    on: dt.date


def freeze(
    session: Session,
    language: Language,
    scope: Scope,
    entries: Sequence[Entry],
    said: Mapping[Key, Translation],
    *,
    approval: Approval | None = None,
) -> FrozenLanguage | None:
    """`scope` as it is said now, frozen; the newest there is when its words are the same.

    None when a sentence is missing, or, with an `approval`, when one is not approved: nothing half done is frozen.
    """
    found = [said.get(entry.key) for entry in entries]
    if not entries or any(
        row is None or (approval and row.state != State.APPROVED) for row in found
    ):
        return None
    words = [
        [e.context, e.sentence, list(words_of(row))]
        for e, row in zip(entries, found, strict=True)
        if row
    ]
    return freeze_words(session, language, scope, words, approval=approval)


def freeze_words(
    session: Session,
    language: Language,
    scope: Scope,
    words: Sequence[Sequence[object]],
    *,
    approval: Approval | None,
) -> FrozenLanguage:
    """`words`, each with its context and English, frozen. The newest there is when they are the same."""
    text = _write(language, scope, words)
    state = State.APPROVED if approval else State.DRAFT
    latest = _latest(session, language, scope, state)
    if latest is not None and latest.words == text:
        return latest
    # A draft is replaced by the next one, and by what is approved.
    session.execute(
        delete(FrozenLanguage).where(
            *_mine(language, scope), FrozenLanguage.state == State.DRAFT.value
        )
    )
    row = FrozenLanguage(
        language=language.tag,
        questionnaire=scope.questionnaire,
        number=scope.number,
        variant=scope.variant,
        revision=_count_revisions(session, language, scope) + 1,
        words=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        state=state.value,
        approved_by=approval.by if approval else None,
        approved_on=approval.on if approval else None,
    )
    session.add(row)
    session.merge(new_stamp())
    session.flush()
    return row


def list_frozen(session: Session, *, drafts: bool) -> dict[tuple[str, Scope], Frozen]:
    """The newest of each language and scope: an approved one, else, with `drafts`, a draft."""
    table = FrozenLanguage
    query = select(
        table.id, table.language, table.questionnaire, table.number, table.variant,
        table.revision, table.state, table.sha256,
    ).where(table.language != ENGLISH.tag)  # fmt: skip
    if not drafts:
        query = query.where(table.state == State.APPROVED.value)
    # Approved after drafts, so that it is what stays.
    found = session.execute(query.order_by(table.state == State.APPROVED.value, table.revision))
    return {
        (row.language, Scope(row.questionnaire, row.number, row.variant)): Frozen(
            row.id, row.revision, State(row.state), row.sha256
        )
        for row in found
    }


def list_spoken(session: Session) -> dict[tuple[str, int], list[str]]:
    """The languages besides English that each version is approved in, in the order of the list."""
    approved = {(tag, s.questionnaire, s.number) for tag, s in list_frozen(session, drafts=False)}
    found: dict[tuple[str, int], list[str]] = {}
    for language in LISTED:
        for _, questionnaire, number in sorted(one for one in approved if one[0] == language.tag):
            found.setdefault((questionnaire, number), []).append(language.tag)
    return found


def list_written(session: Session, scope: Scope, *, drafts: bool) -> list[Language]:
    """The languages that sheets of a variant may be in, English first: those it was ever frozen in.

    They stay when a release says something new and pages wait for its words: what was printed still comes back.
    """
    tags = {tag for tag, one in list_frozen(session, drafts=drafts) if one == scope}
    return [one for one in LISTED if one == ENGLISH or one.tag in tags]


def read_words(text: str) -> dict[Key, tuple[str, ...]]:
    """The words of a frozen language, by context and English sentence."""
    listed = json.loads(text)["words"]
    return {(context, sentence): tuple(forms) for context, sentence, forms in listed}


def _write(language: Language, scope: Scope, words: Sequence[Sequence[object]]) -> str:
    content = {
        "schema": SCHEMA,
        "language": language.tag,
        "questionnaire": scope.questionnaire,
        "version": scope.number,
        "variant": scope.variant,
        "words": words,
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _mine(language: Language, scope: Scope) -> tuple[ColumnElement[bool], ...]:
    return (
        FrozenLanguage.language == language.tag,
        FrozenLanguage.questionnaire == scope.questionnaire,
        FrozenLanguage.number == scope.number,
        FrozenLanguage.variant == scope.variant,
    )


def _latest(
    session: Session, language: Language, scope: Scope, state: State
) -> FrozenLanguage | None:
    return session.scalars(
        select(FrozenLanguage)
        .where(*_mine(language, scope), FrozenLanguage.state == state.value)
        .order_by(FrozenLanguage.revision.desc())
        .limit(1)
    ).first()


def _count_revisions(session: Session, language: Language, scope: Scope) -> int:
    newest = select(func.max(FrozenLanguage.revision)).where(*_mine(language, scope))
    return session.scalar(newest) or 0
