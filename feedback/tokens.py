"""What a page carries so that it can be sent once: a random key, signed, with the round and the time inside.

The key is never stored, only its hash; the time is never stored at all.
"""

import base64
import binascii
import datetime as dt
import hashlib
import secrets
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from itsdangerous import BadSignature, Signer

from feedback import clock
from feedback.bursts import HURRY

_LAYOUT = struct.Struct(">16sIII")  # key, collector, round (0 for a try-out), seconds since 1970


@dataclass(frozen=True)
class Token:
    """A page that was opened: its key (16 bytes), collector, round (0 for a try-out) and when."""

    key: bytes
    collector_id: int
    round_id: int
    opened_at: dt.datetime


def make_token(collector_id: int, round_id: int) -> Token:
    """A token for a page opened now."""
    return Token(secrets.token_bytes(16), collector_id, round_id, clock.now())


def make_token_again(collector_id: int, round_id: int) -> Token:
    """A token for a page that comes back with its answers, to be sent without reading it again."""
    return Token(secrets.token_bytes(16), collector_id, round_id, clock.now() - HURRY)


def sign_token(token: Token, keys: Sequence[str]) -> str:
    """`token` as the text a form carries, signed with the first of `keys`."""
    seconds = int(token.opened_at.timestamp())
    packed = _LAYOUT.pack(token.key, token.collector_id, token.round_id, seconds)
    return _signer(keys).sign(base64.urlsafe_b64encode(packed)).decode()


def read_token(text: str, keys: Sequence[str]) -> Token | None:
    """The token in `text`, or None when it is damaged or none of `keys` signed it."""
    try:
        packed = base64.urlsafe_b64decode(_signer(keys).unsign(text.encode()))
        key, collector_id, round_id, seconds = _LAYOUT.unpack(packed)
    except (BadSignature, binascii.Error, struct.error, UnicodeEncodeError):
        return None
    opened_at = dt.datetime.fromtimestamp(seconds, dt.UTC)
    return Token(key, collector_id, round_id, opened_at)


def name_left(token: Token) -> str:
    """What the page of `token` is called once somebody left it: a hash of its key, 64 digits, and good for nothing else."""
    return hashlib.sha256(b"feedback.left" + token.key).hexdigest()


def _signer(keys: Sequence[str]) -> Signer:
    # The signer signs with the last of a list; our first one signs.
    return Signer(
        list(reversed(keys)),
        salt="feedback.page",
        key_derivation="hmac",
        digest_method=hashlib.sha256,
    )
