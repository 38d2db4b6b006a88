"""What is due now: planning rounds, counting rounds, forgetting receipts and old slips, deleting by date, the nightly copy,
sending e-mail."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from feedback import audit, clock, post
from feedback.activities import forget_activities
from feedback.backups import back_up_if_due
from feedback.carrier import NOTHING_SENT, Carried, carry
from feedback.closing import count_round, forget_receipts, list_due
from feedback.concern_mail import tell
from feedback.config import Settings
from feedback.db import Database
from feedback.escalation import tell_late
from feedback.issues import forget_issues
from feedback.leftovers import clear_leftovers
from feedback.models.auditing import Deed
from feedback.orders import forget_orders
from feedback.progress import telling
from feedback.restoring import delete_aside
from feedback.retention import delete_by_kind, remember_terms
from feedback.slips import forget_expired
from feedback.timetable import make_rounds
from feedback.weekly import tell_week


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


def run_tick(database: Database, settings: Settings) -> Done:
    """Do whatever is due. Safe to run at any time, twice, or by several at once: what changes holds the write lock.

    The log is emptied each time: it holds answers in the order in which they came.
    """
    with database.reading() as session:
        due = [round_.id for round_ in list_due(session, zone=settings.zone)]
    counted = tuple(id_ for id_ in due if _count(database, settings, id_))
    with database.writing() as session:
        forget_receipts(session, zone=settings.zone)
        forget_expired(session, zone=settings.zone)
        remember_terms(session, settings)
        deleted = sum(delete_by_kind(session, settings).values())
        _forget_old(session, settings)
    with database.writing() as session:
        tell(session, settings)
    with database.writing() as session:
        planned = tuple(round_.id for round_ in make_rounds(session, zone=settings.zone))
    clear_leftovers(database)
    made = back_up_if_due(database, settings, settings.backups) if settings.backups else None
    delete_aside(Path(database.file))
    tell_late(database, settings)
    tell_week(database, settings)
    emails = carry(database, settings)  # last: a mail server that is slow holds up nothing else
    return Done(counted, deleted, made.file if made else None, planned, emails)


def _forget_old(session: Session, settings: Settings) -> None:
    """Delete by date what is no part of any answer."""
    today, years = clock.today(settings.zone), settings.keep_figures_years
    post.forget_failed(session, before=clock.now() - post.FAILED_LASTS)
    forget_orders(session)
    forget_issues(session, today=today, before=clock.add_months(today, -12 * years))
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
    made = back_up_if_due(database, settings, settings.backups) if settings.backups else None
    return Purged(
        rows, (*gone, *(made.deleted if made else ())), emptied, made.file if made else None
    )
