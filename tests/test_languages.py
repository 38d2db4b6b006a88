"""The registry of languages."""

import pytest

from feedback.languages import ENGLISH, LANGUAGES, LISTED, Language, get_language


@pytest.mark.parametrize("language", LISTED, ids=lambda language: language.tag)
def test_every_language_has_rules(language: Language) -> None:
    """A locale that Babel knows, plural forms, a direction, and a name in its own letters."""
    assert language.plurals[0] >= 1
    assert language.direction == language.babel.text_direction
    assert language.name.strip()


def test_tags_are_found_in_any_spelling() -> None:
    """As a browser, a folder or a person writes them."""
    assert get_language("FA_af") == get_language("fa-AF") == LANGUAGES["fa-AF"]
    assert get_language("xx") is None


def test_english_comes_first() -> None:
    """The picker begins with it, and names and tags are unlike each other."""
    assert LISTED[0] == ENGLISH
    assert len({language.name for language in LISTED}) == len(LISTED) == len(LANGUAGES)
