"""An unsafe answer raises a concern by itself, where its rule says so: in its transaction, and with nothing that ties them."""

import datetime as dt
import json
from collections.abc import Callable

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from feedback import clock, concern_answers, responses
from feedback.collectors import list_collectors
from feedback.concerns import is_passed_on, note_step
from feedback.config import Settings
from feedback.db import Database
from feedback.models.answering import SealedAnswer
from feedback.models.asking import Round
from feedback.models.concerning import Concern, ConcernAction, Step
from feedback.questionnaires.help_rules import unsafe_answers
from feedback.questionnaires.kinds import read_answers
from feedback.responses import Arrival
from feedback.tokens import make_token
from feedback.versions import snapshot_of
from tests.conftest import open_round_of

UNKIND = {"staff_kind": ["1"], "fun": ["3"]}


@pytest.fixture
def arrive(database: Database, settings: Settings) -> Callable[..., Arrival]:
    """Makes arrivals at the questions about short breaks."""
    round_ = open_round_of(database, settings, "short-breaks-child")
    with database.reading() as session:
        places = [c for c in list_collectors(session) if c.questionnaire == "short-breaks-child"]
    snapshot = snapshot_of(round_.version)

    def make(sent: dict[str, list[str]], variant: str = "standard", team: int = 0) -> Arrival:
        form = snapshot.form(variant)
        answers, wrong = read_answers(form, sent)
        assert not wrong
        unsafe = tuple(unsafe_answers(snapshot, answers.codes))
        token = make_token(places[team].id, round_.id)
        return Arrival(token, round_.version_id, form, "en", "self", answers, sent, unsafe=unsafe)

    return make


def take(database: Database, settings: Settings, arrival: Arrival) -> None:
    """Store one."""
    with database.writing() as session:
        responses.take(session, arrival, zone=settings.zone)


def concerns(database: Database) -> list[Concern]:
    """Every concern there is."""
    with database.reading() as session:
        return list(session.scalars(select(Concern).order_by(Concern.reference)))


def test_an_unsafe_answer_raises_a_concern_in_its_transaction(
    database: Database,
    settings: Settings,
    arrive: Callable[..., Arrival],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Team, question, answer, day and clock. When it cannot be raised the answer is not stored either."""
    take(database, settings, arrive(UNKIND))

    (concern,) = concerns(database)
    assert (concern.kind, concern.source, concern.team.name) == ("at-risk", "answer", "Oak")
    assert (concern.question, concern.answer) == ("Were the staff kind to you?", "No")
    assert str(concern.raised_on) == str(concern.due_on) == "2026-11-23"
    assert [action.at for action in concern.actions] == [None]

    def die(*_: object, **__: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(concern_answers, "note_step", die)
    with pytest.raises(RuntimeError):
        take(database, settings, arrive(UNKIND, team=1))
    assert len(concerns(database)) == 1
    with database.reading() as session:
        assert len(session.scalars(select(SealedAnswer)).all()) == 1


@pytest.mark.parametrize(
    "sent", [{"staff_kind": ["4"]}, {"comfortable": ["1"]}, {"staff_kind": ["rns"], "fun": ["1"]}]
)
def test_other_answers_raise_none(
    database: Database,
    settings: Settings,
    arrive: Callable[..., Arrival],
    sent: dict[str, list[str]],
) -> None:
    """Neither a safe one, nor one whose rule opens help lines and asks for no concern."""
    take(database, settings, arrive(sent))

    assert concerns(database) == []


def test_each_variant_raises_it(
    database: Database, settings: Settings, arrive: Callable[..., Arrival]
) -> None:
    """In the words of the variant that was answered."""
    for variant in ("easy-read", "picture"):
        take(database, settings, arrive({"staff_kind": ["no"]}, variant))

    assert {one.question for one in concerns(database)} == {
        "Were the staff kind to you?",
        "Were the grown-ups kind to you?",
    }


def test_many_of_a_day_are_one_concern(
    database: Database, settings: Settings, arrive: Callable[..., Arrival]
) -> None:
    """A flood of them hides nothing else: one line a team. Sending one page twice counts once."""
    again = arrive(UNKIND)
    for arrival in (again, again, arrive(UNKIND), arrive(UNKIND, team=1)):
        take(database, settings, arrival)

    assert sorted((one.team.name, one.times) for one in concerns(database)) == [
        ("Elm", 1),
        ("Oak", 2),
    ]


def test_it_keeps_the_day_that_its_round_told(
    database: Database, settings: Settings, arrive: Callable[..., Arrival]
) -> None:
    """Counted from the day that it came, or from the round's last day in the hours after it; of two on one, the shorter."""
    with database.reading() as session:
        (round_,) = session.scalars(select(Round))
    last_evening = clock.day_ends_at(round_.closes_on, settings.zone) - dt.timedelta(minutes=1)
    seen = []

    with clock.frozen_at(last_evening):
        opened = [arrive(UNKIND) for _ in range(3)]
    for arrival, months in zip(opened, (None, 12, 6), strict=True):
        with database.writing() as session:
            session.get_one(Round, round_.id).keep_comments_months = months
        with clock.frozen_at(last_evening + dt.timedelta(hours=2)):
            take(database, settings, arrival)
        (concern,) = concerns(database)
        seen.append(concern.until_on)

    assert concern.raised_on == round_.closes_on + dt.timedelta(days=1)
    assert seen == [None, *(clock.add_months(round_.closes_on, months) for months in (12, 6))]


def test_a_concern_and_its_answer_share_no_value(
    database: Database, settings: Settings, arrive: Callable[..., Arrival]
) -> None:
    """No key, no code, no text of more than its own question stands in both. Control: the answer's id, put there."""
    take(database, settings, arrive({**UNKIND, "best": ["A secret sentence"]}))

    assert find_shared(database) == set()

    with database.writing() as session:
        (sealed,) = session.scalars(select(SealedAnswer))
        session.execute(text("UPDATE concerns SET words = :id"), {"id": sealed.id.hex()})
    assert find_shared(database) != set()


def find_shared(database: Database) -> set[str]:
    """The long values that stand both with concerns and with the answer or its receipt."""
    with database.reading() as session:
        of_answers = _read(session, "intake") | _read(session, "receipts")
        of_concerns = _read(session, "concerns") | _read(session, "concern_actions")
    return of_answers & of_concerns


def _read(session: Session, table: str) -> set[str]:
    rows = session.execute(text(f"SELECT * FROM {table}")).all()
    values = [v.hex() if isinstance(v, bytes) else v for row in rows for v in row]
    texts = {v for v in values if isinstance(v, str) and len(v) > 4}
    for value in list(texts):
        if value.startswith("{"):
            texts |= set(json.loads(value).values())
    return texts


def test_an_action_is_never_changed(
    database: Database, settings: Settings, arrive: Callable[..., Arrival]
) -> None:
    """The database refuses, for as long as the concern is open; also a row put in its place."""
    take(database, settings, arrive(UNKIND))
    columns = ", ".join(c.key for c in ConcernAction.__table__.columns)
    for statement in (
        "UPDATE concern_actions SET words = 'other'",
        "DELETE FROM concern_actions",
        f"INSERT OR REPLACE INTO concern_actions ({columns}) SELECT {columns} FROM concern_actions",
    ):
        with pytest.raises(Exception, match="never"), database.writing() as session:
            session.execute(text(statement))
    with database.writing() as session:
        session.execute(text("UPDATE concerns SET closed_on = '2026-11-23'"))
        session.execute(text("DELETE FROM concern_actions"))


def test_what_was_passed_on_or_is_no_risk_any_more_stands_for_no_other_child(
    database: Database, settings: Settings, arrive: Callable[..., Arrival]
) -> None:
    """Its clock has stopped: the next child of the same day is a concern with a clock, and a third is counted on that."""
    take(database, settings, arrive(UNKIND))
    (first,) = concerns(database)
    with database.writing() as session:
        concern = session.get_one(Concern, first.reference)
        note_step(session, concern, Step.PASSED_ON, "To the MASH", zone=settings.zone, by=None)

    take(database, settings, arrive(UNKIND))
    take(database, settings, arrive(UNKIND))

    found = {one.reference: (one.times, is_passed_on(one)) for one in concerns(database)}
    assert found.pop(first.reference) == (1, True)
    assert list(found.values()) == [(2, False)]

    with database.writing() as session:
        session.execute(text("UPDATE concerns SET kind = 'complaint'"))
    take(database, settings, arrive(UNKIND))
    assert sorted((one.kind, one.times) for one in concerns(database)) == [
        ("at-risk", 1), ("complaint", 1), ("complaint", 2),
    ]  # fmt: skip


def test_what_was_passed_on_once_stands_for_no_other_child_when_it_goes_on(
    database: Database, settings: Settings, arrive: Callable[..., Arrival]
) -> None:
    """Its clock runs again, and it is somebody's all the same: the next child is a concern of its own."""
    take(database, settings, arrive(UNKIND))
    (first,) = concerns(database)
    with database.writing() as session:
        concern = session.get_one(Concern, first.reference)
        for step in (Step.PASSED_ON, Step.REOPENED):
            note_step(session, concern, step, "To the MASH", zone=settings.zone, by=None)

    take(database, settings, arrive(UNKIND))

    assert [(one.times, is_passed_on(one)) for one in concerns(database)] == [(1, False)] * 2
