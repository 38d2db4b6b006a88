"""Which questions have help lines under them, which answers open them, and which are open already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from feedback.questionnaires.help_rules import rules_of, unsafe_answers
from feedback.questionnaires.snapshot import Form, Snapshot
from feedback.web.words import fill_lines

Sent = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class HelpBox:
    """The help lines under one question. Without scripts they stand open, whatever `is_open` says."""

    codes: tuple[str, ...]  # of the answers that open it
    lines: Sequence[tuple[Markup, str | None]]
    is_open: bool


def list_boxes(
    snapshot: Snapshot, form: Form, gaps: Mapping[str, Markup | None], answers: Sent, kept: Sent
) -> dict[str, HelpBox]:
    """The boxes of `form` by question.

    An answer given in another variant, and `kept` because this one asks in another way, opens one as well:
    whoever switches to easier words has not changed their mind.
    """
    met = {rule.question for rule in unsafe_answers(snapshot, {**kept, **answers})}
    lines = {page: fill_lines(words, gaps) for page, words in (form.help or {}).items()}
    return {
        name: HelpBox(rule.codes, lines.get(rule.page, []), name in met)
        for name, rule in rules_of(snapshot, form).items()
    }
