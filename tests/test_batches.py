"""The review of a burst: batches told apart unread, decided until the count, and what becomes of each."""

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import audit, clock
from feedback.batches import (
    Decision,
    Part,
    decide,
    decide_by,
    is_undecided,
    list_batches,
    settle,
    waits,
)
from feedback.closing import close_now, count_due, count_round
from feedback.db import Database
from feedback.edges import Status, status_of, takes_answers
from feedback.exceptions import NotFoundError, RefusedError
from feedback.models.answering import Comment, Response, SealedAnswer
from feedback.models.asking import Round, Team
from feedback.models.auditing import Deed
from feedback.models.holding import BatchDecision, Burst
from tests.councils import (
    CLOSES,
    LONDON,
    add_round,
    add_teams,
    answer,
    count,
    count_rows,
    get_collector,
    make_database,
)

OPEN = dt.datetime(2026, 5, 1, 12, tzinfo=LONDON)
MORNING_AFTER = dt.datetime(
    2026, 7, 1, 9, tzinfo=LONDON
)  # a Wednesday; the round ended at midnight
JUNK = "junk sent again and again"


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """An empty database with every table."""
    return make_database(tmp_path)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A writing session of `database`, while the round is open."""
    with clock.frozen_at(OPEN), database.writing() as session:
        yield session


@pytest.fixture
def oak(session: Session) -> Team:
    """A team."""
    return add_teams(session, ("Oak", "Care"))[0]


@pytest.fixture
def round_(session: Session, oak: Team) -> Round:
    """A round with twelve answers that came one by one."""
    round_ = add_round(session, [oak])
    answer(session, round_, oak, times=12)
    session.flush()
    return round_


def add_burst(session: Session, round_: Round, oak: Team) -> Burst:
    """An empty burst at Oak's poster."""
    collector = get_collector(session, round_.version, oak)
    burst = Burst(round_id=round_.id, collector_id=collector.id, answers=0, characters=0)
    session.add(burst)
    session.flush()
    return burst


def hold(
    session: Session,
    burst: Burst,
    round_: Round,
    oak: Team,
    *,
    times: int = 1,
    words: str = "",
    hurried: bool = False,
    answers: tuple[str, ...] = ("know=no", "listened=never"),
) -> None:
    """Put held answers into the intake."""
    session.flush()
    before = set(session.scalars(select(SealedAnswer.id)))
    comments: Mapping[str, str] = {"best": words} if words else {}
    answer(session, round_, oak, times=times, answers=answers, comments=comments)
    session.flush()
    for row in session.scalars(select(SealedAnswer)):
        if row.id not in before:
            row.burst_id, row.hurried = burst.id, hurried
    session.flush()


@pytest.fixture
def burst(session: Session, round_: Round, oak: Team) -> Burst:
    """A burst of 40 that are the same, 9 sent at once, and 7 of people with words of their own."""
    burst = add_burst(session, round_, oak)
    hold(session, burst, round_, oak, times=40, words=JUNK)
    for number in range(9):
        hold(session, burst, round_, oak, words=f"bot {number}", hurried=True)
    for number in range(7):
        hold(session, burst, round_, oak, words=f"mine {number}", answers=("know=yes",))
    return burst


def statuses(session: Session, round_: Round) -> dict[str, str]:
    """The status of every batch."""
    return {batch.id: batch.status.value for batch in list_batches(session, round_)}


def test_batches_are_told_in_fives(session: Session, round_: Round, burst: Burst) -> None:
    """Three parts of one burst, with their link; a part of fewer than five says 0."""
    hold(session, add_burst(session, round_, round_.teams[0].team), round_, round_.teams[0].team)

    batches = list_batches(session, round_)

    assert [(b.id, b.part, b.answers) for b in batches] == [
        ("1-hurried", Part.HURRIED, 5),
        ("1-alike", Part.ALIKE, 40),
        ("1-different", Part.DIFFERENT, 5),
        ("2-different", Part.DIFFERENT, 0),
    ]
    assert {(b.team, b.questionnaire, b.channel, b.status) for b in batches} == {
        ("Oak", "iro-survey", "poster", Decision.UNDECIDED)
    }


@pytest.mark.parametrize(("times", "part"), [(4, Part.DIFFERENT), (5, Part.ALIKE)])
def test_five_of_the_same_are_alike(
    session: Session, round_: Round, oak: Team, times: int, part: Part
) -> None:
    """Each answer and each word; four who agree are people."""
    hold(session, add_burst(session, round_, oak), round_, oak, times=times)

    assert [batch.part for batch in list_batches(session, round_)] == [part]


def test_the_same_in_another_burst_is_not_alike(session: Session, round_: Round, oak: Team) -> None:
    """Nor are answers that came one by one: a burst is compared with itself."""
    same = ("know=yes", "listened=always")  # as the twelve
    for _ in range(2):
        hold(session, add_burst(session, round_, oak), round_, oak, times=3, answers=same)

    assert {batch.part for batch in list_batches(session, round_)} == {Part.DIFFERENT}


def test_a_decision_may_be_changed_until_the_count(
    session: Session, round_: Round, burst: Burst
) -> None:
    """The last one stands, each is written down, and nothing of an answer is."""
    decide(session, round_, ["1-alike", "1-different"], Decision.KEPT, zone=LONDON)
    decide(session, round_, ["1-alike"], Decision.LEFT_OUT, zone=LONDON)

    session.flush()
    assert statuses(session, round_) == {
        "1-hurried": "undecided",
        "1-alike": "left-out",
        "1-different": "kept",
    }
    assert [(row.deed, row.thing) for row in audit.list_deeds(session)] == [
        (Deed.KEPT_BATCH, "batch 1-alike"),
        (Deed.KEPT_BATCH, "batch 1-different"),
        (Deed.LEFT_OUT_BATCH, "batch 1-alike"),
    ]
    days = set(session.scalars(select(BatchDecision.decided_on)))
    assert days == {OPEN.date()}


def test_every_batch_at_once(session: Session, round_: Round, burst: Burst) -> None:
    """The word all."""
    decide(session, round_, ["all"], Decision.LEFT_OUT, zone=LONDON)

    assert set(statuses(session, round_).values()) == {"left-out"}
    assert not is_undecided(session, round_)


def test_an_unknown_batch_decides_nothing(session: Session, round_: Round, burst: Burst) -> None:
    """One that is there beside one that is not: refused whole."""
    with pytest.raises(NotFoundError, match=r"no batch '7-alike'.*responses review 1"):
        decide(session, round_, ["1-alike", "7-alike"], Decision.KEPT, zone=LONDON)

    assert set(statuses(session, round_).values()) == {"undecided"}


def test_after_the_count_nothing_is_decided(session: Session, round_: Round, burst: Burst) -> None:
    """What was left out is gone."""
    count(session, round_)

    with pytest.raises(RefusedError, match="is counted"):
        decide(session, round_, ["all"], Decision.KEPT, zone=LONDON)

    assert list_batches(session, round_) == []


@pytest.mark.parametrize(
    ("decisions", "received"),
    [
        ({}, 12),
        ({"1-different": Decision.KEPT}, 19),
        ({"1-different": Decision.KEPT, "1-alike": Decision.LEFT_OUT}, 19),
        ({"all": Decision.KEPT}, 68),
        ({"all": Decision.LEFT_OUT}, 12),
    ],
)
def test_what_is_kept_is_counted_and_nothing_else(
    session: Session,
    round_: Round,
    burst: Burst,
    decisions: dict[str, Decision],
    received: int,
) -> None:
    """Kept ones are answers like any other; the rest are gone, and only their number stays."""
    for id_, decision in decisions.items():
        decide(session, round_, [id_], decision, zone=LONDON)

    count(session, round_)

    assert (round_.received, round_.left_out) == (received, 68 - received)
    assert count_rows(session, Response) == received
    assert [count_rows(session, table) for table in (SealedAnswer, Burst, BatchDecision)] == [0] * 3


def test_words_that_are_left_out_reach_the_duty_reader_once(
    session: Session, round_: Round, burst: Burst, oak: Team
) -> None:
    """A cry for help among the junk is read, however often, and however soon it was sent."""
    hold(session, burst, round_, oak, times=6, words="please help me")
    hold(session, burst, round_, oak, words="I am scared at home", answers=("know=yes",))
    decide(session, round_, ["all"], Decision.LEFT_OUT, zone=LONDON)

    count(session, round_)

    words = sorted(session.scalars(select(Comment.comment)))
    many = [f"mine {n}" for n in range(7)] + [f"bot {n}" for n in range(9)]
    assert words == sorted([JUNK, "please help me", "I am scared at home", *many])
    assert set(session.execute(select(Comment.status, Comment.held))) == {("new", True)}


def test_what_is_left_out_leaves_the_disk(database: Database) -> None:
    """Not in the database, not in its log, once the write-ahead log is emptied; before, it is there."""
    with clock.frozen_at(OPEN), database.writing() as session:
        oak = add_teams(session, ("Oak", "Care"))[0]
        round_ = add_round(session, [oak])
        answer(session, round_, oak, times=12)
        burst = add_burst(session, round_, oak)
        for number in range(30):
            hold(session, burst, round_, oak, answers=(f"know=canary{number}",), hurried=True)
    files = [Path(database.file), Path(database.file + "-wal")]
    database.checkpoint()
    before = b"".join(file.read_bytes() for file in files if file.exists())

    with clock.frozen_at(MORNING_AFTER), database.writing() as session:
        count_round(session, session.get_one(Round, 1), zone=LONDON)
    database.checkpoint()

    after = b"".join(file.read_bytes() for file in files if file.exists())
    assert b"canary7" in before
    assert b"canary" not in after


@pytest.mark.parametrize(
    ("closes", "last"),
    [
        (dt.date(2026, 6, 29), dt.date(2026, 7, 6)),  # a Monday: Tuesday to Monday
        (dt.date(2026, 7, 3), dt.date(2026, 7, 10)),  # a Friday
        (dt.date(2026, 7, 5), dt.date(2026, 7, 10)),  # a Sunday
        (dt.date(2026, 12, 24), dt.date(2026, 12, 31)),  # bank holidays are counted like other days
    ],
)
def test_five_working_days_to_decide(
    session: Session, round_: Round, closes: dt.date, last: dt.date
) -> None:
    """Monday to Friday, from the day after the last."""
    round_.closes_on = closes

    assert decide_by(round_, LONDON) == last


def test_a_round_waits_for_a_decision_and_no_longer_than_it_must(
    session: Session, round_: Round, burst: Burst
) -> None:
    """Not counted while somebody may decide; on the day after the last one it is, without what was held."""
    last = decide_by(round_, LONDON)
    assert (CLOSES, last) == (dt.date(2026, 6, 30), dt.date(2026, 7, 7))

    with clock.frozen_at(dt.datetime(2026, 7, 7, 23, 59, tzinfo=LONDON)):
        early = [*count_due(session, zone=LONDON)]
        status = status_of(round_, LONDON)
    with clock.frozen_at(dt.datetime(2026, 7, 8, 0, 0, tzinfo=LONDON)):
        late = count_due(session, zone=LONDON)

    assert (early, status, late) == ([], Status.CLOSING, [round_])
    assert (round_.received, round_.left_out) == (12, 56)


def test_a_round_is_counted_once_it_is_decided(
    session: Session, round_: Round, burst: Burst
) -> None:
    """The next tick after the decision counts it, and one that holds nothing never waits."""
    with clock.frozen_at(MORNING_AFTER):
        before = count_due(session, zone=LONDON)
        decide(session, round_, ["all"], Decision.LEFT_OUT, zone=LONDON)
        after = count_due(session, zone=LONDON)

    assert (before, after) == ([], [round_])
    assert not waits(session, round_, zone=LONDON)


def test_closing_at_once_stops_the_round_and_waits(
    session: Session, round_: Round, burst: Burst
) -> None:
    """No page that is open may be sent any more; deciding and closing again counts it."""
    close_now(session, round_, zone=LONDON)
    stopped = (status_of(round_, LONDON), takes_answers(round_, LONDON, page_opened_at=OPEN))
    close_now(session, round_, zone=LONDON)
    again = status_of(round_, LONDON)

    decide(session, round_, ["all"], Decision.KEPT, zone=LONDON)
    close_now(session, round_, zone=LONDON)

    assert stopped == (Status.CLOSING, False)
    assert again is Status.CLOSING
    assert (round_.received, round_.left_out) == (68, 0)


def test_too_few_after_a_review_stay_sealed_and_join_the_next(session: Session, oak: Team) -> None:
    """Kept answers of a round that is not counted are answers like any other: the next round waits for nobody."""
    round_ = add_round(session, [oak])
    burst = add_burst(session, round_, oak)
    hold(session, burst, round_, oak, times=3, answers=("know=yes",))
    hold(session, burst, round_, oak, times=50)
    decide(session, round_, ["1-different"], Decision.KEPT, zone=LONDON)

    count(session, round_)

    rows = session.scalars(select(SealedAnswer)).all()
    assert (round_.sealed, round_.left_out) == (True, 50)
    assert [(row.burst_id, row.hurried) for row in rows] == [(None, False)] * 3


def test_without_the_review_junk_is_counted(
    session: Session, round_: Round, burst: Burst, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: settling taken out, everything that is held enters the count."""
    monkeypatch.setattr("feedback.closing.settle", lambda *_: None)

    count(session, round_)

    assert round_.received == 68


def test_settling_a_round_without_bursts_changes_nothing(session: Session, round_: Round) -> None:
    """Twelve before, twelve after."""
    settle(session, round_)

    assert (count_rows(session, SealedAnswer), round_.left_out) == (12, 0)
