"""The year plan: lines of what is asked how often, of whom, and who replies by when."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import audit, clock
from feedback.codes import read_id
from feedback.exceptions import NotFoundError, RefusedError
from feedback.models.accounts import Account
from feedback.models.asking import Team
from feedback.models.auditing import Deed
from feedback.models.planning import HowOften, Plan, PlanRound, PlanTeam
from feedback.rounds import LAST_YEAR
from feedback.versions import open_asked

MOST_WEEKS = 52
LONGEST_OWNER = 100
MONTHS = {
    HowOften.MONTHLY: 1,
    HowOften.QUARTERLY: 3,
    HowOften.SIX_MONTHLY: 6,
    HowOften.YEARLY: 12,
    HowOften.ALWAYS: 3,
}


@dataclass(frozen=True)
class Line:
    """A line of the plan as somebody fills it in. No teams: every team."""

    questionnaire: str
    how_often: HowOften
    teams: tuple[Team, ...]
    starts_on: dt.date
    open_weeks: int
    reply_owner: str
    reply_weeks: int
    baseline: bool


@dataclass(frozen=True)
class Period:
    """A round to be, by its first and its last day."""

    begins_on: dt.date
    ends_on: dt.date


def add_plan(session: Session, line: Line, *, zone: ZoneInfo, by: Account | None = None) -> Plan:
    """A new line. The same line again is the line there is. Raises RefusedError or NotFoundError."""
    if same := get_same(session, line):
        return same
    check_new(session, line, zone=zone)
    plan = make_plan(line)
    session.add(plan)
    session.flush()
    audit.record(session, Deed.ADDED_PLAN, f"plan {plan.id}", by=by)
    return plan


def check_new(session: Session, line: Line, *, zone: ZoneInfo) -> None:
    """Raise RefusedError or NotFoundError unless `line` can be added to those there are."""
    _check_line(line, zone)
    open_asked(session, line.questionnaire)
    plan = make_plan(line)
    if any(_is_in_the_way(plan, other) for other in list_plans(session)):
        raise RefusedError(
            f"{line.questionnaire} is in the plan already for some of these teams. Stop that line first, or "
            "choose other teams."
        )


def make_plan(line: Line) -> Plan:
    """`line` as it would be kept, in no session yet."""
    return Plan(
        questionnaire=line.questionnaire,
        how_often=line.how_often.value,
        every_team=not line.teams,
        starts_on=line.starts_on,
        open_weeks=line.open_weeks,
        reply_owner=line.reply_owner,
        reply_weeks=line.reply_weeks,
        baseline=line.baseline,
        teams=[PlanTeam(team=team) for team in line.teams],
    )


def get_same(session: Session, line: Line) -> Plan | None:
    """The line that is there already, word for word."""
    facts = _facts_of(make_plan(line))
    return next((one for one in list_plans(session) if _facts_of(one) == facts), None)


def stop_plan(session: Session, plan: Plan, *, zone: ZoneInfo, by: Account | None = None) -> None:
    """Let no more rounds come of `plan`. Those there are stay. Raises RefusedError."""
    if plan.stopped_on is not None:
        raise RefusedError("This line was stopped already.")
    plan.stopped_on = clock.today(zone)
    audit.record(session, Deed.STOPPED_PLAN, f"plan {plan.id}", by=by)


def open_plan(session: Session, plan_id: str) -> Plan:
    """The line with this id. Raises NotFoundError."""
    plan = session.get(Plan, read_id(plan_id))
    if plan is None:
        raise NotFoundError("There is no such line. The page Year shows those there are.")
    return plan


def list_plans(session: Session) -> list[Plan]:
    """The lines that go on, questionnaires by name."""
    going_on = select(Plan).where(Plan.stopped_on.is_(None))
    return list(session.scalars(going_on.order_by(Plan.questionnaire, Plan.id)))


def reply_due_on(made: PlanRound) -> dt.date | None:
    """The day by which the owner replies: so many weeks after the count, or after the day it is expected."""
    if made.round is None:
        return None
    counted_on = made.round.counted_on or made.round.closes_on + dt.timedelta(days=1)
    return counted_on + dt.timedelta(weeks=made.plan.reply_weeks)


def list_periods(plan: Plan, until: dt.date) -> Iterator[Period]:
    """The rounds to be of `plan` that begin by a day. Each is worked out from the first, so none drifts."""
    months = MONTHS.get(HowOften(plan.how_often))
    number, begins_on = 0, plan.starts_on
    while begins_on <= until:
        number += 1
        open_until = begins_on + dt.timedelta(weeks=plan.open_weeks, days=-1)
        if months is None:
            yield Period(begins_on, open_until)
            return
        follows_on = clock.add_months(plan.starts_on, number * months)
        last = follows_on - dt.timedelta(days=1)
        always = plan.how_often == HowOften.ALWAYS
        yield Period(begins_on, last if always else min(open_until, last))
        begins_on = follows_on


def _check_line(line: Line, zone: ZoneInfo) -> None:
    if not line.reply_owner or len(line.reply_owner) > LONGEST_OWNER:
        raise RefusedError(f"Write who replies: a name or a role, at most {LONGEST_OWNER} letters.")
    if not line.reply_owner.isprintable():
        raise RefusedError("Write who replies in letters that can be printed.")
    if not (1 <= line.open_weeks <= MOST_WEEKS and 1 <= line.reply_weeks <= MOST_WEEKS):
        raise RefusedError(f"Weeks are 1 to {MOST_WEEKS}.")
    if line.starts_on < clock.today(zone):
        raise RefusedError(f"{line.starts_on} is past: choose a day from today on.")
    if line.starts_on.year >= LAST_YEAR:
        raise RefusedError(f"Choose a day before the year {LAST_YEAR}.")


def _is_in_the_way(plan: Plan, other: Plan) -> bool:
    """Whether both would ask the same team again and again. Once is looked at when its round is made."""
    if plan.questionnaire != other.questionnaire:
        return False
    if HowOften.ONCE in (plan.how_often, other.how_often):
        return False
    theirs = {member.team_id for member in other.teams}
    mine = {member.team.id for member in plan.teams}
    return plan.every_team or other.every_team or not mine.isdisjoint(theirs)


def _facts_of(plan: Plan) -> tuple[object, ...]:
    teams = frozenset(member.team.id for member in plan.teams)
    when = (plan.starts_on, plan.open_weeks, plan.reply_weeks)
    rest = (plan.every_team, plan.reply_owner, plan.baseline)
    return (plan.questionnaire, str(plan.how_often), teams, when, rest)
