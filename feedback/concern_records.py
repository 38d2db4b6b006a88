"""What concerns add up to: how many wait, how many there were by quarter, which comments they hold, which have none."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import audit, concerns
from feedback.allegations import read_keeping
from feedback.comments import Status
from feedback.models.accounts import Account
from feedback.models.answering import Comment
from feedback.models.auditing import Deed
from feedback.models.concerning import Concern, Kind
from feedback.permissions import Action, can_do

LEAST = 5  # fewer of a kind in a quarter are told as “fewer than 5” (DESIGN 3a)
EXACT = 20  # from here a count is told as it is; below, rounded down to fives
STEP = 5


@dataclass(frozen=True)
class Waiting:
    """What waits for one account: open concerns that nobody has passed on; for an owner all their open ones.

    `lost` are those whose owner cannot act on them any more: they wait again, also when they were passed on.
    """

    open: int
    overdue: int
    lost: int
    first_due_on: dt.date | None


@dataclass(frozen=True)
class Quarter:
    """How many of one kind were raised in a quarter of a financial year, in words."""

    name: str
    kind: Kind
    words: str


def read_waiting(session: Session, account: Account, today: dt.date) -> Waiting:
    """What `account` is to pass on. Only what it may see is counted."""
    handles = can_do(account.role, Action.HANDLE_CONCERNS)
    seen, keeping = concerns.list_concerns(session, account), read_keeping(session)
    lost = {one.reference for one in seen if concerns.say_lost(one, keeping=keeping)}
    found = [
        one for one in seen if not (handles and concerns.is_passed_on(one)) or one.reference in lost
    ]
    overdue = [one for one in found if concerns.is_overdue(one, today)]
    first = min((_day_of(one, today) for one in found), default=None)
    return Waiting(len(found), len(overdue), len(lost), first)


def _day_of(concern: Concern, today: dt.date) -> dt.date:
    """By when something is to be done about it: nothing that was passed on is overdue."""
    return max(concern.due_on, today) if concerns.is_passed_on(concern) else concern.due_on


def note_reading(session: Session, shown: Iterable[Concern], *, by: Account) -> None:
    """Write down which concerns were shown to somebody: by their names, and no more."""
    for concern in shown:
        audit.record(session, Deed.READ_CONCERN, f"concern {concern.reference}", by=by)


def count_by_quarter(
    session: Session, kinds: Iterable[Kind] = (Kind.COMPLIMENT, Kind.COMPLAINT)
) -> list[Quarter]:
    """Compliments and complaints of the whole council, quarter by quarter, newest first, in words."""
    wanted = list(kinds)
    rows = session.execute(
        select(Concern.kind, Concern.raised_on).where(
            Concern.kind.in_([kind.value for kind in wanted])
        )
    ).all()
    counted = Counter((quarter_of(day), kind) for kind, day in rows)
    quarters = sorted({quarter for quarter, _ in counted}, reverse=True)
    return [
        Quarter(name_quarter(quarter), kind, say_count(counted[quarter, kind.value]))
        for quarter in quarters
        for kind in wanted
    ]


def quarter_of(day: dt.date) -> tuple[int, int]:
    """The financial year a day is in, by the year it begins, and its quarter from 1 to 4."""
    return (day.year, (day.month - 1) // 3) if day.month > 3 else (day.year - 1, 4)


def name_quarter(quarter: tuple[int, int]) -> str:
    """Such as "2026-27 Q3"."""
    year, number = quarter
    return f"{year}-{(year + 1) % 100:02} Q{number}"


def say_count(count: int) -> str:
    """A count as it may be told: no small one, and none between 5 and 20 exactly."""
    if count < LEAST:
        return f"Fewer than {LEAST}"
    return str(count) if count >= EXACT else f"{count // STEP * STEP} or more"


def list_unraised(session: Session) -> list[bytes]:
    """The comments that were escalated and that no concern was raised from. So none of them is kept from anybody."""
    keys = session.scalars(select(Concern.comment_key).where(Concern.comment_key.is_not(None)))
    raised = {bytes.fromhex(key) for key in keys if key}
    found = session.scalars(select(Comment.id).where(Comment.status == Status.ESCALATED.value))
    return [one for one in found if one not in raised]


def list_held_comments(session: Session) -> list[bytes]:
    """The comments that a legal hold keeps."""
    keys = session.scalars(
        select(Concern.comment_key).where(Concern.held, Concern.comment_key.is_not(None))
    )
    return [bytes.fromhex(key) for key in keys if key]
