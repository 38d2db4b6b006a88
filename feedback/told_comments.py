"""Which released comments are told outside the duty readers' pages, and of which of them the question is."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.comments import SHOWN, find_question
from feedback.disclosure.comments import find_boxes
from feedback.models.answering import Comment
from feedback.models.asking import Round
from feedback.versions import snapshot_of

Item = TypeVar("Item")


def list_told(
    session: Session, round_: Round, written: Sequence[tuple[str, Item]]
) -> list[tuple[str, Item]]:
    """What of a round's shown comments, each with its question, may be told outside the duty readers' pages.

    Not what came from a box that only some are led to, where that would be known: then a comment would say that
    somebody gave the answer that leads there. The id of the question is "" where it is not told.
    """
    boxes = find_boxes(snapshot_of(round_.version))
    own = boxes.led | boxes.open
    # Of an older version, or left out by a variant.
    strange = {id_ for id_, _ in written if id_ not in own}
    led = boxes.led | {id_ for id_ in strange if _is_led(session, round_, id_)}
    if not boxes.hidden or boxes.hide_led(received=round_.received or 0, written=len(written)):
        written = [one for one in written if one[0] not in led]
    return [("" if boxes.hidden else id_, one) for id_, one in written]


def _is_led(session: Session, round_: Round, question_id: str) -> bool:
    question = find_question(session, round_, question_id)
    return question is not None and question.show_if is not None


def list_shown_themes(
    session: Session, rounds: Iterable[Round]
) -> Iterator[tuple[Round, Sequence[str], str | None]]:
    """The themes and the tone of each comment of `rounds` that is shown."""
    shown = Comment.status.in_([status.value for status in SHOWN])
    query = select(Comment.round_id, Comment.question, Comment.themes, Comment.tone).where(shown)
    found: dict[int, list[tuple[str, tuple[str, str | None]]]] = {}
    for round_id, question, themes, tone in session.execute(query):
        found.setdefault(round_id, []).append((question, (themes, tone)))
    for round_ in rounds:
        for _, (themes, tone) in list_told(session, round_, found.get(round_.id, [])):
            yield round_, json.loads(themes), tone
