"""Long lists of comments, a page at a time: where each stands, without reading the words of all of them."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.comments import (
    MEMBER,
    SHOWN,
    CommentSummary,
    Names,
    Status,
    carry,
    find_question,
    is_none_of,
    name_then,
    names_of,
    summarise,
)
from feedback.models.answering import Comment
from feedback.models.asking import Round, RoundTeam, Team


class Place(NamedTuple):
    """Where a comment stands in a list, without its words, of which there are thousands. `nearer` as in a summary.

    What comes first decides the order first.
    """

    opens_on: dt.date
    round_id: int
    team: str
    question: str
    id: bytes
    nearer: str


def list_places(session: Session, statuses: Collection[Status], names: Names) -> list[Place]:
    """The comments with one of `statuses`, in the order of `list_comments`; `names` are those of `read_names`."""
    query = (
        select(
            Comment.id, Comment.round_id, Comment.question, Comment.team_agreed, name_then(),
            Round.opens_on,
        )
        .join(Round, Round.id == Comment.round_id)
        .join(Team, Team.id == Comment.team_id)
        .join(RoundTeam, MEMBER, isouter=True)
        .where(Comment.status.in_([status.value for status in statuses]))
    )  # fmt: skip
    places = []
    for id_, round_id, question, agreed, team_then, opens_on in session.execute(query):
        team, nearer = carry(names_of(names, round_id, team_then), agreed=agreed)
        places.append(Place(opens_on, round_id, team, question, id_, nearer))
    return sorted(places)


def read_places(session: Session, places: Sequence[Place]) -> list[CommentSummary]:
    """The comments at `places`, a page of them, in their order."""
    wanted = select(Comment, Round).join(Round, Round.id == Comment.round_id)
    wanted = wanted.where(Comment.id.in_([place.id for place in places]))
    found = {comment.id: (comment, round_) for comment, round_ in session.execute(wanted)}
    return [
        summarise(
            comment, round_, (place.team, place.nearer),
            find_question(session, round_, place.question),
        )
        for place in places if place.id in found
        for comment, round_ in [found[place.id]]
    ]  # fmt: skip


def count_nearer(session: Session, names: Names, *, kept: Collection[bytes] = ()) -> int:
    """How many comments that are shown could carry their team's name, once a second reader agrees; none that is `kept`."""
    query = (
        select(Comment.round_id, name_then(), func.count())
        .join(Team, Team.id == Comment.team_id)
        .join(RoundTeam, MEMBER, isouter=True)
        .where(Comment.status.in_([status.value for status in SHOWN]), ~Comment.team_agreed)
        .where(is_none_of(kept))
        .group_by(Comment.round_id, name_then())
    )
    found = session.execute(query).all()
    nearer = (carry(names_of(names, id_, team), agreed=False)[1] for id_, team, _ in found)
    return sum(count for (_, _, count), name in zip(found, nearer, strict=True) if name)
