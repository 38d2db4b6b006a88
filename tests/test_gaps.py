"""What sentences are filled with, as plain text."""

from dataclasses import replace

import pytest

from feedback.config import Settings
from feedback.gaps import list_plain_gaps
from feedback.questionnaires.check_words import GAPS


def test_every_gap_an_author_may_write_is_filled(settings: Settings) -> None:
    """But those that a questionnaire fills itself."""
    assert set(list_plain_gaps(settings)) == GAPS - {"minutes", "questions"}


@pytest.mark.parametrize(
    ("months", "words"), [(1, "1 month"), (6, "6 months"), (12, "1 year"), (36, "3 years")]
)
def test_how_long_something_is_kept(settings: Settings, months: int, words: str) -> None:
    """In years where it is whole years."""
    gaps = list_plain_gaps(replace(settings, keep_comments_months=months))

    assert gaps["keep_comments"] == words


def test_a_number_that_is_not_set_is_nothing(settings: Settings) -> None:
    """So that its line can be left out."""
    assert list_plain_gaps(settings)["duty_number"] is None
