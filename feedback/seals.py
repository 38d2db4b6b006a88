"""How a secret is kept in the database: locked with a key made from the secret-key file, which lies elsewhere."""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from feedback.config import Settings

PURPOSE = (
    b"feedback: secrets of the second step"  # so that no other use of the file makes the same key
)


def seal(settings: Settings, secret: str) -> str:
    """`secret` locked with the first key of the file."""
    return _keys(settings.secret_keys).encrypt(secret.encode()).decode()


def open_sealed(settings: Settings, sealed: str) -> str | None:
    """What `seal` locked, with any key of the file; None when its key is gone."""
    try:
        return _keys(settings.secret_keys).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


@lru_cache(maxsize=8)
def _keys(lines: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_make_key(line)) for line in lines])


def _make_key(line: str) -> bytes:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(line.encode())
    return base64.urlsafe_b64encode(made)
