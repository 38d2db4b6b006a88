"""A sealed secret opens with its key alone, unchanged alone, and shows nothing of itself."""

import base64
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CTR

from feedback import seals
from feedback.config import Settings, read_settings
from feedback.seals import open_sealed, seal


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A council that has set nothing."""
    return read_settings({"FEEDBACK_INSTANCE": str(tmp_path)})


def change(sealed: str, place: int) -> str:
    """`sealed` with one bit of one byte turned."""
    packed = bytearray(base64.urlsafe_b64decode(sealed))
    packed[place] ^= 1
    return base64.urlsafe_b64encode(packed).decode()


def test_every_key_opens_and_the_first_seals(settings: Settings) -> None:
    """The nonce is 96 bits and the tag 128. A key that was taken out opens nothing."""
    old, new = settings.secret_keys, ("n" * 48,)
    sealed = seal(settings, "JBSWY3DP")
    both = replace(settings, secret_keys=(*new, *old))

    assert len(base64.urlsafe_b64decode(sealed)) == 12 + len("JBSWY3DP") + 16
    assert open_sealed(settings, sealed) == open_sealed(both, sealed) == "JBSWY3DP"
    assert open_sealed(replace(settings, secret_keys=new), sealed) is None
    assert open_sealed(replace(settings, secret_keys=new), seal(both, "x")) == "x"


def test_one_changed_bit_anywhere_opens_nothing(settings: Settings) -> None:
    """Nonce, secret and tag. Control: the same cipher without its tag opens to another secret."""
    sealed = seal(settings, "JBSWY3DP")
    length = len(base64.urlsafe_b64decode(sealed))

    assert all(open_sealed(settings, change(sealed, place)) is None for place in range(length))

    untagged = open_without_tag(settings, change(sealed, 12))
    assert untagged != "JBSWY3DP"
    assert untagged[1:] == "BSWY3DP"


def test_anything_else_opens_nothing(settings: Settings) -> None:
    """Neither nonsense nor a seal that was cut off is an error."""
    sealed = seal(settings, "JBSWY3DP")
    spoilt = [
        "",
        "x",
        "ä",
        "A" * 16,
        "A" * 200,
        "!" + sealed,
        *(sealed[:n] for n in range(len(sealed))),
    ]

    assert [open_sealed(settings, text) for text in spoilt] == [None] * len(spoilt)


def test_what_is_sealed_twice_looks_different(settings: Settings) -> None:
    """Two accounts with one secret do not show it, in a thousand seals no nonce comes twice."""
    seen = {base64.urlsafe_b64decode(seal(settings, "a"))[:12] for _ in range(1000)}

    assert len(seen) == 1000


def open_without_tag(settings: Settings, sealed: str) -> str:
    """What AES in counter mode makes of it, as GCM does inside before it looks at the tag."""
    packed = base64.urlsafe_b64decode(sealed)
    key = seals._make_key(settings.secret_keys[0])
    inside = Cipher(AES256(key), CTR(packed[:12] + (2).to_bytes(4, "big"))).decryptor()
    return inside.update(packed[12:-16]).decode()
