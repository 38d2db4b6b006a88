"""What is read aloud of a question: its words and its answers, in the order they are shown."""

import hashlib
import json

from feedback.questionnaires.definition import Kind
from feedback.questionnaires.snapshot import Question


def list_spoken(question: Question, *, many: str) -> list[str]:
    """What somebody reads out, a line each. `many` says that more than one answer may be chosen."""
    said = [question.text, question.help, many if question.kind is Kind.CHOICES else None]
    answers = [option.label for option in question.options]
    if question.kind is Kind.SCALE:
        answers = [label for label in (question.low, *answers, question.high) if label]
    return [line for line in (*said, *answers, *(one.label for one in question.escapes)) if line]


def fingerprint_spoken(lines: list[str]) -> str:
    """The sha256 of what is read out: other for other words, and for another order of the answers."""
    return hashlib.sha256(json.dumps(lines, ensure_ascii=False).encode()).hexdigest()
