"""Where each kind of concern goes, and by when, as the council writes it."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback import concern_routes
from feedback.concern_routes import Way
from feedback.concern_steps import LABELS
from feedback.exceptions import ChangedError, RefusedError
from feedback.models.concerning import Kind
from feedback.permissions import Action
from feedback.staff.teams import own_account
from feedback.web.access import open_to
from feedback.web.context import get_database

blueprint = Blueprint("concern_routes", __name__)


@blueprint.get("/concern-routes")
@open_to(Action.SET_CONCERN_ROUTES)
def see_routes() -> ResponseReturnValue:
    """Each kind with a form of its own."""
    return _show()


@blueprint.post("/concern-routes")
@open_to(Action.SET_CONCERN_ROUTES)
def save() -> ResponseReturnValue:
    """Send one kind elsewhere from now on; what is raised already keeps its day."""
    kind = request.form.get("kind", "")
    if kind not in list(Kind):
        return _show(trouble="Choose a kind of concern from this page."), 422
    typed = _read(Kind(kind))
    try:
        with get_database().writing() as session:
            seen = request.form.get("seen", "")
            concern_routes.set_way(session, typed, seen=seen, by=own_account(session))
    except RefusedError as problem:
        status = 409 if isinstance(problem, ChangedError) else 422
        return _show(typed=typed, trouble=str(problem)), status
    return redirect(url_for(".see_routes", saved=kind, _anchor=kind))


def _read(kind: Kind) -> Way:
    days = request.form.get("working_days", "").strip()
    goes_to, reach = (" ".join(request.form.get(name, "").split()) for name in ("goes_to", "reach"))
    return Way(kind, goes_to, reach, int(days) if days.isdecimal() and len(days) < 4 else -1)


def _show(*, typed: Way | None = None, trouble: str = "") -> str:
    with get_database().reading() as session:
        ways = concern_routes.list_ways(session)
    return render_template(
        "staff/concern-routes.html",
        ways=ways,
        typed=typed,
        trouble=trouble,
        labels=LABELS,
        saved=request.args.get("saved", ""),
        Kind=Kind,
    )
