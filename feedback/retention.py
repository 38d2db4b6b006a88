"""When what is kept is deleted: comments, answers and figures, each by the date the notice names."""

import datetime as dt

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.config import Settings
from feedback.leftovers import expect_leftovers
from feedback.models.answering import Comment, EqualityAnswer, Response, SealedAnswer
from feedback.models.asking import Round
from feedback.models.reporting import ChannelRecord, FigureRecord, FigureRow, OptionRecord


def delete_expired(session: Session, settings: Settings) -> int:
    """Delete what is past its date; how many rows went. A round's date is its last day.

    Answers that stayed sealed because they were too few, and joined no later round, go with the comments.
    """
    today = clock.today(settings.zone)
    comments = _rounds_before(session, _months_before(today, settings.keep_comments_months))
    answers = _rounds_before(session, _months_before(today, settings.keep_responses_months))
    figures = _rounds_before(session, _months_before(today, settings.keep_figures_years * 12))
    rows = select(FigureRow.id).where(FigureRow.round_id.in_(figures))
    gone = [
        delete(Comment).where(Comment.round_id.in_(comments)),
        delete(SealedAnswer).where(SealedAnswer.round_id.in_(comments)),
        delete(Response).where(Response.round_id.in_(answers)),
        delete(EqualityAnswer).where(EqualityAnswer.round_id.in_(answers)),
        delete(FigureRecord).where(FigureRecord.row_id.in_(rows)),
        delete(FigureRow).where(FigureRow.round_id.in_(figures)),
        delete(OptionRecord).where(OptionRecord.round_id.in_(figures)),
        delete(ChannelRecord).where(ChannelRecord.round_id.in_(figures)),
    ]
    rows_gone = sum(_run(session, statement) for statement in gone)
    if rows_gone:
        expect_leftovers(session)
    return rows_gone


def _run(session: Session, statement: object) -> int:
    result = session.execute(statement)  # type: ignore[call-overload]
    assert isinstance(result, CursorResult)
    return result.rowcount


def _rounds_before(session: Session, day: dt.date) -> list[int]:
    query = select(Round.id).where(Round.closes_on < day, Round.counted_on.is_not(None))
    return list(session.scalars(query))


def _months_before(day: dt.date, months: int) -> dt.date:
    """The same day so many months earlier, or the last of that month."""
    month = day.year * 12 + day.month - 1 - months
    first = dt.date(month // 12, month % 12 + 1, 1)
    last = (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    return min(last, first + dt.timedelta(days=day.day - 1))
