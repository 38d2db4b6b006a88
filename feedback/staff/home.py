"""The first page after signing in."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from feedback.permissions import Action, can_do
from feedback.web.access import SIGNED_IN, open_account, open_to

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@open_to(SIGNED_IN)
def see_home() -> ResponseReturnValue:
    """The rounds or the paper, for those whose work they are."""
    role = open_account().role
    if can_do(role, Action.SEE_ROUNDS):
        return redirect(url_for("staff.rounds.see_rounds"))
    if can_do(role, Action.ENTER_PAPER):
        return redirect(url_for("staff.paper.see_paper"))
    return render_template("staff/home.html")
