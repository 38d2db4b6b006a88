"""Which language a page speaks."""

import pytest

from feedback.languages import ENGLISH
from feedback.web.languages import choose_language


@pytest.mark.parametrize(
    ("wanted", "known"), [(None, True), ("en", True), ("", True), ("xx", False), ("EN", False)]
)
def test_an_unknown_language_is_english_and_said_to_be(wanted: str | None, known: bool) -> None:
    """The best there is, and whether it is what was wanted."""
    language, found = choose_language(wanted)

    assert (language, found) == (ENGLISH, known)
