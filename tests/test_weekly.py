"""The weekly e-mail: on Monday at 7, once, to those who have something to do and want it, without a word of any answer."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from feedback import accounts, clock, post
from feedback.config import Settings
from feedback.db import Database
from feedback.duty_kinds import Kind
from feedback.models.accounts import Account, Role
from feedback.models.asking import Collector, Round
from feedback.tick import run_tick
from feedback.weekly import _say, get_week, set_weekly, tell_week
from tests.conftest import NOON
from tests.mail import Mailbox

LONDON = ZoneInfo("Europe/London")
LATER = NOON + dt.timedelta(days=21)  # a Monday on which nobody has noted anything for three weeks
CHIEF, KIM = "chief@westmere.example", "kim@westmere.example"


@pytest.fixture
def people(database: Database, round_: Round, collectors: list[Collector]) -> None:
    """An administrator, and a duty reader with nothing to read; somebody invited; somebody who left."""
    with database.writing() as session:
        for email, role in ((CHIEF, Role.ADMINISTRATOR), (KIM, Role.DUTY_READER)):
            accounts.make_account(session, email, role=role).password = "a hash"
        accounts.make_account(session, "invited@westmere.example", role=Role.ADMINISTRATOR)
        left = accounts.make_account(session, "left@westmere.example", role=Role.ADMINISTRATOR)
        left.password, left.active = "a hash", False


def test_who_has_something_to_do_is_told_once_a_week(
    database: Database, mailing: Settings, box: Mailbox, people: None
) -> None:
    """However often it ticks; again the week after."""
    for moment in (LATER, LATER, LATER + dt.timedelta(days=4)):
        with clock.frozen_at(moment):
            run_tick(database, mailing)
    once = [message["To"] for message in box.took]
    with clock.frozen_at(LATER + dt.timedelta(days=7)):
        run_tick(database, mailing)

    assert once == [CHIEF]
    assert [message["To"] for message in box.took] == [CHIEF, CHIEF]


def test_it_says_how_much_and_where(
    database: Database, mailing: Settings, box: Mailbox, people: None
) -> None:
    """No team, no questionnaire, no answer: numbers and links."""
    with clock.frozen_at(LATER):
        run_tick(database, mailing)

    (message,) = box.took
    words = message.get_content()
    assert message["Subject"] == "Feedback: 2 things to do"
    assert "1 round in which nobody has noted lately how many were given out." in words
    assert "1 round in which it is not said how many were due." in words
    assert f"{mailing.public_url}/staff/" in words
    assert f"{mailing.public_url}/staff/account" in words
    assert not [name for name in ("Oak", "Elm", "Ash", "IRO") if name in words]


def test_who_does_not_want_it_gets_none(
    database: Database, mailing: Settings, box: Mailbox, people: None
) -> None:
    """It is theirs to switch off."""
    with database.writing() as session:
        account = accounts.get_by_email(session, CHIEF)
        assert account
        set_weekly(account, wanted=False)

    with clock.frozen_at(LATER):
        run_tick(database, mailing)

    assert box.took == []


def test_a_crash_before_it_is_kept_tells_everybody_afterwards(
    database: Database,
    mailing: Settings,
    box: Mailbox,
    people: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The week is noted with its e-mails, all or nothing."""
    with database.writing() as session:
        accounts.make_account(session, "two@x.example", role=Role.ADMINISTRATOR).password = "a hash"
    real, sent = post.send, []

    def fail_at_the_second(*args: object, **more: object) -> bool:
        sent.append(1)
        if len(sent) == 2:
            raise ZeroDivisionError
        return real(*args, **more)  # type: ignore[arg-type]

    with clock.frozen_at(LATER):
        with monkeypatch.context() as patched:
            patched.setattr(post, "send", fail_at_the_second)
            with pytest.raises(ZeroDivisionError):
                tell_week(database, mailing)
        run_tick(database, mailing)

    assert sorted(message["To"] for message in box.took) == [CHIEF, "two@x.example"]


def test_without_a_mail_server_no_week_is_noted(
    database: Database, settings: Settings, mailing: Settings, box: Mailbox, people: None
) -> None:
    """So that the first one is told as soon as there is a server."""
    with clock.frozen_at(LATER):
        nothing = tell_week(database, settings)
        something = tell_week(database, mailing)

    assert (nothing, something) == (0, 1)


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        ("2026-11-23T06:59+00:00", None),
        ("2026-11-23T07:00+00:00", "2026-11-23"),
        ("2026-11-29T23:59+00:00", "2026-11-23"),  # nothing ran before
        ("2026-07-06T05:59+00:00", None),  # 06:59 of a summer's Monday
        ("2026-07-06T06:00+00:00", "2026-07-06"),
        ("2026-07-05T23:30+00:00", None),  # already Monday there
    ],
)
def test_it_is_monday_at_seven_where_the_council_is(moment: str, week: str | None) -> None:
    """In summer and in winter, and later in the week if nothing ran."""
    with clock.frozen_at(dt.datetime.fromisoformat(moment)):
        found = get_week(LONDON)

    assert (found and found.isoformat()) == week


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("count", [1, 57])
def test_every_kind_of_thing_to_do_can_be_said(kind: Kind, count: int) -> None:
    """Those that come later too, in one more sentence."""
    words = _say(kind, count, NOON.date()).words

    assert words.startswith("- ")
    assert "{" not in words
    assert ("57" in words) == (
        count == 57 and kind not in (Kind.COMMENTS, Kind.EMAILS, Kind.ESCALATED)
    )


def test_everybody_gets_it_unless_they_say_otherwise(database: Database, people: None) -> None:
    """Also those whose account is older than the e-mail."""
    with database.reading() as session:
        assert all(account.weekly_email for account in session.query(Account))
