"""Who has an account: invited, with a password of their own, or closed when they leave."""

import datetime as dt
import hashlib
from enum import StrEnum

from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import audit, clock, second_steps
from feedback.config import Settings
from feedback.exceptions import NotFoundError, RefusedError
from feedback.mail_servers import is_address
from feedback.models.accounts import Account, Role, make_uniquifier
from feedback.models.asking import Team
from feedback.models.auditing import Deed
from feedback.passwords import hash_password
from feedback.sign_ins import is_locked, may_use_password, unlock

INVITATION_LASTS = dt.timedelta(days=7)
RESET_LASTS = dt.timedelta(hours=24)  # somebody waits for it, and it opens what is in use
INVITATION_PATH = "/staff/invitation/"


class Standing(StrEnum):
    """Whether somebody can sign in."""

    INVITED = "invited"
    ACTIVE = "active"
    LOCKED = "locked"
    SHUT_OUT = "shut-out"
    CLOSED = "closed"


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
    email = _check_email(email)
    if get_by_email(session, email):
        raise RefusedError(f"{email} has an account already.")
    account = Account(email=email, role=role.value, team=team)
    session.add(account)
    session.flush()
    if password is not None:
        set_password(session, account, password)
    return account


def check_new(session: Session, email: str) -> None:
    """Raise RefusedError when the address has an account already, open or closed."""
    if get_by_email(session, email):
        raise RefusedError(f"{_clean(email)} has an account already: open it in the list.")


def open_same(session: Session, seen: Account) -> Account:
    """The account of `seen` now. Raises RefusedError when its session was ended or its role changed since."""
    account = open_account(session, seen.id)
    if (account.fs_uniquifier, account.role) != (seen.fs_uniquifier, seen.role):
        raise RefusedError("You were signed out meanwhile. Nothing was done: sign in again.")
    return account


def invite(
    session: Session,
    email: str,
    *,
    role: Role,
    team: Team | None = None,
    new_second_step: bool = False,
    by: Account | None = None,
) -> Account:
    """Invite somebody, for the first time or again. Raises RefusedError.

    Inviting again takes the password away and ends every session and earlier invitation: it is
    also what to do for a forgotten password. The second step stays, because whoever else gets
    hold of the address would otherwise need nothing more; `new_second_step` takes it away.
    """
    account = get_by_email(session, email) or make_account(session, email, role=role)
    account.role, account.team = role.value, team
    account.joined = account.joined or can_come(account)
    account.password, account.subject, account.active = None, None, True
    end_sessions(account)
    session.flush()
    audit.record(session, Deed.INVITED, f"account {account.id}", by=by)
    if new_second_step:
        second_steps.switch_off(session, account, by=by)
    return account


def make_invitation(settings: Settings, account: Account) -> str:
    """The address at which the owner of `account` chooses a password, once, while it lasts."""
    token = _signer(settings).dumps(account.fs_uniquifier)
    return f"{settings.public_url}{INVITATION_PATH}{token}"


def lasts(account: Account) -> dt.timedelta:
    """How long an invitation of `account` works: shorter when it resets a password there was."""
    return RESET_LASTS if account.joined else INVITATION_LASTS


def open_invitation(session: Session, settings: Settings, token: str) -> Account:
    """The account that `token` invites. Raises InvitationError."""
    try:
        uniquifier, made_at = _signer(settings).loads(token, return_timestamp=True)
    except BadSignature:
        raise InvitationError(
            "This invitation is not complete. Copy the whole address from your message."
        ) from None
    account = session.scalars(select(Account).where(Account.fs_uniquifier == uniquifier)).first()
    if account is None or can_come(account) or not account.active:
        raise InvitationError(
            "This invitation has been used or replaced. "
            "Sign in, or ask your administrator for a new one."
        )
    if clock.now() - made_at > lasts(account):
        age = "24 hours" if account.joined else "7 days"
        raise InvitationError(
            f"This invitation is more than {age} old. Ask your administrator for a new one."
        )
    return account


def close(session: Session, email: str, *, by: Account | None = None) -> Account:
    """Keep somebody who left out, from this moment. Raises NotFoundError, RefusedError.

    Password, second step, sessions and invitation are gone. Inviting them again opens the account.
    """
    account = get_by_email(session, email)
    if account is None:
        raise NotFoundError(f"{_clean(email)} has no account: feedback staff list shows who has.")
    if not account.active:
        raise RefusedError(f"The account of {account.email} is closed already.")
    account.joined = account.joined or account.password is not None
    account.active, account.password = False, None
    second_steps.switch_off(session, account, by=by)
    end_sessions(account)
    audit.record(session, Deed.CLOSED_ACCOUNT, f"account {account.id}", by=by)
    return account


def list_accounts(session: Session) -> list[Account]:
    """Every account, by address."""
    return list(session.scalars(select(Account).order_by(Account.email)))


def list_who_can_come(session: Session) -> list[Account]:
    """Every open account that has a way in."""
    query = select(Account).where(Account.active).order_by(Account.id)
    return [account for account in session.scalars(query) if can_come(account)]


def list_let_in(session: Session, settings: Settings) -> list[Account]:
    """Those of them whose way in is open, as this service is set."""
    return [one for one in list_who_can_come(session) if is_let_in(one, settings)]


def list_administrators(session: Session) -> list[Account]:
    """Every open account of an administrator, by address."""
    query = select(Account).where(Account.role == Role.ADMINISTRATOR.value, Account.active)
    return list(session.scalars(query.order_by(Account.email)))


def standing_of(account: Account, settings: Settings) -> Standing:
    """Whether the owner of `account` can sign in."""
    if not account.active:
        return Standing.CLOSED
    if not can_come(account):
        return Standing.INVITED
    if not is_let_in(account, settings):
        return Standing.SHUT_OUT
    return Standing.LOCKED if is_locked(account) else Standing.ACTIVE


def can_come(account: Account) -> bool:
    """Whether there is a way in: a password of their own, or the council's own sign-in."""
    return account.password is not None or account.subject is not None


def is_let_in(account: Account, settings: Settings) -> bool:
    """Whether the way in that somebody has is open here: a password, or the council's own sign-in, may be switched off."""
    if account.subject is not None:
        return settings.provider is not None
    return account.password is not None and may_use_password(settings, account.role)


def store_password(session: Session, account: Account, hashed: str) -> None:
    """Give `account` the password that was hashed, and end its sessions, lock and invitation."""
    account.password, account.joined = hashed, True
    unlock(account)
    end_sessions(account)
    audit.record(session, Deed.SET_PASSWORD, f"account {account.id}", by=account)


def set_password(session: Session, account: Account, password: str) -> None:
    """Hash and store in one. Raises RefusedError when `password` is weak."""
    store_password(session, account, hash_password(password, email=account.email))


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
        list(reversed(settings.secret_keys)),
        salt="invitation",
        signer=_ClockSigner,
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )


def _clean(email: str) -> str:
    return email.strip().lower()


def _check_email(email: str) -> str:
    email = _clean(email).removeprefix("mailto:")  # copied with its link
    if not is_address(email):
        raise RefusedError(f"{email!r} is not an email address: write it like name@council.gov.uk")
    return email
