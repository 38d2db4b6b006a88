"""The clock from a count to its first reply: by when, by whom, and how long it took."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models.asking import Round
from feedback.models.planning import PlanRound
from feedback.plans import reply_due_on
from feedback.replies import list_published
from feedback.rounds import list_bare

WEEKS = 6  # where the round came of no line of the year: a term's half, and what notices of councils promise
KEPT = dt.timedelta(days=365)  # a round counted longer ago is not asked about any more


@dataclass(frozen=True)
class Clock:
    """A counted round and its reply: due on a day, by an owner where the year names one, first published on a day.

    `answered_later` says that a later round of the same questionnaire was replied to, which answers this one too.
    """

    round: Round
    counted_on: dt.date
    due_on: dt.date
    owner: str
    first_on: dt.date | None
    answered_later: bool = False

    @property
    def waits(self) -> bool:
        """Whether people still wait for a reply."""
        return self.first_on is None and not self.answered_later

    @property
    def days(self) -> int | None:
        """From the count to the first reply."""
        return (self.first_on - self.counted_on).days if self.first_on else None


def list_clocks(session: Session) -> list[Clock]:
    """Every counted round that shows something, the last counted first."""
    made = {one.round_id: one for one in session.scalars(select(PlanRound)) if one.round_id}
    first: dict[int, dt.date] = {}
    for reply in list_published(session):
        if reply.published_on:
            known = first.get(reply.round_id, reply.published_on)
            first[reply.round_id] = min(known, reply.published_on)
    counted = [one for one in list_bare(session) if one.counted_on and not one.sealed]
    clocks: list[Clock] = []
    answered: set[str] = set()
    for round_ in sorted(counted, key=lambda one: (one.counted_on, one.id), reverse=True):
        clocks.append(_make(round_, made.get(round_.id), first.get(round_.id), answered))
        if round_.id in first:
            answered.add(round_.version.questionnaire)
    return clocks


def list_unanswered(session: Session, *, today: dt.date) -> list[Clock]:
    """One clock a questionnaire whose newest rounds nobody replied to: that of the oldest of them in a year."""
    found: dict[str, Clock] = {}
    for clock in list_clocks(session):
        if clock.waits and clock.counted_on + KEPT > today:
            found[clock.round.version.questionnaire] = clock
    return sorted(found.values(), key=lambda one: (one.due_on, one.round.id))


def _make(
    round_: Round, made: PlanRound | None, first_on: dt.date | None, answered: set[str]
) -> Clock:
    assert round_.counted_on
    due_on = reply_due_on(made) if made else None
    return Clock(
        round=round_,
        counted_on=round_.counted_on,
        due_on=due_on or round_.counted_on + dt.timedelta(weeks=WEEKS),
        owner=made.plan.reply_owner if made else "",
        first_on=first_on,
        answered_later=first_on is None and round_.version.questionnaire in answered,
    )
