"""One e-mail that cannot be handed in, for whatever reason, holds up no other."""

import datetime as dt
import smtplib

import pytest

from feedback import carrier, clock, post
from feedback.carrier import Carried, carry
from feedback.config import Settings
from feedback.db import Database
from tests.conftest import NOON
from tests.mail import Mailbox
from tests.test_carrier import KIM, LEE, MINUTE, failed, waiting, write


@pytest.mark.parametrize(
    "odd",
    ["sam@[example.org", "sam@exämple.org", "sam@example.org\nBcc: kim@b.c"],
)
def test_an_address_that_cannot_be_written_holds_up_no_other(
    database: Database, mailing: Settings, box: Mailbox, odd: str, caplog: pytest.LogCaptureFixture
) -> None:
    """As older releases took them: given up at once, never tried again, and not named in the log."""
    write(database, mailing, odd, KIM)

    done = [carry(database, mailing), carry(database, mailing)]
    with clock.frozen_at(NOON + dt.timedelta(hours=1)):
        done.append(carry(database, mailing))

    assert done == [Carried(sent=1, failed=1), Carried(), Carried()]
    assert [message["To"] for message in box.took] == [KIM]
    assert [(one.address, one.trouble) for one in failed(database)] == [(odd, carrier.UNWRITABLE)]
    assert odd not in caplog.text


def test_our_own_mistake_with_one_email_holds_up_no_other(
    database: Database, mailing: Settings, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits and is tried again; the others arrive by the same connection."""
    rcpt = smtplib.SMTP.rcpt

    def fail(smtp: smtplib.SMTP, address: str) -> tuple[int, bytes]:
        if address == KIM:
            raise ZeroDivisionError
        return rcpt(smtp, address)

    write(database, mailing, KIM, LEE)
    with monkeypatch.context() as broken:
        broken.setattr(smtplib.SMTP, "rcpt", fail)
        first = carry(database, mailing)
    (email,) = waiting(database)
    with clock.frozen_at(NOON + 2 * MINUTE):
        second = carry(database, mailing)

    assert email.trouble == carrier.MISTAKE
    assert (first, second) == (Carried(sent=1), Carried(sent=1))
    assert [message["To"] for message in box.took] == [LEE, KIM]


def test_what_is_deleted_while_it_is_handed_in_is_not_sent(
    database: Database, mailing: Settings, box: Mailbox
) -> None:
    """By its owner, between the address and the words; the next one arrives."""

    class Deleting(dict[str, str]):
        def get(self, address: str, otherwise: str) -> str:  # type: ignore[override]
            if address == KIM:
                with database.writing() as session:
                    session.delete(post.list_waiting(session)[0])
            return otherwise

    box.says_to = Deleting()
    write(database, mailing, KIM, LEE)

    done = carry(database, mailing)

    assert done == Carried(sent=1)
    assert [message["To"] for message in box.took] == [LEE]
    assert (waiting(database), failed(database)) == ([], [])
