"""What is written down about who did what: one row, in the transaction of the deed itself."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.models.accounts import Account
from feedback.models.auditing import AuditRow, Deed


def record(session: Session, deed: Deed, thing: str, *, by: Account | None) -> None:
    """Note that `by` (nobody: the command line) did `deed` to `thing`, such as "round 3"."""
    session.add(
        AuditRow(at=clock.now(), deed=deed.value, thing=thing, done_by=by.id if by else None)
    )


def list_deeds(session: Session) -> list[AuditRow]:
    """Everything written down, oldest first."""
    return list(session.scalars(select(AuditRow).order_by(AuditRow.id)))
