"""Teams as staff keep them: who there is, what each is called and where it belongs, and lists pasted in."""

from itertools import groupby

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback import clock, renames, team_lists, teams
from feedback.accounts import open_account as open_own_account
from feedback.departures import list_apart
from feedback.exceptions import ChangedError, FeedbackError, RefusedError
from feedback.mergers import read_mergers
from feedback.models.accounts import Account
from feedback.models.asking import Team
from feedback.permissions import Action
from feedback.reports.materials import say_unprintable
from feedback.teams import TeamLine
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("teams", __name__)


@blueprint.get("/teams")
@open_to(Action.CHANGE_TEAMS)
def see_teams() -> ResponseReturnValue:
    """Every team by service and group, and a form for another."""
    return _show_all()


@blueprint.post("/teams")
@open_to(Action.CHANGE_TEAMS)
def add_team() -> ResponseReturnValue:
    """Add one team."""
    line = _read_line()
    try:
        with get_database().writing() as session:
            team = renames.add_team(session, line, by=own_account(session))
    except RefusedError as problem:
        return _show_all(typed=line, trouble=str(problem)), 422
    return redirect(url_for(".see_teams", _anchor=f"team-{team.id}"))


@blueprint.get("/teams/list")
@open_to(Action.CHANGE_TEAMS)
def see_list() -> ResponseReturnValue:
    """A box to paste a list of teams into."""
    return render_template("staff/team-list.html", text="", checks=(), problems=(), seen="")


@blueprint.post("/teams/list")
@open_to(Action.CHANGE_TEAMS)
def send_list() -> ResponseReturnValue:
    """Look through a list, or save it once it was looked through."""
    text, trouble, status = request.form.get("list", ""), "", 200
    try:
        lines = teams.read_team_file(text)
    except FeedbackError as problem:
        problems = str(problem).split("\n")
        page = render_template(
            "staff/team-list.html", text=text, checks=(), problems=problems, seen=""
        )
        return page, 422
    if request.form.get("do") == "save":
        try:
            with get_database().writing() as session:
                checks = team_lists.check_teams(session, lines)
                seen = request.form.get("seen", "")
                team_lists.save_list(session, checks, seen=seen, by=own_account(session))
            return redirect(url_for(".see_teams"))
        except ChangedError as problem:
            trouble, status = f"{problem} This is how they stand now.", 409
    with get_database().reading() as session:
        checks = team_lists.check_teams(session, lines)
    seen = team_lists.state_of(checks)
    page = render_template(
        "staff/team-list.html",
        text=text,
        checks=checks,
        problems=(),
        seen=seen,
        trouble=trouble,
        say_unprintable=say_unprintable,
    )
    return page, status


@blueprint.get("/teams/<team_id>")
@open_to(Action.CHANGE_TEAMS)
def see_team(team_id: str) -> ResponseReturnValue:
    """One team: its name, service and group to change, and what else can be done with it."""
    with get_database().reading() as session:
        return show_team(session, teams.open_team(session, team_id))


@blueprint.post("/teams/<team_id>")
@open_to(Action.CHANGE_TEAMS)
def change_team(team_id: str) -> ResponseReturnValue:
    """Give the team the name, service and group that were typed."""
    line = _read_line()
    try:
        with get_database().writing() as session:
            team = teams.open_team(session, team_id)
            renames.check_same(team, request.form.get("seen", ""))
            zone = get_settings().zone
            renames.change_team(session, team, line, zone=zone, by=own_account(session))
    except RefusedError as problem:
        status = 409 if isinstance(problem, ChangedError) else 422
        with get_database().reading() as session:
            team = teams.open_team(session, team_id)
            return show_team(session, team, typed=line, trouble=str(problem)), status
    return redirect(url_for(".see_team", team_id=team.id, saved="yes"))


def show_team(
    session: Session, team: Team, *, typed: TeamLine | None = None, trouble: str = ""
) -> str:
    """The page of one team."""
    merger = read_mergers(session).get(team.id)
    today = clock.today(get_settings().zone)
    return render_template(
        "staff/team.html",
        team=team,
        typed=typed or TeamLine(team.name, team.service, team.group),
        unprintable=say_unprintable(team.name),
        trouble=trouble,
        seen=renames.state_of(team),
        former=teams.list_former_names(session).get(team.id, []),
        into=session.get_one(Team, merger.successor_id) if merger else None,
        undoable=merger is None or merger.from_on > today,
        apart=list_apart(session, team, zone=get_settings().zone),
        known=teams.list_teams(session),
        saved="saved" in request.args,
        today=today,
    )


def own_account(session: Session) -> Account:
    """Who is signed in, in this session of the database."""
    return open_own_account(session, open_account().id)


def _read_line() -> TeamLine:
    return TeamLine(*(request.form.get(field, "") for field in ("name", "service", "group")))


def _show_all(*, typed: TeamLine | None = None, trouble: str = "") -> str:
    with get_database().reading() as session:
        found = teams.list_teams(session)
        former, mergers = teams.list_former_names(session), read_mergers(session)
    today = clock.today(get_settings().zone)
    names = {team.id: team for team in found}
    going_on = sorted(
        teams.list_open(found, today), key=lambda team: (team.service, team.group or "", team.id)
    )
    return render_template(
        "staff/teams.html",
        services=[(name, list(them)) for name, them in groupby(going_on, lambda t: t.service)],
        closed=[team for team in found if team not in going_on],
        former=former,
        into={id_: names[merger.successor_id] for id_, merger in mergers.items()},
        known=found,
        typed=typed or TeamLine("", "", None),
        trouble=trouble,
        say_unprintable=say_unprintable,
    )
