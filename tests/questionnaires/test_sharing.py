"""Shared questions: worded once, and asked wherever a version uses them."""

import pytest

from feedback.questionnaires.definition import Variant

from .conftest import Copy

IRO = "iro-survey/2.yaml"
SHARED = "shared/questions.yaml"
LISTENED = """
  - id: heard
    measure: iro.views_counted
    kind: choice
    scale: how-much-4
    text: Do people listen to you?
    easy_read:
      text: Do they listen?
      scale: three-faces
      picture: ear
"""
BEFORE = "      - id: views_counted\n        measure: iro.views_counted\n"
USED = "      - use: heard\n"


@pytest.fixture
def sharing(copy: Copy) -> Copy:
    """The shipped forms with one more shared question, asked by the IRO survey in place of its own."""
    text = (copy.forms / SHARED).read_text(encoding="utf-8")
    copy.edit(SHARED, text, text.replace("questions: []\n", "questions:\n").rstrip() + LISTENED)
    whole = (copy.forms / IRO).read_text(encoding="utf-8")
    start = whole.index(BEFORE)
    end = whole.index("  - id: after", start)
    copy.edit(IRO, whole[start:end], f"{USED}\n")
    who = "        picture: group\n        variants:\n          - "
    copy.edit(IRO, f"{who}easy-read", f"{who}standard")  # or easy read would have thirteen
    return copy


def test_a_version_asks_a_shared_question_in_its_words(sharing: Copy) -> None:
    """Every variant, with the id, measure and scale of the one place it is worded."""
    forms = sharing.open(IRO).forms

    standard, easy = (form.questions["heard"] for form in forms.values())
    assert (standard.text, easy.text) == ("Do people listen to you?", "Do they listen?")
    assert (standard.scale, easy.scale) == ("how-much-4", "three-faces")
    assert standard.measure == "iro.views_counted"


def test_variants_and_route_may_differ(sharing: Copy) -> None:
    """A version may limit it to a variant, or ask it on a condition."""
    route = (
        "        variants:\n          - standard\n        show_if:\n          question: went\n"
        '          codes:\n            - "all"\n          words: Only if you went.\n'
    )
    sharing.edit(IRO, USED, USED + route)

    forms = sharing.open(IRO).forms

    condition = forms[Variant.STANDARD].questions["heard"].show_if
    assert condition is not None
    assert condition.words == "Only if you went."
    assert "heard" not in forms[Variant.EASY_READ].questions


def test_a_shared_question_brings_no_pictures_where_there_are_none(sharing: Copy) -> None:
    """Its words for pictures are read only by versions with a picture variant."""
    own = "      picture: ear\n    in_pictures:\n      text: Do grown-ups listen?\n"
    text = (sharing.forms / SHARED).read_text(encoding="utf-8")
    start = text.index("  - id: heard")
    sharing.edit(SHARED, text[start:], text[start:].replace("      picture: ear\n", own))
    without = sharing.open(IRO)
    head = "in_pictures:\n  title: Hello\n  invitation: Tell us.\n  minutes: 3\n\nstart:"
    sharing.edit(IRO, "\nstart:", f"\n{head}")

    forms = sharing.open(IRO).forms

    assert Variant.PICTURE not in without.forms
    assert [q.text for q in forms[Variant.PICTURE].about("service")] == ["Do grown-ups listen?"]


def test_an_unknown_shared_question_is_named(sharing: Copy) -> None:
    """With its line and the nearest name."""
    sharing.edit(IRO, USED, "      - use: herd\n")
    line = sharing.line(IRO, "use: herd")

    problems = sharing.check(IRO)

    assert [(p.line, p.wrong, p.instead) for p in problems] == [
        (line, "there is no shared question 'herd'.", "Write 'heard'.")
    ]


def test_the_words_of_a_shared_question_cannot_be_changed(sharing: Copy) -> None:
    """Other words would no longer compare: the author is told what may differ."""
    sharing.edit(IRO, USED, f"{USED}        text: Do we listen?\n")
    line = sharing.line(IRO, "Do we listen?")

    problems = sharing.check(IRO)

    assert [(p.line, p.question, p.wrong) for p in problems] == [
        (line, "heard", "'text' cannot be changed in a shared question.")
    ]


def test_a_problem_in_a_shared_question_is_reported_in_its_own_file(sharing: Copy) -> None:
    """Once, where it can be mended, and with its line."""
    sharing.edit(SHARED, "picture: ear", "picture: ears")
    line = sharing.line(SHARED, "picture: ears")

    problems = sharing.check_shared()

    assert [(p.file, p.line, p.wrong) for p in problems] == [
        (f"forms/{SHARED}", line, "there is no picture 'ears'.")
    ]


def test_a_shared_question_has_no_route_of_its_own(sharing: Copy) -> None:
    """What it depends on stands where it is used."""
    route = (
        "    show_if:\n      question: went\n      codes:\n        - \"all\"\n      words: Only then.\n"
        "    easy_read:\n      text: Do they listen?"
    )  # fmt: skip
    sharing.edit(SHARED, "    easy_read:\n      text: Do they listen?", route)

    problems = sharing.check_shared()

    assert [p.wrong for p in problems] == ["a shared question stands in many places."]
