"""Which comments whoever is signed in may read: not one that an allegation was raised from which must not reach them."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from feedback import comments
from feedback.allegations import list_kept_from
from feedback.comment_places import Place, count_nearer
from feedback.comments import Names, Status
from feedback.exceptions import ChangedError, NotFoundError
from feedback.models.answering import Comment
from feedback.waiting import GONE, Waiting
from feedback.web.access import open_account


def open_own_comment(session: Session, id_: str) -> Comment:
    """The comment with this id. Raises NotFoundError also where it is kept from its reader, as if there were none."""
    comment = comments.open_comment(session, id_)
    if comment.id in list_kept_from(session, open_account()):
        raise NotFoundError("There is no such comment that you may see.")
    return comment


def count_own(session: Session, names: Names) -> tuple[dict[Status, int], int]:
    """How many there are of each status, and how many wait for a second reader: of those their reader may read."""
    kept = list_kept_from(session, open_account())
    return comments.count_comments(session, kept=kept), count_nearer(session, names, kept=kept)


def check_own_waiting(session: Session, ids: Iterable[str]) -> None:
    """Raise ChangedError when one of these that wait is kept from its reader, as if somebody had read it."""
    if {id_.hex() for id_ in list_kept_from(session, open_account())} & set(ids):
        raise ChangedError(GONE)


def list_own_places(session: Session, places: Iterable[Place]) -> list[Place]:
    """`places` without the comments that are kept from their reader."""
    kept = list_kept_from(session, open_account())
    return [one for one in places if one.id not in kept]


def list_own_waiting(session: Session, waiting: Iterable[Waiting]) -> list[Waiting]:
    """The same of what waits to be read."""
    kept = {id_.hex() for id_ in list_kept_from(session, open_account())}
    return [one for one in waiting if one.id not in kept]
