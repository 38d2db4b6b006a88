"""Marks beside boxes on paper, and what somebody types from them."""

import pytest

from feedback.questionnaires.definition import Kind
from feedback.questionnaires.marks import list_marks, number_questions, read_marks
from feedback.questionnaires.snapshot import Option, Question, Snapshot

NS, RNS = Option(code="ns", label="Not sure"), Option(code="rns", label="I would rather not say")
LIST = tuple(Option(code=code, label=code.title()) for code in ("where", "when", "none"))
HOW_MUCH = tuple(Option(code=code, label=f"Point {code}") for code in "4321")
TEN = tuple(Option(code=str(n), label=str(n)) for n in range(11))
MANY = tuple(Option(code=f"c{n}", label=f"Label {n}") for n in range(1, 13))


def ask(kind: Kind, options: tuple[Option, ...], *escapes: Option) -> Question:
    """A question with these answers."""
    return Question(id="q", kind=kind, text="Well?", options=options, escapes=escapes)


def test_options_count_and_escapes_are_letters() -> None:
    """The mark is the place, never the code: on a scale of four points code 4 stands first."""
    marks = list_marks(ask(Kind.CHOICE, HOW_MUCH, NS, RNS))

    assert {mark: option.code for mark, option in marks.items()} == {
        "1": "4", "2": "3", "3": "2", "4": "1", "N": "ns", "R": "rns",
    }  # fmt: skip


def test_numbers_are_their_own_marks() -> None:
    """Nought is 0, not 1."""
    marks = list_marks(ask(Kind.SCALE, TEN, NS))

    assert list(marks) == [*map(str, range(11)), "N"]


def test_an_escape_without_a_letter_of_its_own_gets_one() -> None:
    """Whatever a later questionnaire adds, each answer has one mark."""
    other = Option(code="later", label="Too soon to say")

    assert list(list_marks(ask(Kind.CHOICE, LIST, other, NS))) == ["1", "2", "3", "A", "N"]


@pytest.mark.parametrize(
    ("typed", "codes", "strange"),
    [
        ("2", ["when"], []),
        (" n ", ["ns"], []),
        ("", [], []),
        ("4", [], ["4"]),
        ("12", [], ["12"]),
        ("1 2", ["where", "when"], []),
        ("where", [], ["WHERE"]),
    ],
)
def test_one_mark_is_typed_for_one_answer(typed: str, codes: list[str], strange: list[str]) -> None:
    """Any case, spaces around; two glued together are no mark, since two ticks are unclear."""
    assert read_marks(ask(Kind.CHOICE, LIST, NS), typed) == (codes, strange)


@pytest.mark.parametrize("typed", ["13", "1 3", "3,1", "1, 3", "113"])
def test_several_marks_may_be_glued(typed: str) -> None:
    """However somebody types where and none of these."""
    codes, strange = read_marks(ask(Kind.CHOICES, LIST), typed)

    assert sorted(codes) == ["none", "where"]
    assert strange == []


def test_a_long_list_is_typed_with_spaces() -> None:
    """With ten options and more, 12 is the twelfth."""
    question = ask(Kind.CHOICES, MANY, NS)

    assert read_marks(question, "12 1 N") == (["c12", "c1", "ns"], [])


def test_ten_is_one_number() -> None:
    """On a scale 10 is not 1 and 0."""
    assert read_marks(ask(Kind.SCALE, TEN), "10") == (["10"], [])


def test_every_answer_of_every_form_has_one_mark(shipped: Snapshot) -> None:
    """Typing the mark of an answer gives its code back, in every shipped questionnaire and variant."""
    for form in shipped.forms.values():
        for question in form.questions.values():
            marks = list_marks(question)

            assert [option.code for option in marks.values()] == list(question.codes)
            for mark, option in marks.items():
                assert read_marks(question, mark.lower()) == ([option.code], [])


def test_questions_are_numbered_through(shipped: Snapshot) -> None:
    """1, 2, 3 over all parts, in the order they are asked."""
    for form in shipped.forms.values():
        numbers = number_questions(form)

        assert list(numbers.values()) == list(range(1, len(numbers) + 1))
        assert list(numbers) == [q.id for q in form.questions.values() if q.kind is not Kind.INFO]
