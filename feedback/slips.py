"""Slips: codes on paper, each worth one answer. Printed as a batch, spent by Send, voided together, never counted.

What is stored of a slip is a hash of its code under the installation's secret. The database alone, or a copy of
it, therefore tells no code: neither to answer with, nor to look for a slip that somebody has kept.
"""

import datetime as dt
import hashlib
import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Session

from feedback import audit, clock
from feedback.codes import SLIP_LENGTH, make_code, read_id
from feedback.collectors import make_slip_collector
from feedback.copies import hash_key
from feedback.db import count_changed
from feedback.exceptions import NotFoundError, RefusedError
from feedback.leftovers import expect_leftovers
from feedback.models.accounts import Account
from feedback.models.asking import Collector, Meta
from feedback.models.auditing import Deed
from feedback.models.slips import Slip, SlipBatch

MOST = 500  # printed at once
LASTS_MONTHS = 12  # after the month of printing
KEYED = "slips of "  # and the hash of a key: the name of the fact until when slips that it keeps are good

# Put together once: every slip that is opened or sent asks these.
_slip, _batch = Slip.__table__.c, SlipBatch.__table__.c
_LIVE = _slip.code_hash.in_(bindparam("hashes", expanding=True))
COLLECTOR_OF = (
    select(_batch.collector_id)
    .join(Slip.__table__, _slip.batch_id == _batch.id)
    .where(_LIVE, _batch.good_until >= bindparam("on"))
)
SPEND = delete(Slip).where(_LIVE)


class SlipGoneError(RefusedError):
    """The slip was spent or voided while its page was open."""


class BatchStatus(StrEnum):
    """What a batch is worth now."""

    GOOD = "good"
    VOIDED = "voided"
    EXPIRED = "expired"


@dataclass(frozen=True)
class BatchSummary:
    """A batch as staff see it: never how many slips it had, nor how many are unused."""

    id: int
    collector_id: int
    team: str
    questionnaire: str
    printed_on: dt.date
    good_until: dt.date
    status: BatchStatus


def draw_codes(count: int) -> list[str]:
    """So many different codes, in the order of a secure draw, which is their order on paper. Raises RefusedError."""
    if not 1 <= count <= MOST:
        raise RefusedError(f"Write how many slips to print: 1 to {MOST} at a time.")
    drawn: dict[str, None] = {}
    while len(drawn) < count:
        drawn[make_code(SLIP_LENGTH)] = None
    return list(drawn)


def begin_batch(
    session: Session, like: Collector, *, zone: ZoneInfo, by: Account | None = None
) -> SlipBatch:
    """A batch, still without slips, for the team and questionnaire of `like`. Needs a writing session."""
    today = clock.today(zone)
    batch = SlipBatch(
        collector=make_slip_collector(session, like),
        printed_on=today,
        good_until=last_day_of(today),
    )
    session.add(batch)
    session.flush()
    audit.record(session, Deed.PRINTED_SLIPS, f"slip batch {batch.id}", by=by)
    return batch


def add_slips(
    session: Session, batch: SlipBatch, codes: Collection[str], *, keys: Sequence[str]
) -> None:
    """Make the slips of `batch` good. Raises RefusedError when it was voided meanwhile. Needs a writing session.

    They are stored in the order of their hashes: a page of the file would keep the order of the paper.
    """
    if batch.voided_on:
        raise RefusedError(f"Batch {batch.id} was voided while it was printed: print another.")
    hashes = sorted(hash_code(code, keys[0]) for code in codes)
    session.execute(insert(Slip), [{"code_hash": one, "batch_id": batch.id} for one in hashes])
    last = Meta(name=KEYED + hash_key(keys[0]), value=batch.good_until.isoformat())
    session.merge(last)


def find_collector(session: Session, code: str, *, keys: Sequence[str], on: dt.date) -> int | None:
    """The collector whose good slip `code` is on that day, or None, whatever the reason."""
    hashes = [hash_code(code, key) for key in keys]
    found = session.connection().execute(COLLECTOR_OF, {"hashes": hashes, "on": on}).scalar()
    return None if found is None else int(found)


def spend(session: Session, code: str, *, keys: Sequence[str]) -> None:
    """Delete the slip `code`, in the transaction that stores its answer. Raises SlipGoneError when it is gone.

    What SQLite may leave of its hash in a gap goes when the file is written anew, at the count.
    """
    hashes = [hash_code(code, key) for key in keys]
    gone = session.connection().execute(SPEND, {"hashes": hashes})
    if not gone.rowcount:
        raise SlipGoneError("This slip does not work any more.")


def list_batches(session: Session, *, zone: ZoneInfo) -> list[BatchSummary]:
    """Every batch that was printed, the newest first."""
    today = clock.today(zone)
    batches = session.scalars(select(SlipBatch).order_by(SlipBatch.id.desc()))
    return [_summarise(batch, today) for batch in batches]


def open_batch(session: Session, batch_id: str) -> SlipBatch:
    """The batch with this id. Raises NotFoundError."""
    batch = session.get(SlipBatch, read_id(batch_id))
    if batch is None:
        raise NotFoundError(
            f"There is no batch {batch_id!r} of slips. 'feedback slips list' shows their numbers."
        )
    return batch


def last_days(session: Session, keys: Sequence[str], *, zone: ZoneInfo) -> dict[str, dt.date]:
    """The last day of the slips of each line of the key file, by its hash; only lines with slips that are good.

    Of `keys`, and of lines that are gone. Where no batch was noted, any line may be the one they were printed with.
    """
    good = [b.good_until for b in list_batches(session, zone=zone) if b.status is BatchStatus.GOOD]
    if not good:
        return {}
    noted = session.execute(select(Meta.name, Meta.value).where(Meta.name.startswith(KEYED)))
    days = {name.removeprefix(KEYED): dt.date.fromisoformat(day) for name, day in noted}
    last = max(good)
    found = days or dict.fromkeys(map(hash_key, keys), last)
    today = clock.today(zone)
    return {key: min(day, last) for key, day in found.items() if day >= today}


def void_batch(
    session: Session, batch: SlipBatch, *, zone: ZoneInfo, by: Account | None = None
) -> BatchSummary:
    """Make every slip of `batch` that is left worthless, for good. Voiding twice is the same as once."""
    today = clock.today(zone)
    if batch.voided_on is None:
        batch.voided_on = today
        session.execute(delete(Slip).where(Slip.batch_id == batch.id))
        expect_leftovers(session)
        audit.record(session, Deed.VOIDED_SLIPS, f"slip batch {batch.id}", by=by)
    return _summarise(batch, today)


def forget_expired(session: Session, *, zone: ZoneInfo) -> None:
    """Delete the slips past their day. How many they were is told to nobody."""
    over = select(SlipBatch.id).where(SlipBatch.good_until < clock.today(zone))
    if count_changed(session, delete(Slip).where(Slip.batch_id.in_(over))):
        expect_leftovers(session)


def last_day_of(printed_on: dt.date) -> dt.date:
    """The last day on which slips printed then are good: the end of the month, twelve months on."""
    months = printed_on.year * 12 + printed_on.month + LASTS_MONTHS
    return dt.date(months // 12, months % 12 + 1, 1) - dt.timedelta(days=1)


def hash_code(code: str, key: str) -> bytes:
    """What is stored of a code. Without `key` nobody can try codes against it."""
    return hmac.new(key.encode(), b"feedback.slip" + code.encode(), hashlib.sha256).digest()


def _summarise(batch: SlipBatch, today: dt.date) -> BatchSummary:
    status = BatchStatus.EXPIRED if batch.good_until < today else BatchStatus.GOOD
    return BatchSummary(
        id=batch.id,
        collector_id=batch.collector_id,
        team=batch.collector.team.name,
        questionnaire=batch.collector.questionnaire,
        printed_on=batch.printed_on,
        good_until=batch.good_until,
        status=BatchStatus.VOIDED if batch.voided_on else status,
    )
