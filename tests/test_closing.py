"""How a round closes: counted once, every tie cut, and nothing left that could be put together again."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from feedback import clock
from feedback.closing import close_now, count_due, count_round, forget_receipts, stop_now
from feedback.db import Database
from feedback.exceptions import RefusedError
from feedback.models.answering import Comment, EqualityAnswer, Receipt, Response, SealedAnswer
from feedback.models.asking import Round, Team
from feedback.models.freezing import TERMS
from feedback.models.reporting import ChannelRecord, FigureRecord, FigureRow, OptionRecord
from feedback.rounds import end_tonight
from tests.councils import (
    CLOSES,
    COUNTED_AT,
    LONDON,
    OPENS,
    add_round,
    add_teams,
    answer,
    count,
    count_rows,
    get_collector,
    make_database,
    make_snapshot,
)

FIGURES = (FigureRow, FigureRecord, OptionRecord, ChannelRecord)
LAST_MIDNIGHT = dt.datetime(2026, 7, 1, tzinfo=LONDON)  # 24:00 of the round's last day
NOON = dt.datetime(2026, 5, 1, 12, tzinfo=LONDON)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """An empty database with every table."""
    return make_database(tmp_path)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A writing session of `database`."""
    with database.writing() as session:
        yield session


@pytest.fixture
def oak(session: Session) -> Team:
    """A team."""
    return add_teams(session, ("Oak", "Care"))[0]


@pytest.fixture
def round_(session: Session, oak: Team) -> Round:
    """A round with twelve answers, each with a comment and an age."""
    round_ = add_round(session, [oak])
    for number in range(12):
        answer(
            session,
            round_,
            oak,
            answers=["know=yes", "listened=mostly"],
            equality=["eq_age=8-10"],
            comments={"best": f"Words {number}"},
        )
    return round_


def _figures(session: Session) -> list[int]:
    return [count_rows(session, table) for table in FIGURES]


def _frozen(session: Session) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    for table in FIGURES:
        rows = session.execute(select(table.__table__))
        found += sorted((tuple(row) for row in rows), key=repr)
    return found


def test_a_round_that_has_not_opened_cannot_be_closed(session: Session, round_: Round) -> None:
    """Planned: closing it is refused, and says when it opens."""
    with (
        clock.frozen_at(dt.datetime(2026, 3, 31, 23, tzinfo=LONDON)),
        pytest.raises(RefusedError, match="opens on 2026-04-01"),
    ):
        close_now(session, round_, zone=LONDON)

    assert round_.counted_on is None


def test_an_open_round_closed_now_ends_now_and_is_counted(session: Session, round_: Round) -> None:
    """Open: it ends this moment, not at midnight."""
    with clock.frozen_at(NOON):
        close_now(session, round_, zone=LONDON)

    assert round_.ended_at == NOON
    assert (round_.counted_on, round_.received) == (NOON.date(), 12)


def test_the_last_day_of_a_counted_round_is_the_day_it_ended(
    session: Session, round_: Round
) -> None:
    """Planned until June and closed in May: everything that counts from its last day counts from there."""
    with clock.frozen_at(NOON):
        end_tonight(round_, LONDON)
        before = round_.closes_on
    with clock.frozen_at(NOON + dt.timedelta(days=1)):
        count_due(session, zone=LONDON)

    assert (before, round_.closes_on) == (CLOSES, NOON.date())


def test_a_round_stopped_in_its_first_hours_ended_on_its_first_day(
    session: Session, round_: Round
) -> None:
    """Pages opened hours before are refused too, and no last day comes before the first."""
    with clock.frozen_at(dt.datetime(2026, 4, 1, 1, tzinfo=LONDON)):
        stop_now(round_, zone=LONDON)
        count_round(session, round_, zone=LONDON)

    assert round_.closes_on == round_.opens_on == dt.date(2026, 4, 1)


def test_a_round_past_its_end_is_counted_without_a_new_end(session: Session, round_: Round) -> None:
    """Closing: its last day stands, and only the count is missing."""
    with clock.frozen_at(LAST_MIDNIGHT + dt.timedelta(hours=1)):
        close_now(session, round_, zone=LONDON)

    assert round_.ended_at is None
    assert round_.received == 12


def test_closing_twice_is_the_same_as_once(session: Session, round_: Round) -> None:
    """Closed: closing again changes no figure, no answer and no date."""
    count(session, round_)
    before, answers = _frozen(session), count_rows(session, Response)

    with clock.frozen_at(COUNTED_AT + dt.timedelta(days=9)):
        close_now(session, round_, zone=LONDON)
        count_round(session, round_, zone=LONDON)

    assert _frozen(session) == before
    assert count_rows(session, Response) == answers
    assert round_.counted_on == COUNTED_AT.date()


@pytest.mark.parametrize(
    ("after_midnight", "counted"),
    [
        (dt.timedelta(hours=-1), False),
        (dt.timedelta(0), False),
        (dt.timedelta(hours=3, minutes=59), False),
        (dt.timedelta(hours=4), True),
        (dt.timedelta(days=3), True),
    ],
)
def test_a_round_is_counted_four_hours_after_its_end(
    session: Session, round_: Round, after_midnight: dt.timedelta, counted: bool
) -> None:
    """Pages opened before the end may be sent for four hours; counting waits for them."""
    with clock.frozen_at(LAST_MIDNIGHT + after_midnight):
        done = count_due(session, zone=LONDON)

    assert done == ([round_] if counted else [])
    assert (round_.counted_on is not None) is counted


def test_a_round_staff_ended_early_is_counted_four_hours_later(
    session: Session, round_: Round
) -> None:
    """Its end is the midnight they chose."""
    round_.ended_at = dt.datetime(2026, 5, 2, tzinfo=LONDON)

    with clock.frozen_at(dt.datetime(2026, 5, 2, 4, tzinfo=LONDON)):
        done = count_due(session, zone=LONDON)

    assert done == [round_]


def test_counting_what_is_due_twice_counts_it_once(session: Session, round_: Round) -> None:
    """The second time there is nothing due."""
    with clock.frozen_at(COUNTED_AT):
        first = count_due(session, zone=LONDON)
        second = count_due(session, zone=LONDON)

    assert (first, second) == ([round_], [])


def test_before_the_count_no_figure_says_anything(session: Session, round_: Round) -> None:
    """No row of any figure table, no count on the round."""
    assert _figures(session) == [0, 0, 0, 0]
    assert round_.received is None


def test_the_count_empties_the_intake(session: Session, round_: Round) -> None:
    """Every sealed row becomes a response, a comment and an equality answer, and is gone."""
    count(session, round_)

    assert count_rows(session, SealedAnswer) == 0
    assert [count_rows(session, t) for t in (Response, Comment, EqualityAnswer)] == [12, 12, 12]


def test_answers_comments_and_equality_share_no_value(session: Session, round_: Round) -> None:
    """No random id stands in two tables, and none is one of the sealed ids."""
    sealed = set(session.scalars(select(SealedAnswer.id)))
    count(session, round_)

    ids = [set(session.scalars(select(table.id))) for table in (Response, Comment, EqualityAnswer)]

    assert len(set.union(sealed, *ids)) == 12 * 4


def test_no_date_address_or_code_is_kept_with_an_answer(session: Session, round_: Round) -> None:
    """The tables of answers have no column that could hold one."""
    columns = {
        table.__tablename__: set(table.__table__.columns.keys())
        for table in (Response, Comment, EqualityAnswer)
    }

    assert columns == {
        "responses": {
            "id", "round_id", "team_id", "version_id", "variant", "language", "mode", "helper", "answers",
        },
        "comments": {
            "id", "round_id", "team_id", "question", "comment", "language", "status",
            "original", "themes", "tone", "decided_by", "team_agreed",
            "held",
        },
        "equality_answers": {"id", "round_id", "question", "code"},
    }  # fmt: skip


def test_the_order_of_sending_does_not_survive(session: Session, oak: Team) -> None:
    """Sixty comments in a row: read back as they lie, they are in another order, and have no rowid."""
    round_ = add_round(session, [oak])
    words = [f"Words {number:02}" for number in range(60)]
    for word in words:
        answer(session, round_, oak, comments={"best": word})
    count(session, round_)

    as_they_lie = list(session.scalars(text("SELECT comment FROM comments")))

    assert sorted(as_they_lie) == words
    assert as_they_lie != words
    for table in ("intake", "responses", "comments", "equality_answers", "receipts"):
        made = session.scalar(text(f"SELECT sql FROM sqlite_master WHERE name = '{table}'"))
        assert "WITHOUT ROWID" in str(made)


def test_answers_and_comments_lie_in_orders_of_their_own(session: Session, oak: Team) -> None:
    """The n-th answer and the n-th comment belong together no more often than by chance."""
    round_ = add_round(session, [oak])
    for number in range(60):
        answer(
            session,
            round_,
            oak,
            answers=[f"know=n{number}"],
            comments={"best": f"n{number}"},
        )
    count(session, round_)

    answers = [a[7:-2] for a in session.scalars(text("SELECT answers FROM responses"))]
    comments = list(session.scalars(text("SELECT comment FROM comments")))

    assert set(answers) == set(comments)
    assert sum(a == c for a, c in zip(answers, comments, strict=True)) < 12


def test_fewer_than_five_answers_stay_sealed(session: Session, oak: Team) -> None:
    """Four answers: the round is closed, says nothing, and the answers wait."""
    round_ = add_round(session, [oak])
    answer(session, round_, oak, times=4)

    count(session, round_)

    assert (round_.sealed, round_.received) == (True, 0)
    assert count_rows(session, SealedAnswer) == 4
    assert count_rows(session, Response) == 0
    assert _figures(session) == [0, 0, 0, 0]


def test_sealed_answers_are_counted_with_the_next_round(session: Session, oak: Team) -> None:
    """Three in spring and two in summer make a row of five in summer."""
    spring = add_round(session, [oak])
    answer(session, spring, oak, times=3)
    count(session, spring)
    summer = add_round(session, [oak], opens_on=dt.date(2026, 7, 1), closes_on=dt.date(2026, 7, 9))
    answer(session, summer, oak, times=2)

    count(session, summer)

    assert (summer.sealed, summer.received) == (False, 5)
    assert set(session.scalars(select(Response.round_id))) == {summer.id}
    assert spring.received == 0


def test_what_joins_a_later_round_is_kept_no_longer_than_people_were_told(
    session: Session, oak: Team
) -> None:
    """By either round, each from its own last day, 30 June and 9 July. A round that leaves nothing to it changes nothing."""
    (elm,) = add_teams(session, ("Elm", "Care"))
    told = {"spring": (12, 60, 6), "of another team": (1, 1, 1), "summer": (60, 36, 6)}
    spring, other = add_round(session, [oak]), add_round(session, [elm])
    summer = add_round(session, [oak], opens_on=dt.date(2026, 7, 1), closes_on=dt.date(2026, 7, 9))
    for round_, terms in zip((spring, other, summer), told.values(), strict=True):
        for term, kept in zip(TERMS, terms, strict=True):
            setattr(round_, term, kept)
    answer(session, spring, oak, times=3)
    answer(session, other, elm, times=3)
    answer(session, summer, oak, times=6)

    for round_ in (spring, other, summer):
        count(session, round_)

    assert summer.received == 9
    assert [getattr(summer, term) for term in TERMS] == [11, 36, 6]


def test_words_that_would_hurry_the_later_ones_stay_with_their_own_round(
    session: Session, oak: Team
) -> None:
    """Told a year: eleven months later the answers join, and the words, read or not, go by the date they were told."""
    summer = add_round(session, [oak])
    answer(session, summer, oak, times=2, comments={"best": "Tea"}, read_by_on=dt.date(2026, 6, 2))
    answer(session, summer, oak, times=1)
    later = {"opens_on": dt.date(2027, 5, 1), "closes_on": dt.date(2027, 5, 31)}
    spring = add_round(session, [oak], **later)
    answer(session, spring, oak, times=6, comments={"best": "Cake"}, read_by_on=dt.date(2027, 6, 2))
    for round_ in (summer, spring):
        for term, kept in zip(TERMS, (12, 36, 6), strict=True):
            setattr(round_, term, kept)
        count(session, round_)

    assert spring.received == 9
    said = session.execute(select(Comment.round_id, Comment.comment).distinct()).all()
    assert sorted(said) == [(summer.id, "Tea"), (spring.id, "Cake")]
    assert count_rows(session, SealedAnswer) == 0
    assert [getattr(spring, term) for term in TERMS] == [12, 25, 6]
    assert summer.unread_by_on == dt.date(2026, 6, 2)


def test_sealed_answers_of_another_team_or_questionnaire_wait(session: Session, oak: Team) -> None:
    """Only answers of teams that take part, and of the same questionnaire, join a round."""
    (elm,) = add_teams(session, ("Elm", "Care"))
    spring = add_round(session, [oak, elm])
    answer(session, spring, elm, times=4)
    other = add_round(session, [oak], snapshot=make_snapshot(questionnaire="other"))
    answer(session, other, oak, times=4)
    for early in (spring, other):
        count(session, early)
    summer = add_round(session, [oak], opens_on=dt.date(2026, 7, 1), closes_on=dt.date(2026, 7, 9))
    answer(session, summer, oak, times=6)

    count(session, summer)

    assert summer.received == 6
    assert count_rows(session, SealedAnswer) == 8


def test_answers_carried_over_from_an_older_version_count_where_it_asked_the_same(
    session: Session, oak: Team
) -> None:
    """The old version did not ask it: the row is out of all who answered, and does not tell how many were asked."""
    spring = add_round(session, [oak], snapshot=make_snapshot(without=["listened"]))
    answer(session, spring, oak, times=2, answers=["know=yes"])
    count(session, spring)
    summer = add_round(
        session,
        [oak],
        snapshot=make_snapshot(version=2),
        opens_on=dt.date(2026, 7, 1),
        closes_on=dt.date(2026, 7, 9),
    )
    answer(session, summer, oak, times=10)
    count(session, summer)

    figures = {
        figure.question: figure
        for figure in session.scalars(
            select(FigureRecord).join(FigureRow).where(FigureRow.kind == "team")
        )
    }

    assert (figures["know"].base, figures["know"].word) == (12, "all or nearly all")
    assert figures["listened"].of_those_asked
    listened = figures["listened"]
    assert (listened.base, listened.word, listened.low, listened.high) == (None, None, None, None)


def test_receipts_are_forgotten_when_no_page_can_be_sent_any_more(
    session: Session, round_: Round
) -> None:
    """A receipt lives exactly as long as a token: four hours past the end, of counted rounds only."""
    session.add(Receipt(key_hash=b"k", round_id=round_.id, answers_mac=b"m"))
    count(session, round_, at=LAST_MIDNIGHT + dt.timedelta(hours=1))

    with clock.frozen_at(LAST_MIDNIGHT + dt.timedelta(hours=3)):
        forget_receipts(session, zone=LONDON)
    early = count_rows(session, Receipt)
    with clock.frozen_at(LAST_MIDNIGHT + dt.timedelta(hours=4)):
        forget_receipts(session, zone=LONDON)

    assert (early, count_rows(session, Receipt)) == (1, 0)


def test_a_comment_begins_as_new_and_carries_its_team(session: Session, round_: Round) -> None:
    """Nobody has read it yet for release."""
    count(session, round_)

    comments = session.scalars(select(Comment)).all()

    assert {comment.status for comment in comments} == {"new"}
    assert {comment.team_id for comment in comments} == {round_.teams[0].team_id}


def test_channels_are_told_only_when_each_brought_ten(session: Session, round_: Round) -> None:
    """Twelve by poster and three by kiosk: one would tell of the other, so none is told."""
    oak = round_.teams[0].team
    get_collector(session, round_.version, oak, channel="kiosk")
    answer(session, round_, oak, times=3, channel="kiosk")

    count(session, round_)

    assert count_rows(session, ChannelRecord) == 0


def test_a_round_nobody_answered_is_sealed_without_figures(session: Session, oak: Team) -> None:
    """No answer at all: closed, sealed, nothing else."""
    round_ = add_round(session, [oak], opens_on=OPENS, closes_on=CLOSES)

    count(session, round_)

    assert (round_.sealed, round_.received) == (True, 0)
