"""How a batch of slips is printed: numbered, drawn, and made good last, so that nothing waits while it is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedback.collectors import open_collector
from feedback.config import Settings
from feedback.db import Database
from feedback.exceptions import FeedbackError
from feedback.languages import ENGLISH
from feedback.listening import is_trial
from feedback.models.accounts import Account
from feedback.models.asking import DEMO, Meta
from feedback.models.slips import SlipBatch
from feedback.reports.materials import version_now
from feedback.reports.slip_words import SlipSheet
from feedback.reports.slips import make_slips
from feedback.reports.tongues import open_tongue
from feedback.slips import add_slips, begin_batch, draw_codes, void_batch
from feedback.versions import snapshot_of


@dataclass(frozen=True)
class Printed:
    """A batch by its number, and its sheets, which are nowhere else."""

    batch: int
    team: str
    pdf: bytes


def print_slips(
    database: Database,
    settings: Settings,
    collector_id: str,
    *,
    count: int,
    language: str = ENGLISH.tag,
    by: Account | None = None,
) -> Printed:
    """So many slips for the team and questionnaire of a collector. Raises RefusedError and NotFoundError.

    As with posters and paper, it must be asked in `language`: a slip leads to questions in the language it is written in.

    The sheets are drawn between two transactions: that takes seconds, and answers must not wait for it.
    """
    codes = draw_codes(count)
    with database.writing() as session:
        like = open_collector(session, collector_id)
        batch = begin_batch(session, like, zone=settings.zone, by=by)
        sheet = _describe(session, batch, codes, settings, language)
    try:
        pdf = make_slips(sheet)
        with database.writing() as session:
            add_slips(
                session, session.get_one(SlipBatch, batch.id), codes, keys=settings.secret_keys
            )
    except FeedbackError:
        give_up(database, settings, batch.id, by=by)
        raise
    return Printed(batch.id, sheet.team, pdf)


def give_up(
    database: Database, settings: Settings, batch_id: int, *, by: Account | None = None
) -> None:
    """Void a batch whose sheets could not be drawn or written."""
    with database.writing() as session:
        void_batch(session, session.get_one(SlipBatch, batch_id), zone=settings.zone, by=by)


def _describe(
    session: Session,
    batch: SlipBatch,
    codes: Sequence[str],
    settings: Settings,
    language: str,
) -> SlipSheet:
    snapshot = snapshot_of(version_now(session, batch.collector, settings.zone))
    offer = open_tongue(session, settings, snapshot, "standard", language).offer
    return SlipSheet(
        council=settings.council_name,
        team=batch.collector.team.name,
        name=snapshot.name,
        minutes=snapshot.form("standard").minutes,
        public_url=settings.public_url,
        codes=codes,
        batch=batch.id,
        collector=batch.collector.id,
        printed_on=batch.printed_on,
        good_until=batch.good_until,
        speech=offer.speech,
        draft=offer.draft,
        trial=is_trial(settings),
        demo=session.get(Meta, DEMO) is not None,
    )
