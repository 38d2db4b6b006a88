"""In which hour what is due was done last: for `doctor`, and for what is told once an hour."""

import datetime as dt

from sqlalchemy.orm import Session

from feedback import clock
from feedback.models.asking import Meta

HOUR = "hour of the last tick"  # the name of the fact


def get_hour(session: Session) -> dt.datetime | None:
    """Its beginning; None before the first tick."""
    fact = session.get(Meta, HOUR)
    return dt.datetime.fromisoformat(fact.value) if fact else None


def begin_hour(session: Session) -> bool:
    """Whether this is the first tick of its hour. Kept by the hour, so that few ticks have something to write."""
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    if get_hour(session) == hour:
        return False
    session.merge(Meta(name=HOUR, value=hour.isoformat()))
    return True


def expect_ticks(session: Session) -> None:
    """Begin to count the time without a tick, where there was none yet: a database that was just made lacks nothing."""
    if get_hour(session) is None:
        begin_hour(session)
