"""Numbers that are given once: the audit and pages that are still open name a thing by its number, also once it is gone."""

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from feedback.models.asking import Meta


def next_number(session: Session, numbers: InstrumentedAttribute[int], last_gone: str) -> int:
    """A number that none had: more than every one of `numbers`, and than the one the fact `last_gone` names."""
    newest = session.scalar(select(func.max(numbers))) or 0
    return max(newest, _last(session, last_gone)) + 1


def retire(session: Session, number: int, last_gone: str) -> None:
    """Keep in the fact `last_gone` that this number is not to be given again. For before its thing is deleted."""
    session.merge(Meta(name=last_gone, value=str(max(number, _last(session, last_gone)))))


def _last(session: Session, last_gone: str) -> int:
    gone = session.get(Meta, last_gone)
    return int(gone.value) if gone else 0
