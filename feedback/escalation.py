"""When something was not read by its day, or escalated and left: an e-mail without a word of it, daily until it is done."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy.orm import Session

from feedback import clock, post
from feedback.accounts import get_by_email, is_let_in, list_administrators, list_let_in
from feedback.allegations import list_kept_from
from feedback.concern_records import list_unraised
from feedback.config import Settings
from feedback.db import Database
from feedback.models.asking import Meta
from feedback.permissions import Action, can_do
from feedback.readers import list_told
from feedback.waiting import Waiting, get_first_day, list_waiting

TOLD = "told of late reading: "  # before a language: the name of the fact when its readers were told last
ESCALATED = (
    "told of what was escalated"  # the name of the fact: on which day it was seen or told last
)


def tell_late(database: Database, settings: Settings) -> int:
    """Tell the readers of each language, and their cover, that something waits too long; how many e-mails were made.

    Neither a word, nor a team, nor a number is in it: an e-mail is read by whoever looks over a shoulder. What is kept
    from an account is not told to it. Where nobody is left to be told of something who can come in and may read it, the
    administrators are.
    """
    today = clock.today(settings.zone)
    with database.reading() as session:
        day = find_late_day(session, today)
    if day is None or settings.mail_server is None:
        return 0
    with database.writing() as session:
        late = _find_late(session, today)  # somebody may have read it meanwhile
        return sum(_tell(session, settings, language, own, today) for language, own in late.items())


def tell_escalated(database: Database, settings: Settings) -> int:
    """Tell the duty readers that something was escalated and no concern raised from it; how many e-mails were made.

    From the day after it was seen first: whoever pressed Escalate may raise one still. Where no reader can come in the
    administrators are told.
    """
    if settings.mail_server is None:
        return 0
    today = clock.today(settings.zone)
    with database.reading() as session:
        seen, left = session.get(Meta, ESCALATED), list_unraised(session)
        if (seen.value if seen else None) == (today.isoformat() if left else None):
            return 0  # the usual minute, which writes nothing
    with database.writing() as session:
        return _tell_escalated(session, settings, today)


def _tell_escalated(session: Session, settings: Settings, today: dt.date) -> int:
    seen = session.get(Meta, ESCALATED)
    if not list_unraised(session):
        if seen:
            session.delete(seen)
        return 0
    session.merge(Meta(name=ESCALATED, value=today.isoformat()))
    return _send_of_escalated(session, settings) if seen else 0


def _send_of_escalated(session: Session, settings: Settings) -> int:
    there = list_let_in(session, settings)
    readers = [one.email for one in there if can_do(one.role, Action.READ_COMMENTS)]
    lines = [
        post.EmailLine("Something that people wrote was escalated. No concern was raised."),
        *(_say_raise(settings) if readers else _say_invite(settings)),
    ]
    subject = post.EmailLine("Something was escalated, and nobody has been told")
    every = readers or [one.email for one in list_administrators(session)]
    return sum(_send(session, settings, address, subject, lines) for address in every)


def find_late_day(session: Session, today: dt.date) -> dt.date | None:
    """The day of what should have been read longest ago, if anything is late."""
    day = get_first_day(session)
    return day if day and day < today else None


def _find_late(session: Session, today: dt.date) -> dict[str, list[Waiting]]:
    """The languages in which something is late, each with what it is, by day."""
    late: dict[str, list[Waiting]] = defaultdict(list)
    for one in sorted(filter(lambda one: one.is_late(today), list_waiting(session)), key=_day):
        late[one.language].append(one)
    return late


def _tell(
    session: Session, settings: Settings, language: str, late: Sequence[Waiting], today: dt.date
) -> int:
    name = f"{TOLD}{language}"
    told = session.get(Meta, name)
    if told and told.value == today.isoformat():
        return 0
    session.merge(Meta(name=name, value=today.isoformat()))
    own = {address: _leave_out(session, late, address) for address in list_told(session, language)}
    sent = 0
    for address, ones in own.items():
        if ones:
            sent += _send_of_late(session, settings, address, ones[0], _say_read(settings))
    reached = {
        one.id for address in own if _may_read(session, settings, address) for one in own[address]
    }
    alone = [one for one in late if one.id not in reached]
    for address in _list_administrators(session, alone):
        sent += _send_of_late(session, settings, address, alone[0], _say_invite(settings))
    return sent


def _list_administrators(session: Session, alone: Sequence[Waiting]) -> list[str]:
    """Who is told of what nobody may read: not those from whom all of it is kept, unless it is from them all."""
    every = [one.email for one in list_administrators(session)] if alone else []
    return [address for address in every if _leave_out(session, alone, address)] or every


def _may_read(session: Session, settings: Settings, address: str) -> bool:
    """Whether whoever this address reaches can do what the e-mail asks for: sign in and read."""
    account = get_by_email(session, address)
    return (
        account is not None
        and account.active
        and is_let_in(account, settings)
        and can_do(account.role, Action.READ_COMMENTS)
    )


def _leave_out(session: Session, late: Sequence[Waiting], address: str) -> list[Waiting]:
    """What of `late` is not kept from the account with this address, if it is one's."""
    account = get_by_email(session, address)
    kept = {id_.hex() for id_ in list_kept_from(session, account)} if account else set()
    return [one for one in late if one.id not in kept]


def _send_of_late(
    session: Session,
    settings: Settings,
    address: str,
    first: Waiting,
    said: Sequence[post.EmailLine],
) -> bool:
    late = post.EmailLine(
        "Something that people wrote should have been read by {day}.", day=first.read_by_on
    )
    subject = post.EmailLine("Something waits to be read, and its day is over")
    return _send(session, settings, address, subject, [late, *said])


def _send(
    session: Session,
    settings: Settings,
    address: str,
    subject: post.EmailLine,
    lines: Sequence[post.EmailLine],
) -> bool:
    daily = post.EmailLine(
        "This e-mail comes once a day until that is done. It says nothing of what was written."
    )
    return post.send(
        session, settings, to=address, subject=subject, lines=[*lines, daily], urgent=True
    )


def _say_raise(settings: Settings) -> list[post.EmailLine]:
    return [
        post.EmailLine("Raise a concern from it now, or withhold it where it needs none."),
        post.lead_to(settings, "/staff/comments?status=escalated"),
    ]


def _say_read(settings: Settings) -> list[post.EmailLine]:
    return [
        post.EmailLine("Please sign in and read it now, or ask your cover to."),
        post.lead_to(settings, "/staff/to-read"),
    ]


def _say_invite(settings: Settings) -> list[post.EmailLine]:
    return [
        post.EmailLine(
            "Nobody is left to be told of it who may read it. Invite a duty reader now."
        ),
        post.lead_to(settings, "/staff/accounts"),
    ]


def _day(one: Waiting) -> dt.date:
    return one.read_by_on
