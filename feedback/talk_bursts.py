"""When requests to talk come in a burst: nobody is blocked, all are kept, marked, and shown after the others.

What is past a bound that nothing real comes near is not kept, and its page says to call.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session, aliased

from feedback import audit, clock, talks
from feedback.bursts import Arrived, Limits, Place
from feedback.exceptions import ChangedError, RefusedError, StorageError
from feedback.models.accounts import Account
from feedback.models.auditing import Deed
from feedback.models.contacts import TalkRequest, TalkStatus
from feedback.paging import Part, find_part
from feedback.questionnaires.kinds import tidy

OF_REQUESTS = Limits(most=30, calm=3, a_day=None)  # a council has a few in a month
# That stand before the others: a flood that keeps just under `most` brings no more of them.
A_DAY = 100
WHERE: Place = (0, 0)  # one page takes them all
MOST = 5_000  # that wait, hurried, and as many that are not: each fills its own room
SAID = ("who", "reach", "safe", "best_time", "not_say", "about")


class NoRoomError(StorageError):
    """There is no room for more requests of a burst."""


@dataclass(frozen=True)
class Alike:
    """Requests of a burst that say the same, word for word: one of them, and how many they are."""

    talk: TalkRequest
    count: int


def came_lately(session: Session, today: dt.date) -> bool:
    """Whether a burst may be going on, of which a process that has just begun knows nothing."""
    since = today - dt.timedelta(days=1)
    query = select(TalkRequest.id).where(TalkRequest.in_burst, TalkRequest.came_on >= since)
    return session.scalar(query.limit(1)) is not None


def is_crowded(session: Session, today: dt.date) -> bool:
    """Whether so many of today stand before the others that the next one is of a burst, however slowly they came."""
    query = select(func.count()).where(
        TalkRequest.in_burst.is_(False),
        TalkRequest.status == TalkStatus.WAITING.value,
        TalkRequest.came_on == today,
    )
    return (session.scalar(query) or 0) >= A_DAY


def is_full(session: Session, *, hurried: bool) -> bool:
    """Whether no more of a burst can be kept. Those that were hurried take no room from those that were not."""
    query = select(func.count()).where(*_of_burst(TalkStatus.WAITING))
    return (session.scalar(query.where(TalkRequest.hurried == hurried)) or 0) >= MOST


def mark(session: Session, caught: Sequence[Arrived]) -> None:
    """Mark these as of a burst. Needs a writing session."""
    if caught:
        hurried = [one.id for one in caught if one.hurried]
        session.execute(
            update(TalkRequest)
            .where(TalkRequest.id.in_([one.id for one in caught]))
            .values(in_burst=True, hurried=TalkRequest.id.in_(hurried))
        )


def count_burst(session: Session, status: TalkStatus, *, kept: Collection[bytes] = ()) -> int:
    """How many of bursts have this status, without those with the ids `kept`."""
    query = select(func.count()).where(*_of_burst(status), TalkRequest.id.not_in(kept))
    return session.scalar(query) or 0


def list_alike(
    session: Session, status: TalkStatus, *, kept: Collection[bytes], page: int
) -> tuple[list[Alike], Part]:
    """What one page shows of bursts, and which it is.

    Those that were not hurried first, then those that nobody else sent word for word: most likely a person.
    """
    said = [getattr(TalkRequest, name) for name in SAID]
    count = func.count().label("count")
    groups = (
        select(func.min(TalkRequest.id).label("id"), count)
        .where(*_of_burst(status), TalkRequest.id.not_in(kept))
        .group_by(TalkRequest.hurried, TalkRequest.answers, *said)
    )
    found = session.scalar(select(func.count()).select_from(groups.subquery())) or 0
    part = find_part(found, page)
    order = (TalkRequest.hurried, count, func.min(TalkRequest.due_on), func.min(TalkRequest.id))
    shown = session.execute(groups.order_by(*order).slice(part.start, part.end))
    return [Alike(session.get_one(TalkRequest, id_), many) for id_, many in shown], part


def list_copies(session: Session, ids: Collection[bytes]) -> set[bytes]:
    """The ids of all requests that say word for word what one with these `ids` says: those that stand for it too."""
    one, copy = aliased(TalkRequest), aliased(TalkRequest)
    same = [
        getattr(copy, name).is_not_distinct_from(getattr(one, name)) for name in (*SAID, "answers")
    ]
    return set(session.scalars(select(copy.id).where(one.id.in_(ids), *same)))


def put_first(session: Session, talk: TalkRequest, *, seen: str, by: Account) -> None:
    """Show one with those that came in no burst: a person wrote it. Raises ChangedError."""
    talks.check_seen(talk, seen)
    take_out(session, talk.id)
    audit.record(session, Deed.TALKED, "a talk request of a burst", by=by)


def take_out(session: Session, id_: bytes) -> None:
    """Let the request with this id, if it is there still, be of no burst any more."""
    if talk := session.get(TalkRequest, id_):
        talk.in_burst = talk.hurried = False


def finish_alike(
    session: Session,
    shown: Sequence[tuple[TalkRequest, str]],
    note: str,
    *,
    kept: Collection[bytes],
    zone: ZoneInfo,
    by: Account,
) -> int:
    """Note that nobody waits behind those that were `shown`, each as it was seen, and all that say the same; how many.

    Raises ChangedError and RefusedError.
    """
    words = tidy(note).strip()
    if not words:
        raise RefusedError("Write how you know that nobody waits behind these.")
    for talk, seen in shown:
        talks.check_seen(talk, seen)
        if not talk.in_burst:
            raise ChangedError(talks.CHANGED)
    done = {
        "status": TalkStatus.DONE.value, "note": words, "done_on": clock.today(zone), "done_by": by.id,
    }  # fmt: skip
    finished = 0
    for talk, _ in shown:
        ids = list(session.scalars(select(TalkRequest.id).where(*_like(talk, kept))))
        session.execute(update(TalkRequest).where(TalkRequest.id.in_(ids)).values(done))
        finished += len(ids)
    audit.record(session, Deed.TALKED, "talk requests of a burst", by=by)
    return finished


def _of_burst(status: TalkStatus) -> tuple[ColumnElement[bool], ...]:
    return (TalkRequest.in_burst.is_(True), TalkRequest.status == status.value)


def _like(talk: TalkRequest, kept: Collection[bytes]) -> tuple[ColumnElement[bool], ...]:
    """What says the same as `talk`, word for word."""
    same = [getattr(TalkRequest, name) == getattr(talk, name) for name in (*SAID, "hurried")]
    answers = TalkRequest.answers.is_not_distinct_from(talk.answers)
    return (*_of_burst(TalkStatus.WAITING), *same, answers, TalkRequest.id.not_in(kept))
