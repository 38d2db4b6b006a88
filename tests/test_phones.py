"""Telephone numbers: however they are typed, one number is one."""

import pytest

from feedback.exceptions import RefusedError
from feedback.news_contacts import Contact, Way
from feedback.news_contacts import read_contact as read_news
from feedback.phones import get_number, plain
from feedback.prizes import read_contact as read_prize


@pytest.mark.parametrize(
    "typed",
    [
        "07700 900123",
        " 07700-900.123 ",
        "+44 7700 900123",
        "+ 44 7700 900123",
        "+44 (0)7700 900123",
        "+44 ( 0 ) 7700 900123",
        "+44 07700 900123",
        "(+44) 7700 900123",
        "0044 7700 900123",
        "0044 (0)7700 900123",
        "447700900123",
        "٠٧٧٠٠ ٩٠٠١٢٣",
        "۰۷۷۰۰ ۹۰۰۱۲۳",
        "+٤٤ ٧٧٠٠ ٩٠٠١٢٣",
        "\u202d07700 900123\u202c",
        "07700\u200b900123\u200f",
        "07700\u2011900123",
        "07700 – 900123",
        "０７７００ ９００１２３",
        "07700 900123.",
    ],
)
def test_a_number_of_this_country_is_one_however_it_is_typed(typed: str) -> None:
    """In a prize draw as where somebody asks to be told."""
    assert get_number(typed) == "07700900123"
    assert read_prize(typed) == "07700900123"
    assert read_news(typed) == Contact(Way.PHONE, "07700900123")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("+48 600 100 200", "+48600100200"),
        ("0048 600 100 200", "+48600100200"),
        ("+353 (0)87 123 4567", "+353871234567"),
        ("+39 06 1234 5678", "+390612345678"),
        ("(0117) 496-0123", "01174960123"),
        ("01632 96012", "0163296012"),
    ],
)
def test_what_is_kept_can_be_dialled(typed: str, number: str) -> None:
    """From + abroad, from 0 here, with the zero that belongs to it."""
    assert get_number(typed) == number


@pytest.mark.parametrize(
    "typed",
    ["", "12", "07700 900", "+44", "0000000000", "07700 900123 ask for Sam", "1" * 16, "+4+4 7700 900123"],
)  # fmt: skip
def test_what_is_no_whole_number_is_none(typed: str) -> None:
    """Too short, too long, and words."""
    assert get_number(typed) is None
    for read in (read_prize, read_news):
        with pytest.raises(RefusedError):
            read(typed)


def test_an_address_is_read_without_what_nobody_sees() -> None:
    """Pasted out of a chat that runs from right to left."""
    typed = "\u200fsam@example.org\u200b"

    assert plain(typed) == read_prize(typed) == "sam@example.org"
    assert read_news(typed) == Contact(Way.EMAIL, "sam@example.org")
