"""How many were due, pasted as a list: looked through line by line, then saved whole."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback import dues, rounds
from feedback.accounts import open_account as open_own_account
from feedback.dues import DueCheck
from feedback.models.asking import Round
from feedback.permissions import Action
from feedback.reports.figures import label_rounds
from feedback.staff.pasted import PastedList
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
        return _show(session)


@blueprint.post("/due")
@open_to(Action.SAVE_DUE)
def send_due() -> ResponseReturnValue:
    """Look through a list, or save it once it was looked through."""
    return PastedList(_check, _save, _show).send()


def _check(session: Session, text: str) -> list[DueCheck]:
    chosen = request.form.get("round", OPEN)
    only = None if chosen == OPEN else rounds.open_round(session, chosen)
    return dues.check_due(session, dues.read_due_list(text), zone=get_settings().zone, round_=only)


def _save(session: Session, checks: Sequence[DueCheck], seen: str) -> None:
    by = open_own_account(session, open_account().id)
    dues.save_due(session, checks, seen=seen, by=by)


def _show(
    session: Session,
    *,
    text: str = "",
    checks: Sequence[DueCheck] = (),
    problems: Sequence[str] = (),
    trouble: str = "",
    saved: Sequence[DueCheck] = (),
) -> str:
    uncounted = [round_ for round_ in rounds.list_rounds(session) if not round_.counted_on]
    labels = label_rounds(session, uncounted)
    return render_template(
        "staff/due.html",
        text=text,
        checks=checks,
        seen=dues.state_of(checks),
        problems=problems,
        trouble=trouble,
        saved=saved,
        before=dues.write_before(saved),
        choices=[(str(one.id), f"{_name(one)}, {labels[one.id]}") for one in uncounted],
        chosen=request.form.get("round", OPEN),
        name_round=lambda round_: f"{_name(round_)}, {labels[round_.id]}",
    )


def _name(round_: Round) -> str:
    return snapshot_of(round_.version).name
