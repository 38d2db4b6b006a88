"""What the council has promised, kept by staff: the promises, and which measures bear on each."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback import pledges
from feedback.exceptions import ChangedError, RefusedError
from feedback.permissions import Action
from feedback.staff.teams import own_account
from feedback.web.access import open_to
from feedback.web.context import get_database

blueprint = Blueprint("pledges", __name__)
NOT_SURE = "Tick “Yes, take it away” too."


@blueprint.get("/pledges")
@open_to(Action.KEEP_PLEDGES)
def see_pledges() -> ResponseReturnValue:
    """Every promise with its measures, and a box for another."""
    with get_database().reading() as session:
        return _show_all(session)


@blueprint.post("/pledges")
@open_to(Action.KEEP_PLEDGES)
def add_pledge() -> ResponseReturnValue:
    """Add one promise, or the shipped ones where there are none."""
    words = request.form.get("words", "")
    try:
        with get_database().writing() as session:
            if request.form.get("do") == "example":
                pledges.add_example(session, by=own_account(session))
                return redirect(url_for(".see_pledges"))
            pledge = pledges.add_pledge(session, words, by=own_account(session))
    except RefusedError as problem:
        with get_database().reading() as session:
            return _show_all(session, words=words, trouble=str(problem)), 422
    return redirect(url_for(".see_pledge", pledge_id=pledge.id))


@blueprint.get("/pledges/<pledge_id>")
@open_to(Action.KEEP_PLEDGES)
def see_pledge(pledge_id: str) -> ResponseReturnValue:
    """One promise: its words and measures, to change or take away."""
    with get_database().reading() as session:
        return _show_one(session, pledge_id)


@blueprint.post("/pledges/<pledge_id>")
@open_to(Action.KEEP_PLEDGES)
def change_pledge(pledge_id: str) -> ResponseReturnValue:
    """Save what was typed and ticked, or take the promise away."""
    words, chosen = request.form.get("words", ""), request.form.getlist("measure")
    try:
        with get_database().writing() as session:
            pledge = pledges.open_pledge(session, pledge_id)
            seen, by = request.form.get("seen", ""), own_account(session)
            if request.form.get("do") == "remove":
                _check_sure()
                pledges.remove_pledge(session, pledge, seen=seen, by=by)
            else:
                pledges.change_pledge(session, pledge, words, chosen, seen=seen, by=by)
    except RefusedError as problem:
        status = 409 if isinstance(problem, ChangedError) else 422
        with get_database().reading() as session:
            typed = (words, chosen)
            return _show_one(session, pledge_id, typed=typed, trouble=str(problem)), status
    return redirect(url_for(".see_pledges"))


def _check_sure() -> None:
    if request.form.get("sure") != "yes":
        raise RefusedError(NOT_SURE)


def _show_all(session: Session, *, words: str = "", trouble: str = "") -> str:
    return render_template(
        "staff/pledges.html",
        pledges=pledges.list_pledges(session),
        titles={one.measure: one.title for one in pledges.list_choices(session)},
        words=words,
        trouble=trouble,
    )


def _show_one(
    session: Session,
    pledge_id: str,
    *,
    typed: tuple[str, list[str]] | None = None,
    trouble: str = "",
) -> str:
    pledge = pledges.open_pledge(session, pledge_id)
    words, chosen = typed or (pledge.words, [one.measure for one in pledge.measures])
    return render_template(
        "staff/pledge.html",
        pledge=pledge,
        words=words,
        chosen=chosen,
        choices=pledges.list_choices(session),
        seen=pledges.state_of(pledge),
        trouble=trouble,
        longest=pledges.LONGEST,
    )
