"""How a core question of a counted round was asked, and which answers count as positive."""

from collections.abc import Mapping

from feedback.questionnaires.definition import Band, Variant
from feedback.questionnaires.snapshot import Question
from feedback.reports.shown import VARIANT_LABELS, RoundFigures


def say_question(round_: RoundFigures, question: str) -> str:
    """The question in the words of the standard version, or of the first that asks it."""
    return next(iter(_by_variant(round_, question).values())).text


def say_positive(round_: RoundFigures, question: str) -> str:
    """Which answers count as positive: "Always or Mostly (Standard); Yes (Easy read)"."""
    said: dict[str, list[str]] = {}
    for variant, own in _by_variant(round_, question).items():
        labels = [option.label for option in own.options if option.band is Band.POSITIVE]
        said.setdefault(" or ".join(labels), []).append(VARIANT_LABELS.get(variant, variant))
    if len(said) == 1:
        return next(iter(said))
    return "; ".join(f"{words} ({', '.join(variants)})" for words, variants in said.items())


def _by_variant(round_: RoundFigures, question: str) -> Mapping[Variant, Question]:
    forms = round_.snapshot.forms.items()
    return {v: form.questions[question] for v, form in forms if question in form.questions}
