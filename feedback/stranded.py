"""Whether somebody waits whom nobody is left to help: no account that can come in may see their concern or request."""

from sqlalchemy import select
from sqlalchemy.orm import Session, lazyload

from feedback.accounts import list_who_can_come
from feedback.allegations import read_keeping
from feedback.concerns import may_see
from feedback.models.concerning import Concern, Kind
from feedback.permissions import Action, can_do
from feedback.talks import count_waiting

WORDS = "Somebody waits, and nobody is left who may help them."


def is_somebody_stranded(session: Session) -> bool:
    """Whether a request to talk waits and nobody is there who handles them, or nobody may see an open concern.

    What it is is not told: an administrator who asks may be of the line of an allegation.
    """
    there = list_who_can_come(session)
    handled = any(can_do(one.role, Action.HANDLE_CONCERNS) for one in there)
    if not handled and count_waiting(session)[0]:
        return True
    query = select(Concern).where(Concern.closed_on.is_(None)).options(lazyload("*"))
    if handled:  # then only an allegation can be kept from all of them
        query = query.where(Concern.kind == Kind.ALLEGATION.value)
    keeping = read_keeping(session)
    return not all(
        any(may_see(concern, one, keeping=keeping) for one in there)
        for concern in session.scalars(query)
    )
