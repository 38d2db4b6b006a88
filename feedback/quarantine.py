"""How answers of a burst are held: stored like any other, marked, and bounded for each link."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, insert, select, update
from sqlalchemy.orm import Session

from feedback import clock
from feedback.bursts import HURRY, Arrived, Bursts, Place
from feedback.exceptions import StorageError
from feedback.models.answering import SealedAnswer
from feedback.models.holding import BatchDecision, Burst
from feedback.tokens import Token

MOST_ANSWERS = 20_000  # held of one link in one round
MOST_CHARACTERS = 32 * 1024 * 1024  # of their words and codes

# Put together once, over plain columns: in a flood every answer runs these under the write lock.
_burst, _answer = Burst.__table__.c, SealedAnswer.__table__.c
# Two that come at once may catch the same ones before them: each is held once, and counted once.
_caught = and_(_answer.id.in_(bindparam("caught", expanding=True)), _answer.burst_id.is_(None))
OF_PLACE = (
    select(
        _burst.id,
        _burst.answers,
        _burst.characters,
        exists().where(BatchDecision.burst_id == _burst.id).label("decided"),
    )
    .where(
        _burst.round_id == bindparam("of_round"), _burst.collector_id == bindparam("of_collector")
    )
    .order_by(_burst.id)
)
HOLD = (
    update(SealedAnswer)
    .where(_caught)
    .values(
        burst_id=bindparam("of_burst"),
        hurried=_answer.id.in_(bindparam("in_a_hurry", expanding=True)),
    )
)
_characters = (
    func.length(_answer.answers) + func.length(_answer.equality) + func.length(_answer.comments)
)
CAUGHT = select(func.count(), func.coalesce(func.sum(_characters), 0)).where(_caught)
GROW = (
    update(Burst)
    .where(_burst.id == bindparam("of_burst"))
    .values(
        answers=_burst.answers + bindparam("more_answers"),
        characters=_burst.characters + bindparam("more_characters"),
    )
)


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
    if not bursts.knows(place) and _list_bursts(session, place):
        bursts.resume(place)
    caught = bursts.catch(place, answer)
    if caught:
        held = _list_bursts(session, place)
        _check_room(held)
        _mark(session, _open_burst(session, place, held), caught)
    return caught


def hold_these(session: Session, place: Place, caught: tuple[Arrived, ...]) -> None:
    """Mark these answers of `place` as held. Needs a writing session."""
    _mark(session, _open_burst(session, place, _list_bursts(session, place)), caught)


def _mark(session: Session, burst_id: int, caught: tuple[Arrived, ...]) -> None:
    connection, ids = session.connection(), [one.id for one in caught]
    answers, characters = connection.execute(CAUGHT, {"caught": ids}).one()
    more = {"of_burst": burst_id, "more_answers": answers, "more_characters": characters}
    connection.execute(GROW, more)
    hurried = [one.id for one in caught if one.hurried]
    connection.execute(HOLD, {"of_burst": burst_id, "caught": ids, "in_a_hurry": hurried})


def _check_room(held: Sequence[Any]) -> None:
    answers = sum(burst.answers for burst in held)
    if answers >= MOST_ANSWERS or sum(burst.characters for burst in held) >= MOST_CHARACTERS:
        raise FullError("No more answers of this burst can be kept.")


def _list_bursts(session: Session, place: Place) -> Sequence[Any]:
    """The bursts of `place` so far, and whether anything of each is decided."""
    which = dict(zip(("of_round", "of_collector"), place, strict=True))
    return session.connection().execute(OF_PLACE, which).all()


def _open_burst(session: Session, place: Place, held: Sequence[Any]) -> int:
    """The burst of `place` that nothing is decided of yet, or a new one: a decision is about what was there."""
    for burst in held:
        if not burst.decided:
            return int(burst.id)
    round_id, collector_id = place
    new = {"round_id": round_id, "collector_id": collector_id, "answers": 0, "characters": 0}
    key = session.connection().execute(insert(Burst), new).inserted_primary_key
    assert key is not None
    return int(key[0])
