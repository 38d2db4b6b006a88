"""When something was not read by its day: an e-mail without a word of it, once a day, until somebody has read it."""

import datetime as dt

from sqlalchemy.orm import Session

from feedback import clock, post
from feedback.config import Settings
from feedback.db import Database
from feedback.models.asking import Meta
from feedback.readers import list_told
from feedback.waiting import Waiting, get_first_day, list_waiting

TOLD = "told of late reading: "  # before a language: the name of the fact when its readers were told last


def tell_late(database: Database, settings: Settings) -> int:
    """Tell the readers of each language, and their cover, that something waits too long; how many e-mails were made.

    Neither a word, nor a team, nor a number is in it: an e-mail is read by whoever looks over a shoulder.
    """
    today = clock.today(settings.zone)
    with database.reading() as session:
        day = find_late_day(session, today)
    if day is None or settings.mail_server is None:
        return 0
    with database.writing() as session:
        late = _find_late(session, today)  # somebody may have read it meanwhile
        return sum(_tell(session, settings, language, day, today) for language, day in late.items())


def find_late_day(session: Session, today: dt.date) -> dt.date | None:
    """The day of what should have been read longest ago, if anything is late."""
    day = get_first_day(session)
    return day if day and day < today else None


def _find_late(session: Session, today: dt.date) -> dict[str, dt.date]:
    """The languages in which something is late, each with the first day that was missed."""
    late: dict[str, dt.date] = {}
    for one in sorted(filter(lambda one: one.is_late(today), list_waiting(session)), key=_day):
        late.setdefault(one.language, one.read_by_on)
    return late


def _tell(session: Session, settings: Settings, language: str, day: dt.date, today: dt.date) -> int:
    name = f"{TOLD}{language}"
    told = session.get(Meta, name)
    if told and told.value == today.isoformat():
        return 0
    session.merge(Meta(name=name, value=today.isoformat()))
    sent = 0
    for address in list_told(session, language):
        sent += post.send(
            session,
            settings,
            to=address,
            subject=post.EmailLine("Something waits to be read, and its day is over"),
            lines=[
                post.EmailLine(
                    "Something that people wrote should have been read by {day}.", day=day
                ),
                post.EmailLine("Please sign in and read it now, or ask your cover to."),
                post.EmailLine("{page}", page=post.Link(f"{settings.public_url}/staff/to-read")),
                post.EmailLine(
                    "This e-mail comes once a day until it is read. It says nothing of what was written."
                ),
            ],
            urgent=True,
        )
    return sent


def _day(one: Waiting) -> dt.date:
    return one.read_by_on
