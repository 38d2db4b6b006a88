"""What counts as an answer to each kind of question: the one place where plain values are validated."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from feedback.questionnaires.definition import Kind
from feedback.questionnaires.routing import list_hidden
from feedback.questionnaires.snapshot import NOT_ASKED, Form, Question

V = TypeVar("V")


class Fault(StrEnum):
    """What can be wrong with what was sent for one field."""

    UNKNOWN_FIELD = "unknown field"
    UNKNOWN_OPTION = "unknown option"
    TOO_MANY = "more than one answer"
    TOO_LONG = "too long"
    NOT_WITH_OTHERS = "none of these, and others"


@dataclass(frozen=True)
class Wrong:
    """A fault of one field. `excess` is by how many characters a text is too long."""

    field: str
    fault: Fault
    excess: int = 0


@dataclass(frozen=True)
class Answers:
    """Valid answers of one form. `codes` by question in the order sent, `texts` by question.

    `hidden` are the routed questions that were not asked; nothing of them is kept.
    """

    codes: Mapping[str, tuple[str, ...]]
    texts: Mapping[str, str]
    hidden: frozenset[str]

    @property
    def empty(self) -> bool:
        """Whether nothing at all was answered."""
        return not self.codes and not self.texts

    def pairs(self, questions: Iterable[Question]) -> list[str]:
        """`question=code` for each of `questions`, and `question=_na` for those that were not asked."""
        found = []
        for question in questions:
            if question.kind in (Kind.TEXT, Kind.INFO):
                continue
            codes = (NOT_ASKED,) if question.id in self.hidden else self.codes.get(question.id, ())
            found += [f"{question.id}={code}" for code in codes]
        return found


def tidy(text: str) -> str:
    """A text as it is counted, by script and server alike: one kind of line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_answers(form: Form, sent: Mapping[str, Sequence[str]]) -> tuple[Answers, list[Wrong]]:
    """The answers in `sent` (field to values), and what is wrong with them, in the order of the form."""
    codes: dict[str, tuple[str, ...]] = {}
    texts: dict[str, str] = {}
    wrong = [Wrong(name, Fault.UNKNOWN_FIELD) for name in sent if not _is_answerable(form, name)]
    for question in form.questions.values():
        values = [value for value in sent.get(question.id, ()) if value.strip()]
        if not values or question.kind is Kind.INFO:
            continue
        fault = _fault_of(question, values)
        if fault:
            wrong.append(fault)
        elif question.kind is Kind.TEXT:
            texts[question.id] = tidy(values[0]).strip()
        else:
            codes[question.id] = tuple(dict.fromkeys(values))
    hidden = frozenset(list_hidden(form, codes))
    return Answers(_without(codes, hidden), _without(texts, hidden), hidden), [
        w for w in wrong if w.field not in hidden
    ]


def _is_answerable(form: Form, name: str) -> bool:
    question = form.questions.get(name)
    return question is not None and question.kind is not Kind.INFO


def _fault_of(question: Question, values: Sequence[str]) -> Wrong | None:
    if question.kind is Kind.TEXT:
        if len(values) > 1:
            return Wrong(question.id, Fault.TOO_MANY)
        excess = len(tidy(values[0])) - (question.most or 0)
        return Wrong(question.id, Fault.TOO_LONG, excess) if excess > 0 else None
    if any(value not in question.codes for value in values):
        return Wrong(question.id, Fault.UNKNOWN_OPTION)
    if question.kind is not Kind.CHOICES:
        return Wrong(question.id, Fault.TOO_MANY) if len(values) > 1 else None
    alone = {o.code for o in question.options if o.exclusive} | {o.code for o in question.escapes}
    if len(set(values)) > 1 and alone & set(values):
        return Wrong(question.id, Fault.NOT_WITH_OTHERS)
    return None


def _without(values: Mapping[str, V], hidden: frozenset[str]) -> dict[str, V]:
    return {name: value for name, value in values.items() if name not in hidden}
