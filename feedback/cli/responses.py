"""Commands about answers that came in a burst: look at the batches, keep them or leave them out."""

from typing import Any

import click
from sqlalchemy.orm import Session

from feedback.batches import EVERY, Batch, Decision, decide, list_batches
from feedback.cli.base import Context, as_json, print_json, print_table
from feedback.exceptions import RefusedError
from feedback.models.asking import Round
from feedback.rounds import open_round


@click.group("responses")
def group() -> None:
    """Answers that came in a burst."""


@group.command()
@click.argument("round_id", metavar="ROUND")
@click.option("--keep", multiple=True, metavar="ID", help="Count this batch; all is every one.")
@click.option(
    "--leave-out", multiple=True, metavar="ID", help="Never count this batch; all is every one."
)
@as_json
@click.pass_obj
def review(
    context: Context,
    round_id: str,
    keep: tuple[str, ...],
    leave_out: tuple[str, ...],
    as_json: bool,
) -> None:
    """List the batches of answers of ROUND that came in a burst, and decide about them."""
    if both := set(keep) & set(leave_out):
        raise RefusedError(f"{min(both)} cannot be both kept and left out: choose one.")
    if keep or leave_out:
        with context.database.writing() as session:
            round_ = open_round(session, round_id)
            for decision, ids in _order((Decision.KEPT, keep), (Decision.LEFT_OUT, leave_out)):
                decide(session, round_, ids, decision, zone=context.settings.zone)
            rows = _describe(session, round_)
    else:
        with context.database.reading() as session:
            rows = _describe(session, open_round(session, round_id))
    if as_json:
        print_json(rows)
    else:
        print_table(rows, empty=f"Round {round_id} holds no answers for review.")


def _order(*decisions: tuple[Decision, tuple[str, ...]]) -> list[tuple[Decision, tuple[str, ...]]]:
    """All before what is named, so that "all but this one" can be said."""
    return sorted(decisions, key=lambda one: EVERY not in one[1])


def _describe(session: Session, round_: Round) -> list[dict[str, Any]]:
    return [_row(batch) for batch in list_batches(session, round_)]


def _row(batch: Batch) -> dict[str, Any]:
    return {
        "id": batch.id,
        "team": batch.team,
        "questionnaire": batch.questionnaire,
        "channel": batch.channel,
        "batch": batch.part.value,
        "answers": batch.answers,
        "status": batch.status.value,
    }
