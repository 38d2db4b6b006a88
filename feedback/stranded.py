"""Whether somebody waits whom nobody is left to help: no account that can come in may see their concern or request."""

from sqlalchemy import select
from sqlalchemy.orm import Session, lazyload

from feedback.accounts import list_administrators, list_who_can_come
from feedback.allegations import read_keeping
from feedback.concerns import may_see
from feedback.models.accounts import Account
from feedback.models.concerning import Concern, Kind
from feedback.permissions import Action, can_do
from feedback.talks import count_waiting

WORDS = "Somebody waits, and nobody is left who may help them."


def is_somebody_stranded(session: Session) -> bool:
    """Whether a request to talk waits and nobody is there who handles them, or nobody may see an open concern."""
    there = list_who_can_come(session)
    return _waits_to_talk(session, there) or bool(_list_concerns(session, there))


def list_told(session: Session) -> list[Account]:
    """The administrators who are told, in the same words whatever it is; none where nobody is stranded.

    Not those from whom an allegation is kept, who would know that there is one, unless it is kept from them all.
    """
    administrators = list_administrators(session)
    there = list_who_can_come(session)
    if _waits_to_talk(session, there):
        return administrators
    keeping = read_keeping(session)
    told: set[int] = set()
    for concern in _list_concerns(session, there):
        own = [one for one in administrators if not keeping.keeps(concern, one)]
        told |= {one.id for one in own or administrators}
    return [one for one in administrators if one.id in told]


def _waits_to_talk(session: Session, there: list[Account]) -> bool:
    return not _is_handled(there) and count_waiting(session)[0] > 0


def _list_concerns(session: Session, there: list[Account]) -> list[Concern]:
    """The open concerns that none of the accounts `there` may see."""
    query = select(Concern).where(Concern.closed_on.is_(None)).options(lazyload("*"))
    if _is_handled(there):  # then only an allegation can be kept from all of them
        query = query.where(Concern.kind == Kind.ALLEGATION.value)
    keeping = read_keeping(session)
    return [
        concern
        for concern in session.scalars(query)
        if not any(may_see(concern, one, keeping=keeping) for one in there)
    ]


def _is_handled(there: list[Account]) -> bool:
    return any(can_do(one.role, Action.HANDLE_CONCERNS) for one in there)
