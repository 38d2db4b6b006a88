"""The financial year as a grid: what is asked in which month, made already or still to come."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from feedback import clock
from feedback.edges import Status, status_of
from feedback.models.asking import Round
from feedback.models.planning import Plan, PlanRound
from feedback.plans import list_periods
from feedback.rounds import FIRST_YEAR, LAST_YEAR
from feedback.versions import list_versions, snapshot_of

APRIL = 4  # the first month of the financial year


@dataclass(frozen=True)
class Mark:
    """A round in the grid, or one still to come, by its days. Without an id it is not made yet."""

    opens_on: dt.date
    closes_on: dt.date
    round_id: int | None
    status: Status | None
    baseline: bool = False


@dataclass(frozen=True)
class Row:
    """A questionnaire, and what of it lies in each of the twelve months."""

    name: str
    months: tuple[tuple[Mark, ...], ...]


def year_of(day: dt.date) -> int:
    """The calendar year in which the financial year of `day` begins."""
    return day.year if day.month >= APRIL else day.year - 1


def read_year(typed: str, today: dt.date) -> int:
    """The financial year that was asked for, or that of today."""
    wanted = int(typed) if typed.isdecimal() and len(typed) <= 4 else 0
    return wanted if FIRST_YEAR <= wanted < LAST_YEAR else year_of(today)


def list_months(year: int) -> list[dt.date]:
    """The first days of the twelve months."""
    return [clock.add_months(dt.date(year, APRIL, 1), number) for number in range(12)]


def make_grid(
    session: Session,
    year: int,
    *,
    rounds: Sequence[Round],
    plans: Sequence[Plan],
    made: Sequence[PlanRound],
    zone: ZoneInfo,
) -> list[Row]:
    """A row for each questionnaire that is asked in the year."""
    months = list_months(year)
    ends = [clock.add_months(month, 1) - dt.timedelta(days=1) for month in months]
    marks = _mark_rounds(rounds, made, zone)
    for name, mark in _mark_coming(plans, made, ends[-1], clock.today(zone)):
        marks.setdefault(name, []).append(mark)
    names = {v.questionnaire: snapshot_of(v).name for v in list_versions(session)}
    rows = []
    for questionnaire in sorted(marks):
        of_months = tuple(
            tuple(m for m in marks[questionnaire] if m.opens_on <= end and m.closes_on >= month)
            for month, end in zip(months, ends, strict=True)
        )
        if any(of_months):
            rows.append(Row(names[questionnaire], of_months))
    return rows


def _mark_rounds(
    rounds: Sequence[Round], made: Sequence[PlanRound], zone: ZoneInfo
) -> dict[str, list[Mark]]:
    baselines = {one.round_id for one in made if one.baseline}
    marks: dict[str, list[Mark]] = {}
    for one in rounds:
        status, baseline = status_of(one, zone), one.id in baselines
        mark = Mark(one.opens_on, one.closes_on, one.id, status, baseline)
        marks.setdefault(one.version.questionnaire, []).append(mark)
    return marks


def _mark_coming(
    plans: Sequence[Plan], made: Sequence[PlanRound], until: dt.date, today: dt.date
) -> Iterable[tuple[str, Mark]]:
    done = {(one.plan_id, one.begins_on) for one in made}
    begun = {one.plan_id for one in made if one.round_id}
    for plan in plans:
        first = plan.baseline and plan.id not in begun
        for period in list_periods(plan, until):
            if (plan.id, period.begins_on) in done or period.ends_on < today:
                continue
            mark = Mark(period.begins_on, period.ends_on, None, None, baseline=first)
            yield plan.questionnaire, mark
            first = False
