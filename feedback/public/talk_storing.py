"""How a request to talk is stored: like any other, and marked when it came in a burst."""

from feedback import clock, quarantine, talk_bursts, talks
from feedback.models.base import random_key
from feedback.public.memory import get_memory
from feedback.talk_bursts import WHERE, NoRoomError
from feedback.talks import Asked
from feedback.tokens import Token
from feedback.web.context import get_database, get_settings
from feedback.web.languages import get_offer


def store(token: Token, asked: Asked, answers: str) -> bool:
    """Keep what was asked, unless its page was sent before: then whether it was the same.

    Raises StorageError, also when it came in a burst that there is no more room for.
    """
    bursts, zone = get_memory().talk_bursts, get_settings().zone
    request = quarantine.arrived(random_key(), token)
    with get_database().writing() as session:
        before = talks.look_up(session, token.key)
        if before is not None:
            return talks.is_same(before, token.key, asked)
        today = clock.today(zone)
        if not bursts.knows(WHERE) and talk_bursts.came_lately(session, today):
            bursts.resume(WHERE)
        caught = bursts.catch(WHERE, request)
        marked = caught
        if not caught and talk_bursts.is_crowded(session, today):
            marked = (request,)  # those just before it stay where they are
        full = bool(marked) and talk_bursts.is_full(session, hurried=request.hurried)
        if not full:
            language = get_offer().language.tag
            talks.take(
                session,
                token.key,
                asked,
                answers=answers,
                language=language,
                zone=zone,
                id_=request.id,
            )
        talk_bursts.mark(session, marked)
    if full:
        bursts.note_refused(WHERE, caught)
        raise NoRoomError("No more requests of this burst can be kept.")
    bursts.note(WHERE, request, caught)
    return True
