"""Which measures bear on each promise of the council's pledge, chosen by staff."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback import clock, pledges
from feedback.exceptions import ChangedError, RefusedError
from feedback.permissions import Action
from feedback.staff.teams import own_account
from feedback.web.access import open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("pledges", __name__)


@blueprint.get("/pledges")
@open_to(Action.MANAGE_RETURNS)
def see_pledges() -> ResponseReturnValue:
    """Every promise with the measures that bear on it."""
    with get_database().reading() as session:
        return _show_all(session)


@blueprint.post("/pledges")
@open_to(Action.MANAGE_RETURNS)
def begin() -> ResponseReturnValue:
    """Begin with the shipped promises, where there are none."""
    today = clock.today(get_settings().zone)
    try:
        with get_database().writing() as session:
            pledges.add_example(session, on=today, by=own_account(session))
    except RefusedError as problem:
        with get_database().reading() as session:
            return _show_all(session, trouble=str(problem)), 422
    return redirect(url_for(".see_pledges"))


@blueprint.get("/pledges/<promise_id>")
@open_to(Action.MANAGE_RETURNS)
def see_promise(promise_id: str) -> ResponseReturnValue:
    """One promise, and every measure to choose from."""
    with get_database().reading() as session:
        return _show_one(session, promise_id)


@blueprint.post("/pledges/<promise_id>")
@open_to(Action.MANAGE_RETURNS)
def choose_measures(promise_id: str) -> ResponseReturnValue:
    """Save what was ticked."""
    chosen = request.form.getlist("measure")
    try:
        with get_database().writing() as session:
            promise = pledges.open_promised(session, promise_id)
            seen = request.form.get("seen", "")
            pledges.set_measures(session, promise, chosen, seen=seen, by=own_account(session))
    except ChangedError as problem:
        with get_database().reading() as session:
            return _show_one(session, promise_id, chosen=chosen, trouble=str(problem)), 409
    return redirect(url_for(".see_pledges"))


def _show_all(session: Session, *, trouble: str = "") -> str:
    titles = {one.measure: one.title for one in pledges.list_choices(session)}
    return render_template(
        "staff/pledges.html",
        promised=[
            (one, list(dict.fromkeys(titles[id_] for id_ in one.measures if id_ in titles)))
            for one in pledges.list_promised(session)
        ],
        trouble=trouble,
    )


def _show_one(
    session: Session, promise_id: str, *, chosen: list[str] | None = None, trouble: str = ""
) -> str:
    promise = pledges.open_promised(session, promise_id)
    return render_template(
        "staff/pledge-measures.html",
        promise=promise,
        chosen=promise.measures if chosen is None else chosen,
        choices=pledges.list_choices(session),
        seen=pledges.state_of(promise),
        trouble=trouble,
    )
