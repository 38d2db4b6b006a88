"""Who may have the record-level file of which round, for what, and until when."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from feedback import audit, clock
from feedback.config import Settings
from feedback.exceptions import RefusedError
from feedback.models.accounts import Account
from feedback.models.asking import DEMO, Meta, Round
from feedback.models.auditing import Deed
from feedback.reports.figures import label_rounds
from feedback.reports.records.rows import DELETED, RecordRows, read_rows
from feedback.reports.shown import write_day
from feedback.retention import answers_kept_until

FEWEST_WORDS, MOST_LETTERS = 3, 300  # of a purpose
NO_ACCOUNT = "somebody at the command line of the server"


class Format(StrEnum):
    """What kind of file it is."""

    XLSX = "xlsx"
    CSV = "csv"


class PurposeError(RefusedError):
    """What was typed says too little of what the file is for, or too much."""


@dataclass(frozen=True)
class Asked:
    """What somebody asked for, and what stands on the first sheet of it."""

    council: str
    questionnaire: str
    round: str
    round_id: int
    closes_on: date
    rows: RecordRows
    purpose: str
    asked_by: str
    made_on: date
    delete_by: date
    demo: bool


def read_purpose(typed: str) -> str:
    """What the file is for, as one line. Raises PurposeError."""
    purpose = " ".join("".join(c if c.isprintable() else " " for c in typed).split())
    if len(purpose.split()) < FEWEST_WORDS:
        raise PurposeError(
            "Say in a few words what the file is for, such as: Compare who feels listened to."
        )
    if len(purpose) > MOST_LETTERS:
        raise PurposeError(
            f"Say it in {MOST_LETTERS} letters or fewer. You have used {len(purpose)}."
        )
    return purpose


def check_round(round_: Round, settings: Settings) -> date:
    """The last day on which the answers of `round_` may be had. Raises RefusedError when there are none to have."""
    if not round_.counted_on:
        raise RefusedError(
            f"Round {round_.id} is not counted yet: it takes answers until {write_day(round_.closes_on)}, "
            "and there is a record-level file once it is counted."
        )
    if round_.sealed:
        raise RefusedError(
            f"Round {round_.id} has fewer than 5 answers: they stay sealed and join the next round, "
            "so there is no record-level file of it."
        )
    last = answers_kept_until(round_, settings)
    if last < clock.today(settings.zone):
        raise RefusedError(f"{DELETED.format(round_.id)} They were kept until {write_day(last)}.")
    return last


def ask_for(
    session: Session, round_: Round, settings: Settings, *, purpose: str, by: Account | None
) -> Asked:
    """What `by` (nobody: the command line) gets of `round_`. Raises RefusedError, also for a poor purpose."""
    last = check_round(round_, settings)
    said = read_purpose(purpose)
    rows = read_rows(session, round_)
    return Asked(
        council=settings.council_name,
        questionnaire=round_.version.questionnaire,
        round=label_rounds(session, [round_])[round_.id],
        round_id=round_.id,
        closes_on=round_.closes_on,
        rows=rows,
        purpose=said,
        asked_by=by.email if by else NO_ACCOUNT,
        made_on=clock.today(settings.zone),
        delete_by=last,
        demo=session.get(Meta, DEMO) is not None,
    )


def write_down(
    session: Session, round_: Round, kind: Format, *, purpose: str, by: Account | None
) -> None:
    """Note who had the file of which round, in which format and for what. Never who is in it."""
    thing = f"records of round {round_.id} as {kind.value}"
    audit.record(session, Deed.DOWNLOADED_RECORDS, thing, by=by, purpose=read_purpose(purpose))
