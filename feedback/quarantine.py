"""How answers of a burst are held: stored like any other, marked, and bounded for each link."""

from sqlalchemy import case, func, literal, select, update
from sqlalchemy.orm import Session

from feedback import clock
from feedback.bursts import HURRY, Arrived, Bursts, Place
from feedback.exceptions import StorageError
from feedback.models.answering import SealedAnswer
from feedback.models.holding import BatchDecision, Burst
from feedback.tokens import Token

MOST_ANSWERS = 20_000  # held of one link in one round
MOST_CHARACTERS = 32 * 1024 * 1024  # of their words and codes


class FullError(StorageError):
    """There is no room for more answers of a burst."""


def arrived(answer_id: bytes, token: Token) -> Arrived:
    """An answer from the page of `token` that is stored now."""
    return Arrived(answer_id, hurried=clock.now() - token.opened_at < HURRY)


def hold(session: Session, bursts: Bursts, place: Place, answer: Arrived) -> tuple[Arrived, ...]:
    """Mark `answer`, just stored, as held when it is part of a burst, and those that came just before it.

    Says which are held. Raises FullError, and then the whole transaction is to be given up.
    Needs the writing session that stored it.
    """
    if not bursts.knows(place) and _read_bursts(session, place):
        bursts.resume(place)
    caught = bursts.catch(place, answer)
    if caught:
        _check_room(session, place)
        hold_these(session, place, caught)
    return caught


def hold_these(session: Session, place: Place, caught: tuple[Arrived, ...]) -> None:
    """Mark these answers of `place` as held. Needs a writing session."""
    burst = _open_burst(session, place)
    ids = [one.id for one in caught]
    hurried = [one.id for one in caught if one.hurried]
    session.execute(
        update(SealedAnswer)
        .where(SealedAnswer.id.in_(ids))
        .values(
            burst_id=burst.id,
            hurried=case((SealedAnswer.id.in_(hurried), literal(value=True)), else_=False),
        )
        .execution_options(synchronize_session=False)
    )
    size = func.length(SealedAnswer.answers) + func.length(SealedAnswer.equality)
    size += func.length(SealedAnswer.comments)
    burst.answers += len(ids)
    burst.characters += session.scalar(select(func.sum(size)).where(SealedAnswer.id.in_(ids))) or 0
    session.flush()


def _check_room(session: Session, place: Place) -> None:
    held = _read_bursts(session, place)
    answers = sum(burst.answers for burst in held)
    if answers >= MOST_ANSWERS or sum(burst.characters for burst in held) >= MOST_CHARACTERS:
        raise FullError("No more answers of this burst can be kept.")


def _read_bursts(session: Session, place: Place) -> list[Burst]:
    round_id, collector_id = place
    of_place = (Burst.round_id == round_id, Burst.collector_id == collector_id)
    return list(session.scalars(select(Burst).where(*of_place).order_by(Burst.id)))


def _open_burst(session: Session, place: Place) -> Burst:
    """The burst of `place` that nothing is decided of yet, or a new one: a decision is about what was there."""
    decided = set(session.scalars(select(BatchDecision.burst_id)))
    for burst in _read_bursts(session, place):
        if burst.id not in decided:
            return burst
    round_id, collector_id = place
    burst = Burst(round_id=round_id, collector_id=collector_id, answers=0, characters=0)
    session.add(burst)
    session.flush()
    return burst
