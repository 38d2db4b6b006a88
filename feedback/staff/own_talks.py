"""Which requests to talk whoever is signed in may read: not one that an allegation was raised from which must not reach them."""

from sqlalchemy.orm import Session

from feedback import talk_bursts, talks
from feedback.allegations import list_kept_talks
from feedback.exceptions import NotFoundError
from feedback.models.contacts import SafeToCall, TalkRequest, TalkStatus
from feedback.paging import Part
from feedback.talk_bursts import Alike
from feedback.web.access import open_account

# How they are called, or not; it stands with each before anybody does.
SAFE_WORDS = {
    SafeToCall.YES: "It is safe to call.",
    SafeToCall.SOMETIMES: "Call only at the times below.",
    SafeToCall.NO: "Do not call. Find another way.",
    SafeToCall.NOT_SAID: "They did not say whether it is safe to call: leave no message.",
}


def open_own_talk(session: Session, id_: str) -> TalkRequest:
    """The request with this id. Raises NotFoundError also where it is kept from its reader, as if there were none."""
    talk = talks.open_talk(session, id_)
    if talk.id in list_kept_talks(session, open_account()):
        raise NotFoundError(talks.NOT_THERE)
    return talk


def get_own_talk(session: Session, id_: str) -> TalkRequest | None:
    """The same; None where it is not there, or as if there were none."""
    try:
        return open_own_talk(session, id_)
    except NotFoundError:
        return None


def list_own_talks(session: Session, status: TalkStatus) -> list[TalkRequest]:
    """The requests with this status that are not kept from their reader."""
    kept = list_kept_talks(session, open_account())
    return [talk for talk in talks.list_talks(session, status) if talk.id not in kept]


def count_own_burst(session: Session, status: TalkStatus) -> int:
    """How many of bursts have this status, without those that are kept from their reader."""
    kept = list_kept_talks(session, open_account())
    return talk_bursts.count_burst(session, status, kept=kept)


def list_own_alike(session: Session, status: TalkStatus, *, page: int) -> tuple[list[Alike], Part]:
    """What one page shows of bursts, and which it is. None that is kept from its reader."""
    kept = list_kept_talks(session, open_account())
    return talk_bursts.list_alike(session, status, kept=kept, page=page)
