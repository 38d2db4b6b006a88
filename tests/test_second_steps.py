"""Codes of an app and recovery codes: each once, and nothing in the database makes one."""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from passlib.totp import TOTP
from sqlalchemy.orm import Session

from feedback import accounts, clock, second_steps
from feedback.codes import ALPHABET, make_code
from feedback.config import Settings, read_settings
from feedback.db import Database
from feedback.models.accounts import Account, RecoveryCode, Role
from feedback.models.base import Base
from feedback.seals import open_sealed
from feedback.second_steps import WrongCodeError
from tests.staff.conftest import NOON, code_of


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A council that has set nothing."""
    return read_settings({"FEEDBACK_INSTANCE": str(tmp_path)})


@pytest.fixture
def database(settings: Settings) -> Database:
    """An empty database."""
    database = Database(settings.database_url)
    Base.metadata.create_all(database.engine)
    return database


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A writing session, at noon."""
    with clock.frozen_at(NOON), database.writing() as session:
        yield session


@pytest.fixture
def account(session: Session) -> Account:
    """Somebody with no second step yet."""
    return accounts.make_account(session, "a@b.uk", role=Role.ANALYST)


@pytest.fixture
def secret(session: Session, settings: Settings, account: Account) -> str:
    """The secret of their app, switched on two minutes ago."""
    secret = second_steps.make_secret()
    with clock.frozen_at(NOON - dt.timedelta(minutes=2)):
        second_steps.switch_on(session, settings, account, secret=secret, typed=code_of(secret))
    return secret


def test_the_code_of_now_is_taken(
    session: Session, settings: Settings, account: Account, secret: str
) -> None:
    """With a space in it too, and in the digits of another script."""
    code = code_of(secret)
    arabic = "".join(chr(0x0660 + int(digit)) for digit in code)

    assert not second_steps.take_code(session, settings, account, str(int(code) ^ 1).zfill(6))
    assert second_steps.take_code(session, settings, account, f" {arabic[:3]} {arabic[3:]}")


@pytest.mark.parametrize("later", [-60, -31, -30, -1, 0, 29, 30, 60])
def test_a_code_works_in_its_own_thirty_seconds(
    session: Session, settings: Settings, account: Account, secret: str, later: int
) -> None:
    """No second before or after. Control: were the clock known to be so wrong, those beside would work."""
    code = code_of(secret, later=later)

    assert second_steps.take_code(session, settings, account, code) is (0 <= later < 30)

    account.last_step, account.clock_off, account.missed_step = None, later // 30, None
    assert second_steps.take_code(session, settings, account, code)


@pytest.mark.parametrize("wrong", [-60, -30, 30, 60])
def test_two_codes_show_how_wrong_a_clock_is(
    session: Session, settings: Settings, account: Account, secret: str, wrong: int
) -> None:
    """The first is refused, the next opens, and from then on one is enough, until the clock is put right."""

    def type_code(seconds: int, *, wrong: int) -> bool:
        with clock.frozen_at(NOON + dt.timedelta(seconds=seconds)):
            code = code_of(secret, later=wrong)
            return second_steps.take_code(session, settings, account, code)

    assert [type_code(at, wrong=wrong) for at in (0, 10, 30)] == [False, False, True]
    assert type_code(600, wrong=wrong)
    assert [type_code(at, wrong=0) for at in (900, 930, 1200)] == [False, True, True]


def test_two_codes_far_apart_show_nothing(
    session: Session, settings: Settings, account: Account, secret: str
) -> None:
    """One that missed a while ago does not make another old one work."""
    missed = code_of(secret, later=-30)
    assert not second_steps.take_code(session, settings, account, missed)

    with clock.frozen_at(NOON + dt.timedelta(seconds=150)):
        old = code_of(secret, later=-30)
        assert not second_steps.take_code(session, settings, account, old)


@pytest.mark.parametrize(("wrong", "known"), [(-60, -2), (-30, 0), (0, 0), (30, 1), (60, 2)])
def test_setting_up_shows_how_wrong_a_clock_is(
    session: Session, settings: Settings, account: Account, wrong: int, known: int
) -> None:
    """But a code of just before may only have been typed slowly."""
    secret = second_steps.make_secret()

    code = code_of(secret, later=wrong)
    second_steps.switch_on(session, settings, account, secret=secret, typed=code)

    assert account.clock_off == known


def test_a_code_is_taken_once(
    session: Session, settings: Settings, account: Account, secret: str
) -> None:
    """Whoever looked over a shoulder is late. Control: forget which was taken, and it works twice."""
    code, earlier = code_of(secret), code_of(secret, later=-30)

    assert second_steps.take_code(session, settings, account, code)
    assert not second_steps.take_code(session, settings, account, code)
    assert not second_steps.take_code(session, settings, account, earlier)

    account.last_step = None
    assert second_steps.take_code(session, settings, account, code)


def test_the_code_that_set_it_up_does_not_sign_in(
    session: Session, settings: Settings, account: Account
) -> None:
    """It is used already."""
    secret = second_steps.make_secret()
    second_steps.switch_on(session, settings, account, secret=secret, typed=code_of(secret))

    assert not second_steps.take_code(session, settings, account, code_of(secret))


def test_a_wrong_first_code_switches_nothing_on(
    session: Session, settings: Settings, account: Account
) -> None:
    """An app that makes other codes would lock its owner out."""
    with pytest.raises(WrongCodeError, match="clock to automatic"):
        second_steps.switch_on(
            session, settings, account, secret=second_steps.make_secret(), typed="000000"
        )

    assert account.second_step is None
    assert second_steps.count_recovery_codes(session, account) == 0


def test_each_recovery_code_works_once(
    session: Session, settings: Settings, account: Account, secret: str
) -> None:
    """In small letters and groups too. Control: were its hash left in place, it would work again."""
    first, *others = second_steps.make_recovery_codes(session, account)
    typed = second_steps.group_letters(first).lower()
    (kept,) = [c for c in _stored(session, account) if c.hash == _hash_of(account, first)]

    assert len({first, *others}) == 10
    assert second_steps.take_code(session, settings, account, typed)
    session.flush()
    assert not second_steps.take_code(session, settings, account, typed)
    assert second_steps.count_recovery_codes(session, account) == 9

    session.add(RecoveryCode(account_id=account.id, hash=kept.hash))
    session.flush()
    assert second_steps.take_code(session, settings, account, typed)


def test_new_recovery_codes_end_the_old(
    session: Session, settings: Settings, account: Account, secret: str
) -> None:
    """A list that lay about is worth nothing then."""
    old = second_steps.make_recovery_codes(session, account)
    new = second_steps.make_recovery_codes(session, account)

    assert not second_steps.take_code(session, settings, account, old[0])
    assert second_steps.take_code(session, settings, account, new[0])


def test_the_codes_of_one_are_not_those_of_another(
    session: Session, settings: Settings, account: Account, secret: str
) -> None:
    """A recovery code opens the account it was made for."""
    other = accounts.make_account(session, "c@d.uk", role=Role.ANALYST)
    (code, *_) = second_steps.make_recovery_codes(session, other)

    assert not second_steps.take_code(session, settings, account, code)


def test_without_a_second_step_no_code_is_right(
    session: Session, settings: Settings, account: Account, secret: str
) -> None:
    """Once it is switched off neither the app nor the paper opens anything."""
    code, (paper, *_) = code_of(secret), second_steps.make_recovery_codes(session, account)

    second_steps.switch_off(session, account, by=account)

    assert not second_steps.take_code(session, settings, account, code)
    assert not second_steps.take_code(session, settings, account, paper)
    assert second_steps.count_recovery_codes(session, account) == 0


def test_a_stolen_database_makes_no_code(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    """Neither secret nor recovery code stands in it. Control: a secret stored as it is would be found."""
    secret = second_steps.make_secret()
    with database.writing() as session:
        account = accounts.make_account(session, "a@b.uk", role=Role.ANALYST)
        codes = second_steps.switch_on(
            session, settings, account, secret=secret, typed=code_of(secret)
        )
    database.checkpoint()
    stolen = Path(database.file).read_bytes()
    raw = TOTP(key=secret, format="base32").key

    assert not [one for one in (secret, *codes) if one.encode() in stolen]
    assert raw not in stolen
    other = replace(settings, secret_keys=("another key, of another machine, made by guessing",))
    assert open_sealed(other, _read_sealed(database)) is None
    assert open_sealed(settings, _read_sealed(database)) == secret

    with database.writing() as session:
        session.get_one(Account, account.id).second_step = secret
    database.checkpoint()
    assert secret.encode() in Path(database.file).read_bytes()


def test_a_new_key_locks_the_secrets_anew(
    session: Session, settings: Settings, account: Account, secret: str
) -> None:
    """After `init` the old key can go. Control: without it the app's codes are refused, and paper still works."""
    (paper, *_) = second_steps.make_recovery_codes(session, account)
    old, new = settings.secret_keys[0], "n" * 48
    both, only_new = (
        replace(settings, secret_keys=(new, old)),
        replace(settings, secret_keys=(new,)),
    )
    session.flush()

    assert not second_steps.take_code(session, only_new, account, code_of(secret))
    assert second_steps.take_code(session, only_new, account, paper)

    assert second_steps.seal_anew(session, both) == 1
    assert second_steps.take_code(session, only_new, account, code_of(secret))


def test_using_a_code_locks_its_secret_with_the_first_key(
    session: Session, settings: Settings, account: Account, secret: str
) -> None:
    """Those who sign in while both keys are there need nothing else."""
    new = "n" * 48
    both = replace(settings, secret_keys=(new, *settings.secret_keys))

    assert second_steps.take_code(session, both, account, code_of(secret))

    assert open_sealed(replace(settings, secret_keys=(new,)), account.second_step or "") == secret


def test_a_recovery_code_has_112_bits_or_more() -> None:
    """So many that a plain hash of it may be kept. Control: one letter less of it has not."""
    letters = len(ALPHABET)

    assert letters**second_steps.CODE_LENGTH >= 2**112
    assert letters ** (second_steps.CODE_LENGTH - 1) < 2**112
    assert len(make_code(second_steps.CODE_LENGTH)) == second_steps.CODE_LENGTH


def test_the_address_names_account_and_council() -> None:
    """What the app will show; a colon in the council's name would end it."""
    address = second_steps.make_address("A" * 32, email="a@b.uk", council="West: mere")

    assert address.startswith("otpauth://totp/")
    assert "secret=" + "A" * 32 in address
    assert TOTP.from_uri(address).label == "a@b.uk"
    assert TOTP.from_uri(address).issuer == "West  mere feedback"


@pytest.mark.parametrize(
    "email", ["mailto:a@b.uk", "zoë@b.uk", "a@[", "<a@b.uk>", "a&secret=x@b.uk"]
)
def test_any_address_of_before_can_be_shown_to_an_app(email: str) -> None:
    """Whatever an account was called when more was allowed: its owner can set up the second step."""
    address = second_steps.make_address("A" * 32, email=email, council="Westmere")

    read = TOTP.from_uri(address)
    assert address.isascii()
    assert (read.label, read.base32_key) == (email.replace(":", " "), "A" * 32)


def _stored(session: Session, account: Account) -> list[RecoveryCode]:
    session.flush()
    return list(session.query(RecoveryCode).filter_by(account_id=account.id))


def _hash_of(account: Account, code: str) -> str:
    return second_steps._hash(account, code)


def _read_sealed(database: Database) -> str:
    with closing(sqlite3.connect(database.file)) as other:
        (found,) = other.execute("SELECT second_step FROM accounts").fetchone()
    return str(found)
