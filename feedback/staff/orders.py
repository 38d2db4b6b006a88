"""A file that is being made: how far it is, and where it is once it is there. The page looks again by itself."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.codes import read_id
from feedback.models.issuing import Order
from feedback.orders import Kind, State, open_order
from feedback.permissions import Action, ForbiddenError
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database

blueprint = Blueprint("orders", __name__)
AGAIN = 3  # seconds until the page looks again
NOT_YOURS = "Somebody else asked for this file. Ask for your own."


@blueprint.get("/files/<order_id>")
@open_to(Action.DOWNLOAD_WORKBOOK, Action.MAKE_MATERIALS)
def see_order(order_id: str) -> ResponseReturnValue:
    """How far the file is. A workbook that is issued leads to its line."""
    with get_database().reading() as session:
        order = open_order(session, read_id(order_id))
    check_own(order)
    if order.state == State.DONE and order.kind == Kind.WORKBOOK:
        return redirect(url_for("staff.issues.see_issues", _anchor=f"issue-{order.result}"))
    moves, still = order.state in (State.WAITING, State.MAKING), "still" in request.args
    response = make_response(
        render_template(
            "staff/order.html", order=order, State=State, Kind=Kind, moves=moves, still=still, again=AGAIN
        )
    )  # fmt: skip
    if moves and not still:
        response.headers["Refresh"] = str(AGAIN)
    return response


def check_own(order: Order) -> None:
    """Raise ForbiddenError for a file that somebody else asked for."""
    if order.asked_by != open_account().id:
        raise ForbiddenError(NOT_YOURS)
