"""Which mark stands beside each answer on paper, and what somebody who types marks in has chosen.

Options count 1, 2, 3 in their order, numbers of a scale are themselves, answers outside the scale are letters.
"""

from collections.abc import Iterable

from feedback.questionnaires.definition import Kind
from feedback.questionnaires.snapshot import Form, Option, Question

LETTERS = {"ns": "N", "rns": "R"}
OTHERS = "ABCDEFGHIJKLM"  # for escapes that have no letter of their own
MOST_GLUED = 9  # marks of one sign each may be typed without a space: "13" is 1 and 3


def number_questions(form: Form) -> dict[str, int]:
    """The number of each question that can be answered, as it is printed, by id."""
    asked = (q.id for q in form.questions.values() if q.kind is not Kind.INFO)
    return {id_: number for number, id_ in enumerate(asked, start=1)}


def list_marks(question: Question) -> dict[str, Option]:
    """Every answer of `question` by its mark, options first, then escapes."""
    if question.kind is Kind.SCALE:
        marks = {option.label: option for option in question.options}
    else:
        marks = {str(place): option for place, option in enumerate(question.options, start=1)}
    spare = iter(OTHERS)
    for option in question.escapes:
        marks[LETTERS.get(option.code) or next(spare)] = option
    return marks


def read_marks(question: Question, typed: str) -> tuple[list[str], list[str]]:
    """The option codes of the marks in `typed`, and what is no mark of `question`."""
    marks = list_marks(question)
    codes: list[str] = []
    strange: list[str] = []
    for word in _words(question, typed):
        if word in marks:
            codes.append(marks[word].code)
        else:
            strange.append(word)
    return list(dict.fromkeys(codes)), strange


def _words(question: Question, typed: str) -> Iterable[str]:
    words = typed.upper().replace(",", " ").split()
    if question.kind is Kind.CHOICES and len(question.options) <= MOST_GLUED:
        return [sign for word in words for sign in word]
    return words
