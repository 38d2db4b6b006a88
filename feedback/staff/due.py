"""How many were due, pasted as a list: looked through line by line, then saved whole."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback import dues, rounds
from feedback.accounts import open_account as open_own_account
from feedback.dues import DueCheck
from feedback.exceptions import ChangedError, FeedbackError
from feedback.models.asking import Round
from feedback.permissions import Action
from feedback.reports.figures import label_rounds
from feedback.versions import snapshot_of
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("due", __name__)
OPEN = "open"  # the choice “rounds that are open now”


@blueprint.get("/due")
@open_to(Action.SAVE_DUE)
def see_due() -> ResponseReturnValue:
    """A box to paste a list into."""
    with get_database().reading() as session:
        return _show(session, text="")


@blueprint.post("/due")
@open_to(Action.SAVE_DUE)
def send_due() -> ResponseReturnValue:
    """Look through a list, or save it once it was looked through."""
    text = request.form.get("list", "")
    if request.form.get("do") == "save":
        return _save(text)
    with get_database().reading() as session:
        return _look(session, text)


def _save(text: str) -> ResponseReturnValue:
    try:
        with get_database().writing() as session:
            checks = _check(session, text)
            before = dues.write_before(checks)
            by = open_own_account(session, open_account().id)
            dues.save_due(session, checks, seen=request.form.get("seen", ""), by=by)
    except ChangedError as problem:
        with get_database().reading() as session:
            return _look(
                session, text, trouble=f"{problem} This is how they stand now.", status=409
            )
    except FeedbackError:
        with get_database().reading() as session:
            return _look(session, text)
    with get_database().reading() as session:
        return _show(session, text="", saved=checks, before=before)


def _look(
    session: Session, text: str, *, trouble: str = "", status: int = 200
) -> ResponseReturnValue:
    """The list as it would be saved, or what is wrong with it, and the list itself, untouched."""
    try:
        checks = _check(session, text)
    except FeedbackError as problem:
        return _show(session, text=text, problems=str(problem).split("\n")), 422
    problems = dues.list_problems(checks)
    page = _show(session, text=text, checks=checks, problems=problems, trouble=trouble)
    return page, 422 if problems else status


def _check(session: Session, text: str) -> list[DueCheck]:
    chosen = request.form.get("round", OPEN)
    only = None if chosen == OPEN else rounds.open_round(session, chosen)
    return dues.check_due(session, dues.read_due_list(text), zone=get_settings().zone, round_=only)


def _show(
    session: Session,
    *,
    text: str,
    checks: Sequence[DueCheck] = (),
    problems: Sequence[str] = (),
    trouble: str = "",
    saved: Sequence[DueCheck] = (),
    before: str = "",
) -> str:
    uncounted = [round_ for round_ in rounds.list_rounds(session) if not round_.counted_on]
    labels = label_rounds(uncounted)
    return render_template(
        "staff/due.html",
        text=text,
        checks=checks,
        seen=dues.state_of(checks),
        problems=problems,
        trouble=trouble,
        saved=saved,
        before=before,
        choices=[(str(one.id), f"{_name(one)}, {labels[one.id]}") for one in uncounted],
        chosen=request.form.get("round", OPEN),
        name_round=lambda round_: f"{_name(round_)}, {labels[round_.id]}",
    )


def _name(round_: Round) -> str:
    return snapshot_of(round_.version).name
