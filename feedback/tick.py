"""What is due now: counting rounds that are over, forgetting receipts and old slips, deleting what is past its date."""

from dataclasses import dataclass

from feedback.closing import count_due, forget_receipts
from feedback.config import Settings
from feedback.db import Database
from feedback.retention import delete_expired
from feedback.slips import forget_expired


@dataclass(frozen=True)
class Done:
    """What a tick did."""

    counted: tuple[int, ...]
    deleted: int


def run_tick(database: Database, settings: Settings) -> Done:
    """Do whatever is due. Safe to run at any time, twice, or by several at once: it holds the write lock."""
    with database.writing() as session:
        counted = tuple(round_.id for round_ in count_due(session, zone=settings.zone))
        forget_receipts(session, zone=settings.zone)
        forget_expired(session, zone=settings.zone)
        deleted = delete_expired(session, settings)
    if counted or deleted:
        database.checkpoint()
    return Done(counted, deleted)
