"""Which sentences have to be said in another language, and how far each has come."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.catalogues import where_seen
from feedback.exceptions import NotFoundError
from feedback.languages import ENGLISH, LANGUAGES, Language, get_language
from feedback.models.asking import PublishedVersion
from feedback.models.translating import INTERFACE, FrozenLanguage, State, Translation
from feedback.questionnaires.definition import Class
from feedback.questionnaires.snapshot import Snapshot
from feedback.questionnaires.wording import list_form_sentences
from feedback.versions import list_versions, snapshot_of

Key = tuple[str, str]  # context and English sentence
States = Mapping[Key, str]  # how far each translated sentence is


@dataclass(frozen=True, order=True)
class Scope:
    """What is frozen as one: a variant of a version, or the interface."""

    questionnaire: str = INTERFACE
    number: int = 0
    variant: str = ""

    def __str__(self) -> str:
        if self.questionnaire == INTERFACE:
            return "pages, posters and paper"
        return f"{self.questionnaire}@{self.number} {self.variant}"


@dataclass(frozen=True)
class Entry:
    """A sentence that has to be said. `plural` is its form for many; `beside` is how the other variant says it."""

    context: str
    sentence: str
    plural: str | None = None
    where: str = ""
    reader: str = ""
    beside: str = ""

    @cached_property
    def key(self) -> Key:
        """What it goes by."""
        return self.context, self.sentence

    @cached_property
    def many_words(self) -> int:
        """How many words of English it has."""
        return len(self.sentence.split())


_entries: dict[str, dict[Scope, list[Entry]]] = {}  # by the fingerprint of a published version


@dataclass(frozen=True)
class Progress:
    """How far one scope is in one language: how many sentences there are, and how many are in each state."""

    scope: Scope
    sentences: int
    words: int  # of English
    left: int  # words of English that are not said yet
    missing: int
    draft: int
    checked: int
    approved: int


def open_language(tag: str) -> Language:
    """The language called `tag`, for translating. Raises NotFoundError."""
    language = get_language(tag)
    if language is None or language == ENGLISH:
        known = ", ".join(t for t in LANGUAGES if t != ENGLISH.tag)
        raise NotFoundError(f"There is no language {tag!r} to translate into. There are: {known}.")
    return language


def list_entries(session: Session) -> dict[Scope, list[Entry]]:
    """Everything there is to say, by scope: the interface, and the newest version of each questionnaire."""
    newest = {version.questionnaire: version for version in list_versions(session)}
    found = {Scope(): list_interface(session)}
    for version in newest.values():
        if snapshot_of(version).class_ is Class.ANONYMOUS:  # staff pages are in English
            found |= entries_of_version(version)
    return found


def entries_of_version(version: PublishedVersion) -> dict[Scope, list[Entry]]:
    """What one version says, by variant. Worked out once a process, since it never changes."""
    if version.sha256 not in _entries:
        _entries[version.sha256] = _list_entries(snapshot_of(version))
    return {scope: list(own) for scope, own in _entries[version.sha256].items()}


def _list_entries(snapshot: Snapshot) -> dict[Scope, list[Entry]]:
    beside = _beside(snapshot)
    return {
        Scope(snapshot.questionnaire, snapshot.version, variant.value): [
            Entry(
                sentence.context,
                sentence.text,
                where=where_seen(sentence),
                reader=sentence.audience,
                beside=beside.get(sentence.context, ""),
            )
            for sentence in list_form_sentences(snapshot, form)
        ]
        for variant, form in snapshot.forms.items()
    }


def read_translations(session: Session, tag: str) -> dict[Key, Translation]:
    """Every translated sentence of a language."""
    rows = session.scalars(
        select(Translation).where(Translation.language == tag).order_by(Translation.id)
    )
    return {(row.context, row.sentence): row for row in rows}


def read_states(session: Session, tags: Iterable[str]) -> dict[str, dict[Key, str]]:
    """How far each translated sentence of these languages is: without its words, since there are thousands."""
    table, found = Translation, {tag: dict[Key, str]() for tag in tags}
    query = select(table.language, table.context, table.sentence, table.state)
    for tag, context, sentence, state in session.execute(query.where(table.language.in_(found))):
        found[tag][context, sentence] = state
    return found


def words_of(row: Translation) -> tuple[str, ...]:
    """The words of a translated sentence, a plural form each."""
    return tuple(json.loads(row.words))


def measure(entries: Mapping[Scope, Sequence[Entry]], said: States) -> list[Progress]:
    """How far each scope is."""
    return [_measure(scope, own, said) for scope, own in entries.items()]


def save_words(
    session: Session,
    language: Language,
    words: Mapping[Key, Sequence[str]],
    *,
    checked_by: str = "",
    on: dt.date,
) -> int:
    """Keep `words`; how many sentences changed. With a name all of them are checked, else what changed is a draft."""
    said, changed = read_translations(session, language.tag), 0
    for key, forms in words.items():
        row, text = said.get(key), json.dumps(list(forms), ensure_ascii=False)
        same = row is not None and row.words == text
        if row is None:
            row = Translation(language=language.tag, context=key[0], sentence=key[1])
            session.add(row)
        if not same:
            row.words, row.state, row.shipped = text, State.DRAFT.value, False
            row.checked_by = row.checked_on = row.approved_by = row.approved_on = None
        if checked_by and row.state == State.DRAFT:
            row.state, row.checked_by, row.checked_on = State.CHECKED.value, checked_by, on
            row.shipped = False
        changed += not same
    session.flush()
    return changed


def list_interface(session: Session) -> list[Entry]:
    """What pages, posters and paper say, as this release brought it; nothing before `init`."""
    row = session.scalars(
        select(FrozenLanguage)
        .where(FrozenLanguage.language == ENGLISH.tag, FrozenLanguage.questionnaire == INTERFACE)
        .order_by(FrozenLanguage.revision.desc())
        .limit(1)
    ).first()
    listed = json.loads(row.words)["words"] if row else []
    return [
        Entry("", forms[0], forms[1] if len(forms) > 1 else None, where=where)
        for where, _, forms in listed
    ]


def _beside(snapshot: Snapshot) -> dict[str, str]:
    """How the other variant says what stands under each context, where it says it otherwise."""
    said = {
        s.context: s.text for f in snapshot.forms.values() for s in list_form_sentences(snapshot, f)
    }
    found = {}
    for context, text in said.items():
        other = (
            context.replace(":standard:", ":easy-read:")
            if ":standard:" in context
            else context.replace(":easy-read:", ":standard:").replace(":picture:", ":standard:")
        )
        if said.get(other, text) != text:
            found[context] = said[other]
    return found


def _measure(scope: Scope, entries: Sequence[Entry], said: States) -> Progress:
    missing = [entry for entry in entries if entry.key not in said]
    states = [said[entry.key] for entry in entries if entry.key in said]
    return Progress(
        scope,
        sentences=len(entries),
        words=_count(entries),
        left=_count(missing),
        missing=len(missing),
        draft=states.count(State.DRAFT),
        checked=states.count(State.CHECKED),
        approved=states.count(State.APPROVED),
    )


def _count(entries: Iterable[Entry]) -> int:
    return sum(entry.many_words for entry in entries)
