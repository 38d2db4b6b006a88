"""What is done about a concern: notes, passing on, an owner, another kind, a legal hold, an end and a new beginning."""

from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from feedback import audit, clock
from feedback.concern_routes import due_of, way_of
from feedback.concerns import SAFETY, list_possible_owners, may_own, note_step, read_words
from feedback.exceptions import RefusedError
from feedback.models.accounts import Account
from feedback.models.auditing import Deed
from feedback.models.concerning import Concern, Kind, Step

ONLY_READERS = "only duty readers read what is not about danger, as whoever wrote it was told."
LABELS = {
    Kind.AT_RISK: "Child at risk",
    Kind.ALLEGATION: "Allegation against an adult",
    Kind.COMPLAINT: "Complaint",
    Kind.COMPLIMENT: "Compliment",
    Kind.CONTACT: "Wants contact",
}


def add_note(session: Session, concern: Concern, text: str, *, zone: ZoneInfo, by: Account) -> None:
    """Write down what was done. Raises RefusedError."""
    _check_open(concern)
    words = read_words(text, needed="Write what was done.")
    note_step(session, concern, Step.NOTE, words, zone=zone, by=by)
    _record(session, Deed.ADDED_TO_CONCERN, concern, by)


def pass_on(session: Session, concern: Concern, text: str, *, zone: ZoneInfo, by: Account) -> None:
    """Write down that it was passed on, and to whom: the clock stops. Raises RefusedError."""
    _check_open(concern)
    words = read_words(
        text, needed="Write who took it: a name, how you reached them, and what they said."
    )
    if concern.kind == Kind.AT_RISK and concern.out_of_area:
        words = f"{words}\nHost authority: {concern.out_of_area}"
    concern.acted = concern.acted or concern.kind in SAFETY
    note_step(session, concern, Step.PASSED_ON, words, zone=zone, by=by)
    _record(session, Deed.ADDED_TO_CONCERN, concern, by)


def give_to(
    session: Session, concern: Concern, owner: Account, *, zone: ZoneInfo, by: Account
) -> None:
    """Let `owner` have it. Raises RefusedError for somebody whom it must not reach."""
    _check_open(concern)
    if not may_own(concern.kind, owner):
        raise RefusedError(
            f"{owner.email} cannot have this: {ONLY_READERS} Give it to one of them."
        )
    if owner.id not in {one.id for one in list_possible_owners(session, concern)}:
        raise RefusedError(
            f"{owner.email} cannot have this: nobody can sign in with that account, or it is of somebody in the line that it is about."
        )
    concern.owner_id = owner.id
    note_step(session, concern, Step.OWNER, f"Given to {owner.email}.", zone=zone, by=by)
    _record(session, Deed.GAVE_CONCERN, concern, by)
    session.refresh(concern, ["owner"])


def move_to(
    session: Session, concern: Concern, kind: Kind, text: str, *, zone: ZoneInfo, by: Account
) -> None:
    """Make it another kind, with that kind's route and clock from the day it was raised. Raises RefusedError.

    Whoever took it before took it as what it was: it is to be passed on anew. An owner who may not have the other kind
    is not left with it.
    An allegation is raised anew instead: whom it must not reach has to be said before anybody sees it.
    """
    _check_open(concern)
    if Kind.ALLEGATION in (kind, Kind(concern.kind)):
        raise RefusedError(
            "Raise an allegation by itself, and close this one: it has to be said first whom it must not reach."
        )
    if kind == concern.kind:
        raise RefusedError("It is of that kind already.")
    if concern.owner and not may_own(kind, concern.owner):
        raise RefusedError(
            f"{concern.owner.email} owns it and cannot have a concern of that kind: {ONLY_READERS} "
            "Give it to one of them first."
        )
    words = read_words(text, needed="Write why it is of another kind.")
    was, concern.kind = Kind(concern.kind), kind.value
    concern.due_on = due_of(session, kind, concern.raised_on)
    told = f"{LABELS[was]} is now {LABELS[kind].lower()}. It goes to: {way_of(session, kind).goes_to}. {words}"
    note_step(session, concern, Step.MOVED, told, zone=zone, by=by)
    _record(session, Deed.MOVED_CONCERN, concern, by)


def hold(
    session: Session, concern: Concern, text: str, *, held: bool, zone: ZoneInfo, by: Account
) -> None:
    """Keep it and its comment from being deleted by their dates, or no longer. Raises RefusedError."""
    if concern.held == held:
        raise RefusedError("That is so already.")
    words = read_words(
        text,
        needed="Write why: who asks for it, and for which case."
        if held
        else "Write why it need not be held any more.",
    )
    concern.held = held
    note_step(session, concern, Step.HELD if held else Step.NOT_HELD, words, zone=zone, by=by)
    _record(session, Deed.HELD_CONCERN, concern, by)


def close(session: Session, concern: Concern, text: str, *, zone: ZoneInfo, by: Account) -> None:
    """End it, with its outcome. Raises RefusedError."""
    _check_open(concern)
    concern.outcome = read_words(text, needed="Write how it ended.")
    note_step(session, concern, Step.CLOSED, concern.outcome, zone=zone, by=by)
    concern.closed_on = concern.actions[-1].done_on
    _record(session, Deed.CLOSED_CONCERN, concern, by)
    session.flush()


def reopen(session: Session, concern: Concern, text: str, *, zone: ZoneInfo, by: Account) -> None:
    """Go on with one that was closed, with a clock that begins today. Raises RefusedError."""
    if concern.closed_on is None:
        raise RefusedError("It is open.")
    words = read_words(text, needed="Write why it goes on.")
    concern.closed_on = concern.outcome = None
    concern.due_on = due_of(session, Kind(concern.kind), clock.today(zone))
    note_step(session, concern, Step.REOPENED, words, zone=zone, by=by)
    _record(session, Deed.REOPENED_CONCERN, concern, by)


def _check_open(concern: Concern) -> None:
    if concern.closed_on is not None:
        raise RefusedError("This concern is closed. Reopen it first.")


def _record(session: Session, deed: Deed, concern: Concern, by: Account) -> None:
    audit.record(session, deed, f"concern {concern.reference}", by=by)
    session.flush()
