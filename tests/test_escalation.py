"""What was not read by its day: an e-mail to readers and cover, once a day, without a word of it; and the doctor says so."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from sqlalchemy import select

from feedback import accounts, clock
from feedback.comments import Status
from feedback.concerns import Raised, raise_concern
from feedback.config import Settings
from feedback.db import Database
from feedback.diagnosis import examine
from feedback.escalation import tell_escalated, tell_late
from feedback.models.accounts import Account, Role
from feedback.models.answering import Comment
from feedback.models.asking import Round
from feedback.models.base import random_key
from feedback.models.concerning import Kind
from feedback.models.listening import LanguageReader
from feedback.models.posting import Email
from feedback.providers import Passwords
from feedback.readers import Reading, save_reading, state_of
from feedback.tick import run_tick
from feedback.waiting import list_waiting, mark_read
from tests.conftest import NOON
from tests.councils import answer
from tests.mail import Mailbox

WORD = "Quince"
ADMINISTRATOR, OTHER = "administrator@westmere.example", "other@westmere.example"
SECOND = "second@westmere.example"
READER, COVER = "reader@westmere.example", "cover@westmere.example"
MANAGER = "manager@westmere.example"
DUE = NOON.date() + dt.timedelta(days=1)
LATE = NOON + dt.timedelta(days=2)


@pytest.fixture(autouse=True)
def waiting(database: Database, round_: Round) -> None:
    """A duty reader and a manager with accounts, a cover by address, and a comment that is due tomorrow."""
    with database.writing() as session:
        for email, role in ((READER, Role.DUTY_READER), (MANAGER, Role.ANALYST)):
            accounts.make_account(session, email, role=role).joined = True
        reading = Reading("en", "Duty team", "Night team", (COVER,))
        save_reading(session, reading, seen=state_of(None), by=None)
        open_ = session.get_one(Round, round_.id)
        answer(session, open_, open_.teams[0].team, comments={"best": WORD}, read_by_on=DUE)


def tell(database: Database, settings: Settings, at: dt.datetime) -> list[Email]:
    """What is in the post after somebody looked at this moment."""
    with clock.frozen_at(at):
        tell_late(database, settings)
    with database.reading() as session:
        return list(session.scalars(select(Email).order_by(Email.address)))


def test_nobody_is_told_before_the_day_is_over(database: Database, mailing: Settings) -> None:
    """On the day itself there is still time."""
    assert tell(database, mailing, NOON + dt.timedelta(days=1)) == []


def test_reader_and_cover_are_told_once_a_day_without_a_word_of_it(
    database: Database, mailing: Settings
) -> None:
    """The day, and a link; neither what was written, nor the team, nor how many. Nobody else is told."""
    first = tell(database, mailing, LATE)
    again = tell(database, mailing, LATE + dt.timedelta(hours=6))
    next_day = tell(database, mailing, LATE + dt.timedelta(days=1))

    assert [one.address for one in first] == [COVER, READER]
    assert len(again) == 2
    assert len(next_day) == 4
    words = " ".join(one.subject + one.body for one in first)
    assert "24 November 2026" in words
    assert "/staff/to-read" in words
    assert not [word for word in (WORD, "Oak", "IRO", "1 ") if word in words.replace("1 day", "")]


def test_nobody_is_told_once_it_is_read(database: Database, mailing: Settings) -> None:
    """The control of the one before: the same moment, and nothing waits."""
    with database.writing() as session:
        (one,) = list_waiting(session)
        mark_read(session, one.id, seen=one.state)

    assert tell(database, mailing, LATE) == []


def keep_from_reader(
    database: Database, settings: Settings, round_: Round, also: Sequence[str] = ()
) -> None:
    """What waits is read, and there is a comment instead that is as late, of an allegation about the reader and others."""
    with database.writing() as session:
        (one,) = list_waiting(session)
        mark_read(session, one.id, seen=one.state)
        other = accounts.make_account(session, OTHER, role=Role.DUTY_READER)
        other.password, other.joined = "hashed", True
        named = [accounts.get_by_email(session, email) for email in (READER, *also)]
        excluded = tuple(one.id for one in named if one)
        counted = session.get_one(Round, round_.id)
        counted.unread_by_on = DUE
        comment = Comment(
            id=random_key(), round_id=round_.id, team_id=counted.teams[0].team_id, question="best",
            comment=WORD, language="en", status=Status.NEW.value,
        )  # fmt: skip
        session.add(comment)
        session.flush()
        raised = Raised(
            Kind.ALLEGATION, WORD, about_adult="Jo", line="Jo", excluded=excluded, comment_key=comment.id.hex()
        )  # fmt: skip
        raise_concern(session, raised, zone=settings.zone, by=other)


def test_what_is_kept_from_a_reader_is_told_to_the_others_alone(
    database: Database, mailing: Settings, round_: Round
) -> None:
    """Not even that something is late. The control: there is something else too, and they are told of that."""
    keep_from_reader(database, mailing, round_)
    kept = tell(database, mailing, LATE)
    with database.writing() as session:
        open_ = session.get_one(Round, round_.id)
        answer(session, open_, open_.teams[0].team, comments={"best": WORD}, read_by_on=DUE)
    both = tell(database, mailing, LATE + dt.timedelta(days=1))

    assert [one.address for one in kept] == [COVER, OTHER]
    assert sorted(one.address for one in both) == [COVER, COVER, OTHER, OTHER, READER]


def test_administrators_are_told_where_nobody_is_left_to_read(
    database: Database, mailing: Settings, round_: Round
) -> None:
    """No reader and no cover, or none whom it may reach: once a day, without a word of it, and how to mend it."""
    with database.writing() as session:
        accounts.make_account(session, ADMINISTRATOR, role=Role.ADMINISTRATOR).joined = True
        reading = Reading("en", "Duty team", "Night team")
        row = session.get_one(LanguageReader, "en")
        save_reading(session, reading, seen=state_of(row), by=None)
    keep_from_reader(database, mailing, round_)
    with database.writing() as session:
        accounts.close(session, OTHER)
    kept = tell(database, mailing, LATE)
    with database.writing() as session:
        accounts.close(session, READER)
    again = tell(database, mailing, LATE + dt.timedelta(hours=1))
    nobody = tell(database, mailing, LATE + dt.timedelta(days=1))

    assert [one.address for one in kept] == [one.address for one in again] == [ADMINISTRATOR]
    assert [one.address for one in nobody] == [ADMINISTRATOR] * 2
    for one in nobody:
        assert "Invite a duty reader now." in one.body
        assert "/staff/accounts" in one.body
        assert "/staff/to-read" not in one.body
        assert WORD not in one.subject + one.body


@pytest.mark.parametrize("leave", [accounts.close, accounts.invite], ids=["closed", "invited"])
def test_an_address_that_nobody_can_sign_in_with_is_not_enough(
    database: Database, mailing: Settings, leave: Callable[..., Account]
) -> None:
    """A cover's mailbox without an account, and a reader who has no way in: the administrators are told as well."""
    with database.writing() as session:
        accounts.make_account(session, ADMINISTRATOR, role=Role.ADMINISTRATOR).joined = True
        for account in session.scalars(select(Account)):
            account.password = "hashed"
        row = session.get_one(LanguageReader, "en")
        reading = Reading("en", "Duty team", "Night team", (COVER, READER, MANAGER))
        save_reading(session, reading, seen=state_of(row), by=None)
    before = tell(database, mailing, LATE)
    with database.writing() as session:
        role = {"role": Role.DUTY_READER} if leave is accounts.invite else {}
        leave(session, READER, **role)
    after = tell(database, mailing, LATE + dt.timedelta(days=1))

    assert [one.address for one in before] == [COVER, MANAGER, READER]
    assert [one.address for one in after].count(ADMINISTRATOR) == 1


def test_administrators_are_told_where_no_reader_can_sign_in(
    database: Database, mailing: Settings
) -> None:
    """Passwords are switched off for duty readers: their e-mail asks them for what they cannot do."""
    with database.writing() as session:
        accounts.make_account(session, ADMINISTRATOR, role=Role.ADMINISTRATOR)
        for account in session.scalars(select(Account)):
            account.password = "hashed"
        row = session.get_one(LanguageReader, "en")
        save_reading(session, Reading("en", "Duty team", "Night team"), seen=state_of(row), by=None)
    before = tell(database, mailing, LATE)
    shut = replace(mailing, passwords=Passwords.ADMINISTRATORS)

    after = tell(database, shut, LATE + dt.timedelta(days=1))

    assert ADMINISTRATOR not in [one.address for one in before]
    assert ADMINISTRATOR in [one.address for one in after]


@pytest.mark.parametrize(("line", "told"), [(1, [SECOND]), (2, [ADMINISTRATOR, SECOND])])
def test_an_administrator_of_the_line_is_told_only_where_no_other_is_left(
    database: Database, mailing: Settings, round_: Round, line: int, told: list[str]
) -> None:
    """From an e-mail about what nobody may read they could work out that there is an allegation."""
    both = [ADMINISTRATOR, SECOND]
    with database.writing() as session:
        for email in both:
            accounts.make_account(session, email, role=Role.ADMINISTRATOR)
        row = session.get_one(LanguageReader, "en")
        reading = Reading("en", "Duty team", "Night team")
        save_reading(session, reading, seen=state_of(row), by=None)
    keep_from_reader(database, mailing, round_, both[:line])
    with database.writing() as session:
        accounts.close(session, OTHER)

    assert [one.address for one in tell(database, mailing, LATE)] == told


def escalate(database: Database, settings: Settings, at: dt.datetime) -> list[str]:
    """Whom an e-mail of what was escalated was made for, after somebody looked at this moment."""
    with clock.frozen_at(at):
        tell_escalated(database, settings)
    with database.reading() as session:
        found = session.scalars(select(Email).where(Email.subject.startswith("Something was esc")))
        return sorted(one.address for one in found)


def test_what_was_escalated_is_told_daily_until_it_is_decided(
    database: Database, mailing: Settings
) -> None:
    """From the day after, without a word of it; administrators where no reader can come in. Not once it is decided."""
    with database.writing() as session:
        accounts.make_account(session, ADMINISTRATOR, role=Role.ADMINISTRATOR)
        for account in session.scalars(select(Account).where(Account.email == READER)):
            account.password = "hashed"
        (one,) = list_waiting(session)
        mark_read(session, one.id, seen=one.state, status=Status.ESCALATED)

    first = escalate(database, mailing, NOON)
    again = escalate(database, mailing, NOON + dt.timedelta(days=1))
    twice = escalate(database, mailing, NOON + dt.timedelta(days=1, hours=2))
    with database.writing() as session:
        accounts.close(session, READER)
        assert WORD not in "".join(one.body for one in session.scalars(select(Email)))
    nobody = escalate(database, mailing, NOON + dt.timedelta(days=2))
    with database.writing() as session:
        session.scalars(select(Comment)).one().status = Status.WITHHELD.value
    done = escalate(database, mailing, NOON + dt.timedelta(days=3))

    assert (first, again, twice) == ([], [READER], [READER])
    assert nobody == done == [ADMINISTRATOR, READER]


def test_a_tick_sends_it(database: Database, mailing: Settings, box: Mailbox) -> None:
    """All the way to the mail server."""
    with clock.frozen_at(LATE):
        run_tick(database, mailing)

    assert sorted(str(one["To"]) for one in box.took) == [COVER, READER]
    assert not [one for one in box.took if WORD in one.as_string()]


def test_the_doctor_says_it_too(database: Database, settings: Settings) -> None:
    """With the day, and that nobody was told where no mail server is set; nothing before the day is over."""
    with clock.frozen_at(LATE):
        late = {one.check: one for one in examine(settings, database)}["reading"]
    before = {one.check: one for one in examine(settings, database)}["reading"]

    assert not late.ok
    assert "24 November 2026" in late.advice
    assert "FEEDBACK_SMTP_HOST" in late.advice
    assert WORD not in late.advice
    assert before.ok
