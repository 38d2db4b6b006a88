"""Codes are read however they are typed, and never spell a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.codes import ALPHABET, REFUSED, group_code, make_code, read_code, read_id

CODES = st.text(ALPHABET, min_size=1, max_size=12)
SEPARATORS = st.text(" -–—_./\t\u00a0", max_size=2)
DIGITS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")


@given(CODES)
def test_a_printed_code_is_read_back(code: str) -> None:
    """The groups of print make no difference."""
    assert read_code(group_code(code)) == code


@given(CODES, st.data())
def test_a_code_is_read_in_any_case_with_any_separators(code: str, data: st.DataObject) -> None:
    """Whatever stands between the characters, and whatever digits the keyboard has."""
    digits = data.draw(st.sampled_from(DIGITS))
    typed = "".join(
        data.draw(SEPARATORS) + data.draw(st.sampled_from([c.upper(), c.lower()])) for c in code
    ).translate(str.maketrans(DIGITS[0], digits))

    assert read_code(typed) == code


@given(st.text())
def test_anything_typed_can_be_read(typed: str) -> None:
    """What cannot be a code is no error; reading it again changes nothing."""
    code = read_code(typed)

    assert all(character.isalnum() for character in code)
    assert read_code(code) == code


def test_codes_are_made_for_paper() -> None:
    """Six characters that cannot be taken for others, no word on the refuse list, no two alike."""
    codes = [make_code() for _ in range(3000)]

    assert {len(code) for code in codes} == {6}
    assert set("".join(codes)) == set(ALPHABET)
    assert [code for code in codes if any(word in code for word in REFUSED)] == []
    assert len(set(codes)) > 2990


def test_a_refused_code_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first draw that spells something is thrown away."""
    drawn = iter("FCKBBB" + "BCDFGH")
    monkeypatch.setattr("feedback.codes.secrets.choice", lambda _alphabet: next(drawn))

    code = make_code()

    assert code == "BCDFGH"


@pytest.mark.parametrize(
    ("code", "printed"), [("7KXWPM", "7KX WPM"), ("7KXWPM2345", "7KX WPM 2345")]
)
def test_codes_are_printed_in_groups(code: str, printed: str) -> None:
    """Three and three; ten as three, three, four."""
    assert group_code(code) == printed


@pytest.mark.parametrize(
    ("typed", "number"),
    [("7", 7), ("007", 7), ("", 0), ("-1", 0), ("²", 0), ("1.5", 0), ("9" * 18, 10**18 - 1), ("9" * 19, 0), ("x", 0)],
)  # fmt: skip
def test_an_id_that_cannot_be_one_is_nobodys(typed: str, number: int) -> None:
    """No typing mistake is an error of its own: it is simply not found."""
    assert read_id(typed) == number
