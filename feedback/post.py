"""E-mails to staff, and to people who asked for news: put into the database with whatever causes them, and handed to the mail server afterwards.

    post.send(
        session,
        settings,
        to=account.email,
        subject=post.EmailLine("A comment waits to be read"),
        lines=[
            post.EmailLine("It has waited since {day}.", day=day),
            post.lead_to(settings, "/staff/comments"),
        ],
        urgent=True,
    )

Nothing that anybody answered can be in one: a line is a sentence of this program with numbers, days, addresses and
links in its gaps, and tests/guards/test_posting.py holds every sentence to be written out in the code.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.config import Settings
from feedback.mail_servers import is_address
from feedback.models.posting import Email
from feedback.speech import IN_ENGLISH, Speech

MAY_HAVE_ARRIVED = "The connection broke at its end. It may have arrived, so it was not sent again."
IN_A_COPY = (
    "A copy took the place of the database. It may have been sent before, so it was not sent again."
)
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
        self._sentence, self._gaps = sentence, {name: _say(gap) for name, gap in gaps.items()}
        self.words = self.say(IN_ENGLISH)

    def say(self, speech: Speech) -> str:
        """The sentence in the language of `speech`."""
        return speech.gettext(self._sentence).format(**self._gaps)


def lead_to(settings: Settings, page: str) -> EmailLine:
    """A line with the address of a page of staff, such as "/staff/talks"."""
    return EmailLine("{page}", page=Link(f"{settings.public_url}{page}"))


@dataclass(frozen=True)
class News:
    """Somebody who asked for news: the locked address, the key of the page that deletes it, its last day."""

    address: str
    key: bytes
    until_on: dt.date
    speech: Speech = IN_ENGLISH


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


def send_news(
    session: Session,
    settings: Settings,
    news: News,
    *,
    subject: EmailLine,
    lines: Sequence[EmailLine],
) -> bool:
    """As `send`, to somebody who asked for it: in their language, and their address stays locked until it is sent."""
    if settings.mail_server is None:
        return False
    now = clock.now()
    session.add(
        Email(
            address=news.address,
            subject=subject.say(news.speech),
            body="\n\n".join(line.say(news.speech) for line in lines) + "\n",
            made_at=now,
            due_at=now,
            news_key=news.key,
            until_on=news.until_on,
        )
    )
    return True


def get_news(session: Session, key: bytes) -> Email | None:
    """The e-mail to somebody who asked for news that is still to be sent, or could not be."""
    return session.scalars(select(Email).where(Email.news_key == key)).first()


def list_again(session: Session) -> list[Email]:
    """What could not be sent to people who asked for news, and can be sent again.

    Not what may have arrived: they were told that it is once.
    """
    return [
        one
        for one in list_failed(session)
        if one.news_key is not None and one.trouble not in (MAY_HAVE_ARRIVED, IN_A_COPY)
    ]


def try_again(session: Session) -> None:
    """Send those anew."""
    now = clock.now()
    for one in list_again(session):
        one.failed_at, one.trouble, one.tries, one.made_at, one.due_at = None, None, 0, now, now


def give_up(email: Email, trouble: str) -> None:
    """Send it no more. What it said is not kept: it may open an account. News open none, and can be sent anew."""
    email.failed_at, email.held_at, email.told_at = clock.now(), None, None
    email.trouble = trouble
    if email.news_key is None:
        email.body = ""


def give_up_unsent(session: Session) -> None:
    """Give up whatever waits, in a copy that takes the place of the database: it may have been sent since.

    What is urgent is sent: twice is better than never.
    """
    waits = select(Email).where(Email.failed_at.is_(None), Email.urgent.is_(False))
    for email in session.scalars(waits).all():
        give_up(email, IN_A_COPY)


def list_waiting(session: Session) -> list[Email]:
    """The e-mails that are still to be sent, oldest first."""
    query = select(Email).where(Email.failed_at.is_(None)).order_by(Email.made_at, Email.id)
    return list(session.scalars(query))


def list_failed(session: Session) -> list[Email]:
    """The e-mails that could not be sent, newest first."""
    query = select(Email).where(Email.failed_at.is_not(None))
    return list(session.scalars(query.order_by(Email.failed_at.desc(), Email.id.desc())))


def forget_failed(session: Session, *, before: dt.datetime) -> None:
    """Delete what is told of e-mails that could not be sent, once they failed before a moment."""
    session.execute(delete(Email).where(Email.failed_at < before))


def forget_shown(session: Session, ids: Iterable[int]) -> None:
    """Delete what is told of these e-mails that could not be sent. What failed since a page was shown stays."""
    failed = Email.failed_at.is_not(None)
    session.execute(delete(Email).where(failed, Email.id.in_(list(ids))))


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
