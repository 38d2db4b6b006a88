"""The second step of signing in: a code from an app on the phone, taken once, or a recovery code on paper."""

import hashlib

from passlib.exc import TokenError
from passlib.totp import TOTP
from sqlalchemy import Delete, delete, func, select
from sqlalchemy.orm import Session

from feedback import audit, clock
from feedback.codes import make_code, read_code
from feedback.config import Settings
from feedback.exceptions import RefusedError
from feedback.models.accounts import Account, RecoveryCode
from feedback.models.auditing import Deed
from feedback.seals import open_sealed, renew, seal

STEP = 30  # seconds that a code lives (RFC 6238 5.2; ASVS 5.0 V6.5.5)
WIDEST = 2  # codes that a phone's clock may be fast or slow
APART = 4  # codes from one that missed to the next that shows how wrong the clock is
LATE = -1  # what is typed after the phone has changed it looks like a slow clock
CODES = 10  # recovery codes made at a time
CODE_LENGTH = 24  # of 28 letters: 115 bits; from 112 on ASVS 6.5.2 takes a plain hash
GROUP = 4  # letters that are read together


class WrongCodeError(RefusedError):
    """A code is not the one of now, or was used before."""


def make_secret() -> str:
    """A new secret for an app to make codes from, in base32."""
    return str(TOTP.new().base32_key)


def make_address(secret: str, *, email: str, council: str) -> str:
    """What the QR code says to the app."""
    # A colon would end the name in an app; accounts of before may have one in their address too.
    issuer, label = (text.replace(":", " ") for text in (f"{council} feedback", email))
    return str(TOTP(key=secret, format="base32").to_uri(label=label, issuer=issuer))


def group_letters(text: str) -> str:
    """A secret or recovery code in groups of four, as it is shown and typed."""
    return " ".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))


def switch_on(
    session: Session, settings: Settings, account: Account, *, secret: str, typed: str
) -> list[str]:
    """Ask `account` for a code of `secret` from now on; its recovery codes, told this once.

    Raises WrongCodeError unless `typed` shows that the app makes the right codes.
    """
    step = _find_step(secret, typed, last=None)
    if step is None:
        raise WrongCodeError(
            "That is not the code of now. Type the 6 digits that the app shows for this service. "
            "If they stay wrong, set the phone's clock to automatic."
        )
    off = step - _count_steps()
    account.clock_off = 0 if off == LATE else off
    _note_taken(settings, account, secret, step)
    audit.record(session, Deed.SET_SECOND_STEP, f"account {account.id}", by=account)
    return make_recovery_codes(session, account)


def switch_off(session: Session, account: Account, *, by: Account | None) -> None:
    """Ask `account` for no code any more, and forget its recovery codes. Nothing when there is none."""
    if account.second_step is None:
        return
    account.second_step = account.last_step = None
    session.execute(_of(account))
    audit.record(session, Deed.REMOVED_SECOND_STEP, f"account {account.id}", by=by)


def make_recovery_codes(session: Session, account: Account) -> list[str]:
    """Ten new recovery codes; those before work no more. Only their hashes are kept."""
    codes = [make_code(CODE_LENGTH) for _ in range(CODES)]
    session.execute(_of(account))
    session.add_all(RecoveryCode(account_id=account.id, hash=_hash(account, c)) for c in codes)
    audit.record(session, Deed.MADE_RECOVERY_CODES, f"account {account.id}", by=account)
    return codes


def count_recovery_codes(session: Session, account: Account) -> int:
    """How many recovery codes are left."""
    query = select(func.count()).select_from(RecoveryCode)
    return session.execute(query.where(RecoveryCode.account_id == account.id)).scalar_one()


def take_code(session: Session, settings: Settings, account: Account, typed: str) -> bool:
    """Whether `typed` is a code of the app or a recovery code that nobody used before. Then it is used.

    A code works in its own 30 seconds, by the phone's clock as it was known last. One of another time does not; with
    a later one, typed soon after, it shows how wrong the clock is by now, and that one works (RFC 6238 6).
    """
    if account.second_step is None:
        return False
    secret = open_sealed(settings, account.second_step)
    step = _find_step(secret, typed, last=account.last_step) if secret else None
    if secret is None or step is None:
        return _take_recovery_code(session, account, read_code(typed))
    off, missed = step - _count_steps(), account.missed_step
    if off != account.clock_off and not (missed and missed < step <= missed + APART):
        account.missed_step = step
        return False
    account.clock_off = off
    _note_taken(settings, account, secret, step)
    return True


def seal_anew(session: Session, settings: Settings) -> int:
    """Lock every secret with the first key of the file; how many. Those whose key is gone stay as they are."""
    query = select(Account).where(Account.second_step.is_not(None)).order_by(Account.id)
    renewed = 0
    for account in session.scalars(query):
        before = account.second_step or ""
        account.second_step = renew(settings, before)
        renewed += account.second_step != before
    return renewed


def count_lost(session: Session, settings: Settings) -> int:
    """How many open accounts have a secret that nobody can unlock: its line of the key file is gone."""
    query = select(Account.second_step).where(Account.second_step.is_not(None), Account.active)
    return sum(open_sealed(settings, sealed or "") is None for sealed in session.scalars(query))


def _note_taken(settings: Settings, account: Account, secret: str, step: int) -> None:
    account.second_step, account.last_step = seal(settings, secret), step
    account.missed_step = None


def _count_steps() -> int:
    """The number of these 30 seconds."""
    return int(clock.now().timestamp()) // STEP


def _find_step(secret: str, typed: str, *, last: int | None) -> int | None:
    """Which 30 seconds near now `typed` is the code of, later than `last`."""
    totp = TOTP(key=secret, format="base32")
    now, window = int(clock.now().timestamp()), WIDEST * STEP
    try:
        return int(totp.match(read_code(typed), time=now, window=window, last_counter=last).counter)
    except TokenError:
        return None


def _take_recovery_code(session: Session, account: Account, code: str) -> bool:
    spent = session.get(RecoveryCode, (account.id, _hash(account, code)))
    if spent is None:
        return False
    session.delete(spent)
    audit.record(session, Deed.USED_RECOVERY_CODE, f"account {account.id}", by=account)
    return True


def _of(account: Account) -> Delete:
    return delete(RecoveryCode).where(RecoveryCode.account_id == account.id)


def _hash(account: Account, code: str) -> str:
    return hashlib.sha256(f"{account.id} {code}".encode()).hexdigest()
