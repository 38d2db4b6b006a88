"""What concerns add up to: how many wait, how many there were by quarter, and which comments they hold for a court."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import audit, concerns
from feedback.models.accounts import Account
from feedback.models.auditing import Deed
from feedback.models.concerning import Concern, Kind
from feedback.permissions import Action, can_do

LEAST = 5  # fewer of a kind in a quarter are told as “fewer than 5” (DESIGN 3a)
EXACT = 20  # from here a count is told as it is; below, rounded down to fives
STEP = 5


@dataclass(frozen=True)
class Waiting:
    """What waits for one account: open concerns that nobody has passed on; for an owner all their open ones."""

    open: int
    overdue: int
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
    found = [
        one
        for one in concerns.list_concerns(session, account)
        if not (handles and concerns.is_passed_on(one))
    ]
    overdue = [one for one in found if concerns.is_overdue(one, today)]
    return Waiting(len(found), len(overdue), found[0].due_on if found else None)


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


def list_held_comments(session: Session) -> list[bytes]:
    """The comments that a legal hold keeps."""
    keys = session.scalars(
        select(Concern.comment_key).where(Concern.held, Concern.comment_key.is_not(None))
    )
    return [bytes.fromhex(key) for key in keys if key]
