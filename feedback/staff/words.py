"""How staff pages say things: what came in, how a round stands, days, and who is reading."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask import Flask

from feedback.clock import day_words
from feedback.comments import Status as CommentStatus
from feedback.edges import Status
from feedback.permissions import Action, can_do
from feedback.received import STEP
from feedback.reports.shown import language_name
from feedback.rounds import RoundSummary
from feedback.staff.bar import make_bar
from feedback.staff.sessions import IDLE
from feedback.web.access import get_account

STATUS_WORDS = {
    Status.OPEN: "Open now",
    Status.CLOSING: "Being counted",
    Status.PLANNED: "Planned",
    Status.CLOSED: "Counted",
}
COMMENT_STATUS_WORDS = {
    CommentStatus.NEW: "New",
    CommentStatus.READ: "Read",
    CommentStatus.RELEASED: "Released",
    CommentStatus.STAFF_ONLY: "Staff only",
    CommentStatus.WITHHELD: "Withheld",
    CommentStatus.ESCALATED: "Escalated",
}
SEALED = "Waits for more answers: fewer than 5 came. They stay sealed and join the next round"


def init_app(app: Flask) -> None:
    """Give every staff page these words. On the app, because an error page belongs to no blueprint."""
    app.context_processor(words_for_pages)


def received_words(summary: RoundSummary) -> str:
    """How many answers came: in fives until the round is counted. Nothing tells 0 from 4."""
    if summary.sealed:
        return SEALED
    if summary.status is Status.CLOSED:
        return f"{summary.received} received"
    if summary.received < STEP:
        return f"Fewer than {STEP} received"
    return f"At least {summary.received} received"


def tag_words(summary: RoundSummary, today: dt.date) -> str:
    """The few words at the start of a round: until or from when, or how it ended."""
    if summary.status is Status.OPEN:
        tonight = summary.ends_early or summary.closes_on == today
        return "Until midnight" if tonight else f"Until {_short(summary.closes_on)}"
    if summary.status is Status.PLANNED:
        return f"From {_short(summary.opens_on)}"
    return "Waits for more" if summary.sealed else STATUS_WORDS[summary.status]


def words_for_pages() -> dict[str, Any]:
    """What every staff template may use: who is signed in, what they may do, and these words."""
    account = get_account()
    may: Callable[[Action], bool] = lambda action: (  # noqa: E731
        account is not None and can_do(account.role, action)
    )
    return {
        "account": account,
        "idle_seconds": int(IDLE.total_seconds()) + 60,  # then its session is over
        "bar": make_bar(may),
        "may": may,
        "Action": Action,
        "received_words": received_words,
        "sealed_words": SEALED,
        "tag_words": tag_words,
        "status_words": STATUS_WORDS,
        "comment_status_words": COMMENT_STATUS_WORDS,
        "language_name": language_name,
        "day_words": day_words,
        "Status": Status,
    }


def _short(day: dt.date) -> str:
    return f"{day.day} {day:%b}"
