"""In which languages something is offered now, and its words in them: only what is frozen and whole."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.db import Database
from feedback.frozen import Frozen, list_frozen, read_words
from feedback.languages import ENGLISH, LISTED, Language
from feedback.models.asking import Meta, PublishedVersion
from feedback.models.translating import STAMP, FrozenLanguage, State
from feedback.questionnaires.snapshot import Form, Question, Snapshot
from feedback.questionnaires.spoken import fingerprint_spoken, list_spoken
from feedback.questionnaires.wording import reword
from feedback.readers import get_languages
from feedback.recordings import Place, list_recordings
from feedback.speech import IN_ENGLISH, Speech
from feedback.translations import Key, Scope, list_interface
from feedback.versions import snapshot_of

_meta = Meta.__table__.c
STAMP_OF = select(_meta.value).where(_meta.name == STAMP)  # asked with every page

KEPT_FORMS = 64


@dataclass(frozen=True)
class Offer:
    """A language somebody can choose, and what pages say in it. `draft`: not everything in it is approved."""

    language: Language = ENGLISH
    speech: Speech = IN_ENGLISH
    draft: bool = False
    sha256: str = ""

    def spoken(self, question: Question) -> list[str]:
        """What somebody reads out of a question, a line each."""
        many = self.speech.gettext("Choose as many as you like.")
        return list_spoken(question, many=many)


IN_ENGLISH_ONLY = {ENGLISH.tag: Offer()}


@dataclass(frozen=True)
class Offers:
    """What there is since the last time a language was frozen. English first, then in the order of the list.

    `read` are the languages that somebody was named to read comments in. `recorded` are the names of recordings,
    by their place, and there by question and the words they were read from.
    """

    stamp: str = ""
    pages: Mapping[str, Offer] = field(default_factory=lambda: IN_ENGLISH_ONLY)
    forms: Mapping[tuple[str, Scope], Frozen] = field(default_factory=dict)
    read: frozenset[str] = frozenset()
    recorded: Mapping[Place, Mapping[tuple[str, str], str]] = field(default_factory=dict)
    made: OrderedDict[tuple[str, Scope], Form] = field(default_factory=OrderedDict)
    heard: dict[tuple[str, Scope], dict[str, str]] = field(default_factory=dict)
    lock: Any = field(default_factory=Lock)

    def of_version(self, version: PublishedVersion, variant: str) -> dict[str, Offer]:
        """The languages this variant is offered in, by tag."""
        return self.of_scope(Scope(version.questionnaire, version.number, variant))

    def of_scope(self, scope: Scope) -> dict[str, Offer]:
        """The languages that a variant of a version is offered in, by tag."""
        found = {}
        for tag, page in self.pages.items():
            frozen = self.forms.get((tag, scope))
            if tag == ENGLISH.tag:
                found[tag] = page
            elif frozen is not None:
                draft = page.draft or frozen.state == State.DRAFT
                found[tag] = Offer(page.language, page.speech, draft, page.sha256 + frozen.sha256)
        return found

    def form(self, database: Database, version: PublishedVersion, variant: str, tag: str) -> Form:
        """A variant in a language it is offered in. Raises StorageError when it has to be read and cannot be."""
        return self.form_of(database, snapshot_of(version), variant, tag)

    def form_of(self, database: Database, snapshot: Snapshot, variant: str, tag: str) -> Form:
        """The same of what a version says."""
        key = tag, Scope(snapshot.questionnaire, snapshot.version, variant)
        if key not in self.forms:
            return snapshot.form(variant)
        with self.lock:
            if key not in self.made:
                with database.reading() as session:
                    self.made[key] = self.read_form(session, snapshot, variant, tag)
                while len(self.made) > KEPT_FORMS:
                    self.made.popitem(last=False)
            return self.made[key]

    def recordings(self, scope: Scope, form: Form, offer: Offer) -> Mapping[str, str]:
        """The names of the recordings of `form`, by question: only of what was read from the words it has now."""
        kept = self.recorded.get(Place(scope.questionnaire, scope.variant, offer.language.tag))
        if not kept:
            return {}
        key = offer.language.tag, scope
        if key not in self.heard:
            read = {q.id: fingerprint_spoken(offer.spoken(q)) for q in form.questions.values()}
            self.heard[key] = {
                id_: kept[id_, words] for id_, words in read.items() if (id_, words) in kept
            }
        return self.heard[key]

    def read_form(self, session: Session, snapshot: Snapshot, variant: str, tag: str) -> Form:
        """The same, read now. English where it is not offered."""
        frozen = self.forms.get((tag, Scope(snapshot.questionnaire, snapshot.version, variant)))
        if frozen is None:
            return snapshot.form(variant)
        words = read_words(session.get_one(FrozenLanguage, frozen.id).words)
        return _say(snapshot, snapshot.form(variant), words)


def read_stamp(session: Session) -> str:
    """What changes whenever a language is frozen, or somebody is named to read one."""
    session.flush()  # columns are read as they are on the disk
    return session.connection().execute(STAMP_OF).scalar() or ""


def read_offers(session: Session, *, drafts: bool) -> Offers:
    """Everything that is offered now; drafts too where the council wants to see them."""
    frozen = list_frozen(session, drafts=drafts)
    needed = {entry.key for entry in list_interface(session)}
    pages = dict(IN_ENGLISH_ONLY)
    for language in LISTED:
        row = frozen.get((language.tag, Scope()))
        words = read_words(session.get_one(FrozenLanguage, row.id).words) if row else {}
        if row is None or not needed or not needed <= words.keys():
            continue  # a release that says something new waits for its words
        said = {
            sentence: forms if len(forms) > 1 else forms[0]
            for (_, sentence), forms in words.items()
        }
        speech = Speech(language, said)
        pages[language.tag] = Offer(language, speech, row.state == State.DRAFT, row.sha256)
    forms = {key: row for key, row in frozen.items() if key[1] != Scope() and key[0] in pages}
    recorded: dict[Place, dict[tuple[str, str], str]] = {}
    for kept in list_recordings(session):
        recorded.setdefault(kept.place, {})[kept.question, kept.words_sha256] = kept.name
    return Offers(read_stamp(session), pages, forms, get_languages(session), recorded)


def _say(snapshot: Snapshot, form: Form, words: Mapping[Key, tuple[str, ...]]) -> Form:
    return reword(snapshot, form, lambda sentence: words[sentence.context, sentence.text][0])
