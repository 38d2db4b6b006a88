"""What nobody had read when its round was counted: it waits on, by the day that was promised, and is tied to nothing.

Words become new comments. An unsafe answer is written down once more, by itself, until somebody has read it. There is
one day for all of a round, the first of them: a day of its own would tie an unsafe answer to the words of the same
person, and both to the day on which they were sent.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    exists,
    false,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from feedback.comments import Status, is_none_of, say_answer
from feedback.leftovers import expect_leftovers
from feedback.models.answering import Comment, SealedAnswer, UnreadAnswer
from feedback.models.asking import PublishedVersion, Round, Team
from feedback.versions import snapshot_of
from feedback.working_days import add_working_days

PREFIX = "unsafe-"  # of what stands for one in an address: it is no comment


@dataclass(frozen=True)
class Unread:
    """An unsafe answer of a counted round: what was asked, and what was chosen."""

    id: str
    round: Round
    team: str
    asked: str
    answer: str
    held: bool


def keep_day(session: Session, round_: Round) -> None:
    """Keep the first day by which something of `round_` is to be read, while it lies in the intake still."""
    words = SealedAnswer.comments != "{}"
    unsafe = [_is_unsafe(version) for version in _list_versions(session, round_)]
    query = select(func.min(SealedAnswer.read_by_on)).where(
        SealedAnswer.round_id == round_.id,
        SealedAnswer.read_by_on.is_not(None),
        or_(words, *unsafe),
    )
    _bring_forward(round_, session.scalar(query))


def keep_unsafe(
    session: Session,
    round_: Round,
    source: Select[Any],
    *,
    team: SQLColumnExpression[int],
    held: bool = False,
) -> None:
    """Write down each unsafe answer in the rows of `source` that nobody has read; of a flood that was `held` each once."""
    given = func.json_each(SealedAnswer.answers).table_valued("value", name="given")
    rules = [
        (SealedAnswer.version_id == version.id) & given.c.value.in_(_list_pairs(version))
        for version in _list_versions(session, round_)
    ]
    equals = func.instr(given.c.value, "=")
    columns = {
        "round_id": SealedAnswer.round_id,
        "team_id": team,
        "question": func.substr(given.c.value, 1, equals - 1),
        "code": func.substr(given.c.value, equals + 1),
        "held": literal(value=held),
    }
    found = source.join(given, or_(false(), *rules)).where(SealedAnswer.read_by_on.is_not(None))
    rows = found.add_columns(func.randomblob(16), *columns.values()).order_by(func.random())
    if held:
        rows = rows.group_by(team, given.c.value)
    session.execute(insert(UnreadAnswer).from_select(["id", *columns], rows))


def join_next(session: Session, round_: Round, earlier: Round, teams: Mapping[int, int]) -> None:
    """Let what is unread of an `earlier` round, which was not counted, wait on in `round_`, by the same day."""
    for team, member in teams.items():
        session.execute(
            update(UnreadAnswer)
            .where(UnreadAnswer.round_id == earlier.id, UnreadAnswer.team_id == team)
            .values(round_id=round_.id, team_id=member)
            .execution_options(synchronize_session=False)
        )
    _bring_forward(round_, earlier.unread_by_on)
    forget_day(session, earlier)


def list_unread(session: Session) -> Iterator[Unread]:
    """The unsafe answers that nobody had read when their round was counted."""
    query = (
        select(UnreadAnswer, Round, Team.name)
        .join(Round, Round.id == UnreadAnswer.round_id)
        .join(Team, Team.id == UnreadAnswer.team_id)
    )
    said: dict[tuple[int, str, str], tuple[str, str]] = {}  # asked for once, however many there are
    for row, round_, team in session.execute(query):
        key = (round_.id, row.question, row.code)
        if key not in said:
            said[key] = say_answer(session, round_, row.question, row.code)
        asked, answer = said[key]
        yield Unread(PREFIX + row.id.hex(), round_, team, asked, answer, row.held)


def list_unread_rounds(session: Session, *, kept: Collection[bytes] = ()) -> list[Round]:
    """The counted rounds of which something was not read yet, other than comments with the ids `kept`."""
    return list(session.scalars(select(Round).where(_is_unread(kept)).order_by(Round.id)))


def day_of(round_: Round) -> dt.date:
    """The day by which what is unread of a counted round is to be read."""
    # Counted before the day was kept: due that day.
    return round_.unread_by_on or _count_day(round_.counted_on, round_.closes_on)


def forget(session: Session, unread_id: str) -> None:
    """Delete one of `list_unread`: somebody has read it."""
    row = session.get_one(UnreadAnswer, bytes.fromhex(unread_id.removeprefix(PREFIX)))
    round_ = session.get_one(Round, row.round_id)
    session.delete(row)
    session.flush()
    expect_leftovers(session)
    forget_day(session, round_)


def forget_day(session: Session, round_: Round) -> None:
    """Keep the day of `round_` no longer than something of it is unread."""
    if round_.unread_by_on:
        unread = session.scalar(select(Round.id).where(Round.id == round_.id, _is_unread()))
        round_.unread_by_on = round_.unread_by_on if unread else None


def forget_days(session: Session) -> None:
    """The same for every counted round: something unread may have been deleted by its date."""
    for round_ in session.scalars(select(Round).where(Round.unread_by_on.is_not(None))):
        if round_.counted_on:
            forget_day(session, round_)


def _is_unread(kept: Collection[bytes] = ()) -> ColumnElement[bool]:
    """Whether something of a round was not read yet, other than comments with the ids `kept`."""
    new = exists().where(
        Comment.round_id == Round.id,
        Comment.status == Status.NEW.value,
        is_none_of(kept),
    )
    unsafe = exists().where(UnreadAnswer.round_id == Round.id)
    return or_(new, unsafe)


def _bring_forward(round_: Round, day: dt.date | None) -> None:
    if day is not None:
        round_.unread_by_on = min(day, round_.unread_by_on or day)


def _list_pairs(version: PublishedVersion) -> list[str]:
    """The answers of `version` that open help lines, as the intake writes them."""
    rules = snapshot_of(version).help_when or ()
    return [f"{rule.question}={code}" for rule in rules for code in rule.codes]


def _is_unsafe(version: PublishedVersion) -> ColumnElement[bool]:
    """Whether a row of the intake holds an unsafe answer to `version`."""
    given = func.json_each(SealedAnswer.answers).table_valued("value", name="held")
    held = exists().select_from(given).where(given.c.value.in_(_list_pairs(version)))
    return (SealedAnswer.version_id == version.id) & held


def _list_versions(session: Session, round_: Round) -> list[PublishedVersion]:
    """The versions that were answered: those of earlier rounds too, whose answers were too few to count."""
    answered = select(SealedAnswer.version_id).where(SealedAnswer.round_id == round_.id).distinct()
    query = select(PublishedVersion).where(PublishedVersion.id.in_(answered))
    return list(session.scalars(query.order_by(PublishedVersion.id)))


@lru_cache(maxsize=64)  # the same few days for thousands of comments
def _count_day(counted_on: dt.date | None, closes_on: dt.date) -> dt.date:
    return add_working_days(counted_on or closes_on, 0)
