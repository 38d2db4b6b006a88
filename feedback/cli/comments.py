"""Commands about comments: read them, release them without names, or withhold them."""

from typing import Any

import click

from feedback.cli.base import Context, as_json, print_json
from feedback.comments import (
    CommentSummary,
    Status,
    list_comments,
    note_reading,
    open_comment,
    summarise_comment,
)
from feedback.decisions import release, withhold
from feedback.leftovers import clear_leftovers
from feedback.rounds import open_round

SHOWN_AS_IT_IS = "\n\t"
REPLACED = "\ufffd"  # a letter that would move the cursor of a terminal, or worse


@click.group("comments")
def group() -> None:
    """What people wrote, once it was read or its round is counted."""


@group.command("list")
@click.option("--round", "round_id", help="Only those of this round.")
@click.option(
    "--status",
    type=click.Choice([status.value for status in Status]),
    help="Only those with this status.",
)
@as_json
@click.pass_obj
def list_(context: Context, round_id: str | None, status: str | None, as_json: bool) -> None:
    """The comments that were read, and those of counted rounds, for the duty reader's eyes."""
    with context.database.writing() as session:
        round_ = open_round(session, round_id) if round_id else None
        found = list_comments(session, round_=round_, status=Status(status) if status else None)
        note_reading(session, found)
    rows = [_describe(comment) for comment in found]
    if as_json:
        print_json(rows)
        return
    click.echo("\n\n".join(map(_in_words, rows)) or "No comment matches. Comments appear here once they were read or their round is counted.")  # fmt: skip


@group.command("release")
@click.argument("comment_id", metavar="ID")
@click.option("--text", help="The words to release, names taken out. The words before are then gone.")  # fmt: skip
@as_json
@click.pass_obj
def release_(context: Context, comment_id: str, text: str | None, as_json: bool) -> None:
    """Let comment ID stand in the workbook."""
    with context.database.writing() as session:
        comment = open_comment(session, comment_id)
        release(session, comment, text)
        row = _describe(summarise_comment(session, comment))
    clear_leftovers(context.database)  # words that were taken out leave the disk
    _print_one(row, as_json=as_json)


@group.command("withhold")
@click.argument("comment_id", metavar="ID")
@as_json
@click.pass_obj
def withhold_(context: Context, comment_id: str, as_json: bool) -> None:
    """Keep comment ID out of the workbook. It can still be released later."""
    with context.database.writing() as session:
        comment = open_comment(session, comment_id)
        withhold(session, comment)
        row = _describe(summarise_comment(session, comment))
    _print_one(row, as_json=as_json)


def _print_one(row: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(row)
    else:
        click.echo(_in_words(row))


def _in_words(row: dict[str, Any]) -> str:
    """A line of what it is, and the words under it, as many lines as they have."""
    head = f"{row['id']}  round {row['round']}, {row['team']}, {row['question']}, {row['language']}: {row['status']}"
    words = "".join(
        letter if letter.isprintable() or letter in SHOWN_AS_IT_IS else REPLACED
        for letter in row["comment"]
    )
    return "\n".join([head, *(f"    {line}" for line in words.split("\n"))])


def _describe(comment: CommentSummary) -> dict[str, Any]:
    return {
        "id": comment.id,
        "round": str(comment.round.id),
        "team": comment.nearer or comment.team,
        "question": comment.question,
        "comment": comment.comment,
        "language": comment.language,
        "status": comment.status.value,
    }
