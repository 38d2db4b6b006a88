"""Whom a line of the year plan would ask again within six weeks, told before it is added."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedback import clock
from feedback.fingerprints import fingerprint
from feedback.models.planning import Plan
from feedback.plans import Line, Period, list_periods, list_plans, make_plan
from feedback.replanning import SOON
from feedback.rounds import list_rounds
from feedback.teams import list_teams
from feedback.versions import open_published, snapshot_of

MONTHS_AHEAD = 12  # a year of the line: later ones repeat it


@dataclass(frozen=True)
class Asked:
    """A round there is, or one that a line will make: what, of whom, when."""

    name: str
    audience: str
    teams: frozenset[str]
    opens_on: dt.date
    closes_on: dt.date


@dataclass(frozen=True)
class Repeat:
    """Other rounds of one questionnaire near those of the line: the first of them, how many, and whom both ask."""

    name: str
    first: Asked
    count: int
    teams: tuple[str, ...]


def list_repeats(session: Session, line: Line) -> list[Repeat]:
    """What asks some of the same teams and the same audience less than six weeks before or after, by questionnaire."""
    version = snapshot_of(open_published(session, line.questionnaire))
    plan = make_plan(line)
    order = [team.name for team in list_teams(session) if team.closed_on is None]
    mine = frozenset(_name_teams(plan, order))
    periods = list(list_periods(plan, clock.add_months(line.starts_on, MONTHS_AHEAD)))
    near: dict[str, list[Asked]] = {}
    for other in _list_asked(session, periods[-1].ends_on + SOON, order):
        same_people = other.audience == version.audience.value and not mine.isdisjoint(other.teams)
        if same_people and any(_is_near(other, period) for period in periods):
            near.setdefault(other.name, []).append(other)
    return [_gather(found, mine, order) for found in near.values()]


def state_of(repeats: Sequence[Repeat]) -> str:
    """Changes when the warning does: what somebody saw who adds the line all the same."""
    return fingerprint([(one.name, one.first.opens_on, one.count, one.teams) for one in repeats])


def _is_near(other: Asked, period: Period) -> bool:
    return other.opens_on < period.ends_on + SOON and other.closes_on > period.begins_on - SOON


def _gather(found: list[Asked], mine: frozenset[str], order: Sequence[str]) -> Repeat:
    first = min(found, key=lambda one: (one.opens_on, one.closes_on))
    both = mine & frozenset[str]().union(*(one.teams for one in found))
    return Repeat(first.name, first, len(found), tuple(name for name in order if name in both))


def _list_asked(session: Session, until: dt.date, order: Sequence[str]) -> Iterator[Asked]:
    """Every round there is, and those to come of every line."""
    for round_ in list_rounds(session):
        teams = frozenset(member.team.name for member in round_.teams)
        snapshot = snapshot_of(round_.version)
        yield Asked(
            snapshot.name, snapshot.audience.value, teams, round_.opens_on, round_.closes_on
        )
    for plan in list_plans(session):
        snapshot = snapshot_of(open_published(session, plan.questionnaire))
        teams = frozenset(_name_teams(plan, order))
        for period in list_periods(plan, until):
            yield Asked(
                snapshot.name, snapshot.audience.value, teams, period.begins_on, period.ends_on
            )


def _name_teams(plan: Plan, order: Sequence[str]) -> Iterable[str]:
    return order if plan.every_team else (member.team.name for member in plan.teams)
