"""When a round takes answers: its edges, where it stands now, and the grace after its end."""

import datetime as dt
from enum import StrEnum
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.models.asking import PublishedVersion, Round

# A page opened before the end may still be sent for this long: nobody loses what they wrote.
GRACE = dt.timedelta(hours=4)


class Dated(Protocol):
    """Whatever has the edges of a round: the round itself, or a row of its columns."""

    @property
    def opens_on(self) -> dt.date:
        """The first day."""

    @property
    def closes_on(self) -> dt.date:
        """The last day."""

    @property
    def ended_at(self) -> dt.datetime | None:
        """The moment staff ended it, if they did."""

    @property
    def counted_on(self) -> dt.date | None:
        """The day it was counted, once it was."""


# The edges of a round and what it asks, as plain columns: what taking an answer needs to know.
_round, _version = Round.__table__.c, PublishedVersion.__table__.c
EDGES = (
    _round.id.label("round_id"),
    _round.opens_on,
    _round.closes_on,
    _round.ended_at,
    _round.counted_on,
    _round.version_id,
    _version.sha256,
)


def select_edges(*more: ColumnElement[Any]) -> Select[Any]:
    """What finds the edges of a round by `round_id`, and `more` about it in the same row."""
    return (
        select(*EDGES, *more)
        .join(PublishedVersion.__table__, _version.id == _round.version_id)
        .where(_round.id == bindparam("round_id"))
    )


EDGES_OF = select_edges()


class Status(StrEnum):
    """Where a round stands."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


def starts_at(round_: Dated, zone: ZoneInfo) -> dt.datetime:
    """The moment from which the round takes answers."""
    return clock.day_starts_at(round_.opens_on, zone)


def ends_at(round_: Dated, zone: ZoneInfo) -> dt.datetime:
    """The moment from which no page of the round opens: 24:00 of its last day, or earlier if staff said so."""
    last = clock.day_ends_at(round_.closes_on, zone)
    return min(last, round_.ended_at) if round_.ended_at else last


def ended_on(round_: Dated, zone: ZoneInfo) -> dt.date:
    """The last day on which the round took answers: its last day, or the day staff ended it."""
    last = (ends_at(round_, zone) - dt.timedelta(microseconds=1)).astimezone(zone).date()
    return max(round_.opens_on, last)


def earliest_end(round_: Dated, zone: ZoneInfo) -> dt.date:
    """The last day of the round as far as it is sure: once it is over that day, and today before, because staff may end it.

    What people write is kept from the last day. Whatever copies it before that day is known counts from this one.
    """
    return min(ended_on(round_, zone), clock.today(zone))


def status_of(round_: Dated, zone: ZoneInfo) -> Status:
    """Where the round stands now."""
    now = clock.now()
    if round_.counted_on:
        return Status.CLOSED
    if now >= ends_at(round_, zone):
        return Status.CLOSING
    return Status.OPEN if now >= starts_at(round_, zone) else Status.PLANNED


def takes_answers(round_: Dated, zone: ZoneInfo, *, page_opened_at: dt.datetime) -> bool:
    """Whether an answer from a page opened then still counts in this round."""
    now, end = clock.now(), ends_at(round_, zone)
    if round_.counted_on or now < starts_at(round_, zone):
        return False
    return now < end or (page_opened_at < end and now < end + GRACE)


def get_edges(session: Session, round_id: int) -> Any:
    """The edges of a round as they are now, or None when there is none with this id."""
    return session.connection().execute(EDGES_OF, {"round_id": round_id}).first()
