"""Activities as staff note them: one line each, changed, taken away and put back, and counted by method."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback import accounts, activities, clock
from feedback.activities import METHOD_WORDS, Method, Noted, read_noted
from feedback.codes import read_id
from feedback.exceptions import ChangedError, NotFoundError, RefusedError
from feedback.models.accounts import Account
from feedback.models.issuing import Activity
from feedback.permissions import Action
from feedback.spans import Span, window_of
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("activities", __name__)
GONE = (
    "Somebody else took this line away meanwhile. Nothing was saved. Put it back, or note what you "
    "typed as a new one: it stands below."
)


@blueprint.get("/activities")
@open_to(Action.SAVE_DUE)
def see_activities() -> ResponseReturnValue:
    """Every line, newest first, this financial year by method, and a form for the next."""
    return _show()


@blueprint.post("/activities")
@open_to(Action.SAVE_DUE)
def add() -> ResponseReturnValue:
    """Keep a new line."""
    try:
        noted = _read()
    except RefusedError as problem:
        return _show(trouble=str(problem)), 422
    with get_database().writing() as session:
        activities.add_activity(session, noted, by=_by(session))
    return redirect(url_for(".see_activities", saved="yes"))


@blueprint.get("/activities/<activity_id>")
@open_to(Action.SAVE_DUE)
def see_one(activity_id: str) -> ResponseReturnValue:
    """One line, to be changed or taken away."""
    return _show_one(activity_id)


@blueprint.post("/activities/<activity_id>")
@open_to(Action.SAVE_DUE)
def change(activity_id: str) -> ResponseReturnValue:
    """Write the line anew, unless somebody else did. One that was taken away meanwhile can be noted anew."""
    try:
        noted = _read()
        with get_database().writing() as session:
            activity, seen = _look(session, activity_id), request.form.get("seen", "")
            if activity.removed_on:
                raise ChangedError(GONE)
            activities.change_activity(session, activity, noted, seen=seen, by=_by(session))
    except RefusedError as problem:
        return _refuse(activity_id, problem)
    return redirect(url_for(".see_activities", saved="yes"))


@blueprint.post("/activities/<activity_id>/remove")
@open_to(Action.SAVE_DUE)
def remove(activity_id: str) -> ResponseReturnValue:
    """Take the line away, unless somebody changed it; the page offers to put it back. Pressed twice it is once."""
    try:
        with get_database().writing() as session:
            activity, today = _look(session, activity_id), clock.today(get_settings().zone)
            if not activity.removed_on:
                activities.check_same(activity, request.form.get("seen", ""))
                activities.remove_activity(session, activity, on=today, by=_by(session))
    except RefusedError as problem:
        return _refuse(activity_id, problem)
    return redirect(url_for(".see_activities", removed=activity_id))


@blueprint.post("/activities/<activity_id>/restore")
@open_to(Action.SAVE_DUE)
def restore(activity_id: str) -> ResponseReturnValue:
    """Put a line back that was taken away."""
    with get_database().writing() as session:
        activity = _look(session, activity_id)
        activities.remove_activity(session, activity, on=None, by=_by(session))
    return redirect(url_for(".see_activities", saved="yes"))


def _read() -> Noted:
    form = request.form
    return read_noted(
        day=form.get("day", ""),
        method=form.get("method", ""),
        people=form.get("people", ""),
        audience=form.get("audience", ""),
        zone=get_settings().zone,
    )


def _by(session: Session) -> Account:
    return accounts.open_account(session, open_account().id)


def _look(session: Session, activity_id: str) -> Activity:
    """A line, taken away or not. Raises NotFoundError."""
    return activities.open_activity(session, read_id(activity_id))


def _refuse(activity_id: str, problem: RefusedError) -> ResponseReturnValue:
    """What is to be put right, with all that was typed: on a form for another where the line is gone."""
    with get_database().reading() as session:
        activity = _look(session, activity_id)
    if activity.removed_on:
        return _show(trouble=GONE, removed=activity), 409
    status = 409 if isinstance(problem, ChangedError) else 422
    return _show_one(activity_id, trouble=str(problem)), status


def _show(*, trouble: str = "", removed: Activity | None = None) -> str:
    today = clock.today(get_settings().zone)
    year = window_of(today, Span.YEAR)
    with get_database().reading() as session:
        lines = activities.list_activities(session)
        return render_template(
            "staff/activities.html",
            lines=lines,
            year=year,
            counts=activities.count_methods(one for one in lines if year.holds(one.held_on)),
            removed=removed or _read_removed(session),
            saved="saved" in request.args and not trouble,
            trouble=trouble,
            typed=request.form,
            today=today,
            words=METHOD_WORDS,
            Method=Method,
        )


def _read_removed(session: Session) -> Activity | None:
    """The line that was just taken away, for as long as it can be put back."""
    found = session.get(Activity, read_id(request.args.get("removed", "")))
    return found if found and found.removed_on else None


def _show_one(activity_id: str, *, trouble: str = "") -> str:
    with get_database().reading() as session:
        activity = _look(session, activity_id)
        if activity.removed_on:
            raise NotFoundError("This line was taken away.")
        now = {
            "day": activity.held_on.isoformat(),
            "method": activity.method,
            "people": str(activity.people),
            "audience": activity.audience,
        }
        return render_template(
            "staff/activities-one.html",
            one=activity,
            typed=request.form if "day" in request.form else now,
            seen=activities.state_of(activity),
            trouble=trouble,
            today=clock.today(get_settings().zone),
            words=METHOD_WORDS,
        )
