"""Prints slips for tests as the product does, and hands over their codes, which nothing stores."""

from feedback.config import Settings
from feedback.db import Database
from feedback.models.asking import Collector
from feedback.slips import add_slips, begin_batch, draw_codes


def print_batch(
    database: Database, settings: Settings, like: Collector, count: int
) -> tuple[str, list[str]]:
    """A batch for the team of `like`: its number, and the codes in the order of the paper."""
    codes = draw_codes(count)
    with database.writing() as session:
        batch = begin_batch(session, session.merge(like), zone=settings.zone)
        add_slips(session, batch, codes, keys=settings.secret_keys)
        return str(batch.id), codes
