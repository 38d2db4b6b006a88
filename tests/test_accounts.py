"""Accounts without any page: who has one, what opens it, and what the database refuses."""

import base64
import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback import accounts, clock, sign_ins
from feedback.config import Settings, read_settings
from feedback.db import Database
from feedback.exceptions import NotFoundError, RefusedError
from feedback.models.accounts import Account, Role, make_uniquifier
from feedback.models.base import Base

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
GOOD = "four words in a row"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A writing session on an empty database, at noon."""
    database = Database(f"sqlite:///{tmp_path / 'feedback.db'}")
    Base.metadata.create_all(database.engine)
    with clock.frozen_at(NOON), database.writing() as session:
        yield session


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A council that has set nothing."""
    return read_settings({"FEEDBACK_INSTANCE": str(tmp_path)})


def test_an_account_can_be_made_with_its_password(session: Session) -> None:
    """As for the sample council: no invitation needed."""
    account = accounts.make_account(session, "A@B.uk", role=Role.ADMINISTRATOR, password=GOOD)

    assert account.email == "a@b.uk"
    assert account.password
    assert account.password.startswith("$argon2id$")
    assert sign_ins.is_right(account, GOOD)
    assert not sign_ins.is_right(account, GOOD + " ")


def test_an_address_has_one_account(session: Session) -> None:
    """In whatever case it is written."""
    accounts.make_account(session, "a@b.uk", role=Role.ANALYST)

    with pytest.raises(RefusedError, match="has an account already"):
        accounts.make_account(session, "A@b.UK", role=Role.ANALYST)


@pytest.mark.parametrize(
    "odd",
    ["alice", "@council.gov.uk", "a b@council.gov.uk", "<alice@council.gov.uk>", "alice@council.gov.uk>",
     "alice@[council", "a@[", "zoë@council.gov.uk", "alice(home@council.gov.uk", "alice,bob@council.gov.uk",
     "alice@council.gov.uk;bob", "http:alice@council.gov.uk", "mailto:", "alice@coun\ncil.gov.uk"],
)  # fmt: skip
def test_an_address_that_no_mail_server_takes_gets_no_account(session: Session, odd: str) -> None:
    """Invited or made: whoever types it reads how one looks, and an e-mail never fails for it."""
    for make in (accounts.make_account, accounts.invite):
        with pytest.raises(RefusedError, match=r"write it like name@council\.gov\.uk"):
            make(session, odd, role=Role.ANALYST)

    assert accounts.list_accounts(session) == []


def test_an_address_copied_with_its_link_is_the_address(session: Session) -> None:
    """Browsers copy `mailto:` along; it is no second account."""
    account = accounts.invite(session, " mailto:Alice@council.gov.uk ", role=Role.ANALYST)

    assert account.email == "alice@council.gov.uk"
    with pytest.raises(RefusedError, match=r"alice@council\.gov\.uk has an account already"):
        accounts.make_account(session, "mailto:alice@council.gov.uk", role=Role.ANALYST)


def test_an_odd_address_of_before_can_be_invited_again_and_closed(session: Session) -> None:
    """An account that was made when more was allowed is not out of reach."""
    session.add(Account(email="mailto:alice@council.gov.uk", role=Role.ANALYST.value))
    session.flush()

    again = accounts.invite(session, "mailto:alice@council.gov.uk", role=Role.MANAGER)
    closed = accounts.close(session, "mailto:alice@council.gov.uk")

    assert again is closed
    assert not closed.active


def test_the_same_letters_are_the_same_password(session: Session) -> None:
    """Keyboards write an accent in one sign or in two."""
    account = accounts.make_account(session, "a@b.uk", role=Role.ANALYST)
    accounts.set_password(session, account, "cafe\u0301 au lait s'il vous plai\u0302t")

    assert sign_ins.is_right(account, "caf\u00e9 au lait s'il vous pla\u00eet")


def test_nobody_has_no_right_password() -> None:
    """An unknown address takes the same road as a known one, and it leads nowhere."""
    assert not sign_ins.is_right(None, GOOD)


def test_a_wrong_password_does_not_lengthen_a_lock(session: Session) -> None:
    """Otherwise a stranger could keep somebody out for ever by trying once a minute."""
    account = accounts.make_account(session, "a@b.uk", role=Role.ANALYST, password=GOOD)
    for _ in range(10):
        sign_ins.note_sign_in(session, account, right=False)
    until = account.locked_until
    with clock.frozen_at(NOON + dt.timedelta(minutes=10)):
        sign_ins.note_sign_in(session, account, right=False)

    assert until == NOON + dt.timedelta(minutes=15)
    assert account.locked_until == until
    assert not sign_ins.is_right(account, GOOD)


def test_an_invitation_survives_a_new_secret(session: Session, settings: Settings) -> None:
    """The first key signs, the others still verify; an unknown key does not."""
    account = accounts.invite(session, "a@b.uk", role=Role.ANALYST)
    old, new = settings.secret_keys[0], "n" * 48
    token = accounts.make_invitation(settings, account).rpartition("/")[2]

    opened = accounts.open_invitation(session, replace(settings, secret_keys=(new, old)), token)

    assert opened is account
    with pytest.raises(NotFoundError):
        accounts.open_invitation(session, replace(settings, secret_keys=(new,)), token)


def test_an_invitation_is_signed_with_hmac_sha_256(session: Session, settings: Settings) -> None:
    """32 bytes. Control: the library, left to itself, signs with 20 of SHA-1, and that invites nobody."""
    account = accounts.invite(session, "a@b.uk", role=Role.ANALYST)
    token = accounts.make_invitation(settings, account).rpartition("/")[2]
    weak = URLSafeTimedSerializer(settings.secret_keys[0], salt="invitation")
    left_alone = str(weak.dumps(account.fs_uniquifier))

    assert [len(one.rpartition(".")[2]) for one in (token, left_alone)] == [43, 27]
    assert accounts.open_invitation(session, settings, token) is account
    with pytest.raises(NotFoundError):
        accounts.open_invitation(session, settings, left_alone)


def test_an_invitation_stands_at_the_public_address(session: Session, settings: Settings) -> None:
    """The whole address, to be copied into a message."""
    account = accounts.invite(session, "a@b.uk", role=Role.ANALYST)

    url = accounts.make_invitation(settings, account)

    assert url.startswith("http://127.0.0.1:8000/staff/invitation/")


@pytest.mark.parametrize(
    "wrong", [{"email": "A@B.uk"}, {"role": "boss"}, {"failed_sign_ins": -1}], ids=str
)
def test_the_database_refuses_what_cannot_be(session: Session, wrong: dict[str, object]) -> None:
    """Capitals in an address, an unknown role, a count below nothing."""
    session.add(Account(**{"email": "a@b.uk", "role": "analyst", **wrong}))

    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_accounts_load_no_flask() -> None:
    """The command line and the demo use them without a web server."""
    program = (
        "import sys; import feedback.accounts, feedback.permissions, feedback.audit; "
        "sys.exit(any(name.split('.')[0].startswith('flask') for name in sys.modules))"
    )

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_an_account_has_no_place_for_a_hint_or_a_question() -> None:
    """Whoever adds a column looks here, and at the register of safety, first."""
    assert set(Account.__table__.columns.keys()) == {
        "id", "email", "role", "team_id", "password", "active", "fs_uniquifier", "failed_sign_ins",
        "locked_until", "locks", "joined", "second_step", "last_step", "clock_off", "missed_step",
        "subject", "weekly_email",
    }  # fmt: skip


def test_what_a_session_names_has_192_bits() -> None:
    """Made anew each time; in a thousand none comes twice."""
    made = {make_uniquifier() for _ in range(1000)}

    assert len(made) == 1000
    assert {len(base64.urlsafe_b64decode(one)) for one in made} == {24}
