"""What people wrote as a workbook may show it: released comments, with no tie and no order left."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedback.comments import SHOWN, CommentSummary, Status, list_comments
from feedback.disclosure.comments import may_name_language
from feedback.models.asking import Round
from feedback.reports.shown import HIDDEN, RoundFigures, language_name

LANGUAGE = "language"  # the item of Who answered that tells of languages


@dataclass(frozen=True)
class ReleasedComment:
    """One comment that is shown. `team` is the name it carries, `asked` the words of its question, `themes` codes."""

    questionnaire: str
    round: str
    team: str
    asked: str
    question: str
    comment: str
    language: str
    themes: tuple[str, ...] = ()
    tone: str | None = None
    staff_only: bool = False


def read_released(
    session: Session, rounds: Sequence[Round], figures: Sequence[RoundFigures]
) -> tuple[ReleasedComment, ...]:
    """The released comments of `rounds`, whose `figures` stand in the same order."""
    return tuple(
        released
        for round_, shown in zip(rounds, figures, strict=True)
        for released in _read_round(session, round_, shown)
    )


def _read_round(session: Session, round_: Round, shown: RoundFigures) -> Iterator[ReleasedComment]:
    if round_.sealed:  # too few answered: its comments wait for the round that takes them in
        return
    shown_ones = [
        c for status in SHOWN for c in list_comments(session, round_=round_, status=status)
    ]
    for comment in _mix(shown_ones):
        yield ReleasedComment(
            questionnaire=shown.questionnaire,
            round=shown.label,
            team=comment.team,
            asked=comment.asked,
            question=comment.question,
            comment=comment.comment,
            language=name_language(shown, comment.team, comment.language),
            themes=comment.themes,
            tone=comment.tone,
            staff_only=comment.status is Status.STAFF_ONLY,
        )


def _mix(comments: Sequence[CommentSummary]) -> list[CommentSummary]:
    """`comments` by name and question, then by a number made from the words.

    The same words stand in the same place each time, and what one person wrote under two questions does not.
    """
    return sorted(comments, key=lambda c: (c.team, c.question, _number(c.comment)))


def _number(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def name_language(shown: RoundFigures, name: str, tag: str) -> str:
    """The language of a comment of this round, as it may stand beside the name it carries."""
    told = {
        figure.option
        for figure in shown.people
        if figure.question == LANGUAGE and figure.count.low is not None
    }
    return language_name(tag) if may_name_language(tag, told, name=name) else HIDDEN
