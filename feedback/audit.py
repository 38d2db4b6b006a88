"""What is written down about who did what: one row, in the transaction of the deed itself."""

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.models.accounts import Account
from feedback.models.auditing import AuditRow, Deed


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
