"""What the duty reader of the sample council has read, and what became of it."""

from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from feedback import clock, waiting
from feedback.comments import Status, list_comments, open_comment
from feedback.decisions import decide, release
from feedback.models.accounts import Account
from feedback.models.asking import Round

# What becomes of every tenth comment that is not released; the others are read and not decided.
DECIDED = {4: Status.WITHHELD, 7: Status.STAFF_ONLY}


def read_comments(session: Session, round_: Round, *, by: Account | None) -> None:
    """Of the comments of a counted round release some, keep a few for staff or back, and leave the others undecided."""
    found = sorted(list_comments(session, round_=round_), key=lambda c: (c.comment, c.team))
    for number, summary in enumerate(found):
        comment = open_comment(session, summary.id)
        if number % 3 == 0:
            release(session, comment, by=by)
        else:
            status = DECIDED.get(number % 10, Status.READ)
            decide(session, comment, status, by=by)


def read_late(session: Session, *, zone: ZoneInfo, by: Account | None) -> None:
    """What should have been read before today was."""
    today = clock.today(zone)
    late = {one.id: one.state for one in waiting.list_waiting(session) if one.read_by_on < today}
    waiting.mark_all_read(session, late, by=by)
