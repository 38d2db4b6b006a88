"""A page's token says where and when it was opened, and cannot be made or changed by anybody else."""

import base64
import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import Signer

from feedback import clock
from feedback.tokens import Token, make_token, read_token, sign_token

KEYS = ("the first secret, which signs everything new", "an older secret, which still verifies")
NOON = dt.datetime(2026, 11, 23, 12, 34, 56, tzinfo=dt.UTC)
NUMBERS = st.integers(0, 2**32 - 1)
TOKEN = Token(bytes(range(16)), 7, 9, NOON.replace(microsecond=0))


@given(
    key=st.binary(min_size=16, max_size=16),
    collector=NUMBERS,
    round_=NUMBERS,
    seconds=st.integers(0, 2**32 - 1),
)
def test_a_token_is_read_back(key: bytes, collector: int, round_: int, seconds: int) -> None:
    """Key, collector, round and second survive the form."""
    token = Token(key, collector, round_, dt.datetime.fromtimestamp(seconds, dt.UTC))

    read = read_token(sign_token(token, KEYS), KEYS)

    assert read == token


@given(st.data())
def test_a_changed_token_is_refused(data: st.DataObject) -> None:
    """Any character of it: what is read is the page it was made for, or nothing.

    The last character of the signature carries two bits that say nothing.
    """
    text = sign_token(TOKEN, KEYS)
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda c: c != text[place]))

    read = read_token(text[:place] + other + text[place + 1 :], KEYS)

    assert read in (None, TOKEN)
    assert read is None or place > text.index(".")


@given(st.data())
def test_a_token_of_other_content_is_refused(data: st.DataObject) -> None:
    """Another round with the signature of this one is worth nothing."""
    payload, _, signature = sign_token(TOKEN, KEYS).partition(".")
    packed = bytearray(base64.urlsafe_b64decode(payload))
    bit = data.draw(st.integers(0, len(packed) * 8 - 1))
    packed[bit // 8] ^= 1 << bit % 8

    read = read_token(f"{base64.urlsafe_b64encode(packed).decode()}.{signature}", KEYS)

    assert read is None


@given(st.one_of(st.text(), st.binary().map(lambda b: b.decode("latin-1"))))
def test_anything_else_is_no_token(text: str) -> None:
    """Nonsense is refused and is no error."""
    assert read_token(text, KEYS) is None


def test_an_older_secret_still_verifies_and_the_first_signs() -> None:
    """Changing the secret leaves open pages good; a retired one ends them."""
    old = sign_token(TOKEN, KEYS[1:])

    fresh = sign_token(TOKEN, KEYS)

    assert read_token(old, KEYS) == TOKEN
    assert read_token(fresh, KEYS[1:]) is None
    assert read_token(old, KEYS[:1]) is None


def test_a_token_is_made_now_and_only_once() -> None:
    """The moment is the clock's, the key random."""
    with clock.frozen_at(NOON):
        one, two = make_token(7, 9), make_token(7, 9)

    assert (one.collector_id, one.round_id, one.opened_at) == (7, 9, NOON)
    assert len(one.key) == 16
    assert one.key != two.key


def test_a_page_is_signed_with_hmac_sha_256() -> None:
    """32 bytes. Control: the library, left to itself, signs with 20 of SHA-1, and that is no token here."""
    payload, _, signature = sign_token(TOKEN, KEYS).partition(".")
    left_alone = Signer(KEYS[0], salt="feedback.page", key_derivation="hmac").sign(payload).decode()

    assert len(base64.urlsafe_b64decode(signature + "=")) == 32
    assert len(base64.urlsafe_b64decode(left_alone.partition(".")[2] + "=")) == 20
    assert read_token(left_alone, KEYS) is None
