"""The year on one page: what is asked how often, of whom, who replies; and lines added and stopped."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback import clock, plans, repeats, timetable
from feedback.exceptions import NotFoundError, RefusedError
from feedback.models.planning import HowOften, Plan
from feedback.permissions import Action
from feedback.plans import Line
from feedback.repeats import Repeat
from feedback.rounds import list_rounds, read_marks
from feedback.staff.drafts import ALL, list_choices
from feedback.staff.teams import own_account
from feedback.staff.year_grid import list_months, make_grid, read_year
from feedback.teams import list_teams
from feedback.versions import open_asked, open_published, snapshot_of
from feedback.web.access import open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("year", __name__)
HOW_OFTEN_WORDS = {
    HowOften.ONCE: "Once",
    HowOften.MONTHLY: "Monthly",
    HowOften.QUARTERLY: "Quarterly",
    HowOften.SIX_MONTHLY: "Every six months",
    HowOften.YEARLY: "Yearly",
    HowOften.ALWAYS: "Always open, counted each quarter",
}
USUAL_WEEKS = {"open_weeks": "4", "reply_weeks": "6"}


@dataclass(frozen=True)
class Typed:
    """A line as it was sent."""

    questionnaire: str = ""
    how_often: str = ""
    teams: tuple[str, ...] = ()
    starts: str = ""
    open_weeks: str = USUAL_WEEKS["open_weeks"]
    reply_owner: str = ""
    reply_weeks: str = USUAL_WEEKS["reply_weeks"]
    baseline: bool = False


@blueprint.get("/year")
@open_to(Action.PLAN_ROUNDS)
def see_year() -> ResponseReturnValue:
    """The financial year as a grid, and the lines it comes of."""
    zone = _zone()
    today = clock.today(zone)
    year = read_year(request.args.get("year", ""), today)
    with get_database().reading() as session:
        going_on, made = plans.list_plans(session), timetable.list_plan_rounds(session)
        grid = make_grid(
            session, year, rounds=list_rounds(session), plans=going_on, made=made, zone=zone
        )
        return render_template(
            "staff/year.html",
            year=year,
            months=list_months(year),
            grid=grid,
            lines=[_describe(session, plan) for plan in going_on],
            owed=[one for one in made if one.round and not one.round.sealed],
            reply_due_on=plans.reply_due_on,
            how_often_words=HOW_OFTEN_WORDS,
            snapshot_of=snapshot_of,
            round_marks=read_marks(session, {one.round_id for one in made if one.round_id}),
            today=today,
        )


@blueprint.get("/year/new")
@open_to(Action.PLAN_ROUNDS)
def see_new() -> ResponseReturnValue:
    """A form for another line."""
    return _ask(Typed(starts=clock.add_months(_today().replace(day=1), 1).isoformat()))


@blueprint.post("/year/new")
@open_to(Action.PLAN_ROUNDS)
def add() -> ResponseReturnValue:
    """Add a line, and plan what is due of it. Pressed twice it is one line."""
    typed = _read_typed()
    try:
        with get_database().writing() as session:
            line = _read_line(session, typed)
            near = _list_unseen(session, line)
            if not near:
                plans.add_plan(session, line, zone=_zone(), by=own_account(session))
                timetable.make_rounds(session, zone=_zone())
        if near:
            return _ask(typed, near=near)
    except (RefusedError, NotFoundError) as problem:
        return _ask(typed, trouble=str(problem)), 422
    return redirect(url_for(".see_year"))


@blueprint.get("/year/<plan_id>/stop")
@open_to(Action.PLAN_ROUNDS)
def ask_to_stop(plan_id: str) -> ResponseReturnValue:
    """Ask whether no more rounds shall come of a line."""
    with get_database().reading() as session:
        line = _describe(session, plans.open_plan(session, plan_id))
    stopped = line["plan"].stopped_on is not None  # type: ignore[attr-defined]
    page = render_template("staff/stop-plan.html", line=line, how_often_words=HOW_OFTEN_WORDS)
    return page, 409 if stopped else 200


@blueprint.post("/year/<plan_id>/stop")
@open_to(Action.PLAN_ROUNDS)
def stop(plan_id: str) -> ResponseReturnValue:
    """Stop a line. Pressed twice it is stopped once."""
    with get_database().writing() as session:
        plan = plans.open_plan(session, plan_id)
        if plan.stopped_on is None:
            plans.stop_plan(session, plan, zone=_zone(), by=own_account(session))
    return redirect(url_for(".see_year"))


def _describe(session: Session, plan: Plan) -> dict[str, object]:
    stuck = None if plan.stopped_on else timetable.get_stuck(session, plan, zone=_zone())
    return {
        "plan": plan,
        "name": snapshot_of(open_published(session, plan.questionnaire)).name,
        "teams": [member.team.name for member in plan.teams],
        "trouble": stuck.why if stuck else "",
    }


def _read_typed() -> Typed:
    sent = {
        name: " ".join(request.form.get(name, "").split())
        for name in ("questionnaire", "how_often", "starts", "open_weeks", "reply_owner")
    }
    return Typed(
        **sent,
        reply_weeks=request.form.get("reply_weeks", "").strip(),
        teams=tuple(request.form.getlist("team")),
        baseline="baseline" in request.form,
    )


def _read_line(session: Session, typed: Typed) -> Line:
    """The line that was typed. Raises RefusedError."""
    if not typed.questionnaire:
        raise RefusedError("Choose what is asked.")
    if typed.how_often not in list(HowOften):
        raise RefusedError("Choose how often.")
    known = {str(team.id): team for team in list_teams(session)}
    chosen = tuple(known[id_] for id_ in dict.fromkeys(typed.teams) if id_ in known)
    if ALL not in typed.teams and not chosen:
        raise RefusedError("Choose one team or more, or every team.")
    try:
        starts_on = dt.date.fromisoformat(typed.starts)
    except ValueError:
        raise RefusedError("Choose the first day.") from None
    return Line(
        questionnaire=open_asked(session, typed.questionnaire.partition("@")[0]).questionnaire,
        how_often=HowOften(typed.how_often),
        teams=() if ALL in typed.teams else chosen,
        starts_on=starts_on,
        open_weeks=_read_weeks(typed.open_weeks),
        reply_owner=typed.reply_owner,
        reply_weeks=_read_weeks(typed.reply_weeks),
        baseline=typed.baseline,
    )


def _list_unseen(session: Session, line: Line) -> list[Repeat]:
    """Who would be asked again too soon, unless somebody has seen just that and goes on, or the line is there."""
    if plans.get_same(session, line):
        return []
    plans.check_new(session, line, zone=_zone())
    found = repeats.list_repeats(session, line)
    return [] if request.form.get("seen") == repeats.state_of(found) else found


def _read_weeks(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 4 else 0


def _ask(typed: Typed, trouble: str = "", near: Sequence[Repeat] = ()) -> str:
    with get_database().reading() as session:
        versions, services = list_choices(session)
    return render_template(
        "staff/new-plan.html",
        typed=typed,
        trouble=trouble,
        near=near,
        seen=repeats.state_of(near),
        versions=versions,
        services=services,
        all_teams=ALL,
        how_often_words=HOW_OFTEN_WORDS,
        snapshot_of=snapshot_of,
    )


def _today() -> dt.date:
    return clock.today(_zone())


def _zone() -> ZoneInfo:
    return get_settings().zone
