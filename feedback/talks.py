"""Who wants somebody to talk to them: taken in exactly once, read by the duty reader at once, answered by a day.

Nothing here meets an answer: no code, round, team or token. Only whoever ticks the box sends answers along, as words.
"""

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from feedback import audit, clock
from feedback.exceptions import ChangedError, NotFoundError, RefusedError
from feedback.fingerprints import fingerprint
from feedback.models.accounts import Account
from feedback.models.auditing import Deed
from feedback.models.base import random_key
from feedback.models.contacts import SafeToCall, TalkRequest, TalkStatus
from feedback.questionnaires.kinds import tidy
from feedback.readers import ENGLISH
from feedback.working_days import add_working_days

KEPT_MONTHS = 3  # after somebody talked to them; the page says so
NOT_THERE = (
    "There is no such request. It may be deleted by its date: the list shows those there are."
)
CHANGED = "Somebody else changed this while your page was open. This is how it stands now."
LIMITS = {"who": 200, "reach": 300, "best_time": 300, "not_say": 500, "about": 1000}  # characters


@dataclass(frozen=True)
class Asked:
    """What somebody typed. `attach`: what they answered is to go along, which is worked out when it is kept."""

    who: str = ""
    reach: str = ""
    safe: str = SafeToCall.NOT_SAID
    best_time: str = ""
    not_say: str = ""
    about: str = ""
    attach: bool = False

    @property
    def tidied(self) -> "Asked":
        """The same without blanks around it; an unknown choice is none."""
        known = self.safe if self.safe in list(SafeToCall) else SafeToCall.NOT_SAID
        texts = {name: tidy(getattr(self, name)).strip() for name in LIMITS}
        return Asked(safe=known, attach=self.attach, **texts)

    def find_faults(self) -> dict[str, str]:
        """What is to be put right, by field: a code of `missing` or by how many characters it is too long."""
        found = {name: "missing" for name in ("who", "reach") if not getattr(self.tidied, name)}
        for name, most in LIMITS.items():
            excess = len(getattr(self.tidied, name)) - most
            if excess > 0:
                found[name] = str(excess)
        return found


def due_from(day: dt.date) -> dt.date:
    """By when somebody talks to whoever asks on `day`: the next working day."""
    return add_working_days(day, 1)


def look_up(session: Session, key: bytes) -> TalkRequest | None:
    """The request that was sent from the page with this key, if it was."""
    return session.scalar(select(TalkRequest).where(TalkRequest.key_hash == _hash(key)))


def is_same(request: TalkRequest, key: bytes, asked: Asked) -> bool:
    """Whether the page sent just this before."""
    return hmac.compare_digest(request.sent_mac, _mac(key, asked))


def take(
    session: Session,
    key: bytes,
    asked: Asked,
    *,
    answers: str = "",
    language: str,
    zone: ZoneInfo,
    id_: bytes | None = None,
) -> bool:
    """Keep what was asked, unless its page was sent before: then whether it was the same. Needs a writing session.

    `answers` go along, in words; "" for none. They are no part of what makes it the same: they may be gone by then.
    """
    before = look_up(session, key)
    if before is not None:
        return is_same(before, key, asked)
    today, said = clock.today(zone), asdict(asked.tidied)
    del said["attach"]
    session.add(
        TalkRequest(
            id=id_ or random_key(),
            key_hash=_hash(key),
            sent_mac=_mac(key, asked),
            **said,
            answers=answers or None,
            language=language,
            came_on=today,
            due_on=due_from(today),
            status=TalkStatus.WAITING.value,
        )
    )
    session.flush()
    return True


def list_talks(session: Session, status: TalkStatus) -> list[TalkRequest]:
    """The requests with this status that came in no burst: those that are due first first, and done ones newest first."""
    query = select(TalkRequest).where(TalkRequest.status == status.value, ~TalkRequest.in_burst)
    if status is TalkStatus.DONE:
        return list(session.scalars(query.order_by(TalkRequest.done_on.desc(), TalkRequest.id)))
    return list(session.scalars(query.order_by(TalkRequest.due_on, TalkRequest.id)))


def list_waiting(session: Session) -> list[bytes]:
    """The ids of the requests that wait."""
    return list(session.scalars(select(TalkRequest.id).where(*_waits(())).order_by(TalkRequest.id)))


def count_waiting(session: Session, *, kept: Collection[bytes] = ()) -> tuple[int, dt.date | None]:
    """How many wait, and by when the first of them is to be talked to; without those with the ids `kept`."""
    query = select(func.count(), func.min(TalkRequest.due_on)).select_from(TalkRequest)
    count, first = session.execute(query.where(*_waits(kept))).one()
    return int(count), first


def waits_in_another_language(session: Session, *, kept: Collection[bytes] = ()) -> bool:
    """Whether somebody waits who sent the page in another language than English, beside those with the ids `kept`."""
    query = select(TalkRequest.id).where(*_waits(kept), TalkRequest.language != ENGLISH)
    return session.scalar(query.limit(1)) is not None


def open_talk(session: Session, talk_id: str) -> TalkRequest:
    """The request with this id, as lists show it. Raises NotFoundError."""
    try:
        found = session.get(TalkRequest, bytes.fromhex(talk_id))
    except ValueError:
        found = None
    if found is None:
        raise NotFoundError(NOT_THERE)
    return found


def state_of(talk: TalkRequest) -> str:
    """Changes when somebody else does something with it."""
    return fingerprint(talk.status, talk.note)


def check_seen(talk: TalkRequest, seen: str) -> None:
    """Raises ChangedError when somebody else did something with it since it was `seen`."""
    if seen != state_of(talk):
        raise ChangedError(CHANGED)


def note_reading(session: Session, talks: Sequence[TalkRequest], *, by: Account) -> None:
    """Write down that requests were shown to somebody; nobody's name."""
    if talks:
        audit.record(session, Deed.READ_TALKS, "talk requests", by=by)


def finish(
    session: Session, talk: TalkRequest, note: str, *, seen: str, zone: ZoneInfo, by: Account
) -> None:
    """Note that somebody talked to them, and what came of it. Raises ChangedError and RefusedError."""
    check_seen(talk, seen)
    words = tidy(note).strip()
    if not words:
        raise RefusedError("Write what came of it: who talked to them, and when.")
    talk.note, talk.status = words, TalkStatus.DONE.value
    talk.done_on, talk.done_by = clock.today(zone), by.id
    audit.record(session, Deed.TALKED, "a talk request", by=by)


def reopen(session: Session, talk: TalkRequest, *, seen: str, by: Account) -> None:
    """Let it wait again: it is not done after all. Raises ChangedError."""
    check_seen(talk, seen)
    talk.status, talk.done_on, talk.done_by = TalkStatus.WAITING.value, None, None
    audit.record(session, Deed.REOPENED_TALK, "a talk request", by=by)


def delete_expired(session: Session, today: dt.date) -> int:
    """Delete requests that were done `KEPT_MONTHS` ago; one that waits stays, and says so, for ever."""
    found = session.scalars(_expired(today)).all()
    for talk in found:
        session.delete(talk)
    return len(found)


def holds_expired(session: Session, today: dt.date) -> bool:
    """Whether one is there that is past its date."""
    return session.scalar(_expired(today).limit(1)) is not None


def _waits(kept: Collection[bytes]) -> tuple[ColumnElement[bool], ...]:
    return (TalkRequest.status == TalkStatus.WAITING.value, TalkRequest.id.not_in(kept))


def _expired(today: dt.date) -> Select[Any]:
    return select(TalkRequest).where(
        TalkRequest.status == TalkStatus.DONE.value,
        TalkRequest.done_on < clock.first_kept(today, KEPT_MONTHS),
    )


def _hash(key: bytes) -> bytes:
    return hashlib.sha256(b"feedback.talk" + key).digest()


def _mac(key: bytes, asked: Asked) -> bytes:
    said = json.dumps(asdict(asked.tidied), sort_keys=True)
    return hmac.new(key, b"talk" + said.encode(), hashlib.sha256).digest()
