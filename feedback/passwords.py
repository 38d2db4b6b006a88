"""What a password must be, how it is stored, and whether one is right."""

import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from feedback.exceptions import RefusedError

SHORTEST = 12  # characters
LONGEST = 200
FEWEST_DIFFERENT = 5

_hasher = PasswordHasher()


def check_strength(password: str, *, email: str) -> None:
    """Raise RefusedError saying what to change, unless `password` will do."""
    password = _normal(password)
    if len(password) < SHORTEST:
        raise RefusedError(
            f"Use {SHORTEST} characters or more. Three or four words with no link between them work well."
        )
    if len(password) > LONGEST:
        raise RefusedError(f"Use {LONGEST} characters or fewer.")
    if password.casefold() in (email, email.partition("@")[0]):
        raise RefusedError("Choose something that is not your email address.")
    if len(set(password)) < FEWEST_DIFFERENT:
        raise RefusedError(f"Use at least {FEWEST_DIFFERENT} different characters.")


def hash_password(password: str, *, email: str) -> str:
    """What is stored of `password`. Raises RefusedError when it is weak.

    It takes a tenth of a second: call it outside a writing block, so that answers do not wait for it.
    """
    check_strength(password, email=email)
    return _hasher.hash(_normal(password))


def matches(hashed: str | None, password: str) -> bool:
    """Whether `hashed` was made of `password`. As slow without a hash, and then never so.

    Call it outside a writing block, as `hash_password`.
    """
    try:
        _hasher.verify(hashed or _nobodys_hash(), _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return hashed is not None


def _normal(password: str) -> str:
    # RFC 8265: the same letters typed on another keyboard are the same password.
    return unicodedata.normalize("NFKC", password)


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return _hasher.hash("nobody has this password")
