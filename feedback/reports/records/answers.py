"""How an answer stands in a row of the record-level file: as its code, or no nearer than the row's traits are told.

A code that one variant alone has would tell the variant of a row whose variant is not told. So where rows of
several forms stand together, a question is told in what all of those forms share.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from feedback.questionnaires.definition import Band, Kind
from feedback.questionnaires.snapshot import NOT_ASKED as NOT_ASKED_CODE
from feedback.questionnaires.snapshot import Form, Option, Question

# In brackets, so that none of these can be the code of an option.
SKIPPED = "[skipped]"
NOT_ASKED = "[not asked]"
NOT_IN_VARIANT = "[not in this variant]"
WITHHELD = "[withheld]"
POSITIVE, NOT_POSITIVE = "[positive]", "[not positive]"
BANDS = {
    Band.POSITIVE: POSITIVE,
    Band.MIDDLE: "[middle]",
    Band.NEGATIVE: "[negative]",
    Band.UNSURE: "[not sure]",
    Band.DECLINED: "[rather not say]",
}
Printed = str | int


class Way(StrEnum):
    """How near a question is told."""

    CODES = "codes"
    BANDS = "bands"
    POSITIVE = "positive or not"
    WITHHELD = "withheld"
    ABSENT = "absent"


@dataclass(frozen=True)
class AnswerColumn:
    """A column of answers: a question, or one option of a question with any number of answers."""

    question: str
    option: str | None = None

    @property
    def heading(self) -> str:
        """The id of the question, and the code of the option."""
        return f"{self.question}.{self.option}" if self.option else self.question


def list_columns(forms: Iterable[Form]) -> list[AnswerColumn]:
    """The columns of answers about the service, in the order they are asked. Nothing written is among them."""
    codes: dict[str, dict[str, None]] = {}
    ticked: set[str] = set()
    for form in forms:
        for question in form.about("service"):
            if question.kind not in (Kind.TEXT, Kind.INFO):
                codes.setdefault(question.id, {}).update(dict.fromkeys(question.codes))
                ticked |= {question.id} if question.kind is Kind.CHOICES else set()
    return [
        AnswerColumn(question, option)
        for question, options in codes.items()
        for option in (options if question in ticked else (None,))
    ]


def choose_way(question: str, forms: Sequence[Form]) -> Way:
    """How near `question` may be told of rows that may be of any of `forms`."""
    asked = [form.questions.get(question) for form in forms]
    there = [one for one in asked if one]
    if not there:
        return Way.ABSENT
    if len(there) < len(asked) or len({_asked_whom(one) for one in there}) > 1:
        return Way.WITHHELD
    if len({_answered_how(one) for one in there}) == 1:
        return Way.CODES
    return _choose_bands(there)


def print_code(code: str) -> Printed:
    """A code as it stands in a cell: a number where it is one, so that a spreadsheet can work with it."""
    return int(code) if code.isascii() and code.isdecimal() and str(int(code)) == code else code


@dataclass(frozen=True)
class Cell:
    """How one column is filled in the rows of some forms: `always` the same, or by the codes given."""

    column: AnswerColumn
    always: str | None
    words: Mapping[str, Printed]

    def print(self, given: Mapping[str, Sequence[str]]) -> Printed:
        """What stands there for somebody who gave these codes."""
        if self.always:
            return self.always
        codes = given.get(self.column.question)
        if not codes:
            return SKIPPED
        if NOT_ASKED_CODE in codes:
            return NOT_ASKED
        if self.column.option:
            return int(self.column.option in codes)
        return self.words.get(codes[0], WITHHELD)


def plan_cells(columns: Iterable[AnswerColumn], own: Form, forms: Sequence[Form]) -> list[Cell]:
    """How each of `columns` is filled in rows of the form `own` that, as far as is told, may be of any of `forms`."""
    return [_plan(column, choose_way(column.question, forms), own) for column in columns]


def _plan(column: AnswerColumn, way: Way, own: Form) -> Cell:
    if way is Way.WITHHELD:
        return Cell(column, WITHHELD, {})
    question = own.questions.get(column.question)
    if question is None or (column.option and column.option not in question.codes):
        return Cell(column, NOT_IN_VARIANT, {})
    return Cell(
        column, None, {code: _print(option, way) for code, option in question.codes.items()}
    )


def _print(option: Option, way: Way) -> Printed:
    if way is Way.CODES:
        return print_code(option.code)
    if way is Way.BANDS or option.band is Band.POSITIVE:
        return BANDS[option.band]
    return NOT_POSITIVE


def _asked_whom(question: Question) -> object:
    """What a question measures, and who is asked it."""
    condition = question.show_if
    whom = (condition.question, frozenset(condition.codes)) if condition else None
    return question.measure, question.revision, whom


def _answered_how(question: Question) -> object:
    options = frozenset((code, option.band) for code, option in question.codes.items())
    return question.kind is Kind.CHOICES, options


def _choose_bands(asked: Sequence[Question]) -> Way:
    """Bands where every form has the same ones, else positive or not: a band of one form alone would tell it."""
    bands = [{option.band for option in question.codes.values()} for question in asked]
    ticked = any(question.kind is Kind.CHOICES for question in asked)
    if ticked or asked[0].measure is None or any(Band.NONE in found for found in bands):
        return Way.WITHHELD
    if all(found == bands[0] for found in bands):
        return Way.BANDS
    both = all(Band.POSITIVE in found and len(found) > 1 for found in bands)
    return Way.POSITIVE if both else Way.WITHHELD
