"""Answers that came in a burst, as staff review them: batches to keep or to leave out, unread."""

from itertools import groupby

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback import rounds
from feedback.accounts import open_account as open_own_account
from feedback.batches import Batch, Decision, Part, decide, decide_by, list_batches
from feedback.exceptions import ChangedError
from feedback.permissions import Action
from feedback.received import STEP
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("bursts", __name__)
DONE = {"keep": Decision.KEPT, "leave-out": Decision.LEFT_OUT}  # by button
PART_WORDS = {
    Part.HURRIED: (
        "Sent at once",
        "Sent within 10 seconds of opening the page. Nobody can read the questions in that time.",
    ),
    Part.ALIKE: (
        "All the same",
        "The same answers and words as at least four others. A few may be real: people who wrote nothing.",
    ),
    Part.DIFFERENT: (
        "Different",
        "Like no others, and sent after a while. Real answers that came meanwhile are here.",
    ),
}
DECISION_WORDS = {
    Decision.UNDECIDED: "Not decided",
    Decision.KEPT: "Will be counted",
    Decision.LEFT_OUT: "Will be left out",
}


@blueprint.get("/rounds/<round_id>/held")
@open_to(Action.REVIEW_BURSTS)
def see_held(round_id: str) -> ResponseReturnValue:
    """The batches of one round, by burst."""
    return _show(round_id)


@blueprint.post("/rounds/<round_id>/held")
@open_to(Action.REVIEW_BURSTS)
def decide_batch(round_id: str) -> ResponseReturnValue:
    """Keep one batch, or leave it out, unless somebody decided otherwise since the page was shown."""
    try:
        with get_database().writing() as session:
            round_ = rounds.open_round(session, round_id)
            decide(
                session,
                round_,
                [request.form.get("batch", "")],
                DONE.get(request.form.get("do", "")) or abort(400),
                zone=get_settings().zone,
                seen=request.form.get("seen", ""),
                by=open_own_account(session, open_account().id),
            )
    except ChangedError as problem:
        return _show(round_id, trouble=str(problem)), 409
    return redirect(url_for(".see_held", round_id=round_id))


def count_words(batch: Batch) -> str:
    """How many answers a batch has, in fives. Nothing tells 1 from 4."""
    return f"At least {batch.answers:,}" if batch.answers else f"Fewer than {STEP}"


def _show(round_id: str, *, trouble: str = "") -> str:
    zone = get_settings().zone
    with get_database().reading() as session:
        round_ = rounds.open_round(session, round_id)
        summary, last = rounds.summarise(session, round_, zone), decide_by(round_, zone)
        batches = list_batches(session, round_)
    return render_template(
        "staff/held.html",
        round=summary,
        last=last,
        bursts=[(id_, list(them)) for id_, them in groupby(batches, lambda one: one.burst_id)],
        part_words=PART_WORDS,
        decision_words=DECISION_WORDS,
        count_words=count_words,
        Decision=Decision,
        trouble=trouble,
    )
