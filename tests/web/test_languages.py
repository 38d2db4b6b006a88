"""Which language a page speaks."""

import pytest

from feedback.languages import ENGLISH, LANGUAGES
from feedback.offers import Offer
from feedback.web.languages import choose

OFFERS = {"en": Offer(), "pl": Offer(LANGUAGES["pl"])}


@pytest.mark.parametrize(
    ("wanted", "shown", "known"),
    [
        (None, "en", True),
        ("en", "en", True),
        ("", "en", True),
        ("pl", "pl", True),
        ("xx", "en", False),
        ("EN", "en", False),
        ("ar", "en", False),
    ],
)
def test_what_is_not_offered_is_english_and_said_to_be(
    wanted: str | None, shown: str, known: bool
) -> None:
    """The best there is, and whether it is what was wanted."""
    offer, found = choose(OFFERS, wanted)

    assert (offer.language.tag, found) == (shown, known)
    assert OFFERS["en"].language == ENGLISH
