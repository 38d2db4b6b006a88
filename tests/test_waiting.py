"""The queue: what came in together is read together, and what was read is tied to nothing."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock, unread
from feedback.comments import Status, list_comments
from feedback.exceptions import ChangedError
from feedback.models.answering import Comment, Response, SealedAnswer, UnreadAnswer
from feedback.models.asking import Round, Team
from feedback.models.holding import Burst
from feedback.models.listening import LanguageReader
from feedback.questionnaires.help_rules import unsafe_answers
from feedback.questionnaires.kinds import read_answers
from feedback.questionnaires.snapshot import HelpRule
from feedback.responses import Arrival, take
from feedback.tokens import make_token
from feedback.versions import snapshot_of
from feedback.waiting import GONE, Waiting, get_first_day, list_waiting, mark_all_read, mark_read
from tests.councils import (
    LONDON,
    add_round,
    add_teams,
    answer,
    count,
    count_rows,
    edit_question,
    get_collector,
    make_database,
    make_snapshot,
    rebuild,
)

SENT = dt.datetime(2026, 4, 2, 9, tzinfo=dt.UTC)  # Maundy Thursday: the next working day is Tuesday
DUE = dt.date(2026, 4, 7)
RULES = (HelpRule(question="listened", codes=("never",), page="not-safe"),)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A writing session of an empty database, on the day before Good Friday."""
    with clock.frozen_at(SENT), make_database(tmp_path).writing() as session:
        yield session


@pytest.fixture
def oak(session: Session) -> Team:
    """The one team."""
    return add_teams(session, ("Oak", "Care"))[0]


@pytest.fixture
def round_(session: Session, oak: Team) -> Round:
    """An open round in which it is unsafe never to be listened to."""
    snapshot = edit_question(make_snapshot(), "best", most=1000)
    snapshot = rebuild(snapshot, help_when=RULES)
    return add_round(session, [oak], snapshot=snapshot)


def send(session: Session, round_: Round, *, language: str = "en", **fields: str) -> None:
    """Send a page as a child does."""
    snapshot = snapshot_of(round_.version)
    form = snapshot.form("standard")
    sent = {name: [value] for name, value in fields.items()}
    answers, wrong = read_answers(form, sent)
    assert wrong == []
    token = make_token(get_collector(session, round_.version, round_.teams[0].team).id, round_.id)
    unsafe = tuple(unsafe_answers(snapshot, answers.codes))
    arrival = Arrival(
        token, round_.version_id, form, language, "self", answers, sent, unsafe=unsafe
    )
    take(session, arrival, zone=LONDON)


def only(session: Session) -> Waiting:
    """The one that waits."""
    (one,) = list_waiting(session)
    return one


def test_what_was_sent_waits_at_once_and_together(session: Session, round_: Round) -> None:
    """Both texts and the unsafe answer of one response, by the next working day; nothing else of it."""
    send(session, round_, know="yes", listened="never", best="Tea", eq_age="8-10")

    one = only(session)

    assert [(each.asked, each.words) for each in one.words] == [("What was good?", "Tea")]
    assert [(each.asked, each.answer) for each in one.unsafe] == [
        ("Did people listen to you?", "Never")
    ]
    assert (one.team, one.read_by_on, one.urgent) == ("Oak", DUE, True)
    assert "8-10" not in repr(one)


def test_the_day_is_the_next_working_day_in_every_language(session: Session, round_: Round) -> None:
    """Over Easter, whoever reads the language: people are told of that day and of no other."""
    session.add(LanguageReader(language="pl", reader="R", cover="C", emails=""))
    for language in ("en", "pl", "ur"):
        send(session, round_, language=language, best="Tea")

    assert [one.read_by_on for one in list_waiting(session)] == [DUE, DUE, DUE]


def test_an_answer_with_nothing_to_read_does_not_wait(session: Session, round_: Round) -> None:
    """It has no day either."""
    send(session, round_, know="yes", listened="always")

    assert list_waiting(session) == []
    assert session.scalars(select(SealedAnswer.read_by_on)).all() == [None]


def test_an_unsafe_answer_alone_waits_and_has_its_day_until_it_is_read(
    session: Session, round_: Round
) -> None:
    """The notice says so: read without words, with its team; then the day is gone and the answer stays."""
    send(session, round_, know="yes", listened="never")

    one = only(session)
    days = session.scalars(select(SealedAnswer.read_by_on)).all()
    mark_read(session, one.id, seen=one.state)

    session.flush()
    assert (one.words, [each.answer for each in one.unsafe], one.team) == ((), ["Never"], "Oak")
    assert days == [DUE]
    assert session.scalars(select(SealedAnswer.read_by_on)).all() == [None]
    assert "listened=never" in session.scalars(select(SealedAnswer.answers)).one()


def test_reading_cuts_the_tie(session: Session, round_: Round) -> None:
    """The words stand by themselves, the intake keeps neither them nor the day, and the rest of the answer is whole."""
    send(session, round_, know="yes", listened="never", best="Tea", eq_age="8-10")
    one = only(session)

    mark_read(session, one.id, seen=one.state)

    session.flush()
    (row,) = session.scalars(select(SealedAnswer)).all()
    (comment,) = session.scalars(select(Comment)).all()
    assert list_waiting(session) == []
    assert (row.comments, row.read_by_on) == ("{}", None)
    assert "listened=never" in row.answers
    assert (comment.comment, comment.status) == ("Tea", Status.READ)
    assert not {row.id, row.id.hex()} & set(map(str, vars(comment).values()))


def test_two_texts_of_one_person_share_nothing_afterwards(session: Session, round_: Round) -> None:
    """Each has a key of its own and stands in an order that means nothing."""
    answer(session, round_, round_.teams[0].team, comments={"best": "A", "change": "B"}, read_by_on=DUE)  # fmt: skip
    session.flush()
    one = only(session)

    mark_read(session, one.id, seen=one.state)

    first, second = session.scalars(select(Comment)).all()
    names = [column.name for column in Comment.__table__.columns]
    shared = {name for name in names if getattr(first, name) == getattr(second, name)}
    assert shared == {
        "round_id", "team_id", "language", "status", "original", "themes", "tone", "decided_by", "team_agreed",
        "held",
    }  # fmt: skip


def test_what_was_read_is_counted_and_not_doubled(session: Session, round_: Round) -> None:
    """Read words are comments already; unread ones become new comments, each by itself."""
    for number in range(6):
        send(session, round_, know="yes", best=f"W{number}")
    for one in list_waiting(session)[:2]:
        mark_read(session, one.id, seen=one.state)

    count(session, round_)

    found = list_comments(session, round_=round_)
    assert sorted(one.comment for one in found) == [f"W{number}" for number in range(6)]
    assert sorted(one.status for one in found) == ["new"] * 4 + ["read"] * 2
    assert len(session.scalars(select(Response)).all()) == 6


def test_what_nobody_read_before_the_count_waits_on(session: Session, round_: Round) -> None:
    """Each comment by itself, due on the same day as before; reading it leaves one comment."""
    for number in range(5):
        send(session, round_, know="yes", best=f"W{number}")
    count(session, round_)

    waiting = list_waiting(session)
    mark_read(session, waiting[0].id, seen=waiting[0].state, status=Status.ESCALATED)

    assert len(waiting) == 5
    assert {one.read_by_on for one in waiting} == {DUE}
    assert len(list_waiting(session)) == 4
    assert len(list_comments(session, status=Status.ESCALATED)) == 1


def test_an_unsafe_answer_outlives_the_count_until_it_is_read(
    session: Session, round_: Round
) -> None:
    """With its team, what was asked and chosen, and its day; by itself; read, it is gone from the file and the day too."""
    send(session, round_, know="yes", listened="never", best="Tea")
    for _ in range(4):
        send(session, round_, know="yes", listened="always")
    count(session, round_)

    unsafe, words = list_waiting(session)

    assert (unsafe.team, unsafe.round.id, unsafe.read_by_on) == ("Oak", round_.id, DUE)
    assert [(each.asked, each.answer) for each in unsafe.unsafe] == [
        ("Did people listen to you?", "Never")
    ]
    assert (unsafe.words, words.unsafe) == ((), ())
    assert get_first_day(session) == DUE
    mark_read(session, unsafe.id, seen=unsafe.state)
    assert count_rows(session, UnreadAnswer) == 0
    assert (only(session).id, round_.unread_by_on) == (words.id, DUE)
    mark_read(session, words.id, seen=words.state)
    assert (get_first_day(session), round_.unread_by_on) == (None, None)


def test_the_count_that_forgets_them_is_found(
    session: Session, round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: without the step that keeps them, an unsafe answer is gone and the clock begins anew."""
    for step in ("keep_day", "keep_unsafe"):
        monkeypatch.setattr(unread, step, lambda *_, **__: None)
    send(session, round_, know="yes", listened="never", best="Tea")
    for _ in range(4):
        send(session, round_, know="yes", listened="always")
    count(session, round_)

    assert [one.unsafe for one in list_waiting(session)] == [()]
    assert only(session).read_by_on > DUE


def test_what_was_read_before_the_count_does_not_come_back(session: Session, round_: Round) -> None:
    """Neither as an unsafe answer nor as a day."""
    for _ in range(5):
        send(session, round_, know="yes", listened="never")
    for one in list_waiting(session):
        mark_read(session, one.id, seen=one.state)
    count(session, round_)

    assert list_waiting(session) == []
    assert round_.unread_by_on is None


def test_all_of_a_round_has_one_day_the_first(session: Session, round_: Round) -> None:
    """Two people who sent on two days cannot be told apart by it, and nothing is due later than was promised."""
    oak, later = round_.teams[0].team, DUE + dt.timedelta(days=3)
    answer(session, round_, oak, answers=["listened=never"], read_by_on=later)
    answer(session, round_, oak, comments={"best": "Tea"}, read_by_on=DUE)
    answer(session, round_, oak, answers=["listened=always"], read_by_on=SENT.date(), times=3)
    count(session, round_)

    assert [one.read_by_on for one in list_waiting(session)] == [DUE, DUE]


def test_an_unsafe_answer_of_a_sealed_round_waits_on_in_the_next(
    session: Session, oak: Team
) -> None:
    """Too few to count: it waits sealed, is taken in, and keeps its day."""
    snapshot = rebuild(make_snapshot(), help_when=RULES)
    first = add_round(session, [oak], snapshot=snapshot)
    second = add_round(session, [oak], snapshot=snapshot)
    answer(session, first, oak, answers=["listened=never"], read_by_on=DUE)
    count(session, first)
    answer(session, second, oak, times=5)
    count(session, second)

    one = only(session)

    assert (one.round.id, one.read_by_on, len(one.unsafe)) == (second.id, DUE, 1)


def test_an_unsafe_answer_in_a_burst_that_is_left_out_waits_on_once(
    session: Session, round_: Round
) -> None:
    """Somebody may have asked for help in the middle of a flood. It is told to be of one, and read last."""
    oak = round_.teams[0].team
    answer(session, round_, oak, answers=["listened=never"], read_by_on=DUE, times=40)
    session.flush()
    hold(session, round_)
    answer(session, round_, oak, answers=["listened=always"], times=3)

    count(session, round_, at=SENT + dt.timedelta(days=400))

    one = only(session)
    assert round_.sealed
    assert (one.read_by_on, [each.answer for each in one.unsafe]) == (DUE, ["Never"])
    assert one.held
    following = add_round(session, [oak], snapshot=rebuild(make_snapshot(), help_when=RULES))
    answer(session, following, oak, answers=["listened=always"], times=5)
    count(session, following, at=SENT + dt.timedelta(days=401))
    assert [(each.round.id, each.read_by_on) for each in list_waiting(session)] == [
        (following.id, DUE)
    ]
    assert round_.unread_by_on is None


def test_an_unsafe_answer_after_the_count_shares_nothing_with_its_person(
    session: Session, round_: Round
) -> None:
    """Of all that is kept of somebody, it has only the round, the team and what was answered."""
    send(session, round_, know="yes", listened="never", best="Tea", eq_age="8-10")
    for _ in range(4):
        send(session, round_, know="yes", listened="always")
    count(session, round_)
    (row,) = session.scalars(select(UnreadAnswer)).all()
    (comment,) = session.scalars(select(Comment)).all()
    answered = {one.id for one in session.scalars(select(Response))}

    assert set(UnreadAnswer.__table__.columns.keys()) == {
        "id", "round_id", "team_id", "question", "code", "held",
    }  # fmt: skip
    assert row.id not in answered | {comment.id}


def test_what_was_read_of_a_sealed_round_joins_the_next(session: Session, oak: Team) -> None:
    """Too few to count: read all the same, and named no nearer than the round that takes them in allows."""
    first, second = add_round(session, [oak]), add_round(session, [oak])
    answer(session, first, oak, comments={"best": "Tea"}, read_by_on=DUE)
    session.flush()
    one = only(session)
    mark_read(session, one.id, seen=one.state)
    count(session, first)
    answer(session, second, oak, times=5)
    count(session, second)

    (comment,) = list_comments(session)

    assert comment.round.id == second.id
    assert second.received == 6


def test_reading_twice_is_said(session: Session, round_: Round) -> None:
    """Somebody was quicker, or it changed: nothing is done."""
    send(session, round_, know="yes", best="Tea")
    one = only(session)

    with pytest.raises(ChangedError, match=GONE):
        mark_read(session, one.id, seen="other")
    mark_read(session, one.id, seen=one.state)
    with pytest.raises(ChangedError, match=GONE):
        mark_read(session, one.id, seen=one.state)

    assert len(session.scalars(select(Comment)).all()) == 1


def test_a_word_of_concern_raises_the_order_and_decides_nothing(
    session: Session, round_: Round
) -> None:
    """It comes first whatever its day, and everything else still waits."""
    oak = round_.teams[0].team
    answer(session, round_, oak, comments={"best": "They hit me"}, read_by_on=DUE)
    answer(session, round_, oak, comments={"best": "Tea"}, read_by_on=DUE - dt.timedelta(days=3))
    session.flush()

    plain = [one.words[0].words for one in list_waiting(session)]
    raised = [one.words[0].words for one in list_waiting(session, concern=["hit"])]

    assert plain == ["Tea", "They hit me"]
    assert raised == ["They hit me", "Tea"]


def test_a_burst_is_read_too_each_wording_once_and_last(session: Session, round_: Round) -> None:
    """Forty of the same are one to read, after those that came alone; who said something else is not lost in them."""
    oak = round_.teams[0].team
    answer(session, round_, oak, times=40, comments={"best": "Rubbish"}, read_by_on=DUE)
    answer(session, round_, oak, comments={"best": "Help me"}, read_by_on=DUE)
    session.flush()
    hold(session, round_)
    answer(session, round_, oak, comments={"best": "Tea"}, read_by_on=DUE)
    session.flush()

    found = list_waiting(session)

    assert found[0].words[0].words == "Tea"
    assert {(one.words[0].words, one.copies, one.held) for one in found[1:]} == {
        ("Rubbish", 40, True),
        ("Help me", 1, True),
    }


def test_a_burst_that_is_left_out_is_still_read_last(session: Session, round_: Round) -> None:
    """After the count too, sent at once or not; once it is read nothing says that it came in one."""
    oak = round_.teams[0].team
    for words in ("Rubbish", "Help me"):
        answer(session, round_, oak, comments={"best": words}, read_by_on=DUE)
    session.flush()
    hold(session, round_)
    for row in session.scalars(select(SealedAnswer)):
        row.hurried = True
    answer(session, round_, oak, comments={"best": "Tea"}, read_by_on=DUE)
    answer(session, round_, oak, times=5)
    count(session, round_, at=SENT + dt.timedelta(days=400))

    found = list_waiting(session)
    mark_all_read(session, {one.id: one.state for one in found})

    assert [one.held for one in found] == [False, True, True]
    assert found[0].words[0].words == "Tea"
    assert {one.words[0].words for one in found[1:]} == {"Rubbish", "Help me"}
    assert set(session.execute(select(Comment.status, Comment.held))) == {("read", False)}


def test_marking_many_marks_none_where_one_has_changed(session: Session, round_: Round) -> None:
    """The transaction ends: whoever pressed looks again."""
    send(session, round_, best="Tea")
    send(session, round_, best="Cake")
    tea, cake = list_waiting(session)

    with pytest.raises(ChangedError), session.begin_nested():
        mark_all_read(session, {tea.id: tea.state, cake.id: tea.state})

    assert len(list_waiting(session)) == 2


def test_reading_a_burst_does_not_change_its_parts(session: Session, round_: Round) -> None:
    """What is the same stays the same, and what differed does not join those that wrote nothing."""
    oak = round_.teams[0].team
    answer(session, round_, oak, times=6, comments={"best": "Rubbish"}, read_by_on=DUE)
    answer(session, round_, oak, comments={"best": "Help me"}, read_by_on=DUE)
    answer(session, round_, oak, times=6)
    session.flush()
    hold(session, round_)

    def wordings() -> list[int]:
        session.expire_all()
        rows = [row.comments for row in session.scalars(select(SealedAnswer))]
        return sorted(rows.count(one) for one in set(rows))

    before = wordings()
    for one in list_waiting(session):
        mark_read(session, one.id, seen=one.state)

    assert before == wordings() == [1, 6, 6]
    assert sorted(one.comment for one in list_comments(session)) == ["Help me", "Rubbish"]
    count(session, round_, at=SENT + dt.timedelta(days=400))
    assert sorted(one.comment for one in list_comments(session)) == ["Help me", "Rubbish"]


def hold(session: Session, round_: Round) -> None:
    """Mark all that lies in the intake as one burst."""
    collector = get_collector(session, round_.version, round_.teams[0].team)
    burst = Burst(round_id=round_.id, collector_id=collector.id, answers=0, characters=0)
    session.add(burst)
    session.flush()
    for row in session.scalars(select(SealedAnswer)):
        row.burst_id = burst.id
    session.flush()


def test_no_id_of_an_answer_is_in_what_is_shown(session: Session, round_: Round) -> None:
    """What stands for it in an address cannot be looked up in the intake."""
    send(session, round_, know="yes", best="Tea")
    (row,) = session.scalars(select(SealedAnswer)).all()

    one = only(session)

    assert row.id.hex()[:8] not in one.id
    assert json.loads(row.comments) == {"best": "Tea"}
