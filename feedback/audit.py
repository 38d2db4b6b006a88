"""What is written down about who did what: one row, in the transaction of the deed itself."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.models.accounts import Account
from feedback.models.auditing import AuditRow, Deed

# One row for each thing that was read or decided about: several of a day would count what people wrote.
READING = frozenset(
    {
        Deed.READ_COMMENTS,
        Deed.MARKED_READ,
        Deed.RELEASED_COMMENT,
        Deed.KEPT_FOR_STAFF,
        Deed.WITHHELD_COMMENT,
        Deed.ESCALATED_COMMENT,
        Deed.AGREED_TEAM,
    }
)


@dataclass(frozen=True)
class Wanted:
    """Which rows somebody looks for: from a moment to before another, of one deed, by one account.

    Of the rows of READING only the first that an account left of a deed in a round on one day, in UTC.
    """

    since: dt.datetime | None = None
    before: dt.datetime | None = None
    deed: Deed | None = None
    done_by: int | None = None

    def narrow(self, query: Select[Any]) -> Select[Any]:
        """`query` for these rows alone."""
        if self.since:
            query = query.where(AuditRow.at >= self.since)
        if self.before:
            query = query.where(AuditRow.at < self.before)
        if self.deed:
            query = query.where(AuditRow.deed == self.deed.value)
        if self.done_by is not None:
            query = query.where(AuditRow.done_by == self.done_by)
        reading = AuditRow.deed.in_([deed.value for deed in READING])
        day = func.date(AuditRow.at)
        alike = (AuditRow.deed, AuditRow.thing, AuditRow.done_by, day)
        firsts = select(func.min(AuditRow.id)).where(reading).group_by(*alike)
        return query.where(or_(~reading, AuditRow.id.in_(firsts)))


def record(
    session: Session, deed: Deed, thing: str, *, by: Account | None, purpose: str | None = None
) -> None:
    """Note that `by` (nobody: the command line) did `deed` to `thing`, such as "round 3", and what for if asked."""
    session.add(
        AuditRow(
            at=clock.now(),
            deed=deed.value,
            thing=thing,
            done_by=by.id if by else None,
            purpose=purpose,
        )
    )


def list_deeds(session: Session, *, since: dt.datetime | None = None) -> list[AuditRow]:
    """Everything written down, or what was from a moment on, oldest first."""
    query = select(AuditRow).order_by(AuditRow.id)
    return list(session.scalars(query.where(AuditRow.at >= since) if since else query))


def count_deeds(session: Session, wanted: Wanted) -> int:
    """How many rows there are."""
    return session.scalar(wanted.narrow(select(func.count()).select_from(AuditRow))) or 0


def list_newest(session: Session, wanted: Wanted, *, skip: int, most: int) -> list[AuditRow]:
    """The rows that are wanted, newest first: `most` of them, after so many that are skipped."""
    query = wanted.narrow(select(AuditRow)).order_by(AuditRow.at.desc(), AuditRow.id.desc())
    return list(session.scalars(query.offset(skip).limit(most)))


def first_moment(session: Session) -> dt.datetime | None:
    """When the first row was written; None while there is none."""
    return session.scalar(select(AuditRow.at).order_by(AuditRow.at).limit(1))


def list_sign_ins(session: Session, account: Account, *, since: dt.datetime) -> list[dt.datetime]:
    """When `account` signed in from a moment on, newest first."""
    query = select(AuditRow.at).where(
        AuditRow.done_by == account.id, AuditRow.deed == Deed.SIGNED_IN.value, AuditRow.at >= since
    )
    return list(session.scalars(query.order_by(AuditRow.id.desc())))


def list_last_sign_ins(session: Session) -> dict[int, dt.datetime]:
    """When each account signed in last, by its id; those that never did are not there."""
    query = select(AuditRow.done_by, func.max(AuditRow.at)).where(
        AuditRow.done_by.is_not(None), AuditRow.deed == Deed.SIGNED_IN.value
    )
    return {id_: at for id_, at in session.execute(query.group_by(AuditRow.done_by)) if id_}
