"""What somebody typed from one paper sheet: marks become answers, and mistakes become sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from feedback.questionnaires.definition import Kind
from feedback.questionnaires.kinds import Answers, Fault, Wrong, read_answers
from feedback.questionnaires.marks import list_marks, number_questions, read_marks
from feedback.questionnaires.snapshot import Form, Option, Part, Question


@dataclass(frozen=True)
class Slot:
    """One place to type into: a question with its printed number, its marks and what was typed."""

    number: int
    question: Question
    marks: Mapping[str, Option]
    typed: str
    error: str | None

    @property
    def several(self) -> bool:
        """Whether more than one mark may be typed."""
        return self.question.kind is Kind.CHOICES


@dataclass(frozen=True)
class Sheet:
    """One sheet as it was typed: `typed` by question, `sent` as a page would send it."""

    form: Form
    typed: Mapping[str, str]
    sent: Mapping[str, Sequence[str]]
    answers: Answers
    errors: Mapping[str, str]

    @property
    def right(self) -> bool:
        """Whether it can be stored."""
        return not self.errors and not self.answers.empty

    @cached_property
    def parts(self) -> list[tuple[Part, list[Slot]]]:
        """Everything to type into, part by part, numbered as on paper."""
        numbers = number_questions(self.form)
        return [
            (part, [self._slot(q, numbers[q.id]) for q in part.questions if q.id in numbers])
            for part in self.form.parts
        ]

    @property
    def wrong(self) -> list[Slot]:
        """What has to be put right, in the order of the form."""
        return [slot for _, slots in self.parts for slot in slots if slot.error]

    @property
    def begin_at(self) -> str:
        """The question that the cursor stands in: the first that is wrong, else the first."""
        numbers = number_questions(self.form)
        return next((name for name in numbers if name in self.errors), next(iter(numbers), ""))

    def _slot(self, question: Question, number: int) -> Slot:
        return Slot(
            number=number,
            question=question,
            marks=list_marks(question),
            typed=self.typed.get(question.id, ""),
            error=self.errors.get(question.id),
        )


def read_sheet(form: Form, fields: Mapping[str, str]) -> Sheet:
    """The sheet in `fields` (question to what was typed). Fields that are no question are left out."""
    typed = {name: fields[name] for name in number_questions(form) if fields.get(name)}
    sent: dict[str, Sequence[str]] = {}
    errors: dict[str, str] = {}
    for name, text in typed.items():
        question = form.questions[name]
        if question.kind is Kind.TEXT:
            sent[name] = [text]
            continue
        codes, strange = read_marks(question, text)
        if strange:
            errors[name] = _no_such_mark(question, strange)
        else:
            sent[name] = codes
    answers, wrong = read_answers(form, sent)
    errors |= {one.field: _explain(one) for one in wrong}
    return Sheet(form, typed, sent, answers, errors)


def _no_such_mark(question: Question, strange: Sequence[str]) -> str:
    marks = list(list_marks(question))
    known = f"{', '.join(marks[:-1])} or {marks[-1]}" if len(marks) > 1 else "".join(marks)
    return f"There is no {strange[0]} here. Type {known}, or leave it blank if the sheet is unclear"


def _explain(wrong: Wrong) -> str:
    if wrong.fault is Fault.TOO_LONG:
        return f"Too long by {wrong.excess}: leave out the end of it"
    if wrong.fault is Fault.NOT_WITH_OTHERS:
        return "One of these marks does not go with the others. If the sheet is unclear, leave it blank"
    return "Only one mark here. If two are ticked, leave it blank"
