"""How long a concern is kept: years where it was about somebody's safety, else as whoever wrote it was told.

People are told that what they write is deleted by a day, and what was done to keep somebody safe is kept longer. So:

- A child at risk and an allegation are about safety (`SAFETY`), however they ended: that nothing was unsafe is a
  decision too. So is what was passed on as one of them and became another kind later. It is kept for years after it
  was closed.
- Of any other concern the words go, with all that was written down about it, the compliment that was passed on, and
  who had it. Its kind and its days stay for those years, to be counted. It goes once it was closed or passed on, and
  what was written is past its day. That of a comment or an answer is as its round told it when the concern was
  raised, or as long after that as is set now, if that is less; and never later than its comment goes. A round that still
  took answers counts as if it had ended on that day: it can be ended early. What somebody who wanted to talk said goes
  three months after they were talked to; what was raised by hand is kept as long as comments are, from the day that it
  was done.
- Its comment may stay for longer. Where that was escalated it is withheld then: else it would seem that nothing was done.
- What nobody has passed on or closed stays, and is told as overdue. What is held for a court stays.
"""

import datetime as dt

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from feedback import clock, talks
from feedback.comments import Status
from feedback.concerns import SAFETY, is_passed_on
from feedback.config import Settings
from feedback.models.answering import Comment
from feedback.models.concerning import (
    Concern,
    ConcernAction,
    ExcludedAccount,
    PassedCompliment,
    Source,
    Step,
)
from feedback.models.contacts import TalkRequest, TalkStatus

ABOUT_IT = (ConcernAction, ExcludedAccount, PassedCompliment)
NO_WORDS = (
    "question", "answer", "out_of_area", "about_adult", "line", "worker", "outcome", "owner_id", "team_id",
    "comment_key", "talk_key", "until_on", "told_on",
)  # fmt: skip


def holds_expired(session: Session, settings: Settings) -> bool:
    """Whether a concern is there that is past its date, or words of one."""
    return bool(_list_expired(session, settings) or _list_outlived(session, settings))


def delete_expired(session: Session, settings: Settings) -> int:
    """Delete the concerns that are past their date with everything that was written down about them; how many."""
    found = _list_expired(session, settings)
    for concern in found:
        _delete_what_was_done(session, concern)
        session.execute(delete(Concern).where(Concern.reference == concern.reference))
    return len(found)


def delete_words(session: Session, settings: Settings) -> int:
    """Take out of concerns that were not about safety whatever is past its day; of how many.

    One that was passed on and never closed is closed by it: nothing is left to act on.
    """
    found = _list_outlived(session, settings)
    today = clock.today(settings.zone)
    for concern in found:
        _withhold_escalated(session, concern)
        left = {"words": "", "emptied": True, "closed_on": concern.closed_on or today}
        session.execute(
            update(Concern)
            .where(Concern.reference == concern.reference)
            .values(**left, **dict.fromkeys(NO_WORDS))
        )
        _delete_what_was_done(session, concern)
    return len(found)


def _withhold_escalated(session: Session, concern: Concern) -> None:
    key = bytes.fromhex(concern.comment_key or "")
    escalated = (Comment.id == key) & (Comment.status == Status.ESCALATED.value)
    session.execute(update(Comment).where(escalated).values(status=Status.WITHHELD.value))


def _delete_what_was_done(session: Session, concern: Concern) -> None:
    for table in ABOUT_IT:
        session.execute(delete(table).where(table.concern == concern.reference))
    session.expire(concern)


def _list_expired(session: Session, settings: Settings) -> list[Concern]:
    """The closed concerns that are past their date. One that is open or held never is."""
    first = clock.first_kept(clock.today(settings.zone), 12 * settings.keep_concerns_years)
    query = select(Concern).where(Concern.closed_on < first, Concern.held.is_(False))
    return list(session.scalars(query.order_by(Concern.reference)))


def _list_outlived(session: Session, settings: Settings) -> list[Concern]:
    """The concerns that were not about safety, and whose words are past their day."""
    query = select(Concern).where(
        Concern.kind.not_in([kind.value for kind in SAFETY]),
        Concern.acted.is_(False),
        Concern.held.is_(False),
        Concern.emptied.is_(False),
    )
    today = clock.today(settings.zone)
    found = session.scalars(query.order_by(Concern.reference))
    return [one for one in found if _is_outlived(session, one, settings, today)]


def _is_outlived(session: Session, concern: Concern, settings: Settings, today: dt.date) -> bool:
    done_on = _done_on(concern)
    if done_on is None:
        return False
    if concern.source == Source.TALK:
        return _is_talk_over(session, concern, done_on, today)
    since = done_on if concern.source == Source.HAND else concern.raised_on
    last = clock.add_months(since, settings.keep_comments_months)
    return min(last, concern.until_on or last) < today or _is_comment_gone(session, concern)


def _is_comment_gone(session: Session, concern: Concern) -> bool:
    """Whether the comment that it was raised from was deleted: then no copy of it stays."""
    if not concern.comment_key:
        return False
    key = bytes.fromhex(concern.comment_key)
    return session.scalar(select(Comment.id).where(Comment.id == key)) is None


def _done_on(concern: Concern) -> dt.date | None:
    """The day it was closed on or, while it is open, passed on; None while somebody still has to act."""
    if concern.closed_on or not is_passed_on(concern):
        return concern.closed_on
    return [one.done_on for one in concern.actions if one.step == Step.PASSED_ON][-1]


def _is_talk_over(session: Session, concern: Concern, done_on: dt.date, today: dt.date) -> bool:
    """Whether the request it came from is past its date. Of one that was raised before that was known: by its own days."""
    if concern.talk_key:
        talk = session.get(TalkRequest, bytes.fromhex(concern.talk_key))
        if talk is None:
            return True
        if talk.status == TalkStatus.WAITING or talk.done_on is None:
            return False
        done_on = talk.done_on
    return clock.add_months(done_on, talks.KEPT_MONTHS) < today
