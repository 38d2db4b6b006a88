"""The rounds that make themselves of the year plan: one for each period, planned ahead, with who replies by when."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from feedback import audit, clock
from feedback.exceptions import RefusedError
from feedback.mergers import get_merger
from feedback.models.asking import PublishedVersion, Round, Team
from feedback.models.auditing import Deed
from feedback.models.planning import Plan, PlanRound
from feedback.plans import Period, list_periods, list_plans
from feedback.rounds import check_plan, plan_round
from feedback.teams import list_teams
from feedback.versions import open_published

AHEAD = dt.timedelta(weeks=6)  # a round is planned so long before, to print its posters


def list_plan_rounds(session: Session) -> list[PlanRound]:
    """What came of every line, stopped ones included, first days first."""
    query = select(PlanRound).options(joinedload(PlanRound.plan), joinedload(PlanRound.round))
    return list(session.scalars(query.order_by(PlanRound.begins_on, PlanRound.plan_id)))


def read_replies(session: Session) -> dict[int, PlanRound]:
    """Who replies to which round, by its id: of those that came of the plan."""
    return {made.round_id: made for made in list_plan_rounds(session) if made.round_id}


def make_rounds(session: Session, *, zone: ZoneInfo) -> list[Round]:
    """Plan every round that is due to be planned and is not yet. What cannot be is tried again the next time.

    One whose day has passed, because nothing ran, opens today. Each asks the version that is newest when it is
    planned, and keeps it.
    """
    today = clock.today(zone)
    made: list[Round] = []
    for plan in list_plans(session):
        for period in _list_missing(session, plan, today):
            try:
                made.append(_make(session, plan, period, zone))
            except RefusedError:
                continue
    return made


@dataclass(frozen=True)
class Stuck:
    """A round that is due to be planned and cannot be, and why, in a sentence."""

    version: PublishedVersion
    opens_on: dt.date
    why: str


def list_stuck(session: Session, *, zone: ZoneInfo) -> list[Stuck]:
    """What could not make itself, one a line of the plan, first days first."""
    found = [
        stuck for plan in list_plans(session) if (stuck := get_stuck(session, plan, zone=zone))
    ]
    return sorted(found, key=lambda one: (one.opens_on, one.version.questionnaire))


def get_stuck(session: Session, plan: Plan, *, zone: ZoneInfo) -> Stuck | None:
    """The first round of `plan` that is due to be planned and has something in its way."""
    today = clock.today(zone)
    for period in _list_missing(session, plan, today):
        opens_on = max(period.begins_on, today)
        teams = _teams_of(session, plan, opens_on)
        version = open_published(session, plan.questionnaire)
        try:
            check_plan(
                session, version, teams, opens_on=opens_on, closes_on=period.ends_on, zone=zone
            )
        except RefusedError as problem:
            return Stuck(version, opens_on, str(problem))
    return None


def _make(session: Session, plan: Plan, period: Period, zone: ZoneInfo) -> Round:
    opens_on = max(period.begins_on, clock.today(zone))
    round_ = plan_round(
        session,
        open_published(session, plan.questionnaire),
        _teams_of(session, plan, opens_on),
        opens_on=opens_on,
        closes_on=period.ends_on,
        zone=zone,
    )
    baseline = plan.baseline and not any(one.round_id for one in _list_made(session, plan))
    session.add(
        PlanRound(
            plan_id=plan.id, begins_on=period.begins_on, round_id=round_.id, baseline=baseline
        )
    )
    session.flush()
    audit.record(session, Deed.PLANNED_ROUND, f"round {round_.id}", by=None)
    return round_


def _list_missing(session: Session, plan: Plan, today: dt.date) -> list[Period]:
    """The rounds that are due to be planned by now, are not over, and were never made."""
    done = {one.begins_on for one in _list_made(session, plan)}
    return [
        period
        for period in list_periods(plan, today + AHEAD)
        if period.begins_on not in done and period.ends_on >= today
    ]


def _list_made(session: Session, plan: Plan) -> Sequence[PlanRound]:
    return session.scalars(select(PlanRound).where(PlanRound.plan_id == plan.id)).all()


def _teams_of(session: Session, plan: Plan, opens_on: dt.date) -> list[Team]:
    """Whom a round of `plan` asks: a team that was merged by then is asked as the one it goes on as."""
    chosen = list_teams(session) if plan.every_team else [member.team for member in plan.teams]
    found = {}
    for team in chosen:
        later: Team | None = team
        while later is not None and later.closed_on is not None and later.closed_on <= opens_on:
            merger = get_merger(session, later)
            later = session.get(Team, merger.successor_id) if merger else None
        if later is not None:
            found[later.id] = later
    return [found[id_] for id_ in sorted(found)]
