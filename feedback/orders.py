"""Files that take longer than a page may: ordered on a page, made by the ticker's process, told of meanwhile."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.db import Database
from feedback.exceptions import NotFoundError
from feedback.models.accounts import Account
from feedback.models.issuing import Order

HELD_LASTS = dt.timedelta(minutes=3)  # whoever made it is gone by then
MOST_TRIES = 3  # what ends the process that makes it each time is not begun for ever
LASTS = dt.timedelta(days=1)  # how long it is kept once it was asked for
GAVE_UP = "Making it was interrupted three times. Ask whoever runs the service to look at its log."


class Kind(StrEnum):
    """What is made."""

    WORKBOOK = "workbook"
    MATERIALS = "materials"


class State(StrEnum):
    """How far it is."""

    WAITING = "waiting"
    MAKING = "making"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Taken:
    """An order that this process makes."""

    id: int
    kind: Kind
    details: Mapping[str, Any]
    asked_by: int | None


def place_order(
    session: Session, kind: Kind, details: Mapping[str, str | int], *, by: Account | None
) -> Order:
    """Have a file made: the same that somebody waits for already, or a new one."""
    written = json.dumps(dict(sorted(details.items())))
    same = select(Order).where(
        Order.kind == kind.value,
        Order.details == written,
        Order.asked_by == (by.id if by else None),
        Order.state.in_([State.WAITING, State.MAKING]),
    )
    found = session.scalars(same).first()
    if found:
        return found
    order = Order(
        kind=kind.value,
        details=written,
        state=State.WAITING.value,
        asked_at=clock.now(),
        asked_by=by.id if by else None,
    )
    session.add(order)
    session.flush()
    return order


def open_order(session: Session, order_id: int) -> Order:
    """The order with this id. Raises NotFoundError."""
    order = session.get(Order, order_id)
    if order is None:
        raise NotFoundError("This file is not there any more. Ask for it again.")
    return order


def is_waited_for(database: Database) -> bool:
    """Whether something is to be made."""
    with database.reading() as session:
        return _next(session) is not None


def take_order(database: Database) -> Taken | None:
    """Take the next one, so that nobody else makes it. One that was interrupted too often fails on the way."""
    with database.writing() as session:
        while order := _next(session):
            if order.tries >= MOST_TRIES:
                order.state, order.trouble = State.FAILED.value, GAVE_UP
                session.flush()
                continue
            order.state, order.held_at = State.MAKING.value, clock.now()
            order.tries, order.done, order.total = order.tries + 1, 0, 0
            return Taken(order.id, Kind(order.kind), json.loads(order.details), order.asked_by)
    return None


def tell_order(database: Database, taken: Taken, *, done: int, total: int) -> None:
    """Tell whoever looks how far it is."""
    with database.writing() as session:
        order = open_order(session, taken.id)
        order.done, order.total, order.held_at = done, total, clock.now()


def finish_order(session: Session, taken: Taken, result: str) -> None:
    """It is made."""
    order = open_order(session, taken.id)
    order.state, order.result, order.done = State.DONE.value, result, order.total


def fail_order(session: Session, taken: Taken, trouble: str) -> None:
    """It cannot be made, and why."""
    order = open_order(session, taken.id)
    order.state, order.trouble = State.FAILED.value, trouble


def list_results(session: Session) -> set[str]:
    """The names of the files that an order leads to."""
    query = select(Order.result).where(Order.kind == Kind.MATERIALS.value)
    return {name for name in session.scalars(query) if name}


def forget_orders(session: Session) -> None:
    """Forget those that were asked for a day ago. Their files are deleted after them."""
    session.execute(delete(Order).where(Order.asked_at < clock.now() - LASTS))


def _next(session: Session) -> Order | None:
    stale = and_(
        Order.state == State.MAKING.value,
        or_(Order.held_at < clock.now() - HELD_LASTS, Order.held_at > clock.now()),
    )  # whoever made it was stopped
    query = select(Order).where(or_(Order.state == State.WAITING.value, stale))
    return session.scalars(query.order_by(Order.asked_at, Order.id).limit(1)).first()
