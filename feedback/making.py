"""Makes what was ordered, one file after the other, in the ticker's process: answers never wait for it."""

from pathlib import Path

from feedback import clock
from feedback.config import Settings
from feedback.db import Database
from feedback.exceptions import FeedbackError, RefusedError
from feedback.issues import keep_issue
from feedback.models.accounts import Account
from feedback.orders import Kind, Taken, fail_order, finish_order, take_order, tell_order
from feedback.reports.issued import draft_issue
from feedback.spans import read_window


def make_orders(database: Database, settings: Settings) -> int:
    """Make everything that is waited for; how many files. What cannot be made says why in its row."""
    made = 0
    while taken := take_order(database):
        try:
            _make(database, settings, taken)
            made += 1
        except FeedbackError as error:
            with database.writing() as session:
                fail_order(session, taken, str(error))
    return made


def _make(database: Database, settings: Settings, taken: Taken) -> None:
    match taken.kind:
        case Kind.WORKBOOK:
            _make_workbook(database, settings, taken)
        case Kind.MATERIALS:
            raise RefusedError("not yet")


def _make_workbook(database: Database, settings: Settings, taken: Taken) -> None:
    window = read_window(taken.details["window"])
    if window is None:
        raise RefusedError("There is no such period.")
    today = clock.today(settings.zone)
    with database.reading() as session:
        draft, number = draft_issue(
            session,
            window,
            comments=taken.details["comments"] == "yes",
            settings=settings,
            on=today,
            tell=lambda done, total: tell_order(database, taken, done=done, total=total),
        )
    with database.writing() as session:
        by = session.get(Account, taken.asked_by) if taken.asked_by else None
        issue = keep_issue(session, draft, number=number, on=today, by=by)
        finish_order(session, taken, str(issue.id))


def folder_of(settings: Settings) -> Path:
    """Where files that are made lie for a day."""
    return settings.instance / "made"
