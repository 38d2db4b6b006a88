"""A tick does what is due, once, whenever and however often it is run."""

import datetime as dt
import threading

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from feedback import clock
from feedback.config import Settings
from feedback.db import Database
from feedback.models.answering import Receipt, Response
from feedback.models.asking import Round
from feedback.tick import Done, run_tick
from tests.conftest import stored
from tests.pages import send, visit

DUE = dt.datetime(2027, 1, 1, 4, tzinfo=dt.UTC)  # four hours after the last day of `round_`


@pytest.fixture
def answered(client: FlaskClient, oak: str) -> int:
    """Seven people have answered."""
    for _ in range(7):
        assert send(client, visit(client, oak), {"know_iro": "yes"}).status_code == 303
    return 7


def count(database: Database, table: type) -> int:
    """How many rows a table has."""
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_nothing_is_due_while_answers_may_come(
    database: Database, settings: Settings, answered: int, round_: Round
) -> None:
    """Not a second before the grace has passed."""
    with clock.frozen_at(DUE - dt.timedelta(seconds=1)):
        done = run_tick(database, settings)

    assert done == Done((), 0)
    assert len(stored(database)) == answered


def test_twice_is_once(
    database: Database, settings: Settings, answered: int, round_: Round
) -> None:
    """The second finds nothing to do."""
    with clock.frozen_at(DUE):
        first, second = run_tick(database, settings), run_tick(database, settings)

    assert (first, second) == (Done((round_.id,), 0), Done((), 0))
    assert (len(stored(database)), count(database, Response)) == (0, answered)


def test_several_at_once_is_once(
    database: Database, settings: Settings, answered: int, round_: Round
) -> None:
    """Four tickers, one count."""
    done: list[Done] = []
    with clock.frozen_at(DUE):
        threads = [
            threading.Thread(
                target=lambda: done.append(run_tick(Database(settings.database_url), settings))
            )
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert sorted(d.counted for d in done) == [(), (), (), (round_.id,)]
    assert count(database, Response) == answered


def test_receipts_go_when_their_tokens_do(
    database: Database, settings: Settings, answered: int, round_: Round
) -> None:
    """Kept as long as a page may still be sent, and no longer."""
    before = count(database, Receipt)

    with clock.frozen_at(DUE):
        run_tick(database, settings)

    assert (before, count(database, Receipt)) == (answered, 0)


def test_a_tick_that_comes_late_catches_up(
    database: Database, settings: Settings, answered: int, round_: Round
) -> None:
    """A machine that was off for a month counts as if it had not been."""
    with clock.frozen_at(DUE + dt.timedelta(days=31)):
        done = run_tick(database, settings)

    with database.reading() as session:
        received = session.get_one(Round, round_.id).received
    assert (done.counted, received) == ((round_.id,), answered)
