"""What people told, quarter by quarter, for the whole council: compliments, complaints and themes side by side."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from feedback import concern_records
from feedback.permissions import Action
from feedback.reports.hearing import read_lines
from feedback.reports.theming import FEW
from feedback.rounds import list_bare
from feedback.web.access import open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("concern_trends", __name__)


@blueprint.get("/concern-trends")
@open_to(Action.SEE_CONCERN_TRENDS)
def see_trends() -> ResponseReturnValue:
    """One column a quarter, oldest first. Never by team: a few in a quarter would point at somebody."""
    with get_database().reading() as session:
        quarters, lines = read_lines(session, list_bare(session))
    return render_template(
        "staff/concern-trends.html",
        quarters=quarters,
        lines=lines,
        least=concern_records.LEAST,
        exact=concern_records.EXACT,
        few=FEW,
        months=get_settings().keep_comments_months,
    )
