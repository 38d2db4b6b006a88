"""How many compliments and complaints there were, quarter by quarter, for the whole council."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from feedback import concern_records
from feedback.concern_steps import LABELS
from feedback.models.concerning import Kind
from feedback.permissions import Action
from feedback.web.access import open_to
from feedback.web.context import get_database

blueprint = Blueprint("concern_trends", __name__)
KINDS = (Kind.COMPLIMENT, Kind.COMPLAINT)


@blueprint.get("/concern-trends")
@open_to(Action.SEE_CONCERN_TRENDS)
def see_trends() -> ResponseReturnValue:
    """One row a quarter, newest first. Never by team: a few in a quarter would point at somebody."""
    with get_database().reading() as session:
        counted = concern_records.count_by_quarter(session, KINDS)
    quarters: dict[str, dict[Kind, str]] = {}
    for one in counted:
        quarters.setdefault(one.name, {})[one.kind] = one.words
    return render_template(
        "staff/concern-trends.html",
        quarters=quarters,
        kinds=[(kind, f"{LABELS[kind]}s") for kind in KINDS],
        least=concern_records.LEAST,
        exact=concern_records.EXACT,
    )
