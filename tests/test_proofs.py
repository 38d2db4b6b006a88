"""What is seen to be wrong with a translation."""

import pytest

from feedback.languages import LANGUAGES
from feedback.proofs import list_faults

PL, AR = LANGUAGES["pl"], LANGUAGES["ar"]


@pytest.mark.parametrize(
    ("english", "said", "fault"),
    [
        ("Call {childline}.", "Zadzwoń.", "{childline} is missing: put it where it belongs."),
        ("Call us.", "Zadzwoń {nas}.", "There is no {nas} in the English: take it out, or spell it as there."),
        ("In 20 seconds.", "Za chwilę.", "The number 20 of the English is missing."),
        ("Soon.", "Za 3 dni.", "There is no number 3 in the English."),
        ("**Help**", "Pomoc", "The English has 2 of **, this has 0."),
        ("Help", " Pomoc", "It begins or ends with a space: take it away."),
        ("Help", "Po\nmoc", "It has more than one line: write it in one."),
        ("Help", "", "It is empty: write the translation."),
        ("Help", "\u2067Pomoc", "It turns its direction and does not turn it back: take the invisible marks out."),
        ("Help", "Pomoc\u2069", "It turns its direction and does not turn it back: take the invisible marks out."),
    ],
)  # fmt: skip
def test_each_fault_is_seen(english: str, said: str, fault: str) -> None:
    """And said with what to do."""
    assert list_faults(PL, english, [said]) == [fault]


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ("Call {childline}, free.", "Zadzwoń bezpłatnie: {childline}."),
        ("Under 8", "Poniżej 8 lat"),
        ("%(council)s asks.", "%(council)s pyta."),
    ],
)
def test_what_is_right_has_no_fault(english: str, said: str) -> None:
    """The control."""
    assert list_faults(PL, english, [said]) == []


def test_arabic_digits_are_the_same_numbers() -> None:
    """And a sentence left in English is noticed where letters are others."""
    assert list_faults(AR, "In 20 seconds.", ["خلال ٢٠ ثانية."]) == []
    assert list_faults(AR, "Help", ["Help"]) == [
        "It has no Arabic letter: is it in another language?"
    ]
    assert list_faults(AR, "{n}", ["{n}"]) == []


def test_plural_forms_are_counted() -> None:
    """Polish needs three; the form for one may do without its number, the last may not."""
    one, many = "%(num)s month", "%(num)s months"

    assert list_faults(PL, one, ["miesiąc"], plural=many) == ["It needs 3 forms, and has 1."]
    assert (
        list_faults(PL, one, ["miesiąc", "%(num)s miesiące", "%(num)s miesięcy"], plural=many) == []
    )
    assert list_faults(PL, one, ["miesiąc", "%(num)s miesiące", "miesięcy"], plural=many) == [
        "%(num)s is missing: put it where it belongs."
    ]
