"""The first page after signing in."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from feedback.permissions import can_do
from feedback.staff.words import PAGES
from feedback.web.access import SIGNED_IN, open_account, open_to

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@open_to(SIGNED_IN)
def see_home() -> ResponseReturnValue:
    """The first page of those whose work is somewhere."""
    role = open_account().role
    for action, page, *_ in PAGES:
        if can_do(role, action):
            return redirect(url_for(page))
    return render_template("staff/home.html")
