"""Recordings of questions: kept for the words they were read from, replaced, taken away, and found by their own bytes."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import audit
from feedback.exceptions import ChangedError, NotFoundError
from feedback.models.accounts import Account
from feedback.models.auditing import Deed
from feedback.models.recording import Recording
from feedback.models.translating import new_stamp
from feedback.sounds import Kind, Sound

NAME_LENGTH = 12  # of the fingerprint, in an address; a council has a few thousand recordings


@dataclass(frozen=True, order=True)
class Place:
    """Where recordings belong: a variant of a questionnaire, in a language."""

    questionnaire: str
    variant: str
    language: str


@dataclass(frozen=True)
class Kept:
    """A recording without its sound."""

    id: int
    place: Place
    question: str
    words_sha256: str
    sha256: str
    kind: Kind
    seconds: int
    size: int
    saved_on: dt.date

    @property
    def name(self) -> str:
        """What it is called in its address: other for every other sound."""
        return self.sha256[:NAME_LENGTH]


@dataclass(frozen=True)
class Read:
    """What was read out: a question of a place, in these words."""

    place: Place
    question: str
    words_sha256: str

    def __str__(self) -> str:
        place = self.place
        return f"recording {place.language}/{place.questionnaire}/{place.variant}/{self.question}"


def list_recordings(session: Session, place: Place | None = None) -> list[Kept]:
    """Every recording, or those of one place, by question and oldest first."""
    table = Recording
    query = select(
        table.id, table.questionnaire, table.variant, table.language, table.question,
        table.words_sha256, table.sha256, table.kind, table.seconds, table.size, table.saved_on,
    ).order_by(table.questionnaire, table.variant, table.language, table.question, table.id)  # fmt: skip
    if place:
        query = query.where(
            table.questionnaire == place.questionnaire,
            table.variant == place.variant,
            table.language == place.language,
        )
    return [
        Kept(
            row.id,
            Place(row.questionnaire, row.variant, row.language),
            row.question,
            row.words_sha256,
            row.sha256,
            Kind(row.kind),
            row.seconds,
            row.size,
            row.saved_on,
        )
        for row in session.execute(query)
    ]


def save_recording(
    session: Session, read: Read, sound: Sound, *, seen: str, on: dt.date, by: Account | None
) -> None:
    """Keep `sound` for these words, in the place of the one that was `seen` there (the name of it, or empty).

    Raises ChangedError when another is there by now.
    """
    row = _get(session, read)
    sha256 = hashlib.sha256(sound.content).hexdigest()
    if row is not None and row.sha256 == sha256:
        return
    if (row.sha256[:NAME_LENGTH] if row else "") != seen:
        raise ChangedError(
            "Somebody else saved or took away a recording of it since you opened the page. "
            "Listen to what is there now, then choose your file again."
        )
    if row is None:
        row = Recording(
            questionnaire=read.place.questionnaire,
            variant=read.place.variant,
            language=read.place.language,
            question=read.question,
            words_sha256=read.words_sha256,
        )
        session.add(row)
    row.sha256, row.kind, row.seconds = sha256, sound.kind.value, sound.seconds
    row.size, row.content, row.saved_on = len(sound.content), sound.content, on
    session.flush()
    session.merge(new_stamp())
    audit.record(session, Deed.SAVED_RECORDING, str(read), by=by)


def take_away(
    session: Session, place: Place, question: str, name: str, *, by: Account | None
) -> None:
    """Delete what is called `name` of a question. Raises ChangedError when it is not there by now."""
    kept = list_recordings(session, place)
    rows = [one for one in kept if (one.question, one.name) == (question, name)]
    if not rows:
        raise ChangedError("Somebody else took it away or replaced it since you opened the page.")
    audit.record(session, Deed.TOOK_AWAY_RECORDING, str(Read(place, question, "")), by=by)
    delete_recordings(session, rows)


def delete_recordings(session: Session, kept: Sequence[Kept]) -> int:
    """Delete these; how many there were."""
    for one in kept:
        session.delete(session.get_one(Recording, one.id))
    if kept:
        session.flush()
        session.merge(new_stamp())
    return len(kept)


def open_sound(session: Session, name: str) -> tuple[Kind, bytes, str]:
    """What is in the recording that an address calls `name`, and its fingerprint. Raises NotFoundError."""
    if len(name) != NAME_LENGTH or not set(name) <= set("0123456789abcdef"):
        raise NotFoundError("There is no such recording.")
    query = (
        select(Recording.kind, Recording.content, Recording.sha256)
        .where(Recording.sha256 >= name, Recording.sha256 < f"{name}g")
        .order_by(Recording.id)
        .limit(1)
    )
    row = session.execute(query).first()
    if row is None:
        raise NotFoundError("There is no such recording.")
    return Kind(row.kind), row.content, row.sha256


def _get(session: Session, read: Read) -> Recording | None:
    return session.scalars(
        select(Recording).where(
            Recording.questionnaire == read.place.questionnaire,
            Recording.variant == read.place.variant,
            Recording.language == read.place.language,
            Recording.question == read.question,
            Recording.words_sha256 == read.words_sha256,
        )
    ).first()
