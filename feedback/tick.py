"""What is due now: planning rounds, counting rounds, forgetting receipts and old slips, deleting by date, sending e-mail,
the nightly copy."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy.orm import Session

from feedback import audit, clock, post
from feedback.activities import forget_activities
from feedback.backups import back_up_if_due, delete_older
from feedback.carrier import NOTHING_SENT, Carried, carry
from feedback.closing import count_round, forget_receipts, list_due
from feedback.concern_mail import tell
from feedback.config import Settings
from feedback.db import Database
from feedback.escalation import tell_escalated, tell_late
from feedback.exceptions import FeedbackError, trace
from feedback.issues import forget_issues
from feedback.last_tick import begin_hour
from feedback.leftovers import clear_leftovers
from feedback.models.auditing import Deed
from feedback.orders import forget_orders
from feedback.progress import telling
from feedback.restoring import delete_aside
from feedback.retention import delete_by_kind, remember_terms
from feedback.slips import forget_expired
from feedback.timetable import make_rounds
from feedback.weekly import tell_week

T = TypeVar("T")
NO_ROUND: tuple[int, ...] = ()  # the ids of no rounds
NO_COPY: tuple[Path | None, tuple[Path, ...]] = (None, ())


@dataclass(frozen=True)
class Done:
    """What a tick did."""

    counted: tuple[int, ...]
    deleted: int
    backup: Path | None = None
    planned: tuple[int, ...] = ()  # rounds of the year plan
    emails: Carried = NOTHING_SENT


@dataclass(frozen=True)
class Purged:
    """What a purge deleted: rows of each kind, files; whether the log is empty too, and the copy made instead."""

    rows: dict[str, int]
    files: tuple[Path, ...]
    log_emptied: bool
    backup: Path | None


def run_tick(database: Database, settings: Settings, *, copying: bool = True) -> Done:
    """Do whatever is due. Safe to run at any time, twice, or by several at once: what changes holds the write lock.

    Without `copying` whoever calls makes the copy, beside it.
    The log is emptied each time: it holds answers in the order in which they came. A part that fails holds up no
    other: a disk for copies that is full, and somebody who wants to be talked to would wait. Its error is raised last.
    """
    parts = _Parts()
    counted = parts.get(lambda: _count_due(database, settings, parts), NO_ROUND)
    deleted = parts.get(lambda: _delete_by_date(database, settings), 0)
    parts.do(lambda: _tell(database, settings))
    planned = parts.get(lambda: _plan(database, settings), NO_ROUND)
    parts.do(lambda: clear_leftovers(database))
    parts.do(lambda: delete_aside(Path(database.file)))
    parts.do(lambda: tell_late(database, settings))
    parts.do(lambda: tell_escalated(database, settings))
    parts.do(lambda: tell_week(database, settings))
    # What lies elsewhere comes last, so that it holds up nothing else. A mail server that is slow is left after some
    # minutes; a folder on a share that is gone may hold whoever looks into it for ever.
    emails = parts.get(lambda: carry(database, settings), NOTHING_SENT)
    copy = parts.get(lambda: make_copy(database, settings), None) if copying else None
    parts.end()
    return Done(counted, deleted, copy, planned, emails)


class _Parts:
    """What is done one after the other, whatever becomes of the one before."""

    def __init__(self) -> None:
        self._troubles: list[Exception] = []

    def do(self, part: Callable[[], object]) -> None:
        """Do `part`, and go on where it fails: for our own mistakes too."""
        self.get(part, None)

    def get(self, part: Callable[[], T], otherwise: T) -> T:
        """What `part` gives, or `otherwise` where it fails."""
        try:
            return part()
        except Exception as trouble:
            self._troubles.append(trouble)
            return otherwise

    def end(self) -> None:
        """Raise what went wrong first, our own mistakes before what somebody can put right; say that of the others."""
        if not self._troubles:
            return
        first, *others = sorted(self._troubles, key=lambda one: isinstance(one, FeedbackError))
        for other in others:
            say("tick", other)
        raise first


def say(what: str, trouble: Exception) -> None:
    """Write into the log what somebody can put right in words, and of our own mistakes only where they came up."""
    log = logging.getLogger("feedback")
    if isinstance(trouble, FeedbackError):
        log.warning("%s: %s", what, trouble)
    else:
        log.error("%s: unexpected %s", what, trace(trouble))


def _count_due(database: Database, settings: Settings, parts: _Parts) -> tuple[int, ...]:
    """Count what is due, each round by itself; the ids of those that were counted."""
    with database.reading() as session:
        due = [round_.id for round_ in list_due(session, zone=settings.zone)]
    return tuple(id_ for id_ in due if parts.get(partial(_count, database, settings, id_), False))


def _delete_by_date(database: Database, settings: Settings) -> int:
    with database.writing() as session:
        forget_receipts(session, zone=settings.zone)
        forget_expired(session, zone=settings.zone)
        remember_terms(session, settings)
        deleted = sum(delete_by_kind(session, settings).values())
        _forget_old(session, settings)
    return deleted


def _tell(database: Database, settings: Settings) -> None:
    with database.writing() as session:
        tell(session, settings, new_hour=begin_hour(session))


def _plan(database: Database, settings: Settings) -> tuple[int, ...]:
    with database.writing() as session:
        return tuple(round_.id for round_ in make_rounds(session, zone=settings.zone))


def _back_up(database: Database, settings: Settings) -> tuple[Path | None, tuple[Path, ...]]:
    """The copy that was made, if one was due, and those that went."""
    folder = settings.backups
    if folder is None:
        return NO_COPY
    made = back_up_if_due(database, settings, folder)
    return (made.file, made.deleted) if made else (None, delete_older(database, settings, folder))


def make_copy(database: Database, settings: Settings) -> Path | None:
    """Make the copy of the database that is due, if one is."""
    return _back_up(database, settings)[0]


def _forget_old(session: Session, settings: Settings) -> None:
    """Delete by date what is no part of any answer."""
    today, years = clock.today(settings.zone), settings.keep_figures_years
    post.forget_failed(session, before=clock.now() - post.FAILED_LASTS)
    forget_orders(session)
    forget_issues(session, before=clock.first_kept(today, 12 * years))
    forget_activities(session, today=today, years=years)


def _count(database: Database, settings: Settings, round_id: int) -> bool:
    """Count one round, if it is still due when nobody else writes. Each is kept by itself, and told of meanwhile."""
    folder = Path(database.file).parent
    with telling(folder, round_id) as tell, database.writing() as session:
        round_ = next((r for r in list_due(session, zone=settings.zone) if r.id == round_id), None)
        if round_:
            count_round(session, round_, zone=settings.zone, tell=tell)
        return round_ is not None


def purge(database: Database, settings: Settings) -> Purged:
    """Delete what is past its date, here and in the copies, and empty the log. Somebody asked: it is written down."""
    with database.writing() as session:
        rows = delete_by_kind(session, settings)
        audit.record(session, Deed.PURGED, "database", by=None)
    emptied = clear_leftovers(database)
    gone = delete_aside(Path(database.file))
    copy, older = _back_up(database, settings)
    return Purged(rows, (*gone, *older), emptied, copy)
