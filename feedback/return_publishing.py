"""Which returns the public sees: put there by a deliberate act, one by one, and taken away again at any time."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import returns, visit_answers
from feedback.codes import read_id
from feedback.exceptions import NotFoundError, RefusedError
from feedback.languages import N_
from feedback.models.accounts import Account
from feedback.models.auditing import Deed
from feedback.models.returning import Return, ReturnStatus


def publish(
    session: Session, return_: Return, *, with_evidence: bool, today: dt.date, by: Account | None
) -> None:
    """Show `return_` to everybody. Raises RefusedError when it is not sent."""
    if return_.status != ReturnStatus.SENT:
        raise RefusedError("Only a return that was sent can be published.")
    visit = visit_answers.get_visit(session, return_)
    if visit is not None and visit.published_on is None:
        raise RefusedError("It is shown with its visit. Publish the visit first.")
    return_.published_on, return_.with_evidence = today, with_evidence
    returns.note(session, Deed.PUBLISHED_RETURN, return_, by=by)


def withdraw(session: Session, return_: Return, *, by: Account | None) -> None:
    """Take `return_` off the public page, with the answer to it. Done twice it is done once."""
    if return_.published_on is None:
        return
    for answer in session.scalars(select(Return).where(Return.visit_id == return_.id)):
        withdraw(session, answer, by=by)
    return_.published_on, return_.with_evidence = None, False
    returns.note(session, Deed.WITHDREW_RETURN, return_, by=by)


def list_published(session: Session) -> list[Return]:
    """What everybody may see, the newest period first. Answers to visits stand with their visit."""
    query = select(Return).where(Return.published_on.is_not(None), Return.visit_id.is_(None))
    return list(session.scalars(query.order_by(Return.period_on.desc(), Return.id)))


def open_published_return(session: Session, return_id: str) -> Return:
    """One that everybody may see. Raises NotFoundError, for one that is not public as for one that is not there."""
    return_ = session.get(Return, read_id(return_id))
    if return_ is None or return_.published_on is None:
        raise NotFoundError(N_("There is nothing here. It may have been taken away."))
    return return_
