"""E-mails to staff: put into the database with whatever causes them, and handed to the mail server afterwards.

    post.send(
        session,
        settings,
        to=account.email,
        subject=post.EmailLine("A comment waits to be read"),
        lines=[
            post.EmailLine("It has waited since {day}.", day=day),
            post.EmailLine("{page}", page=post.Link(f"{settings.public_url}/staff/comments")),
        ],
        urgent=True,
    )

Nothing that anybody answered can be in one: a line is a sentence of this program with numbers, days, addresses and
links in its gaps, and tests/guards/test_posting.py holds every sentence to be written out in the code.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.config import Settings
from feedback.mail_servers import is_address
from feedback.models.posting import Email

FAILED_LASTS = dt.timedelta(days=30)  # how long it is told that an e-mail could not be sent
URL = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True)
class Link:
    """An address on the web, of this service."""

    url: str

    def __post_init__(self) -> None:
        if not URL.fullmatch(self.url):
            raise ValueError("a link begins with http:// or https:// and has no space in it")


@dataclass(frozen=True)
class Address:
    """Somebody's e-mail address."""

    email: str

    def __post_init__(self) -> None:
        if not is_address(self.email):
            raise ValueError("an e-mail address looks like name@council.gov.uk")


Gap = int | dt.date | Link | Address


class EmailLine:
    """A sentence of this program with what is put into its gaps. Raises TypeError for any other text in them."""

    def __init__(self, sentence: str, **gaps: Gap) -> None:
        self.words = sentence.format(**{name: _say(gap) for name, gap in gaps.items()})


def send(
    session: Session,
    settings: Settings,
    *,
    to: str,
    subject: EmailLine,
    lines: Sequence[EmailLine],
    urgent: bool = False,
) -> bool:
    """Have an e-mail sent once the transaction is kept: within a minute, or tried again for three days.

    False when no mail server is set: nothing is kept. An `urgent` one is sent again when the connection broke
    so late that nobody knows whether it arrived; any other is not, so that nobody gets it twice.
    """
    if settings.mail_server is None:
        return False
    now = clock.now()
    session.add(
        Email(
            address=to,
            subject=subject.words,
            body="\n\n".join(line.words for line in lines) + "\n",
            urgent=urgent,
            made_at=now,
            due_at=now,
        )
    )
    return True


def list_waiting(session: Session) -> list[Email]:
    """The e-mails that are still to be sent, oldest first."""
    query = select(Email).where(Email.failed_at.is_(None)).order_by(Email.made_at, Email.id)
    return list(session.scalars(query))


def list_failed(session: Session) -> list[Email]:
    """The e-mails that could not be sent, newest first."""
    query = select(Email).where(Email.failed_at.is_not(None))
    return list(session.scalars(query.order_by(Email.failed_at.desc(), Email.id.desc())))


def forget_failed(session: Session, *, before: dt.datetime | None = None) -> None:
    """Delete what is told of e-mails that could not be sent: all, or what failed before a moment."""
    gone = delete(Email).where(Email.failed_at.is_not(None))
    session.execute(gone.where(Email.failed_at < before) if before else gone)


def _say(gap: Gap) -> str:
    match gap:
        case bool():
            raise TypeError("an e-mail says numbers, days, addresses and links, and no yes or no")
        case int():
            return str(gap)
        case dt.datetime():
            raise TypeError("an e-mail says days, and no moments")
        case dt.date():
            return clock.day_words(gap)
        case Link():
            return gap.url
        case Address():
            return gap.email
    raise TypeError(f"an e-mail says numbers, days, addresses and links, and no {type(gap)}")
