"""Which answers open help lines: the rules of a version written out, and those that somebody's answers meet."""

from collections.abc import Mapping, Sequence

from feedback.questionnaires.definition import HelpRule as WrittenRule
from feedback.questionnaires.definition import Kind, WrittenQuestion, WrittenVersion
from feedback.questionnaires.library import Library
from feedback.questionnaires.snapshot import Form, HelpRule, Snapshot
from feedback.questionnaires.variants import asked_in, kind_of, options_of, variants_of


def unsafe_answers(snapshot: Snapshot, answers: Mapping[str, Sequence[str]]) -> list[HelpRule]:
    """The rules that `answers` meet, in the order of the file. The answers may be of any variant."""
    return [
        rule
        for rule in snapshot.help_when or ()
        if set(rule.codes) & set(answers.get(rule.question, ()))
    ]


def rules_of(snapshot: Snapshot, form: Form) -> dict[str, HelpRule]:
    """The rules that hold in `form`, by question, each with the answers that `form` has."""
    rules: dict[str, HelpRule] = {}
    for rule in snapshot.help_when or ():
        question = form.questions.get(rule.question)
        codes = tuple(code for code in rule.codes if question and code in question.codes)
        if codes:
            rules[rule.question] = rule.model_copy(update={"codes": codes})
    return rules


def resolve_help(written: WrittenVersion, library: Library) -> tuple[HelpRule, ...]:
    """The rules of `written`, each with every code that meets it."""
    questions = {q.id: q for section in written.sections for q in section.questions}
    return tuple(
        HelpRule(
            question=rule.question,
            codes=(
                *(rule.codes or ()),
                *list_low(rule, questions[rule.question], written, library),
            ),
            page=rule.show,
            concern=rule.concern,
        )
        for rule in written.help_when or ()
    )


def list_low(
    rule: WrittenRule, question: WrittenQuestion, written: WrittenVersion, library: Library
) -> list[str]:
    """The numbers of the scale of `question` that are no higher than the rule says, in any variant."""
    if rule.at_most is None:
        return []
    numbers = {
        option.code: option.score
        for variant in variants_of(written)
        if asked_in(question, variant) and kind_of(question, variant, library) is Kind.SCALE
        for option in options_of(question, variant, library)
    }
    return [
        code for code, number in numbers.items() if number is not None and number <= rule.at_most
    ]
