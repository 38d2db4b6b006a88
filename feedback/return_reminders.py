"""Which returns somebody is to be reminded of: their own that are due soon, and how many of others' are overdue."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedback import clock
from feedback.models.accounts import Account
from feedback.models.returning import Return, ReturnStatus
from feedback.permissions import Action, can_do
from feedback.returns import about_of, list_returns, maker_of, title_of

AHEAD = dt.timedelta(days=28)  # what is due later is no job for now
NAMED = 3  # more than this are told as a number


@dataclass(frozen=True)
class Reminder:
    """One thing to do about returns: by when, what, why, and about which, if it is about one."""

    by_on: dt.date
    title: str
    words: str
    return_id: int | None


def list_reminders(session: Session, account: Account, today: dt.date) -> list[Reminder]:
    """What `account` is to be reminded of."""
    if not can_do(account.role, Action.MAKE_RETURNS):
        return []
    waiting = [one for one in list_returns(session, account) if one.status != ReturnStatus.SENT]
    own = [one for one in waiting if account.team_id is not None and one.team_id == account.team_id]
    found = [_remind(one, today) for one in own if one.due_on <= today + AHEAD]
    if can_do(account.role, Action.MANAGE_RETURNS):
        late = [one for one in waiting if one.due_on < today and one not in own]
        found += [_say_late(late, today)] if late else []
    return found


def _remind(return_: Return, today: dt.date) -> Reminder:
    about = about_of(return_)
    begun = (
        "It is begun and not sent." if return_.status == ReturnStatus.DRAFT else "It is not begun."
    )
    late = (
        f" It was due on {clock.near_words(return_.due_on, today)}."
        if return_.due_on < today
        else ""
    )
    title = f"Make a return: {title_of(return_)}{f', {about}' if about else ''}"
    return Reminder(return_.due_on, title, f"{begun}{late}", return_.id)


def _say_late(late: list[Return], today: dt.date) -> Reminder:
    one = len(late) == 1
    names = sorted({maker_of(return_) for return_ in late})
    of_whom = ", ".join(names) if len(names) <= NAMED else f"{len(names)} teams and organisations"
    return Reminder(
        today,
        f"{len(late)} {'return is' if one else 'returns are'} overdue",
        f"Of {of_whom}. Remind them, or ask for {'it' if one else 'them'} no more.",
        None,
    )
