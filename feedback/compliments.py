"""Compliments passed on: the words that a duty reader let go, with the worker's name, to whoever they are for.

An e-mail about one holds no word of it. It says that there is something to read, and leads to a page that the
recipient alone may open, or to the duty reader who has a sheet to hand over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import audit, clock, concerns, post
from feedback.accounts import get_by_email
from feedback.codes import make_code, read_code
from feedback.comments import SHOWN
from feedback.concerns import note_step, read_words
from feedback.config import Settings
from feedback.exceptions import ChangedError, NotFoundError, RefusedError
from feedback.fingerprints import fingerprint
from feedback.mail_servers import is_address
from feedback.models.accounts import Account
from feedback.models.answering import Comment
from feedback.models.auditing import Deed
from feedback.models.concerning import Concern, Kind, PassedCompliment, Step

LONGEST_NAME = 100
NOT_LOOKED_AT = (
    "Look at it first: what you looked at is not what stands in the boxes. Nothing is passed on."
)


@dataclass(frozen=True)
class Passing:
    """What is to be passed on: for whom, in which words, and to which address; "" for a sheet of paper alone."""

    worker: str
    words: str
    address: str = ""

    @property
    def state(self) -> str:
        """Changes with any of it: what somebody looked at before it went."""
        return fingerprint(self.worker, self.words, self.address)


def read_passing(settings: Settings, *, worker: str, words: str, address: str) -> Passing:
    """What somebody typed, tidied. Raises RefusedError."""
    name = " ".join(worker.split())
    if not name or not name.isprintable():
        raise RefusedError("Write whom it is for: the worker's name, or the team's.")
    if len(name) > LONGEST_NAME:
        raise RefusedError(f"That name is {len(name)} letters. Make it {LONGEST_NAME} or fewer.")
    to = address.strip()
    if to and not is_address(to):
        raise RefusedError("That is not an e-mail address. It looks like name@council.gov.uk")
    if to and settings.mail_server is None:
        raise RefusedError(
            "No mail server is set. Take the address out, and hand over the sheet instead."
        )
    return Passing(name, read_words(words, needed="Write the words that are passed on."), to)


def check_compliment(concern: Concern) -> None:
    """Raise RefusedError unless `concern` is a compliment that is open."""
    if concern.kind != Kind.COMPLIMENT:
        raise RefusedError("Only a compliment is passed on in its own words.")
    if concern.closed_on is not None:
        raise RefusedError("This concern is closed. Reopen it first.")


def pass_on(
    session: Session,
    settings: Settings,
    concern: Concern,
    passing: Passing,
    *,
    looked: str,
    by: Account,
) -> PassedCompliment:
    """Keep what is passed on, have an e-mail about it sent, and stop the clock.

    Raises RefusedError, and ChangedError where it is not what somebody looked at.
    """
    check_compliment(concern)
    if looked != passing.state:
        raise ChangedError(NOT_LOOKED_AT)
    recipient = find_recipient(session, passing.address)
    passed = PassedCompliment(
        reference=make_code(),
        concern=concern.reference,
        worker=passing.worker,
        words=passing.words,
        account_id=recipient.id if recipient else None,
        passed_on=clock.today(settings.zone),
    )
    session.add(passed)
    session.flush()
    if passing.address:
        _tell(session, settings, passed, passing.address, by)
    _note(session, concern, passing, zone=settings.zone, by=by)
    audit.record(session, Deed.PASSED_ON_COMPLIMENT, f"concern {concern.reference}", by=by)
    return passed


def find_recipient(session: Session, address: str) -> Account | None:
    """Who signs in with this address, and so can open the page."""
    found = get_by_email(session, address) if address else None
    return found if found and found.active else None


def begin_words(session: Session, concern: Concern) -> str:
    """The words to begin with: those of its comment where it was released since, without what was taken out."""
    key = bytes.fromhex(concern.comment_key or "")
    comment = session.get(Comment, key) if key else None
    return comment.comment if comment and comment.status in SHOWN else concern.words


def list_passed(session: Session, concern: Concern) -> Sequence[PassedCompliment]:
    """What was passed on of `concern`, by day."""
    query = select(PassedCompliment).where(PassedCompliment.concern == concern.reference)
    order = (PassedCompliment.passed_on, PassedCompliment.reference)
    return session.scalars(query.order_by(*order)).all()


def open_passed(session: Session, reference: str, account: Account) -> PassedCompliment:
    """What was passed on, for whoever it was sent to and whoever may see its concern. Else NotFoundError."""
    passed = session.get(PassedCompliment, read_code(reference))
    concern = session.get(Concern, passed.concern) if passed else None
    if passed and concern and passed.account_id != account.id:
        passed = passed if concerns.can_see(session, concern, account) else None
    if passed is None:
        raise NotFoundError("There is no compliment of that name that you may see.")
    return passed


def note_reading(session: Session, passed: PassedCompliment, *, by: Account) -> None:
    """Write down that it was shown to somebody."""
    audit.record(session, Deed.READ_COMPLIMENT, f"compliment {passed.reference}", by=by)


def _tell(
    session: Session, settings: Settings, passed: PassedCompliment, address: str, by: Account
) -> None:
    if not passed.account_id and not is_address(by.email):
        raise RefusedError(
            f"The e-mail would name you, and {by.email} is no address that an e-mail can hold. "
            "Take the address out, and hand over the sheet instead."
        )
    page = f"{settings.public_url}/staff/compliments/{passed.reference}"
    post.send(
        session,
        settings,
        to=address,
        subject=post.EmailLine("A compliment for you or your team"),
        lines=[
            post.EmailLine(
                "Somebody who answered a questionnaire has praised your work, or your team\u2019s."
            ),
            *(
                [
                    post.EmailLine("Sign in to read it:"),
                    post.EmailLine("{page}", page=post.Link(page)),
                ]
                if passed.account_id
                else [
                    post.EmailLine(
                        "There is a sheet for you to keep. Ask for it: {reader}",
                        reader=post.Address(by.email),
                    )
                ]
            ),
            post.EmailLine("Nobody knows who it is from. Please do not try to find out."),
        ],
    )


def _note(
    session: Session, concern: Concern, passing: Passing, *, zone: ZoneInfo, by: Account
) -> None:
    way = f"by e-mail to {passing.address}" if passing.address else "on paper"
    said = f"To {passing.worker}, {way}."
    note_step(session, concern, Step.PASSED_ON, said, zone=zone, by=by)
    session.flush()
