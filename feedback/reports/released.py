"""What people wrote as a workbook may show it: released comments, with no tie and no order left."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedback.comments import SHOWN, CommentSummary, Status, list_comments
from feedback.disclosure.comments import EVERYBODY, may_name_language
from feedback.models.asking import Round
from feedback.reports.shown import HIDDEN, RoundFigures, language_name
from feedback.told_comments import list_told

LANGUAGE = "language"  # the item of Who answered that tells of languages


@dataclass(frozen=True)
class ReleasedComment:
    """One comment that is shown. `team` is the name it carries, `asked` the words of its question, `themes` codes.

    Of a round with a box that only some are led to, neither team nor question is told.
    """

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
        (one.question, one)
        for status in SHOWN
        for one in list_comments(session, round_=round_, status=status)
    ]
    for question, comment in _mix(list_told(session, round_, shown_ones)):
        team = comment.team if question else EVERYBODY
        yield ReleasedComment(
            questionnaire=shown.questionnaire,
            round=shown.label,
            team=team,
            asked=comment.asked if question else HIDDEN,
            question=question or HIDDEN,
            comment=comment.comment,
            language=name_language(shown, team, comment.language),
            themes=comment.themes,
            tone=comment.tone,
            staff_only=comment.status is Status.STAFF_ONLY,
        )


def _mix(comments: Sequence[tuple[str, CommentSummary]]) -> list[tuple[str, CommentSummary]]:
    """`comments`, each with the question that is told, by name and question, then by a number made from the words.

    The same words stand in the same place each time, and what one person wrote under two questions does not.
    """
    return sorted(comments, key=lambda c: (c[0] and c[1].team, c[0], _number(c[1].comment)))


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
