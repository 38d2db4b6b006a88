"""Three figures of a counted round for everybody: chosen, looked at as a child will, then published."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback import public_results
from feedback.exceptions import RefusedError
from feedback.models.asking import Round
from feedback.permissions import Action
from feedback.reports.figures import read_rows
from feedback.reports.headlines import strongest, weakest
from feedback.reports.shown import RoundFigures
from feedback.reports.shown_replies import read_findings, say_whose
from feedback.staff.reply_desks import open_own_round, status_of
from feedback.staff.teams import own_account
from feedback.web.access import open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("public_results", __name__)


@blueprint.get("/rounds/<round_id>/for-everybody")
@open_to(Action.PUBLISH_REPLIES)
def see(round_id: str) -> ResponseReturnValue:
    """The figures that can be shown, and a look at those that are chosen."""
    with get_database().reading() as session:
        return _show(session, open_own_round(session, round_id), request.args.getlist("question"))


@blueprint.post("/rounds/<round_id>/for-everybody")
@open_to(Action.PUBLISH_REPLIES)
def decide(round_id: str) -> ResponseReturnValue:
    """Publish what was looked at, or take it away."""
    chosen, seen = request.form.getlist("question"), request.form.get("seen", "")
    try:
        with get_database().writing() as session:
            round_, by = open_own_round(session, round_id), own_account(session)
            if request.form.get("do") == "withdraw":
                public_results.withdraw_results(session, round_, seen=seen, by=by)
            else:
                public_results.publish_results(
                    session, round_, chosen, zone=get_settings().zone, seen=seen, by=by
                )
    except RefusedError as problem:
        with get_database().reading() as session:
            round_ = open_own_round(session, round_id)
            return _show(session, round_, chosen, trouble=str(problem)), status_of(problem)
    return redirect(url_for(".see", round_id=round_id))


def _show(session: Session, round_: Round, asked: list[str], *, trouble: str = "") -> str:
    (figures,) = read_rows(session, [round_])
    results = public_results.get_results(session, round_)
    shown = public_results.questions_of(results)
    chosen = asked or shown or _suggest(figures)
    looks = [
        (name, found)
        for name in ("standard", "easy-read")
        if (found := read_findings(session, round_, chosen[: public_results.MOST], name))
    ]
    return render_template(
        "staff/for-everybody.html",
        round=figures,
        showable=public_results.list_showable(session, round_),
        chosen=chosen,
        shown=shown,
        published_on=results.published_on if results else None,
        looked=chosen[: public_results.MOST],
        looks=looks,
        whose=say_whose(session, round_),
        seen=public_results.state_of(results),
        trouble=trouble,
        most=public_results.MOST,
    )


def _suggest(figures: RoundFigures) -> list[str]:
    """What is strongest, twice, and what is weakest: good news first, and not only good news."""
    named = (*strongest(figures)[:2], *weakest(figures)[:1])
    return [one.question.id for one in named]
