"""How a round closes: counted once, ties cut, shuffled, protected, frozen. Never twice, never half."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Select,
    SQLColumnExpression,
    Update,
    delete,
    func,
    insert,
    select,
    true,
    update,
)
from sqlalchemy.orm import Session

from feedback import clock, unread
from feedback.batches import settle, waits
from feedback.counting import count_answers, count_given_out, count_people
from feedback.db import count_changed
from feedback.disclosure.groups import SMALLEST
from feedback.edges import GRACE, Status, ended_on, ends_at, status_of
from feedback.exceptions import RefusedError
from feedback.leftovers import expect_leftovers
from feedback.mergers import counted_for, member_of
from feedback.models.answering import (
    Comment,
    EqualityAnswer,
    Receipt,
    Response,
    SealedAnswer,
)
from feedback.models.asking import Collector, PublishedVersion, Round
from feedback.models.freezing import TERMS
from feedback.option_figures import freeze_options, freeze_people
from feedback.progress import Step, Tell, tell_nobody
from feedback.rounds import list_rounds
from feedback.row_figures import freeze_rows
from feedback.versions import snapshot_of
from feedback.waiting import READ

WORDS, ANSWERS, FIGURES = TERMS
# In which what was written in a round is read, released and told of. Its notice says a year, unless a council chose less.
FEWEST_MONTHS = 3


def close_now(session: Session, round_: Round, *, zone: ZoneInfo, tell: Tell = tell_nobody) -> None:
    """End `round_` this moment and count it. Closing a closed round changes nothing.

    While answers of a burst wait for a decision the round takes no more, and is counted once that is made.
    Raises RefusedError for a round that has not opened. Needs a writing session.
    """
    status = status_of(round_, zone)
    if status is Status.PLANNED:
        raise RefusedError(f"Round {round_.id} has not opened yet: it opens on {round_.opens_on}.")
    if status is not Status.CLOSED and waits(session, round_, zone=zone):
        stop_now(round_, zone=zone)
        return
    if status is Status.OPEN:
        round_.ended_at = clock.now()
    count_round(session, round_, zone=zone, tell=tell)


def stop_now(round_: Round, *, zone: ZoneInfo) -> None:
    """Let `round_` take nothing more from this moment, pages that are open included."""
    if ends_at(round_, zone) > clock.now() - GRACE:
        round_.ended_at = clock.now() - GRACE


def list_due(session: Session, *, zone: ZoneInfo) -> list[Round]:
    """The rounds to count now: those whose last pages can no longer be sent, and that wait for no decision."""
    return [
        round_
        for round_ in list_rounds(session)
        if not round_.counted_on
        and clock.now() >= ends_at(round_, zone) + GRACE
        and not waits(session, round_, zone=zone)
    ]


def count_due(session: Session, *, zone: ZoneInfo) -> list[Round]:
    """Count every round that is due. Needs a writing session."""
    due = list_due(session, zone=zone)
    for round_ in due:
        count_round(session, round_, zone=zone)
    return due


def count_round(
    session: Session, round_: Round, *, zone: ZoneInfo, tell: Tell = tell_nobody
) -> None:
    """Count `round_`, freeze what may be shown and cut every tie. Does nothing to a counted round.

    A round with fewer than five answers is not counted: they stay sealed and join the next round of the
    questionnaire, and nothing tells how many they are. Answers of a burst that nobody kept are deleted first.
    From now on its last day is the day it ended: what it brought is kept from then.
    """
    if round_.counted_on:
        return
    tell(Step.GATHER)
    unread.keep_day(session, round_)  # before what is left out goes
    settle(session, round_)
    _adopt_sealed(session, round_, zone=zone)
    received = session.scalar(
        select(func.count()).select_from(SealedAnswer).where(SealedAnswer.round_id == round_.id)
    )
    round_.closes_on = ended_on(round_, zone)
    round_.counted_on = clock.today(zone)
    round_.sealed = (received or 0) < SMALLEST
    round_.received = 0 if round_.sealed else received
    session.flush()
    if not round_.sealed:
        _freeze(session, round_, tell)
        _cut_ties(session, round_, tell)
    unread.forget_day(session, round_)
    tell(Step.KEEP)


def forget_receipts(session: Session, *, zone: ZoneInfo) -> None:
    """Delete the receipts of counted rounds whose pages can no longer be sent."""
    over = [
        round_.id
        for round_ in list_rounds(session)
        if round_.counted_on and clock.now() >= ends_at(round_, zone) + GRACE
    ]
    session.execute(delete(Receipt).where(Receipt.round_id.in_(over)))


def _adopt_sealed(session: Session, round_: Round, *, zone: ZoneInfo) -> None:
    """Take in the answers of earlier rounds of the questionnaire that were too few to count, and what was read of them.

    Only from teams that take part in this round too, or that went on as one that does by its last day, as whoever
    answers it does; the others wait for a round of theirs. What people of either round were told holds, each from the
    last day of their own: the later round keeps what it brought for the shorter time. Where that would leave its own
    words under `FEWEST_MONTHS`, the words of the earlier one stay with that instead.
    """
    end = ended_on(round_, zone)
    own = {member.team_id: member.team_id for member in round_.teams}
    members = {**own, **counted_for(session, round_, on=end)}
    earlier = (
        select(Round)
        .join(PublishedVersion)
        .where(
            Round.sealed,
            Round.id != round_.id,
            PublishedVersion.questionnaire == round_.version.questionnaire,
        )
    )
    for one in session.scalars(earlier).all():
        left = {term: _left_of(one, term, end) for term in (WORDS, ANSWERS)}
        apart = (words := left[WORDS]) is not None and words < FEWEST_MONTHS
        if apart:
            _set_words_apart(session, one, members)
            del left[WORDS]
        if _take_over(session, one, round_, members, words=not apart):
            _keep_shorter(round_, {**left, FIGURES: one.keep_figures_years})
        unread.join_next(session, round_, one, members)


def _left_of(earlier: Round, term: str, end: dt.date) -> int | None:
    """For how many whole months from `end` what `earlier` brought may be kept; None where it was told nothing."""
    told = getattr(earlier, term)
    if told is None:
        return None
    last = clock.add_months(earlier.closes_on, told)
    left = 12 * (last.year - end.year) + last.month - end.month
    return max(left - (clock.add_months(end, left) > last), 0)


def _set_words_apart(session: Session, earlier: Round, members: Mapping[int, int]) -> None:
    """Cut what was written in `earlier` by the teams of `members` from its answers, as counting it would."""
    unread.keep_day(session, earlier)
    own = Collector.team_id.in_(members)
    source = _sealed(earlier).where(own)
    unread.keep_unsafe(session, earlier, source, team=Collector.team_id)
    _keep_comments(session, earlier, source, team=Collector.team_id)
    collectors = select(Collector.id).where(own)
    session.execute(
        update(SealedAnswer)
        .where(
            SealedAnswer.round_id == earlier.id,
            SealedAnswer.collector_id.in_(collectors),
            SealedAnswer.read_by_on.is_not(None),
        )
        .values(comments="{}", read_by_on=None)
        .execution_options(synchronize_session=False)
    )
    expect_leftovers(session)


def _take_over(
    session: Session, earlier: Round, round_: Round, members: Mapping[int, int], *, words: bool
) -> bool:
    """Give what is left of `earlier` to `round_`, from the teams that go on as `members`; whether there was anything.

    With its `words`, or without.
    """
    collectors = select(Collector.id).where(Collector.team_id.in_(members))
    sealed = update(SealedAnswer).where(SealedAnswer.collector_id.in_(collectors))
    found = _move(session, sealed.where(SealedAnswer.round_id == earlier.id), round_id=round_.id)
    for team, member in members.items() if words else ():
        read = update(Comment).where(Comment.round_id == earlier.id, Comment.team_id == team)
        found += _move(session, read, round_id=round_.id, team_id=member)
    return found > 0


def _keep_shorter(round_: Round, left: Mapping[str, int | None]) -> None:
    for term, kept in left.items():
        told = [one for one in (getattr(round_, term), kept) if one is not None]
        setattr(round_, term, max(min(told), 1) if told else None)  # 0 would be no term


def _move(session: Session, statement: Update, **values: int) -> int:
    """How many rows went."""
    moved = statement.values(**values).execution_options(synchronize_session=False)
    return count_changed(session, moved)


def _freeze(session: Session, round_: Round, tell: Tell) -> None:
    snapshot = snapshot_of(round_.version)
    tell(Step.COUNT)
    counts = count_answers(session, round_)
    people = count_people(session, round_)
    given_out = count_given_out(session, round_)
    tell(Step.PROTECT)
    totals, sizes = freeze_rows(session, round_, snapshot, counts, given_out)
    freeze_options(session, round_, snapshot, counts, totals, sizes)
    used = list(counts.forms.values())
    freeze_people(session, round_, snapshot, people, given_out, sizes, used)


def _cut_ties(session: Session, round_: Round, tell: Tell) -> None:
    """Write answers, comments and equality answers apart, under new random keys, and empty the intake."""
    tell(Step.SEPARATE)
    unread.keep_day(session, round_)
    unread.keep_unsafe(session, round_, _sealed(round_), team=member_of(session, round_))
    _keep_answers(session, round_)
    _keep_comments(session, round_, _sealed(round_), team=member_of(session, round_))
    _keep_equality(session, round_)
    tell(Step.EMPTY)
    session.execute(delete(SealedAnswer).where(SealedAnswer.round_id == round_.id))
    expect_leftovers(session)


def _keep_answers(session: Session, round_: Round) -> None:
    columns = {
        "round_id": SealedAnswer.round_id,
        "team_id": member_of(session, round_),
        "version_id": SealedAnswer.version_id,
        "variant": SealedAnswer.variant,
        "language": SealedAnswer.language,
        "mode": SealedAnswer.mode,
        "helper": SealedAnswer.helper,
        "answers": SealedAnswer.answers,
    }
    _copy(session, Response, columns, _sealed(round_))


def _keep_comments(
    session: Session, round_: Round, source: Select[Any], *, team: SQLColumnExpression[int]
) -> None:
    text = func.json_each(SealedAnswer.comments).table_valued("key", "value", name="text")
    columns = {
        "round_id": SealedAnswer.round_id,
        "team_id": team,
        "question": text.c.key,
        "comment": text.c.value,
        "language": SealedAnswer.language,
    }
    # A question without a name stands for words that were read: they are comments already.
    _copy(session, Comment, columns, source.join(text, text.c.key != READ))


def _keep_equality(session: Session, round_: Round) -> None:
    pair = func.json_each(SealedAnswer.equality).table_valued("value", name="pair")
    equals = func.instr(pair.c.value, "=")
    columns = {
        "round_id": SealedAnswer.round_id,
        "question": func.substr(pair.c.value, 1, equals - 1),
        "code": func.substr(pair.c.value, equals + 1),
    }
    _copy(session, EqualityAnswer, columns, _sealed(round_).join(pair, true()))


def _sealed(round_: Round) -> Select[Any]:
    return (
        select()
        .select_from(SealedAnswer)
        .join(Collector, Collector.id == SealedAnswer.collector_id)
        .where(SealedAnswer.round_id == round_.id)
    )


def _copy(session: Session, table: type, columns: dict[str, Any], source: Select[Any]) -> None:
    shuffled = source.add_columns(func.randomblob(16), *columns.values()).order_by(func.random())
    session.execute(insert(table).from_select(["id", *columns], shuffled))
