"""The newest reply of each questionnaire, for the thank-you: read once a minute, so that Send costs no more."""

import time
from dataclasses import dataclass, field
from threading import Lock

from feedback.db import Database
from feedback.exceptions import StorageError
from feedback.questionnaires.definition import Variant
from feedback.replies import list_published
from feedback.reports.shown_replies import ShownReply, read_shown

SECONDS = 60.0


@dataclass
class News:
    """What one server process knows of the newest replies, and since when."""

    seconds: float = SECONDS
    _known: dict[tuple[str, bool], ShownReply] = field(default_factory=dict)
    _read_at: float | None = None
    _lock: Lock = field(default_factory=Lock)

    def get(self, database: Database, questionnaire: str, *, easy: bool) -> ShownReply | None:
        """The newest published reply of a questionnaire. None too while the database does not answer."""
        with self._lock:
            now = time.monotonic()
            if self._read_at is None or now - self._read_at >= self.seconds:
                self._read_at = now
                try:
                    self._known = _read(database)
                except StorageError:
                    self._known = {}
            return self._known.get((questionnaire, easy))


def _read(database: Database) -> dict[tuple[str, bool], ShownReply]:
    with database.reading() as session:
        newest = {}
        for reply in reversed(list_published(session)):
            newest[reply.round.version.questionnaire] = reply
        found = list(newest.values())
        return {
            (one.round.questionnaire, easy): one
            for easy, variant in ((False, Variant.STANDARD), (True, Variant.EASY_READ))
            for one in read_shown(session, found, variant)
        }
