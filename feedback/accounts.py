"""Who signs in: invitations, passwords, and what happens after too many wrong ones."""

import datetime as dt
import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from itsdangerous import BadSignature, SignatureExpired, TimestampSigner, URLSafeTimedSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import audit, clock
from feedback.config import Settings
from feedback.exceptions import NotFoundError, RefusedError
from feedback.models.accounts import Account, Role, make_uniquifier
from feedback.models.asking import Team
from feedback.models.auditing import Deed

SHORTEST_PASSWORD = 12  # characters
LONGEST_PASSWORD = 200
FEWEST_DIFFERENT = 5
INVITATION_LASTS = dt.timedelta(days=7)
INVITATION_PATH = "/staff/invitation/"
FAILURES_ALLOWED = 10
LOCK_LASTS = dt.timedelta(minutes=15)

_hasher = PasswordHasher()


class InvitationError(NotFoundError):
    """An invitation is used, replaced, too old or not one of ours."""


def get_by_email(session: Session, email: str) -> Account | None:
    """The account with this e-mail address, in any case."""
    return session.scalars(select(Account).where(Account.email == _clean(email))).first()


def open_account(session: Session, account_id: int) -> Account:
    """The account with this id. Raises NotFoundError."""
    account = session.get(Account, account_id)
    if account is None:
        raise NotFoundError(f"There is no account {account_id}.")
    return account


def make_account(
    session: Session,
    email: str,
    *,
    role: Role,
    team: Team | None = None,
    password: str | None = None,
) -> Account:
    """A new account, invited or with a password. Raises RefusedError when the address is taken or is none."""
    if get_by_email(session, email):
        raise RefusedError(f"{_clean(email)} has an account already.")
    account = Account(email=_check_email(email), role=role.value, team=team)
    session.add(account)
    session.flush()
    if password is not None:
        set_password(session, account, password)
    return account


def invite(
    session: Session,
    email: str,
    *,
    role: Role,
    team: Team | None = None,
    by: Account | None = None,
) -> Account:
    """Invite somebody, for the first time or again. Raises RefusedError.

    Inviting again takes the password away and ends every session and earlier invitation: it is
    also what to do for a forgotten password.
    """
    account = get_by_email(session, email) or make_account(session, email, role=role)
    account.role, account.team = role.value, team
    account.password, account.active = None, True
    end_sessions(account)
    session.flush()
    audit.record(session, Deed.INVITED, f"account {account.id}", by=by)
    return account


def make_invitation(settings: Settings, account: Account) -> str:
    """The address at which the owner of `account` chooses a password, once, within seven days."""
    token = _signer(settings).dumps(account.fs_uniquifier)
    return f"{settings.public_url}{INVITATION_PATH}{token}"


def open_invitation(session: Session, settings: Settings, token: str) -> Account:
    """The account that `token` invites. Raises InvitationError."""
    try:
        uniquifier = _signer(settings).loads(token, max_age=int(INVITATION_LASTS.total_seconds()))
    except SignatureExpired:
        raise InvitationError(
            "This invitation is more than 7 days old. Ask your administrator for a new one."
        ) from None
    except BadSignature:
        raise InvitationError(
            "This invitation is not complete. Copy the whole address from your message."
        ) from None
    account = session.scalars(select(Account).where(Account.fs_uniquifier == uniquifier)).first()
    if account is None or account.password is not None or not account.active:
        raise InvitationError(
            "This invitation has been used or replaced. "
            "Sign in, or ask your administrator for a new one."
        )
    return account


def check_password_strength(password: str, *, email: str) -> None:
    """Raise RefusedError saying what to change, unless `password` will do."""
    password = _normal(password)
    if len(password) < SHORTEST_PASSWORD:
        raise RefusedError(
            f"Use {SHORTEST_PASSWORD} characters or more. Three or four words with no link between them work well."
        )
    if len(password) > LONGEST_PASSWORD:
        raise RefusedError(f"Use {LONGEST_PASSWORD} characters or fewer.")
    if password.casefold() in (email, email.partition("@")[0]):
        raise RefusedError("Choose something that is not your email address.")
    if len(set(password)) < FEWEST_DIFFERENT:
        raise RefusedError(f"Use at least {FEWEST_DIFFERENT} different characters.")


def hash_password(password: str, *, email: str) -> str:
    """What is stored of `password`. Raises RefusedError when it is weak.

    It takes a tenth of a second: call it outside a writing block, so that answers do not wait for it.
    """
    check_password_strength(password, email=email)
    return _hasher.hash(_normal(password))


def store_password(session: Session, account: Account, hashed: str) -> None:
    """Give `account` the password that was hashed, and end its sessions, lock and invitation."""
    account.password = hashed
    account.failed_sign_ins, account.locked_until = 0, None
    end_sessions(account)
    audit.record(session, Deed.SET_PASSWORD, f"account {account.id}", by=account)


def set_password(session: Session, account: Account, password: str) -> None:
    """Hash and store in one. Raises RefusedError when `password` is weak."""
    store_password(session, account, hash_password(password, email=account.email))


def is_right(account: Account | None, password: str) -> bool:
    """Whether `password` opens `account`. As slow without an account as with one.

    Call it outside a writing block, as `hash_password`.
    """
    known = account is not None and account.active and account.password is not None
    try:
        _hasher.verify(
            (known and account and account.password) or _nobodys_hash(), _normal(password)
        )
    except (VerificationError, InvalidHashError):
        return False
    return known and account is not None and not is_locked(account)


def is_locked(account: Account) -> bool:
    """Whether `account` has had so many wrong passwords that it must wait."""
    return account.locked_until is not None and clock.now() < account.locked_until


def note_sign_in(session: Session, account: Account, *, right: bool) -> None:
    """Keep count of wrong passwords: the tenth in a row locks the account for a quarter of an hour."""
    if right:
        account.failed_sign_ins, account.locked_until = 0, None
        audit.record(session, Deed.SIGNED_IN, f"account {account.id}", by=account)
        return
    if is_locked(account):
        return
    account.failed_sign_ins += 1
    if account.failed_sign_ins >= FAILURES_ALLOWED:
        account.failed_sign_ins, account.locked_until = 0, clock.now() + LOCK_LASTS
        audit.record(session, Deed.LOCKED, f"account {account.id}", by=None)


def sign_out(session: Session, account: Account) -> None:
    """End every session of `account`, on every device."""
    end_sessions(account)
    audit.record(session, Deed.SIGNED_OUT, f"account {account.id}", by=account)


def end_sessions(account: Account) -> None:
    """End every session of `account` and any invitation it has."""
    account.fs_uniquifier = make_uniquifier()


class _ClockSigner(TimestampSigner):
    """Dates what it signs by our clock."""

    def get_timestamp(self) -> int:
        return int(clock.now().timestamp())


def _signer(settings: Settings) -> URLSafeTimedSerializer:
    # itsdangerous signs with the last key; our file signs with the first.
    return URLSafeTimedSerializer(
        list(reversed(settings.secret_keys)), salt="invitation", signer=_ClockSigner
    )


def _clean(email: str) -> str:
    return email.strip().lower()


def _check_email(email: str) -> str:
    email = _clean(email)
    name, at, host = email.rpartition("@")
    if not (name and at and host) or any(letter.isspace() for letter in email) or "@" in name:
        raise RefusedError(f"{email!r} is not an email address: write it like name@council.gov.uk")
    return email


def _normal(password: str) -> str:
    # RFC 8265: the same letters typed on another keyboard are the same password.
    return unicodedata.normalize("NFKC", password)


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return _hasher.hash(make_uniquifier())
