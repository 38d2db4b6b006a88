"""The kinds of things to do, who is told of which, and what a line of the first page says."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from feedback.permissions import Action


class Kind(StrEnum):
    """What there is to do; on one day the first of these comes first."""

    STRANDED = "stranded"
    TALK = "talk"
    CONCERN = "concern"
    ESCALATED = "escalated"
    COMMENTS = "comments"
    LATE = "late"
    BURST = "burst"
    CLOSING = "closing"
    GIVEN_OUT = "given-out"
    DUE = "due"
    PLAN = "plan"
    REPLY = "reply"
    EMAILS = "emails"
    RETURN = "return"


NEEDS = {
    Kind.STRANDED: Action.CHANGE_ACCOUNTS,
    Kind.TALK: Action.HANDLE_CONCERNS,
    Kind.ESCALATED: Action.READ_COMMENTS,
    Kind.COMMENTS: Action.READ_COMMENTS,
    Kind.LATE: Action.CHANGE_ACCOUNTS,
    Kind.BURST: Action.REVIEW_BURSTS,
    Kind.CLOSING: Action.SEE_ROUNDS,
    Kind.GIVEN_OUT: Action.NOTE_COUNTS,
    Kind.DUE: Action.NOTE_COUNTS,
    Kind.PLAN: Action.PLAN_ROUNDS,
    Kind.REPLY: Action.WRITE_REPLIES,
    Kind.EMAILS: Action.CHANGE_ACCOUNTS,
    Kind.RETURN: Action.MAKE_RETURNS,
}


@dataclass(frozen=True)
class Duty:
    """One thing to do: by when, what, and why in one sentence."""

    kind: Kind
    by_on: dt.date
    title: str
    words: str
    round_id: int | None = None
    return_id: int | None = None
