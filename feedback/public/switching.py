"""How answers travel from one variant or language to another and back."""

from collections.abc import Mapping, Sequence

from feedback.public.pages import Filled
from feedback.questionnaires.definition import Kind
from feedback.questionnaires.snapshot import Form, Question

KEPT = "_kept."
Sent = Mapping[str, Sequence[str]]


def carry_over(form: Form, answers: Sent, kept: Sent, *, at: str) -> Filled:
    """The page of `form` with the answers that fit it; the others go along in `_kept` fields.

    An answer just given wins over one kept from before. A question that has an answer which this form does
    not know, and none that it does, is named in `asked_again`.
    """
    values: dict[str, Sequence[str]] = {}
    travelling: dict[str, Sequence[str]] = {}
    again: list[str] = []
    for name in dict.fromkeys([*answers, *kept]):
        given, before = answers.get(name, ()), kept.get(name, ())
        question = form.questions.get(name)
        fitting = _fitting(question, given) or _fitting(question, before)
        others = [v for v in (*given, *before) if v.strip() and not _fitting(question, [v])]
        if fitting:
            values[name] = fitting
        elif others and question:
            again.append(name)
        if others:
            travelling[name] = list(dict.fromkeys(others))
    return Filled(values=values, kept=travelling, asked_again=tuple(again), at=at)


def keep_meaning(before: Form, now: Form, answers: Sent) -> Sent:
    """The answers, given to the form `before`, that say the same in the form `now`: the rest is asked again."""
    kept: dict[str, Sequence[str]] = {}
    for name, values in answers.items():
        old, new = before.questions.get(name), now.questions.get(name)
        if old is None or new is None or old.kind is not new.kind:
            continue
        labels = [(old.codes.get(value), new.codes.get(value)) for value in values]
        if new.kind is Kind.TEXT or all(a and b and a.label == b.label for a, b in labels):
            kept[name] = values
    return kept


def _fitting(question: Question | None, values: Sequence[str]) -> list[str]:
    values = [value for value in values if value.strip()]
    if question is None or not values:
        return []
    if question.kind is Kind.TEXT:
        return values[:1]
    known = [value for value in values if value in question.codes]
    return known if question.kind is Kind.CHOICES else known[:1]
