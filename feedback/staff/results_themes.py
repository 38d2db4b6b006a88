"""What comments are about over time: each theme by quarter, for the whole council."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from feedback.permissions import Action
from feedback.reports.theming import read_trends
from feedback.rounds import list_bare
from feedback.web.access import open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("results_themes", __name__)


@blueprint.get("/results/themes-by-quarter")
@open_to(Action.SEE_RESULTS)
def see_themes() -> ResponseReturnValue:
    """A table of themes and quarters. It is of the whole council, so that it singles out no team."""
    with get_database().reading() as session:
        quarters, trends = read_trends(session, list_bare(session))
    return render_template(
        "staff/results-themes.html",
        quarters=quarters,
        trends=trends,
        months=get_settings().keep_comments_months,
    )
