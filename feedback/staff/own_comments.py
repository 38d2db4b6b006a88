"""Which comments whoever is signed in may read: not one that an allegation was raised from which must not reach them."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from feedback import comments
from feedback.concerns import list_kept_from
from feedback.exceptions import NotFoundError
from feedback.models.answering import Comment
from feedback.waiting import Waiting
from feedback.web.access import open_account


def open_own_comment(session: Session, id_: str) -> Comment:
    """The comment with this id. Raises NotFoundError also where it is kept from its reader, as if there were none."""
    comment = comments.open_comment(session, id_)
    if comment.id in list_kept_from(session, open_account()):
        raise NotFoundError("There is no such comment that you may see.")
    return comment


def leave_out_kept(session: Session, listed: Iterable[Waiting]) -> list[Waiting]:
    """`listed` without the comments that are kept from its reader."""
    kept = {id_.hex() for id_ in list_kept_from(session, open_account())}
    return [one for one in listed if one.id not in kept]
