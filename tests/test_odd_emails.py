"""One e-mail that cannot be handed in holds up no other, and neither does a folder for copies that hangs."""

import datetime as dt
import os
import smtplib
import threading
from pathlib import Path

import pytest

from feedback import carrier, clock, post
from feedback.carrier import Carried, carry
from feedback.config import Settings
from feedback.db import Database
from feedback.tick import run_tick
from tests.conftest import NOON
from tests.mail import Mailbox
from tests.processes import PATIENCE, wait_for
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


def test_a_slow_mail_server_is_left_for_this_time(
    database: Database, mailing: Settings, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once its time is over none is begun; one is handed in each time, so all of them are."""
    monkeypatch.setattr(carrier, "LONGEST", 0)
    write(database, mailing, KIM, LEE)

    done = [carry(database, mailing) for _ in range(3)]

    assert done == [Carried(sent=1), Carried(sent=1), Carried()]


def test_a_folder_for_copies_that_hangs_comes_after_the_emails(
    database: Database, mailing: Settings, box: Mailbox, tmp_path: Path
) -> None:
    """A share that is gone: whoever looks into it is held there, and what is due is sent before."""
    (folder := tmp_path / "copies").mkdir()
    os.mkfifo(gone := folder / "feedback-2026-11-22T02-00-00Z.db")
    hanging = Settings(**{**vars(mailing), "backups": folder})
    write(database, mailing, KIM, urgent=True)
    tick = threading.Thread(target=run_tick, args=(database, hanging), daemon=True)

    tick.start()
    wait_for(lambda: box.took or None)
    held = tick.is_alive()
    there_again = os.open(gone, os.O_RDWR)
    tick.join(PATIENCE)
    os.close(there_again)

    assert held
    assert not tick.is_alive()
    assert [message["To"] for message in box.took] == [KIM]
