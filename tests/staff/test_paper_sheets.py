"""Marks that were typed become answers, and mistakes become sentences that say what to do."""

import pytest

from feedback.questionnaires.snapshot import Form
from feedback.staff.paper_sheets import read_sheet
from tests.councils import read_forms


@pytest.fixture
def form() -> Form:
    """The IRO survey in standard."""
    return read_forms("iro-survey/2").form("standard")


def test_marks_become_codes(form: Form) -> None:
    """A place, a letter, a number, several glued together, and words."""
    typed = {
        "know_iro": "2", "contact_iro": "n", "asked": "13", "listened": "1", "did_said": "10",
        "best": " Biscuits ", "eq_age": "2",
    }  # fmt: skip

    sheet = read_sheet(form, typed)

    assert sheet.right
    assert sheet.answers.codes == {
        "know_iro": ("no",), "contact_iro": ("ns",), "asked": ("where", "who"), "listened": ("4",),
        "did_said": ("10",), "eq_age": ("8-10",),
    }  # fmt: skip
    assert sheet.answers.texts == {"best": "Biscuits"}


def test_what_was_not_to_be_asked_is_left_out(form: Form) -> None:
    """Somebody ticks on in spite of “only if you went”: dropped, as on the page."""
    sheet = read_sheet(form, {"went": "4", "co_chair": "1"})

    assert sheet.right
    assert "co_chair" in sheet.answers.hidden
    assert "co_chair" not in sheet.answers.codes


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("know_iro", "3", "There is no 3 here. Type 1, 2 or N, or leave it blank"),
        ("know_iro", "12", "There is no 12 here."),
        ("know_iro", "1 2", "Only one mark here. If two are ticked, leave it blank"),
        ("asked", "16", "One of these marks does not go with the others."),
        ("asked", "18", "There is no 8 here."),
        ("did_said", "11", "There is no 11 here."),
        ("best", "x" * 1003, "Too long by 3: leave out the end of it"),
    ],
)
def test_a_mistake_says_what_to_do(form: Form, name: str, typed: str, says: str) -> None:
    """At its place, with what was typed still there and the cursor in it."""
    sheet = read_sheet(form, {"contact_iro": "1", name: typed})

    assert not sheet.right
    (slot,) = sheet.wrong
    assert slot.question.id == sheet.begin_at == name
    assert slot.typed == typed
    assert slot.error
    assert slot.error.startswith(says)


def test_a_blank_sheet_is_not_stored(form: Form) -> None:
    """Spaces are blank too."""
    sheet = read_sheet(form, {"know_iro": " ", "best": "\n"})

    assert not sheet.right
    assert not sheet.errors


def test_fields_that_are_no_question_are_left_out(form: Form) -> None:
    """The page's own fields travel along."""
    sheet = read_sheet(form, {"_token": "x", "csrf_token": "y", "nonsense": "1", "know_iro": "1"})

    assert sheet.typed == {"know_iro": "1"}
    assert sheet.right


def test_slots_stand_in_the_order_of_the_paper(form: Form) -> None:
    """Numbered through, part by part, beginning at the first."""
    sheet = read_sheet(form, {})

    slots = [slot for _, slots in sheet.parts for slot in slots]

    assert [slot.number for slot in slots] == list(range(1, len(slots) + 1))
    assert [slot.question.id for slot in slots] == list(form.questions)
    assert sheet.begin_at == "know_iro"
