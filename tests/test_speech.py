"""What is said in one language."""

import datetime as dt

from feedback.languages import LANGUAGES
from feedback.speech import IN_ENGLISH, Speech

POLISH = Speech(
    LANGUAGES["pl"], {"Help": "Pomoc", "%(num)s month": ("miesiąc", "miesiące", "miesięcy")}
)


def test_what_is_not_there_is_said_in_english() -> None:
    """No sentence is ever empty."""
    assert POLISH.gettext("Help") == "Pomoc"
    assert POLISH.gettext("Back") == "Back"
    assert POLISH.ngettext("one", "many", 1) == "one"
    assert POLISH.ngettext("one", "many", 2) == "many"


def test_counts_have_the_plural_of_the_language() -> None:
    """Polish has three forms, and 22 goes with 2."""
    said = [POLISH.ngettext("%(num)s month", "%(num)s months", number) for number in (1, 22, 5, 12)]

    assert said == ["miesiąc", "miesiące", "miesięcy", "miesięcy"]


def test_a_language_with_one_form_says_it_for_every_number() -> None:
    """Vietnamese and Farsi count without a plural; what is not there is English as ever."""
    form = "%(num)s câu hỏi"
    vietnamese = Speech(LANGUAGES["vi"], {"%(num)s question": form})

    assert [vietnamese.ngettext("%(num)s question", "%(num)s questions", n) for n in (1, 15)] == [
        form,
        form,
    ]
    assert vietnamese.ngettext("one", "many", 2) == "many"


def test_a_time_and_a_share_are_said_in_the_language() -> None:
    """As people there write them; in English as ever."""
    first, last = dt.date(2026, 9, 1), dt.date(2026, 10, 31)

    assert IN_ENGLISH.days(first, last) == "1 Sep 2026 to 31 Oct 2026"
    assert POLISH.days(first, last) == "1 wrz–31 paź 2026"
    assert (IN_ENGLISH.per_cent(81), POLISH.per_cent(81)) == ("81%", "81%")


def test_days_are_said_in_the_language() -> None:
    """As people there write them."""
    day = dt.date(2026, 11, 29)

    assert IN_ENGLISH.day(day) == "Sunday 29 November 2026"
    assert POLISH.day(day) == "niedziela, 29 listopada 2026"
