"""Half a year of a council whose manager is curious: children are seen, answer, and rounds are counted for real."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.closing import count_due
from feedback.comments import list_comments, open_comment
from feedback.decisions import release
from feedback.models.answering import SealedAnswer
from feedback.models.asking import PublishedVersion, Round, Team
from feedback.questionnaires.snapshot import Snapshot
from feedback.reports.figures import read_rounds
from feedback.reports.released import ReleasedComment, read_released
from feedback.reports.shown import RoundFigures
from feedback.rounds import plan_round, summarise
from feedback.versions import list_versions, publish
from tests.councils import LONDON, add_teams, edit_question, make_snapshot
from tests.disclosure.visits import (
    BEGINS,
    NAMES,
    OWN,
    WEEKS,
    Child,
    Given,
    draw_roster,
    list_events,
)


@dataclass(frozen=True)
class Dates:
    """What everybody knows of a round from the day it is planned."""

    questionnaire: str
    opens_on: dt.date
    closes_on: dt.date


@dataclass(frozen=True)
class Look:
    """What the list of rounds says of received on one day, by round id."""

    on: dt.date
    received: dict[int, int]


@dataclass
class Counted:
    """A counted round: all its figures, the released comments, and the answers that truly went in."""

    figures: RoundFigures
    comments: tuple[ReleasedComment, ...]
    given: list[Given]


@dataclass
class HalfYear:
    """Everything that was seen, and everything that was true."""

    roster: list[Child]
    teams: int = 1
    rounds: dict[int, Dates] = field(default_factory=dict)
    looks: list[Look] = field(default_factory=list)
    counted: list[Counted] = field(default_factory=list)
    asked: dict[int, list[Given]] = field(default_factory=dict)  # by the round they were given in

    def round_of(self, questionnaire: str, day: dt.date) -> int:
        """The id of the round that asks on this day."""
        return next(
            round_id
            for round_id, dates in self.rounds.items()
            if dates.questionnaire == questionnaire and dates.opens_on <= day <= dates.closes_on
        )


@lru_cache
def snapshots() -> tuple[Snapshot, ...]:
    """The two questionnaires of the council, each with other questions in both its forms."""
    written = (
        make_snapshot(questionnaire=name, easy_read_lacks=lacks)
        for name, lacks in zip(NAMES, (["venue"], ["listened", "chaired", "venue"]), strict=True)
    )
    return tuple(edit_question(snapshot, "best", most=200) for snapshot in written)


def publish_both(session: Session) -> None:
    """Publish the questionnaires, once for the database that every half-year begins with."""
    for snapshot in snapshots():
        publish(session, snapshot, on=dt.date(2026, 3, 1))


def live_through(session: Session, dice: Random) -> HalfYear:
    """26 weeks, day by day, in a database that is new. Needs a writing session."""
    lengths = dice.choice([28, 45, 91, 182])
    others = dice.choice([0, 0, 1, 3, 5, 7])
    teams = add_teams(session, *_name_teams(others))
    half_year = HalfYear(draw_roster(dice, dice.uniform(0.75, 0.95)), teams=len(teams))
    with clock.frozen_at(_noon(BEGINS - dt.timedelta(1))):
        for version in list_versions(session):
            days = lengths if version.questionnaire == NAMES[0] else 7 * WEEKS
            half_year.rounds |= _plan(session, version, teams, days)
    events = list_events(dice, half_year.roster, teams)
    for day in (BEGINS + dt.timedelta(n) for n in range(7 * WEEKS + 2)):
        with clock.frozen_at(_noon(day)):
            _count(session, dice, half_year, day)
            for event in events.get(day, ()):
                if sent := event.happen(
                    session, dice, half_year.round_of(event.questionnaire, day), day
                ):
                    half_year.asked.setdefault(sent[0], []).append(sent[1])
            if day in events:
                _look(session, half_year, day)
    return half_year


def _name_teams(others: int) -> list[tuple[str, str]]:
    names = ("Elm", "Ash", "Fir", "Bay", "Yew", "Ivy", "Box")[:others]
    return [
        (OWN, "Care"),
        *((name, "Care" if place < 3 else "Help") for place, name in enumerate(names)),
    ]


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), LONDON)


def _plan(
    session: Session, version: PublishedVersion, teams: Sequence[Team], days: int
) -> dict[int, Dates]:
    """Rounds of so many days, one after the other, for 26 weeks."""
    planned = {}
    last = BEGINS + dt.timedelta(7 * WEEKS - 1)
    opens_on = BEGINS
    while opens_on <= last:
        closes_on = min(opens_on + dt.timedelta(days - 1), last)
        round_ = plan_round(
            session, version, teams, opens_on=opens_on, closes_on=closes_on, zone=LONDON
        )
        planned[round_.id] = Dates(version.questionnaire, opens_on, closes_on)
        opens_on = closes_on + dt.timedelta(1)
    return planned


def _count(session: Session, dice: Random, half_year: HalfYear, day: dt.date) -> None:
    """Count what is due, and release every second comment."""
    if not any(day == dates.closes_on + dt.timedelta(1) for dates in half_year.rounds.values()):
        return
    before = set(session.scalars(select(SealedAnswer.id)))
    counted = count_due(session, zone=LONDON)
    session.flush()
    gone = before - set(session.scalars(select(SealedAnswer.id)))
    for round_ in counted:
        if round_.sealed:
            continue
        # By their words: they lie in an order that is new every time.
        for comment in sorted(list_comments(session, round_=round_), key=lambda one: one.comment):
            if dice.random() < 0.5:
                release(session, open_comment(session, comment.id))
        (figures,) = read_rounds(session, [round_])
        given = [
            one
            for round_id, every in half_year.asked.items()
            for one in every
            if one.id in gone and _same_questionnaire(session, round_id, round_)
        ]
        comments = read_released(session, [round_], [figures])
        half_year.counted.append(Counted(figures, comments, given))


def _same_questionnaire(session: Session, round_id: int, round_: Round) -> bool:
    other = session.get_one(Round, round_id)
    return other.version.questionnaire == round_.version.questionnaire


def _look(session: Session, half_year: HalfYear, day: dt.date) -> None:
    """What the list says of every round that is open: of the others it says the same every day."""
    summaries = [
        summarise(session, session.get_one(Round, round_id), LONDON)
        for round_id, dates in half_year.rounds.items()
        if dates.opens_on <= day <= dates.closes_on
    ]
    half_year.looks.append(Look(day, {one.id: one.received for one in summaries if not one.sealed}))
