"""Links with which somebody without an account fills in one return: for one organisation, until a day, revocable."""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback import returns
from feedback.codes import read_id
from feedback.config import Settings
from feedback.exceptions import NotFoundError, RefusedError
from feedback.models.accounts import Account
from feedback.models.auditing import Deed
from feedback.models.returning import Return, ReturnLink, ReturnStatus

PATH = "/return/"
LASTS = dt.timedelta(days=28)


class LinkOverError(NotFoundError):
    """A link is unknown, too old, or was taken back: all are told alike."""


@dataclass(frozen=True)
class Opened:
    """A link that works, and the return it is for."""

    link: ReturnLink
    return_: Return


def make_link(
    session: Session, settings: Settings, return_: Return, *, today: dt.date, by: Account | None
) -> str:
    """A new link for `return_`, to be copied now: only a hash of it is kept. Older ones stop working.

    Raises RefusedError when the return was sent.
    """
    if return_.status == ReturnStatus.SENT:
        raise RefusedError("This return was sent. Open it again first.")
    for link in list_working(session, return_, today):
        link.revoked_on = today
    token = secrets.token_urlsafe(24)
    session.add(
        ReturnLink(return_id=return_.id, hash=_hash(token), made_on=today, last_on=today + LASTS)
    )
    session.flush()
    returns.note(session, Deed.INVITED_RETURN, return_, by=by)
    return f"{settings.public_url}{PATH}{token}"


def open_link(session: Session, token: str, *, today: dt.date) -> Opened:
    """What the link with this token is for. Raises LinkOverError."""
    link = session.scalars(select(ReturnLink).where(ReturnLink.hash == _hash(token))).first()
    if link is None or link.revoked_on is not None or link.last_on < today:
        raise LinkOverError(
            "This link does not work any more. Ask whoever sent it to you for a new one."
        )
    return Opened(link, session.get_one(Return, link.return_id))


def list_links(session: Session, return_: Return) -> list[ReturnLink]:
    """Every link of `return_`, the newest first."""
    query = select(ReturnLink).where(ReturnLink.return_id == return_.id)
    return list(session.scalars(query.order_by(ReturnLink.id.desc())))


def list_working(session: Session, return_: Return, today: dt.date) -> list[ReturnLink]:
    """The links of `return_` that work today."""
    return [
        link
        for link in list_links(session, return_)
        if link.revoked_on is None and link.last_on >= today
    ]


def revoke(
    session: Session, return_: Return, link_id: str, *, today: dt.date, by: Account | None
) -> None:
    """Let a link of `return_` work no more. Done twice it is done once. Raises NotFoundError."""
    link = session.get(ReturnLink, read_id(link_id))
    if link is None or link.return_id != return_.id:
        raise NotFoundError("There is no such link.")
    if link.revoked_on is None:
        link.revoked_on = today
        returns.note(session, Deed.REVOKED_RETURN_LINK, return_, by=by)


def revoke_all(session: Session, *, today: dt.date) -> None:
    """Let no link work any more, in a copy that takes the place of the database: it may have been revoked since."""
    session.execute(
        update(ReturnLink).where(ReturnLink.revoked_on.is_(None)).values(revoked_on=today)
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
