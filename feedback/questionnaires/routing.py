"""Which questions are asked, given the answers so far."""

from collections.abc import Mapping, Sequence

from feedback.questionnaires.snapshot import Form


def list_hidden(form: Form, answers: Mapping[str, Sequence[str]]) -> set[str]:
    """The ids of the questions of `form` that are not asked of somebody who gave `answers`.

    A question is hidden when the one it depends on is hidden, has no answer, or has another answer.
    """
    hidden: set[str] = set()
    for question in form.questions.values():
        condition = question.show_if
        if condition and (
            condition.question in hidden
            or not set(answers.get(condition.question, ())) & set(condition.codes)
        ):
            hidden.add(question.id)
    return hidden
