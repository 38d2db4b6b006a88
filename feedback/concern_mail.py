"""E-mails to whoever listens: that somebody wants to talk, or that a clock has run out. Never a word of what was written."""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock, concerns, post
from feedback.config import Settings
from feedback.models.accounts import Account
from feedback.models.concerning import Concern
from feedback.models.contacts import TalkRequest, TalkStatus
from feedback.permissions import Action, can_do
from feedback.working_days import is_working


def tell(session: Session, settings: Settings) -> int:
    """Tell whoever may see it of what is new, and on each working day of what is overdue; how many e-mails.

    The day on which it was told is kept with each, so that a tick that runs twice tells nobody twice.
    """
    today = clock.today(settings.zone)
    sent = _tell_of_talks(session, settings, today)
    return sent + (_tell_of_concerns(session, settings, today) if is_working(today) else 0)


def _tell_of_talks(session: Session, settings: Settings, today: dt.date) -> int:
    query = select(TalkRequest).where(TalkRequest.status == TalkStatus.WAITING.value)
    waiting = list(session.scalars(query))
    new = [talk for talk in waiting if talk.told_on is None]
    overdue = [talk for talk in waiting if talk.due_on < today and talk.told_on != today]
    sent = 0
    if new or (overdue and is_working(today)):
        late = sum(talk.due_on < today for talk in waiting)
        for talk in (*new, *overdue):
            talk.told_on = today
        sent = _send_of_talks(session, settings, len(waiting), late)
    return sent


def _send_of_talks(session: Session, settings: Settings, waiting: int, late: int) -> int:
    lines = [
        post.EmailLine("People who wait for somebody to talk to them: {count}.", count=waiting),
        post.EmailLine("Of these, past the day they were told: {count}.", count=late),
        post.EmailLine("{page}", page=post.Link(f"{settings.public_url}/staff/talks")),
    ]
    told = [
        post.send(
            session,
            settings,
            to=reader.email,
            subject=post.EmailLine("Somebody wants to talk"),
            lines=lines,
            urgent=True,
        )
        for reader in _list_readers(session)
    ]
    return sum(told)


def _tell_of_concerns(session: Session, settings: Settings, today: dt.date) -> int:
    open_ = list(session.scalars(select(Concern).where(Concern.closed_on.is_(None))))
    overdue = [one for one in open_ if concerns.is_overdue(one, today) and one.told_on != today]
    if not overdue:
        return 0
    told = []
    for account in session.scalars(select(Account).where(Account.active).order_by(Account.id)):
        seen = sum(concerns.can_see(session, one, account) for one in overdue)
        if seen:
            told.append(_send_of_concerns(session, settings, account, seen))
    for one in overdue:
        one.told_on = today
    return sum(told)


def _send_of_concerns(session: Session, settings: Settings, account: Account, count: int) -> bool:
    return post.send(
        session,
        settings,
        to=account.email,
        subject=post.EmailLine("A concern is overdue"),
        lines=[
            post.EmailLine(
                "Concerns that nobody has passed on by their day: {count}.", count=count
            ),
            post.EmailLine("{page}", page=post.Link(f"{settings.public_url}/staff/concerns")),
        ],
        urgent=True,
    )


def _list_readers(session: Session) -> Iterable[Account]:
    query = select(Account).where(Account.active).order_by(Account.id)
    return [one for one in session.scalars(query) if can_do(one.role, Action.HANDLE_CONCERNS)]
