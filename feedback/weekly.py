"""Once a week each account is told by e-mail what it is to do: how much of each kind, and by when. Nothing else.

One transaction puts every e-mail of a week on its way and notes the week, so that no crash and no second tick tells
anybody twice.
"""

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import accounts, clock, duties, post
from feedback.config import Settings
from feedback.db import Database
from feedback.duty_kinds import Duty, Kind
from feedback.models.accounts import Account
from feedback.models.asking import Meta

TOLD = "weekly-email"  # the name of the fact which week was told last, by its Monday
HOUR = 7  # of Monday, where the council is; later in the week when nothing ran then


def tell_week(database: Database, settings: Settings) -> int:
    """Put this week's e-mails on their way, unless they are; how many. Reads before it takes the write lock."""
    week = get_week(settings.zone)
    if settings.mail_server is None or week is None:
        return 0
    with database.reading() as session:
        if _is_told(session, week):
            return 0
        found = {one.id: duties.read_duties(session, one, settings) for one in _list(session)}
    with database.writing() as session:
        if _is_told(session, week):
            return 0
        session.merge(Meta(name=TOLD, value=week.isoformat()))
        told = [one for one in _list(session) if found.get(one.id)]
        for account in told:
            _send(session, settings, account, found[account.id])
        return len(told)


def get_week(zone: ZoneInfo) -> dt.date | None:
    """The Monday of this week, once it is the hour; None before."""
    now = clock.now().astimezone(zone)
    if now.weekday() == 0 and now.hour < HOUR:
        return None
    return now.date() - dt.timedelta(days=now.weekday())


def set_weekly(account: Account, *, wanted: bool) -> None:
    """Send `account` the weekly e-mail from now on, or no more."""
    account.weekly_email = wanted


def _is_told(session: Session, week: dt.date) -> bool:
    told = session.get(Meta, TOLD)
    return told is not None and told.value >= week.isoformat()


def _list(session: Session) -> Sequence[Account]:
    """Those who can come in and want to be told."""
    query = select(Account).where(Account.active, Account.weekly_email).order_by(Account.id)
    return [account for account in session.scalars(query) if accounts.can_come(account)]


def _send(session: Session, settings: Settings, account: Account, found: Sequence[Duty]) -> None:
    staff = f"{settings.public_url}/staff/"
    count = len(found)
    post.send(
        session,
        settings,
        to=account.email,
        subject=post.EmailLine(
            "Feedback: 1 thing to do" if count == 1 else "Feedback: {count} things to do",
            count=count,
        ),
        lines=[
            post.EmailLine("This is what there is for you to do in Feedback now."),
            *_say_all(found),
            post.EmailLine("See it all, and do it: {page}", page=post.Link(staff)),
            post.EmailLine(
                "This comes once a week, when there is something to do. You can switch it off: {page}",
                page=post.Link(f"{staff}account"),
            ),
        ],
    )


def _say_all(found: Sequence[Duty]) -> list[post.EmailLine]:
    """One line for each kind, in the order of the first page."""
    kinds = list(dict.fromkeys(duty.kind for duty in found))
    told = sorted(found, key=lambda duty: kinds.index(duty.kind))
    return [
        (_say_replies if kind is Kind.REPLY else _say)(
            kind, len(own := list(same)), min(duty.by_on for duty in own)
        )
        for kind, same in groupby(told, key=lambda duty: duty.kind)
    ]


def _say(kind: Kind, count: int, day: dt.date) -> post.EmailLine:
    one = count == 1
    match kind:
        case Kind.COMMENTS:
            return post.EmailLine("- Comments wait to be read.")
        case Kind.BURST:
            return post.EmailLine(
                "- 1 burst of answers to review, by {day}."
                if one
                else "- {count} bursts of answers to review, the first by {day}.",
                count=count,
                day=day,
            )
        case Kind.CLOSING:
            return post.EmailLine(
                "- 1 round is about to close, on {day}."
                if one
                else "- {count} rounds are about to close, the first on {day}.",
                count=count,
                day=day,
            )
    return _say_counts(kind, count, day)


def _say_counts(kind: Kind, count: int, day: dt.date) -> post.EmailLine:
    one = count == 1
    match kind:
        case Kind.GIVEN_OUT:
            return post.EmailLine(
                "- 1 round in which nobody has noted lately how many were given out."
                if one
                else "- {count} rounds in which nobody has noted lately how many were given out.",
                count=count,
            )
        case Kind.DUE:
            return post.EmailLine(
                "- 1 round in which it is not said how many were due."
                if one
                else "- {count} rounds in which it is not said how many were due.",
                count=count,
            )
        case Kind.ESCALATED:
            return post.EmailLine("- Something was escalated, and no concern was raised from it.")
        case Kind.EMAILS:
            return post.EmailLine("- E-mails to colleagues that could not be sent.")
    return post.EmailLine(
        "- 1 more thing, due on {day}."
        if one
        else "- {count} more things, the first due on {day}.",
        count=count,
        day=day,
    )


def _say_replies(_kind: Kind, count: int, day: dt.date) -> post.EmailLine:
    return post.EmailLine(
        "- 1 round that people answered and nobody has replied to, due by {day}."
        if count == 1
        else "- {count} rounds that people answered and nobody has replied to, the first due by {day}.",
        count=count,
        day=day,
    )
