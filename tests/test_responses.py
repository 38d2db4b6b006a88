"""Taking answers in: exactly once, whoever races."""

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from feedback import clock
from feedback.config import Settings
from feedback.db import Database
from feedback.models.answering import Receipt
from feedback.models.asking import Collector, Round
from feedback.questionnaires.kinds import read_answers
from feedback.responses import Arrival, RoundOverError, Seen, look_up, take
from feedback.tokens import Token, make_token
from feedback.versions import snapshot_of
from tests.conftest import NOON, stored
from tests.pages import send, visit


@pytest.fixture
def arrive(round_: Round, collectors: list[Collector]) -> Callable[..., Arrival]:
    """Make an arrival at Oak from what a form sent."""
    form = snapshot_of(round_.version).form("standard")

    def arrive_(token: Token | None = None, **sent: str) -> Arrival:
        fields = {name: [value] for name, value in sent.items()}
        answers, wrong = read_answers(form, fields)
        assert wrong == []
        token = token or make_token(collectors[0].id, round_.id)
        return Arrival(token, round_.version_id, form, "en", "self", answers, fields)

    return arrive_


def in_parallel(tasks: list[Callable[[], object]]) -> list[object]:
    """Run all at once, as far as a machine can."""
    gate = threading.Barrier(len(tasks))

    def run(task: Callable[[], object]) -> object:
        gate.wait()
        return task()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return [f.result() for f in [pool.submit(run, task) for task in tasks]]


def test_fifty_times_the_same_at_once_is_one_row(app: Flask, oak: str, database: Database) -> None:
    """Double clicks, resends and Back all arrive together; every one is thanked."""
    page = visit(app.test_client(), oak)
    clients = [app.test_client() for _ in range(50)]

    results = in_parallel(
        [lambda c=c: send(c, page, {"know_iro": "yes"}).status_code for c in clients]
    )

    assert results == [303] * 50
    assert len(stored(database)) == 1


def test_different_answers_of_one_page_at_once_are_one_row(
    app: Flask, oak: str, database: Database
) -> None:
    """One is thanked, the others are asked whether they send for somebody else."""
    page = visit(app.test_client(), oak)
    clients = [app.test_client() for _ in range(10)]

    results = in_parallel(
        [
            lambda c=c, n=n: send(c, page, {"best": str(n)}).status_code
            for n, c in enumerate(clients)
        ]
    )

    assert sorted(results) == [303] + [422] * 9
    assert len(stored(database)) == 1


def test_eight_writers_never_find_it_locked(app: Flask, oak: str, database: Database) -> None:
    """Each looks first and then writes; all are stored, nobody is turned away."""

    def write() -> list[int]:
        client = app.test_client()
        return [send(client, visit(client, oak), {"know_iro": "yes"}).status_code for _ in range(4)]

    results = in_parallel([write] * 8)

    assert results == [[303] * 4] * 8
    assert len(stored(database)) == 32


def test_two_processes_worth_of_writers_never_find_it_locked(
    settings: Settings, database: Database, arrive: Callable[..., Arrival]
) -> None:
    """Two engines on one file share no lock but SQLite's own."""
    other = Database(settings.database_url)

    def write(own: Database) -> None:
        for _ in range(20):
            with own.writing() as session:
                take(session, arrive(know_iro="yes"), zone=settings.zone)

    in_parallel([lambda d=d: write(d) for d in (database, other) * 2])

    assert len(stored(database)) == 80


def test_a_receipt_tells_same_from_other(
    database: Database, settings: Settings, arrive: Callable[..., Arrival]
) -> None:
    """Order, blank fields and kinds of line end make no difference; a word does."""
    arrival = arrive(best="One\r\ntwo", know_iro="yes")
    with database.writing() as session:
        first = take(session, arrival, zone=settings.zone)

    with database.reading() as session:
        same = look_up(
            session, arrival.token, {"know_iro": ["yes"], "best": ["One\ntwo"], "change": [" "]}
        )
        other = look_up(session, arrival.token, {"know_iro": ["yes"], "best": ["One\n two"]})
        never = look_up(session, make_token(1, 1), arrival.sent)

    assert (first, same, other, never) == (Seen.NEVER, Seen.SAME, Seen.OTHER, Seen.NEVER)


@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(sent=st.text(max_size=60), again=st.text(max_size=60))
def test_a_receipt_is_of_these_answers_only(
    database: Database, settings: Settings, arrive: Callable[..., Arrival], sent: str, again: str
) -> None:
    """Two texts are the same exactly when they are the same after line ends and blanks."""
    token = arrive(know_iro="yes").token
    arrival = Arrival(
        token,
        1,
        arrive(know_iro="yes").form,
        "en",
        "self",
        arrive(know_iro="yes").answers,
        {"best": [sent]},
    )

    def plain(words: str) -> str:
        return words.replace("\r\n", "\n").replace("\r", "\n") if words.strip() else ""

    with database.writing() as session:
        take(session, arrival, zone=settings.zone)
        seen = look_up(session, token, {"best": [again]})

    assert (seen is Seen.SAME) == (plain(sent) == plain(again))


def test_a_receipt_names_nobody(
    database: Database, settings: Settings, arrive: Callable[..., Arrival]
) -> None:
    """It has no key, no id of the answer and no time, and shares no value with the intake but the round."""
    arrival = arrive(know_iro="yes")
    with database.writing() as session:
        take(session, arrival, zone=settings.zone)

    with database.reading() as session:
        receipt = session.scalars(select(Receipt)).one()
    (row,) = stored(database)

    values = {receipt.key_hash, receipt.answers_mac}
    assert set(Receipt.__table__.columns.keys()) == {"key_hash", "round_id", "answers_mac"}
    assert arrival.token.key not in values
    assert row.id not in values


def test_a_round_that_ended_meanwhile_takes_nothing(
    database: Database, settings: Settings, arrive: Callable[..., Arrival]
) -> None:
    """The round is read again under the lock: nothing is stored, no receipt either."""
    with clock.frozen_at(NOON):
        arrival = arrive(know_iro="yes")

    with (
        clock.frozen_at(NOON + dt.timedelta(days=60)),
        pytest.raises(RoundOverError),
        database.writing() as session,
    ):
        take(session, arrival, zone=settings.zone)

    with database.reading() as session:
        receipts = session.scalar(select(func.count()).select_from(Receipt))
    assert (len(stored(database)), receipts) == (0, 0)


def test_a_failing_write_stores_no_half(
    database: Database, settings: Settings, arrive: Callable[..., Arrival]
) -> None:
    """When the row cannot be written there is no receipt, so that sending again stores it."""
    arrival = arrive(know_iro="yes")
    with database.writing() as session:
        session.execute(
            text("CREATE TRIGGER no BEFORE INSERT ON intake BEGIN SELECT RAISE(FAIL, 'io'); END")
        )

    with pytest.raises(Exception, match=r"io|could not"), database.writing() as session:
        take(session, arrival, zone=settings.zone)
    with database.writing() as session:
        session.execute(text("DROP TRIGGER no"))
        seen = take(session, arrival, zone=settings.zone)

    assert seen is Seen.NEVER
    assert len(stored(database)) == 1


def test_a_key_that_is_missing_is_refused_by_the_database(
    database: Database, round_: Round
) -> None:
    """NOT NULL and unique, so that no bug can store a page twice."""
    insert = "INSERT INTO receipts VALUES (:key, 1, x'00')"

    with database.writing() as session:
        session.execute(text(insert), {"key": b"k"})

    for key in (None, b"k"):
        with pytest.raises(Exception, match="constraint"), database.writing() as session:
            session.execute(text(insert), {"key": key})
