"""Planning a round on four screens, and changing or cancelling one that has not begun."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback import audit, clock, replanning, rounds
from feedback.edges import Status, status_of
from feedback.exceptions import ChangedError, NotFoundError, RefusedError
from feedback.models.asking import Round
from feedback.models.auditing import Deed
from feedback.permissions import Action
from feedback.staff.drafts import (
    ALL,
    SCREENS,
    Draft,
    Screen,
    Shown,
    find_same,
    list_choices,
    read_draft,
    show,
)
from feedback.staff.teams import own_account
from feedback.versions import snapshot_of
from feedback.web.access import open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("planning", __name__)
CHANGED = (
    "Something of this changed meanwhile. Nothing was saved. This is how it stands now: look again."
)


@blueprint.get("/rounds/new")
@open_to(Action.PLAN_ROUNDS)
def see_new() -> ResponseReturnValue:
    """One of the four screens. All that was chosen stands in the address, so Back works and nothing is stored."""
    with get_database().reading() as session:
        shown = show(session, read_draft(request.args), at=request.args.get("at", ""), zone=_zone())
        return _render(session, shown)


@blueprint.post("/rounds/new")
@open_to(Action.PLAN_ROUNDS)
def plan() -> ResponseReturnValue:
    """Plan or open the round. Pressed twice it is one round."""
    draft = read_draft(request.form)
    try:
        with get_database().writing() as session:
            made = _plan(session, draft)
    except (RefusedError, NotFoundError) as problem:
        return _refuse(draft, problem)
    return redirect(url_for("staff.rounds.see_rounds", _anchor=f"round-{made.id}"))


@blueprint.get("/rounds/<round_id>/change")
@open_to(Action.PLAN_ROUNDS)
def see_change(round_id: str) -> ResponseReturnValue:
    """The same screens for a planned round, without the first."""
    with get_database().reading() as session:
        round_ = rounds.open_round(session, round_id)
        if status_of(round_, _zone()) is not Status.PLANNED:
            return _render_begun(round_), 409
        draft = read_draft(request.args, round_)
        at = request.args.get("at", "")
        return _render(session, show(session, draft, at=at, zone=_zone(), round_=round_))


@blueprint.post("/rounds/<round_id>/change")
@open_to(Action.PLAN_ROUNDS)
def change(round_id: str) -> ResponseReturnValue:
    """Give a planned round the teams and days that were looked through."""
    with get_database().reading() as session:
        round_ = rounds.open_round(session, round_id)
        if status_of(round_, _zone()) is not Status.PLANNED:
            return _render_begun(round_), 409
        draft = read_draft(request.form, round_)
    try:
        with get_database().writing() as session:
            round_ = rounds.open_round(session, round_id)
            _change(session, round_, draft)
    except (RefusedError, NotFoundError) as problem:
        return _refuse(draft, problem, round_id)
    return redirect(url_for("staff.rounds.see_rounds", _anchor=f"round-{round_id}"))


@blueprint.get("/rounds/<round_id>/cancel")
@open_to(Action.PLAN_ROUNDS)
def ask_to_cancel(round_id: str) -> ResponseReturnValue:
    """Ask whether a planned round shall really go."""
    with get_database().reading() as session:
        round_ = rounds.open_round(session, round_id)
        if status_of(round_, _zone()) is not Status.PLANNED:
            return _render_begun(round_), 409
        return _render_cancel(round_)


@blueprint.post("/rounds/<round_id>/cancel")
@open_to(Action.PLAN_ROUNDS)
def cancel(round_id: str) -> ResponseReturnValue:
    """Take a planned round away."""
    try:
        with get_database().writing() as session:
            round_ = rounds.open_round(session, round_id)
            replanning.check_planned(round_, _zone())
            replanning.check_same(round_, request.form.get("seen", ""))
            replanning.cancel_round(session, round_, zone=_zone())
            _record(session, Deed.CANCELLED_ROUND, round_)
    except ChangedError as problem:
        return _render_cancel(round_, trouble=f"{problem} This is how it stands now."), 409
    except RefusedError:
        return _render_begun(round_), 409
    return redirect(url_for("staff.rounds.see_rounds"))


def _plan(session: Session, draft: Draft) -> Round:
    shown = show(session, draft, at=Screen.LOOK, zone=_zone())
    if shown.trouble:
        same = find_same(session, shown)
        if same:
            return same
        raise RefusedError(shown.trouble)
    if draft.seen != shown.state:
        raise ChangedError(CHANGED)
    version, opens_on, closes_on = shown.version, shown.opens_on, shown.closes_on
    assert version
    assert opens_on
    assert closes_on
    made = rounds.plan_round(
        session, version, shown.teams, opens_on=opens_on, closes_on=closes_on, zone=_zone()
    )
    _record(session, Deed.PLANNED_ROUND, made)
    return made


def _change(session: Session, round_: Round, draft: Draft) -> None:
    replanning.check_planned(round_, _zone())
    shown = show(session, draft, at=Screen.LOOK, zone=_zone(), round_=round_)
    if _is_as_drafted(round_, shown):
        return  # pressed twice
    replanning.check_same(round_, draft.seen)
    if shown.trouble:
        raise RefusedError(shown.trouble)
    opens_on, closes_on = shown.opens_on, shown.closes_on
    assert opens_on
    assert closes_on
    replanning.change_round(
        session, round_, shown.teams, opens_on=opens_on, closes_on=closes_on, zone=_zone()
    )
    _record(session, Deed.CHANGED_ROUND, round_)


def _is_as_drafted(round_: Round, shown: Shown) -> bool:
    days = (round_.opens_on, round_.closes_on) == (shown.opens_on, shown.closes_on)
    return days and {m.team_id for m in round_.teams} == {team.id for team in shown.teams}


def _refuse(draft: Draft, problem: Exception, round_id: str = "") -> ResponseReturnValue:
    """The screen on which something is to be put right, with all that was chosen still on it."""
    changed = isinstance(problem, ChangedError)
    with get_database().reading() as session:
        round_ = rounds.open_round(session, round_id) if round_id else None
        if round_ and status_of(round_, _zone()) is not Status.PLANNED:
            return _render_begun(round_), 409
        shown = show(session, draft, at=Screen.LOOK, zone=_zone(), round_=round_)
        if changed and round_:
            seen = replanning.state_of(round_)
            shown = replace(shown, draft=replace(draft, seen=seen))
        shown = replace(shown, trouble=shown.trouble or str(problem))
        return _render(session, shown, changed=changed), 409 if changed else 422


def _render(session: Session, shown: Shown, *, changed: bool = False) -> str:
    versions, services = list_choices(session)
    today = clock.today(_zone())
    return render_template(
        "staff/planning.html",
        shown=shown,
        draft=shown.draft,
        place=SCREENS.index(shown.screen) + 1,
        changed=changed,
        versions=versions,
        services=services,
        all_teams=ALL,
        snapshot_of=snapshot_of,
        today=today,
        action=url_for(".see_change", round_id=shown.round.id)
        if shown.round
        else url_for(".see_new"),
    )


def _render_cancel(round_: Round, trouble: str = "") -> str:
    return render_template(
        "staff/cancel-round.html",
        round=round_,
        name=snapshot_of(round_.version).name,
        seen=replanning.state_of(round_),
        trouble=trouble,
    )


def _render_begun(round_: Round) -> str:
    name = snapshot_of(round_.version).name
    return render_template("staff/round-has-begun.html", round=round_, name=name)


def _record(session: Session, deed: Deed, round_: Round) -> None:
    audit.record(session, deed, f"round {round_.id}", by=own_account(session))


def _zone() -> ZoneInfo:
    return get_settings().zone
