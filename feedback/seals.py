"""How a secret is kept in the database: locked with a key made from the secret-key file, which lies elsewhere."""

import base64
import binascii
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from feedback.config import Settings

PURPOSE = (
    b"feedback: secrets of the second step"  # so that no other use of the file makes the same key
)
NEWS = b"feedback: where to send news"  # its own key: nothing else opens an address
NONCE = 12  # bytes, random for each seal: what GCM is made for


def seal(settings: Settings, secret: str, *, purpose: bytes = PURPOSE) -> str:
    """`secret` locked with the first key of the file, for one purpose: AES-256 in GCM mode."""
    return base64.urlsafe_b64encode(seal_bytes(settings, secret.encode(), purpose=purpose)).decode()


def seal_bytes(settings: Settings, content: bytes, *, purpose: bytes) -> bytes:
    """The same of a file."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + _keys(settings.secret_keys, purpose)[0].encrypt(nonce, content, None)


def open_sealed(settings: Settings, sealed: str, *, purpose: bytes = PURPOSE) -> str | None:
    """What `seal` locked for this purpose, with any key of the file; None when its key is gone or somebody changed it."""
    try:
        locked = base64.b64decode(sealed, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    opened = open_bytes(settings, locked, purpose=purpose)
    return None if opened is None else opened.decode()


def renew(settings: Settings, sealed: str, *, purpose: bytes = PURPOSE) -> str:
    """The same locked with the first key of the file; as it is where its key is gone."""
    secret = open_sealed(settings, sealed, purpose=purpose)
    return sealed if secret is None else seal(settings, secret, purpose=purpose)


def open_bytes(settings: Settings, locked: bytes, *, purpose: bytes) -> bytes | None:
    """The same of a file."""
    opened = (_try(key, locked) for key in _keys(settings.secret_keys, purpose))
    return next((content for content in opened if content is not None), None)


def _try(key: AESGCM, locked: bytes) -> bytes | None:
    try:
        return key.decrypt(locked[:NONCE], locked[NONCE:], None)
    except (InvalidTag, ValueError):  # a wrong key; too short to be one of ours
        return None


@lru_cache(maxsize=8)
def _keys(lines: tuple[str, ...], purpose: bytes) -> tuple[AESGCM, ...]:
    return tuple(AESGCM(_make_key(line, purpose)) for line in lines)


def _make_key(line: str, purpose: bytes = PURPOSE) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(line.encode())
