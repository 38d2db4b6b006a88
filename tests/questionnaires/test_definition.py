"""The shape of a file: what may be left out, and what is never guessed."""

import pytest
from pydantic import ValidationError

from feedback.questionnaires.definition import MOST_CHARACTERS, Band, WrittenOption, WrittenQuestion
from feedback.questionnaires.shared_definition import Numbers, WrittenScale


def test_what_is_left_out_has_a_default() -> None:
    """A question needs an id, a kind and words."""
    question = WrittenQuestion.model_validate(
        {"id": "best", "kind": "text", "text": "What was good?"}
    )

    assert (question.revision, question.most, question.variants) == (1, MOST_CHARACTERS, None)


def test_a_number_is_never_taken_for_a_code() -> None:
    """A code is words; 4 without quotes is refused."""
    with pytest.raises(ValidationError):
        WrittenOption.model_validate({"code": 4, "label": "Yes, fully"})


@pytest.mark.parametrize("name", ["Know", "know-iro", "4th", "_kept", "", "a" * 41, "know\n"])
def test_an_id_is_small_letters(name: str) -> None:
    """Ids are columns and field names: small letters, digits and underscores, a letter first."""
    with pytest.raises(ValidationError):
        WrittenQuestion.model_validate({"id": name, "kind": "text", "text": "What?"})


@pytest.mark.parametrize("code", ["_na", "-1", "Yes", "a b", "a" * 21])
def test_a_code_cannot_be_what_the_service_writes(code: str) -> None:
    """No option can be mistaken for 'not asked'."""
    with pytest.raises(ValidationError):
        WrittenOption.model_validate({"code": code, "label": "Yes"})


@pytest.mark.parametrize(
    ("number", "band"),
    [
        (0, Band.NEGATIVE),
        (4, Band.NEGATIVE),
        (5, Band.MIDDLE),
        (7, Band.MIDDLE),
        (8, Band.POSITIVE),
        (10, Band.POSITIVE),
    ],
)
def test_numbers_have_bands(number: int, band: Band) -> None:
    """0 to 4 is negative, 5 to 7 middle, 8 to 10 positive."""
    numbers = Numbers(0, 10, 5, 8)

    assert numbers.band(number) is band


def test_half_a_number_scale_has_no_numbers() -> None:
    """A number scale without one of its ends is not used."""
    scale = WrittenScale.model_validate({"title": "Half", "lowest": 0, "highest": 10})

    assert scale.numbers is None
