"""How many answers came to a round: in fives until it is counted, then exact, those that join it included."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from feedback.edges import ended_on
from feedback.mergers import find_joined, list_successors
from feedback.models.answering import SealedAnswer
from feedback.models.asking import Collector, PublishedVersion, Round

STEP = 5  # what is received is told in fives until the round is counted


def count_received(session: Session, rounds: Sequence[Round], zone: ZoneInfo) -> dict[int, int]:
    """How many answers came to each of `rounds`, by its id.

    Answers of an earlier round that was too few to count join this one at its count. They are in from its own first
    answer on: else what Received grows by at the count would tell how many they are.
    """
    uncounted = [round_.id for round_ in rounds if not round_.counted_on]
    sealed = dict(
        session.execute(
            select(SealedAnswer.round_id, func.count())
            .where(SealedAnswer.round_id.in_(uncounted))
            .group_by(SealedAnswer.round_id)
        ).all()
    )
    joining = _count_joining(session, zone) if sealed else {}
    came = {id_: own + joining.get(id_, 0) for id_, own in sealed.items()}
    return {
        one.id: (one.received or 0)
        if one.counted_on
        else came.get(one.id, 0) - came.get(one.id, 0) % STEP
        for one in rounds
    }


def _count_joining(session: Session, zone: ZoneInfo) -> dict[int, int]:
    """How many answers of rounds that were too few to count wait for each round, by its id: the one that is counted first."""
    waiting = _list_waiting(session)
    if not waiting:
        return {}
    found: dict[int, int] = {}
    query = select(Round).options(joinedload(Round.version), selectinload(Round.teams))
    uncounted = session.scalars(query.where(Round.counted_on.is_(None)))
    successors = list_successors(session)
    for round_ in sorted(uncounted, key=lambda one: (ended_on(one, zone), one.id)):
        own = {member.team_id for member in round_.teams}
        held = own | set(find_joined(successors, own, on=ended_on(round_, zone)))
        asked = round_.version.questionnaire
        taken = [key for key in waiting if key[0] == asked and key[1] in held]
        found[round_.id] = sum(waiting.pop(key) for key in taken)
    return found


def _list_waiting(session: Session) -> dict[tuple[str, int], int]:
    """The answers that stay sealed, by questionnaire and team."""
    rows = session.execute(
        select(PublishedVersion.questionnaire, Collector.team_id, func.count())
        .select_from(SealedAnswer)
        .join(Round, Round.id == SealedAnswer.round_id)
        .join(PublishedVersion, PublishedVersion.id == Round.version_id)
        .join(Collector, Collector.id == SealedAnswer.collector_id)
        .where(Round.sealed)
        .group_by(PublishedVersion.questionnaire, Collector.team_id)
    )
    return {(questionnaire, team): count for questionnaire, team, count in rows}
