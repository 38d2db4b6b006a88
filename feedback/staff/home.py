"""The first page after signing in."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from feedback.permissions import Action, can_do
from feedback.web.access import SIGNED_IN, open_account, open_to

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@open_to(SIGNED_IN)
def see_home() -> ResponseReturnValue:
    """The rounds, for those whose work they are."""
    if can_do(open_account().role, Action.SEE_ROUNDS):
        return redirect(url_for("staff.rounds.see_rounds"))
    return render_template("staff/home.html")
