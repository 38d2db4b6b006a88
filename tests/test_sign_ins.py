"""Locks without any page: how long they last, and that a lock cannot be slipped past."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from feedback import accounts, audit, clock, passwords, second_steps, sign_ins
from feedback.config import Settings, read_settings
from feedback.db import Database
from feedback.models.accounts import Account, Role
from feedback.models.asking import Meta
from feedback.models.base import Base
from tests.staff.conftest import NOON, code_of

GOOD = "four words in a row"


class CountingHasher(PasswordHasher):
    """A hasher that knows how often it was asked."""

    asked = 0

    def verify(self, *things: str | bytes) -> bool:
        """Ask once more."""
        self.asked += 1
        return super().verify(*things)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A council that has set nothing."""
    return read_settings({"FEEDBACK_INSTANCE": str(tmp_path)})


@pytest.fixture
def session(settings: Settings) -> Iterator[Session]:
    """A writing session on an empty database, at noon."""
    database = Database(settings.database_url)
    Base.metadata.create_all(database.engine)
    with clock.frozen_at(NOON), database.writing() as session:
        yield session


@pytest.fixture
def account(session: Session) -> Account:
    """Somebody with a password."""
    return accounts.make_account(session, "a@b.uk", role=Role.ANALYST, password=GOOD)


def fail(session: Session, account: Account, times: int = 10) -> None:
    """So many wrong passwords."""
    for _ in range(times):
        sign_ins.note_sign_in(session, account, right=False)


def test_every_lock_is_longer_until_four_hours(session: Session, account: Account) -> None:
    """Whoever keeps guessing gets 60 tries a day; a sign-in starts again at fifteen minutes."""
    now, lasted = NOON, []
    for _ in range(7):
        with clock.frozen_at(now):
            fail(session, account)
        assert account.locked_until
        lasted.append((account.locked_until - now).total_seconds() / 60)
        now = account.locked_until
    with clock.frozen_at(now):
        sign_ins.note_sign_in(session, account, right=True)
        fail(session, account)

    assert lasted == [15, 30, 60, 120, 240, 240, 240]
    assert account.locked_until == now + dt.timedelta(minutes=15)


def test_a_lock_that_came_during_the_slow_check_holds(session: Session, account: Account) -> None:
    """Eight guesses at once are not eight more than ten. Control: the slow check alone says yes."""
    seen = Account(email=account.email, role=account.role, password=account.password, active=True)

    right = sign_ins.is_right(seen, GOOD)
    fail(session, account)

    assert right
    assert not sign_ins.is_still_right(account, seen)


@pytest.mark.parametrize("change", [{"active": False}, {"password": "another"}])
def test_a_change_during_the_slow_check_holds(
    session: Session, account: Account, change: dict[str, object]
) -> None:
    """An account that was closed, or has another password by now."""
    seen = Account(email=account.email, role=account.role, password=account.password, active=True)
    assert sign_ins.is_still_right(account, seen)

    for name, value in change.items():
        setattr(account, name, value)

    assert not sign_ins.is_still_right(account, seen)


def test_each_wrong_try_is_written_down_once(
    session: Session, settings: Settings, account: Account
) -> None:
    """Which account and what was wrong, and not by whom. Control: tries for nobody and for a locked account leave none."""
    fail(session, account, 2)
    sign_ins.enter_code(session, settings, account, "000000")
    seen = list_wrong(session)
    fail(session, account, 7)
    locked = list_wrong(session)
    fail(session, account, 5)
    sign_ins.note_sign_in(session, None, right=False)

    thing = f"account {account.id}"
    password, code = ("wrong-password", thing, None), ("wrong-code", thing, None)
    assert seen == [password, password, code]
    assert locked == [*seen, *[password] * 7]
    assert list_wrong(session) == locked
    assert session.get_one(Meta, sign_ins.FAILED_FOR_NOBODY).value == "6"


def list_wrong(session: Session) -> list[tuple[str, str, int | None]]:
    """The wrong tries that are written down."""
    rows = audit.list_deeds(session)
    return [(row.deed, row.thing, row.done_by) for row in rows if row.deed.startswith("wrong-")]


def test_wrong_codes_count_like_wrong_passwords(
    session: Session, settings: Settings, account: Account
) -> None:
    """Five of each lock the account, and then the right code is not looked at."""
    secret = second_steps.make_secret()
    with clock.frozen_at(NOON - dt.timedelta(minutes=5)):
        second_steps.switch_on(session, settings, account, secret=secret, typed=code_of(secret))
    fail(session, account, 5)

    tried = [sign_ins.enter_code(session, settings, account, "000000") for _ in range(5)]

    assert tried == [False] * 5
    assert sign_ins.is_locked(account)
    assert not sign_ins.enter_code(session, settings, account, code_of(secret))
    account.locked_until = None  # the control: only the lock kept the right code out
    assert sign_ins.enter_code(session, settings, account, code_of(secret))


def test_an_unknown_address_costs_as_many_hashes(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One each, by the same hasher. Control: a check that looks for the account first asks it once less."""
    hasher = CountingHasher()
    monkeypatch.setattr(passwords, "_hasher", hasher)
    passwords.matches(None, GOOD)  # the hash for nobody is made once
    costs = []
    for known in (account, None, Account(email="b@b.uk", role="analyst", active=False)):
        before = hasher.asked
        assert not sign_ins.is_right(known, "not the password")
        costs.append(hasher.asked - before)

    before = hasher.asked
    hurried = account.password is None and passwords.matches(account.password, "x")

    assert costs == [1, 1, 1]
    assert not hurried
    assert hasher.asked - before == 0


def test_a_try_for_nobody_is_counted_on_disk_too(session: Session, account: Account) -> None:
    """As one for an account is, and one for an account that is locked."""
    sign_ins.note_sign_in(session, None, right=False)
    fail(session, account, 11)

    kept = session.get_one(Meta, sign_ins.FAILED_FOR_NOBODY)
    assert kept.value == "2"
