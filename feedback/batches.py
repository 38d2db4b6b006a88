"""What becomes of answers that came in a burst: reviewed in batches, kept or left out, before the count."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Subquery, case, delete, func, insert, select, true, update
from sqlalchemy.orm import Session

from feedback import audit, clock, unread
from feedback.db import count_changed
from feedback.edges import ended_on
from feedback.exceptions import ChangedError, NotFoundError, RefusedError
from feedback.mergers import member_of
from feedback.models.accounts import Account
from feedback.models.answering import Comment, SealedAnswer
from feedback.models.asking import Collector, Round, Team
from feedback.models.auditing import Deed
from feedback.models.holding import BatchDecision, Burst

ALIKE_FROM = 5  # answers that are the same, word for word
STEP = 5  # answers of a batch are told in fives
WORKING_DAYS = 5  # to decide, Monday to Friday, after the day a round ended
EVERY = "all"


class Part(StrEnum):
    """How the answers of a burst are told apart without reading them."""

    HURRIED = "hurried"
    ALIKE = "alike"
    DIFFERENT = "different"


class Decision(StrEnum):
    """What was decided about a batch."""

    UNDECIDED = "undecided"
    KEPT = "kept"
    LEFT_OUT = "left-out"


DEEDS = {Decision.KEPT: Deed.KEPT_BATCH, Decision.LEFT_OUT: Deed.LEFT_OUT_BATCH}


@dataclass(frozen=True)
class Batch:
    """One part of a burst, as a reviewer sees it. `answers` is rounded down to fives."""

    id: str
    burst_id: int
    part: Part
    team: str
    questionnaire: str
    channel: str
    answers: int
    status: Decision


def list_batches(session: Session, round_: Round) -> list[Batch]:
    """The batches of `round_`, by burst and part; none once it is counted."""
    parts = _parts(round_)
    found = session.execute(
        select(
            Burst.id,
            parts.c.part,
            func.count(),
            Team.name,
            Collector.questionnaire,
            Collector.channel,
            BatchDecision.decision,
        )
        .select_from(parts)
        .join(Burst, Burst.id == parts.c.burst_id)
        .join(Collector, Collector.id == Burst.collector_id)
        .join(Team, Team.id == Collector.team_id)
        .join(
            BatchDecision,
            (BatchDecision.burst_id == Burst.id) & (BatchDecision.part == parts.c.part),
            isouter=True,
        )
        .group_by(Burst.id, parts.c.part)
    ).all()
    order = list(Part)
    return sorted((_batch(*row) for row in found), key=lambda b: (b.burst_id, order.index(b.part)))


def decide(
    session: Session,
    round_: Round,
    ids: Collection[str],
    decision: Decision,
    *,
    zone: ZoneInfo,
    seen: str | None = None,
    by: Account | None = None,
) -> None:
    """Keep or leave out these batches of `round_`; "all" is every one. Can be changed until the count.

    `seen` is how they stood when somebody looked. Raises ChangedError when they do not any more, NotFoundError for an id
    there is not, and RefusedError once the round is counted.
    """
    if round_.counted_on:
        raise RefusedError(
            f"Round {round_.id} is counted: what was held is kept or left out for good."
        )
    batches = list_batches(session, round_)
    known = {batch.id for batch in batches}
    for unknown in set(ids) - known - {EVERY}:
        raise NotFoundError(
            f"Round {round_.id} has no batch {unknown!r}. "
            f"'feedback responses review {round_.id}' lists those there are."
        )
    chosen = [batch for batch in batches if batch.id in ids or EVERY in ids]
    if seen is not None:
        _check_same(chosen, decision, seen)
    for batch in chosen:
        _decide(session, batch, decision, on=clock.today(zone), by=by)


def list_held(session: Session) -> set[int]:
    """The rounds, by id, of which answers are held, decided or not."""
    return set(session.scalars(select(Burst.round_id).distinct()))


def is_undecided(session: Session, round_: Round) -> bool:
    """Whether `round_` holds answers that nobody has decided about."""
    return any(batch.status is Decision.UNDECIDED for batch in list_batches(session, round_))


def waits(session: Session, round_: Round, *, zone: ZoneInfo) -> bool:
    """Whether the count of `round_` waits for a decision. After the last day for it, it does not."""
    if clock.now() >= clock.day_ends_at(decide_by(round_, zone), zone):
        return False
    return is_undecided(session, round_)


def decide_by(round_: Round, zone: ZoneInfo) -> dt.date:
    """The last day to decide: so many working days after the day the round ended, bank holidays included."""
    day = ended_on(round_, zone)
    left = WORKING_DAYS
    while left:
        day += dt.timedelta(days=1)
        left -= day.weekday() < 5
    return day


def settle(session: Session, round_: Round) -> None:
    """Delete what is left out and let in what is kept. What nobody decided about is left out.

    Words and unsafe answers of what is left out stay for the duty reader, each once: somebody may have asked for help
    in the middle of a flood.
    """
    left_out = _left_out(round_)
    _keep_words(session, round_, left_out)
    round_.left_out = count_changed(
        session,
        delete(SealedAnswer)
        .where(SealedAnswer.id.in_(select(left_out.c.id)))
        .execution_options(synchronize_session=False),
    )
    session.execute(
        update(SealedAnswer)
        .where(SealedAnswer.round_id == round_.id, SealedAnswer.burst_id.is_not(None))
        .values(burst_id=None, hurried=False)
        .execution_options(synchronize_session=False)
    )
    own = select(Burst.id).where(Burst.round_id == round_.id)
    session.execute(delete(BatchDecision).where(BatchDecision.burst_id.in_(own)))
    session.execute(delete(Burst).where(Burst.round_id == round_.id))


def _batch(
    burst_id: int,
    part: str,
    count: int,
    team: str,
    questionnaire: str,
    channel: str,
    decision: str | None,
) -> Batch:
    return Batch(
        id=f"{burst_id}-{part}",
        burst_id=burst_id,
        part=Part(part),
        team=team,
        questionnaire=questionnaire,
        channel=channel,
        answers=count - count % STEP,
        status=Decision(decision or Decision.UNDECIDED),
    )


def _check_same(batches: Collection[Batch], decision: Decision, seen: str) -> None:
    if any(batch.status not in (seen, decision) for batch in batches):
        raise ChangedError(
            "Somebody else decided about these answers while your page was open. Nothing was changed. "
            "Below is what they decided: talk to them, or press again."
        )


def _decide(
    session: Session, batch: Batch, decision: Decision, *, on: dt.date, by: Account | None
) -> None:
    session.merge(
        BatchDecision(
            burst_id=batch.burst_id,
            part=batch.part.value,
            decision=decision.value,
            decided_on=on,
        )
    )
    audit.record(session, DEEDS[decision], f"batch {batch.id}", by=by)


def _parts(round_: Round) -> Subquery:
    """Every held answer of `round_` with its part. The same: every answer and every word of one burst."""
    same = func.count().over(
        partition_by=[
            SealedAnswer.burst_id,
            SealedAnswer.variant,
            SealedAnswer.answers,
            SealedAnswer.equality,
            SealedAnswer.comments,
        ]
    )
    part = case(
        (SealedAnswer.hurried, Part.HURRIED.value),
        (same >= ALIKE_FROM, Part.ALIKE.value),
        else_=Part.DIFFERENT.value,
    )
    return (
        select(SealedAnswer.id, SealedAnswer.burst_id, part.label("part"))
        .where(SealedAnswer.burst_id.in_(select(Burst.id).where(Burst.round_id == round_.id)))
        .subquery("parts")
    )


def _left_out(round_: Round) -> Subquery:
    parts = _parts(round_)
    return (
        select(parts.c.id)
        .join(
            BatchDecision,
            (BatchDecision.burst_id == parts.c.burst_id) & (BatchDecision.part == parts.c.part),
            isouter=True,
        )
        .where(func.coalesce(BatchDecision.decision, "") != Decision.KEPT.value)
        .subquery("left_out")
    )


def _keep_words(session: Session, round_: Round, left_out: Subquery) -> None:
    text = func.json_each(SealedAnswer.comments).table_valued("key", "value", name="text")
    columns: dict[str, Any] = {
        "round_id": SealedAnswer.round_id,
        "team_id": member_of(session, round_),
        "question": text.c.key,
        "comment": text.c.value,
        "language": SealedAnswer.language,
        "held": true(),
    }
    once = (
        select(func.randomblob(16), *columns.values())
        .select_from(SealedAnswer)
        .join(left_out, left_out.c.id == SealedAnswer.id)
        .join(Collector, Collector.id == SealedAnswer.collector_id)
        .join(text, true())
        .where(
            SealedAnswer.round_id == round_.id,
            text.c.key != "",  # words that were read are comments already
        )
        .group_by(columns["team_id"], text.c.key, text.c.value)
        .order_by(func.random())
    )
    session.execute(insert(Comment).from_select(["id", *columns], once))
    source = (
        select()
        .select_from(SealedAnswer)
        .join(left_out, left_out.c.id == SealedAnswer.id)
        .join(Collector, Collector.id == SealedAnswer.collector_id)
    )
    unread.keep_unsafe(session, round_, source, team=columns["team_id"], held=True)
