"""E-mails to whoever listens: that somebody wants to talk, that a concern was raised or is theirs, or that a clock has run out.

Never a word of what was written. Where nobody is left who may listen, the administrators are told, in the same words whatever it is.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, fields

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback import clock, concerns, post
from feedback.allegations import list_kept_talks, read_keeping
from feedback.config import Settings
from feedback.models.accounts import Account
from feedback.models.asking import Meta
from feedback.models.concerning import Concern, Source
from feedback.models.contacts import TalkRequest, TalkStatus
from feedback.permissions import Action, can_do
from feedback.readers import ENGLISH, list_readings
from feedback.stranded import list_told
from feedback.working_days import is_working

MOST_AT_ONCE = 10_000  # in one statement; SQLite takes some more
TOLD = "told that nobody is left"  # the name of the fact on which day the administrators were told last


@dataclass(frozen=True)
class Waits:
    """What an e-mail is about of somebody who waits."""

    id: bytes
    told_on: dt.date | None
    due_on: dt.date
    language: str
    in_burst: bool


def tell(session: Session, settings: Settings, *, new_hour: bool) -> int:
    """Tell whoever may see it of what is new, and on each working day of what is overdue; how many e-mails.

    Somebody who wants to talk is told of at once, what an answer raised when an hour begins.
    The day on which it was told is kept with each, so that a tick that runs twice tells nobody twice. Without a mail
    server nobody is told, and it is kept of none.
    """
    today = clock.today(settings.zone)
    if settings.mail_server is None:
        return _tell_administrators(session, settings, today)
    sent = _tell_of_talks(session, settings, today) + _tell_administrators(session, settings, today)
    if is_working(today):
        sent += _tell_of_overdue(session, settings, today)
    return sent + (_tell_of_raised(session, settings, today) if new_hour else 0)


def _tell_administrators(session: Session, settings: Settings, today: dt.date) -> int:
    """Tell them at once, and once on each day while it lasts, that nobody is left to help."""
    told = session.get(Meta, TOLD)
    administrators = list_told(session, settings)
    if not administrators:
        if told:
            session.delete(told)
        return 0
    if settings.mail_server is None or (told and told.value == today.isoformat()):
        return 0
    session.merge(Meta(name=TOLD, value=today.isoformat()))
    return sum(_send_of_nobody(session, settings, one.email) for one in administrators)


def _send_of_nobody(session: Session, settings: Settings, address: str) -> bool:
    return post.send(
        session,
        settings,
        to=address,
        subject=post.EmailLine("Somebody waits, and nobody is left who may help them"),
        lines=[
            post.EmailLine(
                "Invite a duty reader now, of another line than those who are there: {page}",
                page=post.Link(f"{settings.public_url}/staff/accounts"),
            ),
            post.EmailLine("This e-mail comes once a day until they have come in."),
        ],
        urgent=True,
    )


def _tell_of_talks(session: Session, settings: Settings, today: dt.date) -> int:
    """At once; what came in a burst once a day, however many come in it, for each would be an e-mail a minute."""
    waiting = _list_waiting(session)
    burst_told = any(talk.in_burst and talk.told_on == today for talk in waiting)
    news = {
        talk.id
        for talk in waiting
        if (talk.told_on is None and not (talk.in_burst and burst_told))
        or (talk.due_on < today and talk.told_on != today and is_working(today))
    }
    if not news:
        return 0
    sent, told = 0, set[bytes]()
    for reader in _list_readers(session):
        kept = list_kept_talks(session, reader)
        own = [talk for talk in waiting if talk.id not in kept]
        if news - kept:
            sent += _send_of_talks(session, settings, reader, own, today)
        told |= news - kept
    for first in range(0, len(told), MOST_AT_ONCE):
        some = sorted(told)[first : first + MOST_AT_ONCE]
        session.execute(update(TalkRequest).where(TalkRequest.id.in_(some)).values(told_on=today))
    return sent


def _list_waiting(session: Session) -> list[Waits]:
    """Who waits, without a word of what they said: in a flood that would be much to read every minute."""
    columns = [getattr(TalkRequest, one.name) for one in fields(Waits)]
    query = select(*columns).where(TalkRequest.status == TalkStatus.WAITING.value)
    return [Waits(*row) for row in session.execute(query.order_by(TalkRequest.id))]


def _write_of_talks(
    session: Session, settings: Settings, waiting: Collection[Waits], today: dt.date
) -> list[post.EmailLine]:
    late = sum(talk.due_on < today for talk in waiting)
    read = {ENGLISH, *list_readings(session, settings)}
    unread = sum(talk.language not in read for talk in waiting)
    burst = sum(talk.in_burst for talk in waiting)
    return [
        post.EmailLine(
            "People who wait for somebody to talk to them: {count}.", count=len(waiting)
        ),
        post.EmailLine("Of these, past the day they were told: {count}.", count=late),
        *([_say_burst(burst)] if burst else []),
        *([_say_unread(unread)] if unread else []),
        post.lead_to(settings, "/staff/talks"),
    ]


def _say_burst(count: int) -> post.EmailLine:
    return post.EmailLine(
        "Of these, in a burst, which may be somebody who plays with the page: {count}. They stand after the others. "
        "This is told once a day.",
        count=count,
    )


def _say_unread(count: int) -> post.EmailLine:
    return post.EmailLine(
        "Of these, written in a language that nobody is named to read: {count}. "
        "Have that translated before you call.",
        count=count,
    )


def _send_of_talks(
    session: Session,
    settings: Settings,
    reader: Account,
    waiting: Collection[Waits],
    today: dt.date,
) -> bool:
    return post.send(
        session,
        settings,
        to=reader.email,
        subject=post.EmailLine("Somebody wants to talk"),
        lines=_write_of_talks(session, settings, waiting, today),
        urgent=True,
    )


def _tell_of_overdue(session: Session, settings: Settings, today: dt.date) -> int:
    late = [one for one in _list_open(session) if concerns.is_overdue(one, today)]
    new = [one for one in late if one.told_on != today]
    return _tell_of_concerns(session, settings, new, today, overdue=True)


def _tell_of_raised(session: Session, settings: Settings, today: dt.date) -> int:
    """Of what an answer raised, and of each hour in which another one did. Not in its minute: the e-mail would keep that."""
    by_answer = [one for one in _list_open(session) if one.source == Source.ANSWER]
    new = [one for one in by_answer if one.told_on is None and not concerns.is_passed_on(one)]
    return _tell_of_concerns(session, settings, new, today, overdue=False)


def _list_open(session: Session) -> list[Concern]:
    return list(session.scalars(select(Concern).where(Concern.closed_on.is_(None))))


def _tell_of_concerns(
    session: Session,
    settings: Settings,
    new: Collection[Concern],
    today: dt.date,
    *,
    overdue: bool,
) -> int:
    if not new:
        return 0
    keeping = read_keeping(session)
    sent = 0
    for account in session.scalars(select(Account).where(Account.active).order_by(Account.id)):
        seen = [one for one in new if concerns.may_see(one, account, keeping=keeping)]
        if seen:
            sent += _send_of_concerns(session, settings, account, len(seen), overdue=overdue)
        for one in seen:
            one.told_on = today
    return sent


def _send_of_concerns(
    session: Session, settings: Settings, account: Account, count: int, *, overdue: bool
) -> bool:
    return post.send(
        session,
        settings,
        to=account.email,
        subject=post.EmailLine(
            "A concern is overdue" if overdue else "A concern is to be passed on"
        ),
        lines=[
            post.EmailLine(
                "Concerns that nobody has passed on by their day: {count}."
                if overdue
                else "Concerns that are new, and that nobody has passed on: {count}.",
                count=count,
            ),
            post.lead_to(settings, "/staff/concerns"),
        ],
        urgent=True,
    )


def tell_owner(session: Session, settings: Settings, concern: Concern, *, by: Account) -> bool:
    """Tell whom a concern was given to that there is one. Whoever gave it to themselves knows."""
    owner = concern.owner
    if owner is None or owner.id == by.id:
        return False
    return post.send(
        session,
        settings,
        to=owner.email,
        subject=post.EmailLine("A concern was given to you"),
        lines=[
            post.EmailLine(
                "Please sign in and see now what there is to do: {page}",
                page=post.Link(f"{settings.public_url}/staff/concerns"),
            ),
            post.EmailLine("This e-mail says nothing of what it is about."),
        ],
        urgent=True,
    )


def _list_readers(session: Session) -> list[Account]:
    query = select(Account).where(Account.active).order_by(Account.id)
    return [one for one in session.scalars(query) if can_do(one.role, Action.HANDLE_CONCERNS)]
