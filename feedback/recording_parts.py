"""What there is to read out in a language, part by part and question by question, and what is recorded of it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.exceptions import NotFoundError
from feedback.languages import LANGUAGES, Language
from feedback.models.asking import PublishedVersion, Round
from feedback.offers import Offer, Offers, read_offers
from feedback.questionnaires.definition import Variant
from feedback.questionnaires.snapshot import Form
from feedback.questionnaires.spoken import fingerprint_spoken
from feedback.recordings import Kept, Place, Read, list_recordings
from feedback.translations import Scope
from feedback.versions import list_asked, snapshot_of

KEPT_DAYS = (
    365  # after it was saved, though nothing says its words any more: they may be said again
)


@dataclass(frozen=True)
class Line:
    """A question as it is read out, its recording, and those of other words it once had or has in another version."""

    question: str
    spoken: tuple[str, ...]
    words_sha256: str
    recording: Kept | None
    others: tuple[Kept, ...]


@dataclass(frozen=True)
class Part:
    """A variant of a version in a language, and its questions."""

    scope: Scope
    language: Language
    title: str
    lines: tuple[Line, ...]

    @property
    def place(self) -> Place:
        """Where its recordings belong."""
        return Place(self.scope.questionnaire, self.scope.variant, self.language.tag)

    @cached_property
    def recorded(self) -> int:
        """How many of its questions have a recording of the words they have."""
        return sum(1 for line in self.lines if line.recording)

    @cached_property
    def changed(self) -> int:
        """How many have one of other words alone."""
        return sum(1 for line in self.lines if line.others and not line.recording)

    def read(self, line: Line) -> Read:
        """What somebody reads who reads `line` out."""
        return Read(self.place, line.question, line.words_sha256)


def list_parts(session: Session, offers: Offers, language: Language) -> list[Part]:
    """Everything that can be read out in a language: of the newest versions, and of those still asked in rounds."""
    kept = _by_place(list_recordings(session))
    return [
        _make_part(session, offers, version, variant, language, kept)
        for version in list_current(session)
        for variant in snapshot_of(version).forms
        if language.tag in offers.of_version(version, variant)
    ]


def open_part(session: Session, offers: Offers, tag: str, scope: Scope) -> Part:
    """One part. Raises NotFoundError when it is not asked, or not in this language."""
    for version in list_current(session):
        if (version.questionnaire, version.number) != (scope.questionnaire, scope.number):
            continue
        for variant in snapshot_of(version).forms:
            if variant == scope.variant and tag in offers.of_version(version, variant):
                kept = _by_place(list_recordings(session, Place(scope.questionnaire, variant, tag)))
                return _make_part(session, offers, version, variant, LANGUAGES[tag], kept)
    raise NotFoundError(
        f"{scope} cannot be recorded in {tag!r}: nobody is asked it, or the language is not approved for it yet."
    )


def list_current(session: Session) -> list[PublishedVersion]:
    """The newest version of everything that is asked, and older ones with a round that is not counted."""
    asked = list_asked(session)
    newest = {version.questionnaire: version.id for version in asked}
    rounds = set(session.scalars(select(Round.version_id).where(Round.counted_on.is_(None))))
    return [one for one in asked if one.id in rounds | set(newest.values())]


def list_unsaid(session: Session, today: dt.date, *, drafts: bool) -> list[Kept]:
    """The recordings of words that nothing says any more, a year after they were saved."""
    limit = today - dt.timedelta(days=KEPT_DAYS)
    old = [kept for kept in list_recordings(session) if kept.saved_on < limit]
    if not old:
        return []
    offers = read_offers(session, drafts=drafts)
    said: set[Read] = set()
    for language in sorted({kept.place.language for kept in old}):
        for part in list_parts(session, offers, LANGUAGES[language]):
            said |= {part.read(line) for line in part.lines}
    return [one for one in old if Read(one.place, one.question, one.words_sha256) not in said]


def _by_place(kept: Sequence[Kept]) -> dict[Place, list[Kept]]:
    found: dict[Place, list[Kept]] = {}
    for one in kept:
        found.setdefault(one.place, []).append(one)
    return found


def _make_part(
    session: Session,
    offers: Offers,
    version: PublishedVersion,
    variant: Variant,
    language: Language,
    kept: Mapping[Place, Sequence[Kept]],
) -> Part:
    snapshot = snapshot_of(version)
    form = offers.read_form(session, snapshot, variant, language.tag)
    own = kept.get(Place(version.questionnaire, variant, language.tag), ())
    offer = offers.pages[language.tag]
    lines = tuple(_make_line(form, id_, offer, own) for id_ in form.questions)
    return Part(
        Scope(version.questionnaire, version.number, variant), language, snapshot.name, lines
    )


def _make_line(form: Form, id_: str, offer: Offer, kept: Sequence[Kept]) -> Line:
    spoken = offer.spoken(form.questions[id_])
    words = fingerprint_spoken(spoken)
    own = [one for one in kept if one.question == id_]
    fitting = next((one for one in own if one.words_sha256 == words), None)
    return Line(id_, tuple(spoken), words, fitting, tuple(one for one in own if one != fitting))
