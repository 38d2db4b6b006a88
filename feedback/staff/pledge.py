"""The council's pledge as a list to edit: one promise a line, each asked about in the pledge check."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback import pledge
from feedback.exceptions import ChangedError, RefusedError
from feedback.permissions import Action
from feedback.staff.returns import own_account, today
from feedback.web.access import open_to
from feedback.web.context import get_database

blueprint = Blueprint("pledge", __name__)


@blueprint.get("/returns/pledge")
@open_to(Action.MANAGE_RETURNS)
def see_pledge() -> ResponseReturnValue:
    """The promises there are, to change."""
    return _show()


@blueprint.post("/returns/pledge")
@open_to(Action.MANAGE_RETURNS)
def save_pledge() -> ResponseReturnValue:
    """Make the lines that were typed the promises."""
    text, seen = request.form.get("list", ""), request.form.get("seen", "")
    try:
        words = pledge.read_promises(text)
        with get_database().writing() as session:
            by = own_account(session)
            pledge.save_promises(session, words, seen=seen, on=today(), by=by)
    except ChangedError as problem:
        return _show(text=text, problems=[f"{problem} Below the box is how it stands now."]), 409
    except RefusedError as problem:
        return _show(text=text, problems=str(problem).split("\n")), 422
    return redirect(url_for(".see_pledge", saved="yes"))


def _show(*, text: str | None = None, problems: list[str] | None = None) -> str:
    with get_database().reading() as session:
        now = pledge.list_promises(session, today())
    return render_template(
        "staff/pledge.html",
        text="\n".join(promise.words for promise in now) if text is None else text,
        now=now,
        seen=pledge.state_of(now),
        problems=problems or [],
        saved="saved" in request.args,
        most=pledge.MOST_PROMISES,
    )
