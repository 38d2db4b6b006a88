"""Which language a page speaks."""

import pytest

from feedback.config import Settings
from feedback.web.languages import ENGLISH, choose_language, read_catalogue


@pytest.mark.parametrize(
    ("wanted", "known"), [(None, True), ("en", True), ("", True), ("xx", False), ("EN", False)]
)
def test_an_unknown_language_is_english_and_said_to_be(wanted: str | None, known: bool) -> None:
    """The best there is, and whether it is what was wanted."""
    language, found = choose_language(wanted)

    assert (language, found) == (ENGLISH, known)


def test_a_language_without_a_catalogue_speaks_english(settings: Settings) -> None:
    """A sentence that is not translated is shown as it is."""
    catalogue = read_catalogue(settings.translations, "xx")

    sentence = catalogue.gettext("Leave now")

    assert sentence == "Leave now"
