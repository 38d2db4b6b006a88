"""Closing a team and merging it into another: asked twice, and undone where that is still possible."""

import datetime as dt

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback import clock, mergers, renames, teams
from feedback.codes import read_id
from feedback.exceptions import ChangedError, RefusedError
from feedback.models.asking import Team
from feedback.permissions import Action
from feedback.rounds import LAST_YEAR
from feedback.staff.teams import own_account, show_team
from feedback.versions import snapshot_of
from feedback.web.access import open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("team_ends", __name__)
NO_DAY = "Choose a day."


class OnlyAskedError(Exception):
    """It can be done, and nobody has said yet that they are sure: nothing of it is kept."""


@blueprint.get("/teams/<team_id>/close")
@open_to(Action.CHANGE_TEAMS)
def ask_to_close(team_id: str) -> ResponseReturnValue:
    """From which day, and what that means."""
    with get_database().reading() as session:
        return _ask(session, teams.open_team(session, team_id), merging=False)


@blueprint.post("/teams/<team_id>/close")
@open_to(Action.CHANGE_TEAMS)
def close_team(team_id: str) -> ResponseReturnValue:
    """Close the team, once somebody has said that they are sure."""
    return _end(team_id, merging=False)


@blueprint.get("/teams/<team_id>/merge")
@open_to(Action.CHANGE_TEAMS)
def ask_to_merge(team_id: str) -> ResponseReturnValue:
    """Into which team, from which day, and what that means."""
    with get_database().reading() as session:
        return _ask(session, teams.open_team(session, team_id), merging=True)


@blueprint.post("/teams/<team_id>/merge")
@open_to(Action.CHANGE_TEAMS)
def merge_team(team_id: str) -> ResponseReturnValue:
    """Merge the team, once somebody has said that they are sure."""
    return _end(team_id, merging=True)


@blueprint.post("/teams/<team_id>/reopen")
@open_to(Action.CHANGE_TEAMS)
def reopen_team(team_id: str) -> ResponseReturnValue:
    """Undo closing or merging."""
    try:
        with get_database().writing() as session:
            team = teams.open_team(session, team_id)
            renames.check_same(team, request.form.get("seen", ""))
            zone = get_settings().zone
            mergers.reopen_team(session, team, zone=zone, by=own_account(session))
    except RefusedError as problem:
        with get_database().reading() as session:
            team = teams.open_team(session, team_id)
            return show_team(session, team, trouble=str(problem)), 409
    return redirect(url_for("staff.teams.see_team", team_id=team.id))


def _end(team_id: str, *, merging: bool) -> ResponseReturnValue:
    try:
        with get_database().writing() as session:
            team = teams.open_team(session, team_id)
            renames.check_same(team, request.form.get("seen", ""))
            _end_in(session, team, merging=merging)
            if request.form.get("sure") != "yes":
                raise OnlyAskedError
    except OnlyAskedError:
        with get_database().reading() as session:
            return _ask(session, teams.open_team(session, team_id), merging=merging, asked=True)
    except RefusedError as problem:
        status = 409 if isinstance(problem, ChangedError) else 422
        with get_database().reading() as session:
            team = teams.open_team(session, team_id)
            return _ask(session, team, merging=merging, trouble=str(problem)), status
    return redirect(url_for("staff.teams.see_team", team_id=team.id))


def _end_in(session: Session, team: Team, *, merging: bool) -> None:
    zone, by = get_settings().zone, own_account(session)
    if not merging:
        mergers.close_team(session, team, on=_read_day(), zone=zone, by=by)
        return
    into = session.get(Team, read_id(request.form.get("into", "")))
    if into is None:
        raise RefusedError("Choose the team that goes on.")
    mergers.merge_team(session, team, into, from_on=_read_day(), zone=zone, by=by)


def _read_day() -> dt.date:
    try:
        day = dt.date.fromisoformat(request.form.get("day", ""))
    except ValueError:
        raise RefusedError(NO_DAY) from None
    if day.year > LAST_YEAR:
        raise RefusedError(f"Choose a day in the years to {LAST_YEAR}.")
    return day


def _ask(
    session: Session, team: Team, *, merging: bool, trouble: str = "", asked: bool = False
) -> str:
    today = clock.today(get_settings().zone)
    first = today + dt.timedelta(days=1) if merging else today
    others = [t for t in teams.list_teams(session) if t.closed_on is None and t.id != team.id]
    chosen = read_id(request.form.get("into", ""))
    day = request.form.get("day", first.isoformat())
    on = dt.date.fromisoformat(day) if asked else None
    return render_template(
        "staff/team-end.html",
        team=team,
        merging=merging,
        others=others,
        into=next((one for one in others if one.id == chosen), None),
        day=day,
        first=first,
        on=on,
        planned=mergers.list_planned(session, team, on, get_settings().zone) if on else (),
        label=lambda round_: (
            f"{snapshot_of(round_.version).name}, from {clock.day_words(round_.opens_on)}"
        ),
        trouble=trouble,
        asked=asked,
        seen=renames.state_of(team),
    )
