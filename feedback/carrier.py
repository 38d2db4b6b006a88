"""Hands e-mails to the mail server: each once, tried again for three days while it does not take them.

No lock is held while the server is talked to. A row says how far its e-mail is, so whoever comes after a crash knows
whether it may have arrived: only between the first word of the text and the server's answer does nobody know.
"""

import datetime as dt
import logging
import smtplib
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.config import Settings
from feedback.db import Database
from feedback.exceptions import FeedbackError, trace
from feedback.leftovers import expect_leftovers
from feedback.mail_connections import MailError, clean, connected
from feedback.mail_servers import MailServer
from feedback.models.posting import Email
from feedback.post import MAY_HAVE_ARRIVED, give_up
from feedback.seals import NEWS, open_sealed

HELD_LASTS = dt.timedelta(minutes=15)  # whoever handed it in is gone by then
LASTS = dt.timedelta(days=3)  # then it is too old to be of use
SHORTEST_WAIT = dt.timedelta(minutes=1)
LONGEST_WAIT = dt.timedelta(hours=4)
AT_ONCE = 50  # e-mails of one tick: counting comes first
LONGEST = 60  # seconds of one tick after which none is begun: copies wait for a slow mail server, and the next tick
YES, NOT_YET, NEVER = 200, 300, 500  # where the numbers of its answers begin that mean so
LOCKED = "The key that its address is locked with is gone."
BROKE = "The connection broke."
MISTAKE = "It could not be handed in. The log of the service says where."
UNWRITABLE = "Its address is none that an e-mail can be sent to."
TOO_OLD = "The mail server did not take it for three days."
NOT_SET = "No mail server was set for three days."


class Outcome(StrEnum):
    """What became of an e-mail."""

    SENT = "sent"
    FAILED = "failed"
    WAITS = "waits"


@dataclass(frozen=True)
class Carried:
    """How many e-mails were handed in, and how many are given up."""

    sent: int = 0
    failed: int = 0


@dataclass(frozen=True)
class _Held:
    """An e-mail that this process hands in."""

    id: int
    address: str
    subject: str
    body: str
    made_at: dt.datetime


NOTHING_SENT = Carried()


def carry(database: Database, settings: Settings) -> Carried:
    """Hand in what is due. Whatever the mail server does, this raises nothing about it and says it in the rows."""
    server = settings.mail_server
    if server is None:
        return Carried(failed=_give_up_old(database))
    if not _anything_due(database):
        return NOTHING_SENT
    try:
        with connected(server) as smtp:
            found = list(_hand_in_all(database, smtp, settings, server))
    except MailError:
        found = _put_off_all(database)
    return Carried(found.count(Outcome.SENT), found.count(Outcome.FAILED))


def _hand_in_all(
    database: Database, smtp: smtplib.SMTP, settings: Settings, server: MailServer
) -> Iterator[Outcome]:
    """One after another, until none is due, the connection is gone, or it takes too long. One is tried each time."""
    began = time.monotonic()
    name, _, host = server.sender.rpartition("@")
    sender = Address(settings.council_name, name, host)  # before any is held
    for _ in range(AT_ONCE):
        held = _hold(database, settings) if smtp.sock else None
        if held is None:
            return
        yield _hand_in(database, smtp, held, sender)
        if time.monotonic() - began >= LONGEST:
            return


def _anything_due(database: Database) -> bool:
    with database.reading() as session:
        return _next(session) is not None


def _next(session: Session) -> Email | None:
    query = select(Email).where(_is_due()).order_by(Email.urgent.desc(), Email.due_at, Email.id)
    return session.scalars(query.limit(1)).first()


def _is_due() -> ColumnElement[bool]:
    now = clock.now()
    # Held since a moment to come: the clock was put back, and nobody holds it any more.
    free = or_(Email.held_at.is_(None), Email.held_at < now - HELD_LASTS, Email.held_at > now)
    return and_(Email.failed_at.is_(None), Email.due_at <= now, free)


def _hold(database: Database, settings: Settings) -> _Held | None:
    """Take the next one, so that nobody else does. One that may have arrived already is given up on the way."""
    with database.writing() as session:
        while email := _next(session):
            if email.told_at and not email.urgent:
                _fail(email, MAY_HAVE_ARRIVED)
                session.flush()
                continue
            if not email.urgent and clock.now() - email.made_at > LASTS:
                _fail(email, TOO_OLD)
                session.flush()
                continue
            address = _read_address(settings, email)
            if address is None:
                _fail(email, LOCKED)
                session.flush()
                continue
            email.held_at, email.told_at, email.tries = clock.now(), None, email.tries + 1
            return _Held(email.id, address, email.subject, email.body, email.made_at)
    return None


def _read_address(settings: Settings, email: Email) -> str | None:
    """Where it goes: that of somebody who asked for news is opened here and nowhere else."""
    if email.news_key is None:
        return email.address
    return open_sealed(settings, email.address, purpose=NEWS)


def _hand_in(database: Database, smtp: smtplib.SMTP, held: _Held, sender: Address) -> Outcome:
    """Whatever goes wrong with one e-mail is said in its row, and the next goes on. Raises FeedbackError."""
    words = _try_to_write(held, sender)
    if words is None:
        return _note(database, held, lambda email: _fail(email, UNWRITABLE))
    try:
        told = _tell(database, smtp, held, sender.addr_spec, words)
    except smtplib.SMTPResponseException as error:
        refused = error
        _start_over(smtp)
        return _note(database, held, lambda email: _refuse(email, refused))
    except (smtplib.SMTPException, OSError) as error:
        broken = error
        return _note(database, held, lambda email: _break(email, _say_broken(email, broken)))
    except FeedbackError:
        raise  # the database did not take it, and that is nothing about the e-mail
    # A mistake of ours, and whoever waits for the next e-mail wants it to go on.
    except Exception as error:
        logging.getLogger("feedback").error("an e-mail: unexpected %s", trace(error))
        _start_over(smtp)
        return _note(database, held, lambda email: _break(email, MISTAKE))
    if not told:
        _start_over(smtp)
        return Outcome.WAITS
    _forget(database, held)
    return Outcome.SENT


def _tell(database: Database, smtp: smtplib.SMTP, held: _Held, sender: str, words: bytes) -> bool:
    """Tell the server. False when whoever it is for had it deleted meanwhile."""
    _check(smtp.mail(sender), of=sender)
    _check(smtp.rcpt(held.address))
    with database.writing() as session:
        email = _get(session, held)
        if email is None:
            return False
        email.told_at = clock.now()
    _check(smtp.data(words))
    return True


def _note(database: Database, held: _Held, note: Callable[[Email], Outcome]) -> Outcome:
    """Write down what became of it, if it is still there."""
    with database.writing() as session:
        email = _get(session, held)
        return note(email) if email else Outcome.WAITS


def _forget(database: Database, held: _Held) -> None:
    with database.writing() as session:
        email = _get(session, held)
        if email and email.news_key is not None:
            expect_leftovers(session)
        if email:
            session.delete(email)


def _start_over(smtp: smtplib.SMTP) -> None:
    with suppress(smtplib.SMTPException, OSError):
        smtp.rset()


def _check(answer: tuple[int, bytes], *, of: str = "") -> None:
    """Raise SMTPResponseException unless the server says yes: SMTPSenderRefused when it was asked `of` us."""
    code, words = answer
    if not YES <= code < NOT_YET:
        raise (
            smtplib.SMTPSenderRefused(code, words, of)
            if of
            else smtplib.SMTPResponseException(code, words)
        )


def _refuse(email: Email, error: smtplib.SMTPResponseException) -> Outcome:
    """The server said no, so it has not got it: for good to an address or a text, for now to whom it is from."""
    for_good = error.smtp_code >= NEVER and not isinstance(error, smtplib.SMTPSenderRefused)
    trouble = _say_refused(email, error)
    return _fail(email, trouble) if for_good else _put_off(email, trouble)


def _say_refused(email: Email, error: smtplib.SMTPResponseException) -> str:
    """What the server said. Of somebody who asked for news only its number: servers quote the address, which is locked."""
    if email.news_key is not None:
        return f"The mail server said {error.smtp_code}."
    words = error.smtp_error.decode(errors="replace") if isinstance(error.smtp_error, bytes) else ""
    return f"The mail server said: {error.smtp_code} {words}"


def _break(email: Email, trouble: str) -> Outcome:
    """It ended half-way: if that was after the first word of the text, it may have arrived."""
    if email.told_at and not email.urgent:
        return _fail(email, MAY_HAVE_ARRIVED)
    return _put_off(email, trouble)


def _say_broken(email: Email, error: Exception) -> str:
    # What an error says may quote the address too.
    return BROKE if email.news_key is not None else f"The connection broke: {error}"


def _put_off_all(database: Database) -> list[Outcome]:
    """The server cannot be reached: everything that is due waits, or is given up."""
    found = []
    with database.writing() as session:
        for email in session.scalars(select(Email).where(_is_due())).all():
            if email.told_at and not email.urgent:
                found.append(_fail(email, MAY_HAVE_ARRIVED))
                continue
            email.tries += 1
            found.append(_put_off(email, "The mail server could not be reached."))
    return found


def _give_up_old(database: Database) -> int:
    """Give up what waits where no mail server is set any more, once it is too old; how many."""
    old = select(Email).where(Email.failed_at.is_(None), Email.made_at < clock.now() - LASTS)
    with database.reading() as session:
        if session.scalars(old.limit(1)).first() is None:
            return 0  # the usual minute, which writes nothing
    with database.writing() as session:
        found = session.scalars(old).all()
        for email in found:
            _fail(email, MAY_HAVE_ARRIVED if email.told_at and not email.urgent else NOT_SET)
        return len(found)


def _put_off(email: Email, trouble: str) -> Outcome:
    """Wait, twice as long each time; or give up what is too old."""
    now = clock.now()
    if now - email.made_at > LASTS:
        return _fail(email, TOO_OLD)
    wait = min(SHORTEST_WAIT * 2 ** min(email.tries, 10), LONGEST_WAIT)
    email.due_at, email.held_at, email.told_at = now + wait, None, None
    email.trouble = clean(trouble)
    return Outcome.WAITS


def _fail(email: Email, trouble: str) -> Outcome:
    give_up(email, clean(trouble))
    return Outcome.FAILED


def _get(session: Session, held: _Held) -> Email | None:
    """Its row, unless that is gone: also when another has its number now."""
    email = session.get(Email, held.id)
    return email if email and email.made_at == held.made_at else None


def _try_to_write(held: _Held, sender: Address) -> bytes | None:
    """The e-mail as it is sent; None when that cannot be said, whatever its address makes of it."""
    try:
        held.address.encode("ascii")  # as it is told to the mail server
        return _write(held, sender).as_bytes()
    # Python's reader of addresses fails in many ways, and whoever waits for the next e-mail wants it to go on.
    except Exception as error:
        logging.getLogger("feedback").error("an e-mail cannot be written: %s", trace(error))
        return None


def _write(held: _Held, sender: Address) -> EmailMessage:
    """The e-mail. Sent again it has the same number, so that mail programs show it once."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = held.address
    message["Subject"] = held.subject
    message["Date"] = held.made_at
    message["Message-ID"] = f"<{held.id}.{held.made_at:%Y%m%d%H%M%S%f}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answer of a machine is wanted
    message["X-Auto-Response-Suppress"] = "All"  # the same for Microsoft Exchange
    message.set_content(held.body)
    return message
