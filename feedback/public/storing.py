"""How an answer that was sent is stored: like any other, and held when it is part of a burst.

A slip is spent with its answer. Each is worth one, so what comes from slips is never a burst.
"""

from sqlalchemy.orm import Session

from feedback import quarantine
from feedback.bursts import Arrived, Place
from feedback.public.memory import get_memory
from feedback.quarantine import FullError
from feedback.responses import Arrival, Seen, take
from feedback.slips import spend
from feedback.web.context import get_database, get_settings


def store(arrival: Arrival) -> Seen:
    """Take `arrival` in, unless its page was sent before. Raises RoundOverError and StorageError."""
    bursts, place = get_memory().bursts, (arrival.token.round_id, arrival.token.collector_id)
    answer, zone = quarantine.arrived(arrival.id, arrival.token), get_settings().zone

    def take_in(session: Session) -> tuple[Seen, tuple[Arrived, ...]]:
        seen = take(session, arrival, zone=zone)
        return seen, quarantine.hold(session, bursts, place, answer) if seen is Seen.NEVER else ()

    try:
        seen, held = get_database().store(take_in)
    except FullError:
        _refuse(place)
        raise
    if seen is Seen.NEVER:
        bursts.note(place, answer, held)
    return seen


def store_and_spend(arrival: Arrival, slip: str) -> Seen:
    """Take `arrival` in and spend its slip, unless its page was sent before.

    Raises SlipGoneError, RoundOverError and StorageError, and then neither has happened.
    """
    zone, keys = get_settings().zone, get_settings().secret_keys

    def take_in(session: Session) -> Seen:
        seen = take(session, arrival, zone=zone)
        if seen is Seen.NEVER:
            spend(session, slip, keys=keys)
        return seen

    return get_database().store(take_in)


def _refuse(place: Place) -> None:
    """There is no room for this answer; those that came just before it are held all the same."""
    bursts = get_memory().bursts
    fresh = bursts.get_fresh(place)
    if fresh:
        with get_database().writing() as session:
            quarantine.hold_these(session, place, fresh)
    bursts.note_refused(place, fresh)
