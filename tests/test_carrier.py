"""E-mails reach a real mail server once: after refusals, broken connections and crashes too."""

import datetime as dt
from pathlib import Path

import pytest

from feedback import carrier, clock, post, tick
from feedback.carrier import Carried, carry
from feedback.config import Settings, read_settings
from feedback.db import Database
from feedback.diagnosis import examine
from feedback.exceptions import RefusedError
from feedback.models.posting import Email
from feedback.tick import run_tick
from tests.conftest import NOON
from tests.mail import PASSWORD, USER, Mailbox, make_certificate, receiving

KIM, LEE = "kim@westmere.example", "lee@westmere.example"
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def mailing(settings: Settings, box: Mailbox) -> Settings:
    """The settings that lead to it."""
    return lead_to(settings, box)


def lead_to(settings: Settings, box: Mailbox, **changes: str) -> Settings:
    """The same settings with the mail server of `box`."""
    given = box.environ(**changes)
    return read_settings(
        {
            "FEEDBACK_INSTANCE": str(settings.instance),
            "FEEDBACK_COUNCIL_NAME": "Westmere Council, Children’s Services",
            **given,
        }
    )


def write(database: Database, settings: Settings, *to: str, urgent: bool = False) -> None:
    """Put an e-mail to each of these addresses on its way."""
    lines = [
        post.EmailLine("Sign in: {page}", page=post.Link("https://ask.westmere.example/staff"))
    ]
    with database.writing() as session:
        for address in to:
            subject = post.EmailLine("Something waits")
            post.send(session, settings, to=address, subject=subject, lines=lines, urgent=urgent)


def waiting(database: Database) -> list[Email]:
    """What is still to be sent."""
    with database.reading() as session:
        return post.list_waiting(session)


def failed(database: Database) -> list[Email]:
    """What could not be sent."""
    with database.reading() as session:
        return post.list_failed(session)


def test_an_email_arrives_once_and_nothing_of_it_stays(
    database: Database, mailing: Settings, box: Mailbox
) -> None:
    """From the council, to one person, marked as a machine's; a second round sends nothing."""
    write(database, mailing, KIM)

    first, second = carry(database, mailing), carry(database, mailing)

    assert (first, second) == (Carried(sent=1), Carried())
    (message,) = box.took
    assert message["From"].addresses[0].display_name == "Westmere Council, Children’s Services"
    assert message["From"].addresses[0].addr_spec == "feedback@westmere.example"
    assert (message["To"], message["Subject"]) == (KIM, "Something waits")
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content().strip() == "Sign in: https://ask.westmere.example/staff"
    assert (waiting(database), failed(database)) == ([], [])


def test_a_tick_sends_what_waits(database: Database, mailing: Settings, box: Mailbox) -> None:
    """Whatever else is due."""
    write(database, mailing, KIM, LEE)

    done = run_tick(database, mailing)

    assert done.emails == Carried(sent=2)
    assert [message["To"] for message in box.took] == [KIM, LEE]


def test_a_long_link_stays_whole(database: Database, mailing: Settings, box: Mailbox) -> None:
    """Longer than a line of an e-mail may be."""
    url = f"https://ask.westmere.example/staff/invitation/{'x' * 1200}"
    with database.writing() as session:
        subject, line = post.EmailLine("Come in"), post.EmailLine("{page}", page=post.Link(url))
        post.send(session, mailing, to=KIM, subject=subject, lines=[line])

    carry(database, mailing)

    assert box.took[0].get_content().strip() == url


def test_an_address_that_is_refused_holds_up_no_other(
    database: Database, mailing: Settings, box: Mailbox
) -> None:
    """It is told of, without what it said; the other arrives by the same connection."""
    box.says_to[KIM] = "550 No such person"
    write(database, mailing, KIM, LEE)

    done = carry(database, mailing)

    assert done == Carried(sent=1, failed=1)
    assert [message["To"] for message in box.took] == [LEE]
    (email,) = failed(database)
    assert (email.address, email.body) == (KIM, "")
    assert email.trouble == "The mail server said: 550 No such person"


@pytest.mark.parametrize("where", ["address", "text"])
def test_what_is_put_off_is_tried_again(
    database: Database, mailing: Settings, box: Mailbox, where: str
) -> None:
    """Not at once, and then until it is taken."""
    if where == "address":
        box.says_to[KIM] = "451 Later"
    else:
        box.says_at_end = "451 Later"
    write(database, mailing, KIM)

    done = [carry(database, mailing), carry(database, mailing)]
    box.says_to.clear()
    box.says_at_end = "250 OK"
    with clock.frozen_at(NOON + 2 * MINUTE):
        done.append(carry(database, mailing))

    assert done == [Carried(), Carried(), Carried(sent=1)]
    assert len(box.took) == 1


def test_what_is_never_taken_is_given_up_after_three_days(
    database: Database, mailing: Settings, box: Mailbox
) -> None:
    """Tried a few times a day, told of for thirty days, then forgotten."""
    box.says_to[KIM] = "451 Later"
    write(database, mailing, KIM)

    tries = 0
    for hour in range(80):
        with clock.frozen_at(NOON + hour * dt.timedelta(hours=1)):
            carry(database, mailing)
            tries += len([email for email in waiting(database) if email.held_at is None])
    (email,) = failed(database)
    with clock.frozen_at(NOON + dt.timedelta(days=34)):
        run_tick(database, mailing)

    assert email.trouble == "The mail server did not take it for three days."
    assert 10 < email.tries < 40
    assert (failed(database), box.took) == ([], [])


def test_a_server_that_is_away_loses_nothing(
    database: Database, mailing: Settings, settings: Settings
) -> None:
    """Everything waits, and arrives when there is a server again."""
    write(database, mailing, KIM, LEE)
    with receiving() as gone:
        nowhere = lead_to(settings, gone)

    done = carry(database, nowhere)
    with clock.frozen_at(NOON + 2 * MINUTE):
        later = carry(database, mailing)

    assert (done, later) == (Carried(), Carried(sent=2))


def test_a_break_at_the_end_sends_nothing_twice(
    database: Database, mailing: Settings, box: Mailbox
) -> None:
    """It may have arrived, and here it has. Somebody is told instead."""
    box.breaks = True
    write(database, mailing, KIM)

    done = carry(database, mailing)
    box.breaks = False
    with clock.frozen_at(NOON + dt.timedelta(hours=1)):
        carry(database, mailing)

    assert done == Carried(failed=1)
    assert len(box.took) == 1
    assert failed(database)[0].trouble == carrier.MAY_HAVE_ARRIVED


def test_a_break_at_the_end_sends_what_is_urgent_again(
    database: Database, mailing: Settings, box: Mailbox
) -> None:
    """Rather twice than never, with one number by which mail programs know it is the same."""
    box.breaks = True
    write(database, mailing, KIM, urgent=True)

    carry(database, mailing)
    box.breaks = False
    with clock.frozen_at(NOON + dt.timedelta(hours=1)):
        later = carry(database, mailing)

    assert later == Carried(sent=1)
    assert len({message["Message-ID"] for message in box.took}) == 1
    assert len(box.took) == 2


@pytest.mark.parametrize(("told", "arrives"), [(False, 1), (True, 0)])
def test_a_crash_sends_nothing_twice(
    database: Database, mailing: Settings, box: Mailbox, told: bool, arrives: int
) -> None:
    """Whoever held it is gone: before the first word it is sent by the next, after it by nobody."""
    write(database, mailing, KIM)
    with database.writing() as session:
        (email,) = post.list_waiting(session)
        email.held_at, email.told_at = NOON, NOON if told else None

    at_once = carry(database, mailing)
    with clock.frozen_at(NOON + 20 * MINUTE):
        carry(database, mailing)

    assert at_once == Carried()  # it may still be with whoever holds it
    assert len(box.took) == arrives
    assert len(failed(database)) == 1 - arrives


def test_over_starttls_with_a_password(
    database: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As councils have it, and the doctor finds nothing wrong."""
    certificate = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    (tmp_path / "smtp").write_text(PASSWORD)
    with receiving(certificate=certificate) as box:
        known = {"USER": USER, "PASSWORD_FILE": str(tmp_path / "smtp")}
        secure = lead_to(settings, box, SECURITY="starttls", **known)
        write(database, secure, KIM)

        done = carry(database, secure)
        (check,) = [one for one in examine(secure, database) if one.check == "e-mail"]

    assert (done, check.ok) == (Carried(sent=1), True)


def test_over_tls(
    database: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Encrypted from the first word."""
    certificate = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with receiving(certificate=certificate, tls=True) as box:
        secure = lead_to(settings, box, SECURITY="tls")
        write(database, secure, KIM)

        assert carry(database, secure) == Carried(sent=1)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("password", "refuses the user or the password"),
        ("certificate", "certificate is not accepted"),
        ("plain", "cannot be used"),
    ],
)
def test_nothing_is_said_to_a_server_that_is_not_the_councils(
    database: Database,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
    words: str,
) -> None:
    """Nor to one without encryption; it waits, and the doctor says what is wrong."""
    certificate = make_certificate(tmp_path)
    if fault != "certificate":
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    (tmp_path / "smtp").write_text("another" if fault == "password" else PASSWORD)
    with receiving(certificate=None if fault == "plain" else certificate) as box:
        known = {"USER": USER, "PASSWORD_FILE": str(tmp_path / "smtp")}
        secure = lead_to(settings, box, SECURITY="starttls", **known)
        write(database, secure, KIM)

        done = carry(database, secure)
        (check,) = [one for one in examine(secure, database) if one.check == "e-mail"]

        assert (done, box.took) == (Carried(), [])
    assert len(waiting(database)) == 1
    assert words in check.advice


def test_the_doctor_says_what_could_not_be_sent(
    database: Database, mailing: Settings, box: Mailbox
) -> None:
    """And why."""
    box.says_to[KIM] = "550 No such person"
    write(database, mailing, KIM)
    carry(database, mailing)

    (check,) = [one for one in examine(mailing, database) if one.check == "e-mail"]

    assert not check.ok
    assert check.advice == (
        f"1 could not be sent. The last, to {KIM}: The mail server said: 550 No such person"
    )


def test_a_folder_for_copies_that_is_away_holds_up_no_email(
    database: Database, mailing: Settings, box: Mailbox, tmp_path: Path
) -> None:
    """The tick says so at its end, when all else that is due is done; the next one does not send again."""
    away = Settings(**{**vars(mailing), "backups": tmp_path / "away"})
    write(database, mailing, KIM)

    for _ in range(2):
        with pytest.raises(RefusedError, match="away cannot be used"):
            run_tick(database, away)

    assert [message["To"] for message in box.took] == [KIM]


def test_our_own_mistake_in_one_part_holds_up_no_other(
    database: Database,
    mailing: Settings,
    box: Mailbox,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is raised all the same, and what somebody can put right is said beside it."""

    def break_(*_: object) -> None:
        raise ZeroDivisionError

    away = Settings(**{**vars(mailing), "backups": mailing.instance / "away"})
    monkeypatch.setattr(tick, "tell_late", break_)
    write(database, mailing, KIM)

    with pytest.raises(ZeroDivisionError):
        run_tick(database, away)
    assert "away cannot be used" in caplog.text

    assert [message["To"] for message in box.took] == [KIM]


def test_a_clock_that_is_put_back_keeps_no_email(
    database: Database, mailing: Settings, box: Mailbox
) -> None:
    """One that was taken a day ahead, by a process that is gone, is taken again."""
    write(database, mailing, KIM)
    with clock.frozen_at(NOON + dt.timedelta(days=1)):
        assert carrier._hold(database, mailing)

    assert carry(database, mailing) == Carried(sent=1)


def test_what_waits_without_a_mail_server_is_given_up_after_three_days(
    database: Database, settings: Settings, mailing: Settings, box: Mailbox
) -> None:
    """The setting was taken away: words and links do not stay for ever, to be sent when there is one again. Control: until then."""
    write(database, mailing, KIM)
    write(database, mailing, LEE, urgent=True)
    with clock.frozen_at(NOON + carrier.LASTS):
        kept = run_tick(database, settings).emails, len(waiting(database))

    with clock.frozen_at(NOON + carrier.LASTS + MINUTE):
        done = run_tick(database, settings).emails

    assert kept == (carrier.NOTHING_SENT, 2)
    assert done == Carried(failed=2)
    assert [(one.body, one.trouble) for one in failed(database)] == [("", carrier.NOT_SET)] * 2
    with clock.frozen_at(NOON + dt.timedelta(days=34)):
        run_tick(database, mailing)
    assert (waiting(database), failed(database), box.took) == ([], [], [])


def test_what_is_too_old_is_not_sent_when_there_is_a_server_again(
    database: Database, mailing: Settings, box: Mailbox
) -> None:
    """Urgent ones are, however late."""
    write(database, mailing, KIM)
    write(database, mailing, LEE, urgent=True)

    with clock.frozen_at(NOON + carrier.LASTS + MINUTE):
        done = carry(database, mailing)

    assert done == Carried(sent=1)
    assert [message["To"] for message in box.took] == [LEE]
    assert [one.trouble for one in failed(database)] == [carrier.TOO_OLD]
