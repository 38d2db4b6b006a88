"""Who gets in: a right password, a right code, and what happens after too many wrong ones of either."""

import datetime as dt

from sqlalchemy.orm import Session

from feedback import audit, clock, passwords, second_steps
from feedback.config import Settings
from feedback.models.accounts import Account, Role
from feedback.models.asking import Meta
from feedback.models.auditing import Deed
from feedback.providers import Passwords

FAILURES_ALLOWED = 10
# The first lock, the next without a sign-in between them, and so on; the last is for ever after.
LOCK_MINUTES = (15, 30, 60, 120, 240)
FAILED_FOR_NOBODY = "failed-sign-ins-for-nobody"


def may_use_password(settings: Settings, role: str) -> bool:
    """Whether somebody with `role` may sign in with a password of this service."""
    if settings.passwords is Passwords.ADMINISTRATORS:
        return role == Role.ADMINISTRATOR
    return settings.passwords is Passwords.EVERYBODY


def is_right(account: Account | None, password: str) -> bool:
    """Whether `password` opens `account`. As slow without an account as with one.

    Call it outside a writing block: it takes a tenth of a second.
    """
    known = account.password if account is not None and account.active else None
    right = passwords.matches(known, password)
    return right and account is not None and not is_locked(account)


def is_still_right(account: Account, seen: Account) -> bool:
    """Whether what was right for `seen` is right for `account`, the same a moment later.

    Between the slow check and the writing block somebody may have locked, closed or reset it.
    """
    return account.active and account.password == seen.password and not is_locked(account)


def is_locked(account: Account) -> bool:
    """Whether `account` has had so many wrong tries that it must wait."""
    return account.locked_until is not None and clock.now() < account.locked_until


def enter_code(session: Session, settings: Settings, account: Account, typed: str) -> bool:
    """Whether the code `typed` finishes signing in. A wrong one counts like a wrong password."""
    right = not is_locked(account) and second_steps.take_code(session, settings, account, typed)
    note_sign_in(session, account, right=right, wrong=Deed.WRONG_CODE)
    return right


def note_sign_in(
    session: Session, account: Account | None, *, right: bool, wrong: Deed = Deed.WRONG_PASSWORD
) -> None:
    """Write down a try, and count: the tenth wrong one in a row locks the account, every time for longer.

    Without an account, and while it is locked, the try is counted elsewhere, so that the disk is as busy: one
    transaction. So nobody fills the table by guessing; of one account it takes about 60 rows a day.
    """
    if account is None or (is_locked(account) and not right):
        _count_for_nobody(session)
    elif right:
        unlock(account)
        audit.record(session, Deed.SIGNED_IN, f"account {account.id}", by=account)
    else:
        account.failed_sign_ins += 1
        audit.record(session, wrong, f"account {account.id}", by=None)
        if account.failed_sign_ins >= FAILURES_ALLOWED:
            _lock(session, account)


def unlock(account: Account) -> None:
    """Forget the wrong tries of `account`."""
    account.failed_sign_ins, account.locks, account.locked_until = 0, 0, None


def _lock(session: Session, account: Account) -> None:
    minutes = LOCK_MINUTES[min(account.locks, len(LOCK_MINUTES) - 1)]
    account.failed_sign_ins, account.locks = 0, account.locks + 1
    account.locked_until = clock.now() + dt.timedelta(minutes=minutes)
    audit.record(session, Deed.LOCKED, f"account {account.id}", by=None)


def _count_for_nobody(session: Session) -> None:
    kept = session.get(Meta, FAILED_FOR_NOBODY)
    if kept is None:
        kept = Meta(name=FAILED_FOR_NOBODY, value="0")
        session.add(kept)
    kept.value = str(int(kept.value) + 1)
