"""Why a team is not shown alone: said to its manager, round by round, without a number below five."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from feedback.permissions import Action, can_see
from feedback.reports.standing import How, list_standings
from feedback.suggestions import list_suggestions
from feedback.teams import open_team
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database

blueprint = Blueprint("alone", __name__)


@blueprint.get("/teams/<team_id>/alone")
@open_to(Action.SEE_RESULTS)
def see_why(team_id: str) -> ResponseReturnValue:
    """How one team stood in each counted round, why, and when it may stand alone."""
    with get_database().reading() as session:
        team = open_team(session, team_id)
        if not can_see(open_account(), [team.name]):
            abort(403)
        standings = list_standings(session, team)
        suggested = {one.questionnaire: one for one in list_suggestions(session)}
    names = {one.questionnaire: one.name for one in reversed(standings)}
    return render_template(
        "staff/alone.html",
        team=team.name,
        found={
            name: [one for one in standings if one.questionnaire == questionnaire]
            for questionnaire, name in sorted(names.items())
        },
        suggested=[
            (name, suggested[questionnaire]) for questionnaire, name in sorted(names.items())
        ],
        together=any(one.how is How.TOGETHER for one in standings),
        How=How,
    )
