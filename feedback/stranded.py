"""Whether somebody waits whom nobody is left to help: no account that can come in may see their concern or request."""

from collections.abc import Iterator

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, lazyload

from feedback.accounts import list_administrators, list_let_in
from feedback.allegations import list_kept_talks, read_keeping
from feedback.concerns import may_see
from feedback.config import Settings
from feedback.models.accounts import Account
from feedback.models.concerning import Concern, Kind
from feedback.permissions import Action, can_do
from feedback.talks import list_waiting

WORDS = "Somebody waits, and nobody is left who may help them."


def is_somebody_stranded(session: Session, settings: Settings) -> bool:
    """Whether nobody who can come in may see a request to talk that waits, or an open concern."""
    there = list_let_in(session, settings)
    return bool(_list_talks(session, there) or _list_concerns(session, there))


def list_told(session: Session, settings: Settings) -> list[Account]:
    """The administrators who are told, in the same words whatever it is; none where nobody is stranded.

    Not those from whom an allegation is kept, who would know that there is one, unless it is kept from them all. Nor
    those from whom the request to talk is kept that it was raised from.
    """
    administrators = list_administrators(session)
    told: set[int] = set()
    for own in _list_own(session, settings, administrators):
        told |= {one.id for one in own or administrators}
    return [one for one in administrators if one.id in told]


def _list_own(
    session: Session, settings: Settings, administrators: list[Account]
) -> Iterator[list[Account]]:
    """For each request and concern that nobody may see, those among `administrators` from whom it is not kept."""
    there = list_let_in(session, settings)
    kept = {one.id: list_kept_talks(session, one) for one in administrators}
    for talk in _list_talks(session, there):
        yield [one for one in administrators if talk not in kept[one.id]]
    keeping = read_keeping(session)
    for concern in _list_concerns(session, there):
        yield [one for one in administrators if not keeping.keeps(concern, one)]


def _list_talks(session: Session, there: list[Account]) -> list[bytes]:
    """The ids of the requests that wait, and that none of the accounts `there` may see."""
    kept = [list_kept_talks(session, one) for one in there if _handles(one)]
    return [talk for talk in list_waiting(session) if all(talk in one for one in kept)]


def _list_concerns(session: Session, there: list[Account]) -> list[Concern]:
    """The open concerns that none of the accounts `there` may see."""
    query = select(Concern).where(Concern.closed_on.is_(None)).options(lazyload("*"))
    keeping = read_keeping(session)
    # Then only an allegation, or what was raised from the same, can be kept from all of them.
    if any(_handles(one) for one in there):
        source = func.coalesce(Concern.talk_key, Concern.comment_key)
        allegation = Concern.kind == Kind.ALLEGATION.value
        query = query.where(or_(allegation, source.in_(keeping.raised)))
    return [
        concern
        for concern in session.scalars(query)
        if not any(may_see(concern, one, keeping=keeping) for one in there)
    ]


def _handles(account: Account) -> bool:
    return can_do(account.role, Action.HANDLE_CONCERNS)
