"""People who asked for news are told once, in their language, by an e-mail that says nothing else; then they are gone."""

import datetime as dt
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from feedback import carrier, clock, news_contacts, post, replies
from feedback.carrier import carry
from feedback.config import Settings
from feedback.db import Database
from feedback.diagnosis import examine
from feedback.leftovers import clear_leftovers
from feedback.models.asking import Round
from feedback.models.auditing import AuditRow
from feedback.models.posting import Email
from feedback.models.replying import NewsContact
from feedback.news_post import take_back, tell
from feedback.reply_steps import withdraw
from feedback.retention import delete_expired
from feedback.schema import _config, upgrade
from tests.conftest import NOON
from tests.mail import Mailbox
from tests.replying import make_counted, make_published, make_staff, with_words
from tests.tongues import speak

SAM, KIM = "Sam@Example.org", "kim@example.org"


def ask(session: Session, settings: Settings, address: str, language: str = "en") -> str:
    """Somebody asks to be told; the key of their page."""
    contact = news_contacts.read_contact(address)
    return news_contacts.add_contact(
        session, settings, "iro-survey", contact, language=language
    ).id.hex()


def answer(database: Database, settings: Settings) -> int:
    """Publish a reply and tell whoever asked; how many."""
    with clock.frozen_at(NOON), database.writing() as session:
        reply = make_published(session, make_counted(session))
        return tell(session, settings, reply, by=make_staff(session))


def left(database: Database) -> tuple[int, int]:
    """How many contacts, and how many e-mails on their way, there are."""
    with database.reading() as session:
        return tuple(len(session.scalars(select(t)).all()) for t in (NewsContact, Email))  # type: ignore[return-value]


def test_each_is_told_once_in_their_language_and_deleted(
    database: Database, mailing: Settings, box: Mailbox
) -> None:
    """Who asked twice is told once; a number waits for a person; what is sent leaves no row."""
    speak(database, "pl")
    with database.writing() as session:
        for address, language in ((SAM, "en"), (SAM.lower(), "en"), (KIM, "pl")):
            ask(session, mailing, address, language)
        ask(session, mailing, "07700 900123")

    told = answer(database, mailing)
    carry(database, mailing)
    carry(database, mailing)

    said = {one["To"].lower(): one for one in box.took}
    assert told == 3
    assert len(box.took) == 2
    assert said[SAM.lower()]["Subject"] == "What changed"
    assert said[SAM.lower()].get_content().splitlines()[2].endswith("/changes/iro-survey")
    assert said[KIM]["Subject"] != "What changed"
    assert "/changes/iro-survey?lang=pl" in said[KIM].get_content()
    assert left(database) == (1, 0)
    with database.reading() as session:
        deeds = [(row.deed, row.thing) for row in session.scalars(select(AuditRow))]
    assert ("told-contacts", "questionnaire iro-survey") in deeds


def test_it_says_that_something_changed_and_no_more(
    database: Database, mailing: Settings, box: Mailbox
) -> None:
    """Neither the reply, nor the name of what was asked, nor that anybody answered."""
    with database.writing() as session:
        ask(session, mailing, SAM)
    answer(database, mailing)

    carry(database, mailing)

    (one,) = box.took
    assert one.get_content().splitlines()[0] == "What changed because of what people said"
    assert not [word for word in ("Reviews", "IRO ", "visit") if word in one.get_content()]


def test_an_address_is_locked_until_it_is_sent(
    database: Database, mailing: Settings, box: Mailbox
) -> None:
    """Nobody who opens the file on the way reads it; a staff e-mail is the control."""
    with database.writing() as session:
        ask(session, mailing, SAM)
        line = post.EmailLine("Hello")
        post.send(session, mailing, to="staff@council.gov.uk", subject=line, lines=[line])
    answer(database, mailing)

    database.checkpoint()
    file = Path(database.file).read_bytes()

    assert b"staff@council.gov.uk" in file
    assert b"example.org" not in file.lower()


def test_what_fails_is_seen_and_tried_again(
    database: Database, mailing: Settings, box: Mailbox
) -> None:
    """For three days by itself, then once somebody presses a button; nothing is lost on the way."""
    with database.writing() as session:
        ask(session, mailing, SAM)
    answer(database, mailing)
    box.says_to[SAM] = f"450 4.1.2 <{SAM}>: Domain not found"

    for days in (0, 1, 4):
        with clock.frozen_at(NOON + dt.timedelta(days=days)):
            carry(database, mailing)
    with database.writing() as session:
        (failed,) = post.list_failed(session)
        assert failed.trouble == carrier.TOO_OLD
    box.says_to.clear()
    with clock.frozen_at(NOON + dt.timedelta(days=5)):
        with database.writing() as session:
            post.try_again(session)
        carry(database, mailing)

    assert [one["To"] for one in box.took] == [SAM]
    assert left(database) == (0, 0)


def test_what_may_have_arrived_is_not_sent_again(
    database: Database, mailing: Settings, box: Mailbox
) -> None:
    """They were told that it is once."""
    with database.writing() as session:
        ask(session, mailing, SAM)
    answer(database, mailing)
    box.breaks = True
    with clock.frozen_at(NOON):
        carry(database, mailing)

    with database.writing() as session:
        assert len(post.list_failed(session)) == 1
        post.try_again(session)
        assert len(post.list_failed(session)) == 1


@pytest.mark.parametrize("how", ["by its owner", "by its date"])
def test_it_is_deleted_while_it_waits_too(database: Database, mailing: Settings, how: str) -> None:
    """The page that deletes a contact reaches the e-mail, and so does the year."""
    with clock.frozen_at(NOON), database.writing() as session:
        key = ask(session, mailing, SAM)
    answer(database, mailing)
    assert left(database) == (0, 1)

    with clock.frozen_at(NOON + dt.timedelta(days=400)), database.writing() as session:
        if how == "by its owner":
            assert news_contacts.get_contact(session, key)
            news_contacts.delete_contact(session, key)
        else:
            delete_expired(session, mailing)

    assert left(database) == (0, 0)


def test_who_was_not_told_of_a_reply_that_is_taken_away_waits_for_the_next(
    database: Database, mailing: Settings, box: Mailbox
) -> None:
    """Under the same key, in their language and until the same day; then they are told once, of the next reply."""
    speak(database, "pl")
    with clock.frozen_at(NOON), database.writing() as session:
        keys = {ask(session, mailing, SAM), ask(session, mailing, KIM, "pl")}
    answer(database, mailing)
    with clock.frozen_at(NOON), database.writing() as session:
        (reply,) = replies.list_published(session)
        withdraw(session, reply, by=None)
        assert take_back(session, mailing, reply) == 2

    carry(database, mailing)
    assert (box.took, left(database)) == ([], (2, 0))
    with database.reading() as session:
        kept = [(one.id.hex(), one.language) for one in session.scalars(select(NewsContact))]
    assert ({key for key, _ in kept}, {tag for _, tag in kept}) == (keys, {"en", "pl"})
    with clock.frozen_at(NOON), database.writing() as session:
        tell(session, mailing, make_published(session, session.get_one(Round, reply.round_id)), by=None)  # fmt: skip
    carry(database, mailing)

    assert {one["To"].lower() for one in box.took} == {SAM.lower(), KIM}
    assert left(database) == (0, 0)


def test_who_can_read_another_reply_of_the_day_is_told_all_the_same(
    database: Database, mailing: Settings
) -> None:
    """And so it is with whoever may have been told, and with who asked about something else."""
    with clock.frozen_at(NOON), database.writing() as session:
        ask(session, mailing, SAM)
    answer(database, mailing)
    with clock.frozen_at(NOON), database.writing() as session:
        (reply,) = replies.list_published(session)
        other = make_published(session, reply.round, with_words(we_did="More."))
        withdraw(session, reply, by=None)
        assert take_back(session, mailing, reply) == 0
        withdraw(session, other, by=None)
        (email,) = post.list_waiting(session)
        email.told_at = NOON
        assert take_back(session, mailing, other) == 0
        email.told_at, email.body = None, email.body.replace("iro-survey", "exit-interview")
        assert take_back(session, mailing, other) == 0


def test_without_a_mail_server_staff_tell_them(database: Database, settings: Settings) -> None:
    """As before: nothing is deleted, and the list has everybody; with one it has numbers alone."""
    with database.writing() as session:
        ask(session, settings, SAM)

    told = answer(database, settings)

    assert told == 0
    assert left(database) == (1, 0)
    with database.writing() as session:
        (one,) = news_contacts.read_contacts(session, settings, "iro-survey", by=None)
    assert one.address == SAM


def test_a_key_that_is_gone_is_said(
    database: Database, mailing: Settings, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing can be sent, and the page of e-mails says why."""
    with database.writing() as session:
        ask(session, mailing, SAM)
    answer(database, mailing)
    monkeypatch.setattr("feedback.carrier.open_sealed", lambda *_, **__: None)

    carry(database, mailing)

    with database.reading() as session:
        (failed,) = post.list_failed(session)
    assert failed.trouble == "The key that its address is locked with is gone."


@pytest.mark.parametrize("number", ["450", "550"])
def test_what_the_mail_server_says_of_an_address_is_not_kept(
    database: Database, mailing: Settings, box: Mailbox, number: str
) -> None:
    """Servers quote it: only the number is kept, in the file and for the doctor; of staff the words are, as the control."""
    staff = "staff@council.gov.uk"
    with database.writing() as session:
        ask(session, mailing, SAM)
        line = post.EmailLine("Hello")
        post.send(session, mailing, to=staff, subject=line, lines=[line])
    answer(database, mailing)
    box.says_to = {to: f"{number} 5.1.1 <{to}>: Recipient rejected" for to in (SAM, staff)}

    carry(database, mailing)
    with database.reading() as session:
        said = {one.news_key is None: one.trouble for one in session.scalars(select(Email))}
    with clock.frozen_at(NOON + dt.timedelta(days=4)):
        carry(database, mailing)
    advice = [one.advice for one in examine(mailing, database) if one.check == "e-mail"]
    database.checkpoint()
    file = Path(database.file).read_bytes()

    assert said == {
        True: f"The mail server said: {number} 5.1.1 <{staff}>: Recipient rejected",
        False: f"The mail server said {number}.",
    }
    assert staff.encode() in file
    assert b"example.org" not in file.lower()
    assert "to somebody who asked for news: " in advice[0]


def test_an_upgrade_takes_out_what_servers_said_of_addresses(tmp_path: Path) -> None:
    """In every release before the words were kept: the numbers stay, and the file is written anew without the rest."""
    database = Database(f"sqlite:///{tmp_path}/older.db")
    said = {
        1: f"The mail server said: 450 4.1.2 <{SAM}>: Domain not found",
        2: f"The mail server said: -1 {SAM}",
        3: f"The connection broke: {SAM}",
        4: carrier.TOO_OLD,
    }
    with database.writing() as session:
        config = _config()
        config.attributes["connection"] = session.connection()
        command.upgrade(config, "0024")
        for key, trouble in said.items():
            session.execute(
                text(
                    "INSERT INTO emails (id, address, subject, body, made_at, due_at, trouble, news_key)"
                    " VALUES (:id, 'x', 'x', 'x', '2026-11-01', '2026-11-01', :trouble, x'01')"
                ),
                {"id": key, "trouble": trouble},
            )

    upgrade(database)
    cleared = clear_leftovers(database)

    with database.reading() as session:
        kept = list(session.scalars(select(Email.trouble).order_by(Email.id)))
    assert cleared
    assert kept == [
        "The mail server said 450.",
        "The mail server said -1.",
        "The connection broke.",
        carrier.TOO_OLD,
    ]
    assert b"Example.org" not in Path(database.file).read_bytes()
