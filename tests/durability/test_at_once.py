"""Many at the same moment: one page sent fifty times is one answer, and writers that look first are not turned away."""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest
from sqlalchemy import Connection

from feedback import clock, db
from feedback.db import Database
from feedback.exceptions import StorageError
from tests.conftest import stored
from tests.councils import make_database
from tests.durability.conftest import Tell
from tests.durability.sending import at_once, make_arrival, open_small_round, send
from tests.durability.server import Server
from tests.test_closing import NOON as ROUND_IS_OPEN

TIMES = 50
WRITERS, EACH = 8, 25


def send_fifty(server: Server, path: str) -> list[object]:
    """One page, sent fifty times at once."""
    data = {"token": server.get_token(path), "know_iro": "yes", "best": "Only once"}
    return at_once(lambda _: server.post(path, data), TIMES)


def test_one_page_sent_fifty_times_at_once_is_one_row(
    serve: Callable[..., Server], long_round: str, database: Database, tell: Tell
) -> None:
    """Against the server itself: every one of them is thanked."""
    statuses = send_fifty(serve(), long_round)

    tell("one page at once", sent=TIMES, thanked=statuses.count(303), rows=len(stored(database)))
    assert statuses == [303] * TIMES
    assert len(stored(database)) == 1


def test_without_the_key_fifty_are_fifty(
    serve: Callable[..., Server], long_round: str, database: Database, tell: Tell
) -> None:
    """The control: with nothing to know a page by, each is stored."""
    statuses = send_fifty(serve(without="key"), long_round)

    tell("  control, no key", sent=TIMES, thanked=statuses.count(303), rows=len(stored(database)))
    assert len(stored(database)) == TIMES


def write_together(database: Database) -> int:
    """Eight people send, each on their own connection: look whether it is there, then write. How many were refused."""
    with database.writing() as session:
        round_ = open_small_round(session)
        arrivals = [make_arrival(session, round_, n) for n in range(WRITERS * EACH)]

    def write(writer: int) -> int:
        refused = 0
        for arrival in arrivals[writer * EACH : (writer + 1) * EACH]:
            try:
                send(database, arrival)
            except StorageError:
                refused += 1
        return refused

    return sum(int(str(refused)) for refused in at_once(write, WRITERS))


def test_eight_writers_that_look_first_are_all_served(tmp_path: Path, tell: Tell) -> None:
    """Not one finds the database locked."""
    database = make_database(tmp_path)

    with clock.frozen_at(ROUND_IS_OPEN):
        refused = write_together(database)

    tell("eight writers", answers=WRITERS * EACH, refused=refused)
    assert refused == 0
    assert len(stored(database)) == WRITERS * EACH
    database.engine.dispose()


@pytest.mark.parametrize("begin", ["BEGIN IMMEDIATE", "BEGIN"])
def test_a_plain_begin_would_turn_writers_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begin: str, tell: Tell
) -> None:
    """The control: several processes share no lock of ours. BEGIN IMMEDIATE serves them; after a plain BEGIN, who
    looked first and writes second is refused.
    """

    def begin_so(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    monkeypatch.setattr(db, "_begin", begin_so)
    monkeypatch.setattr(db, "FairLock", nullcontext)
    database = make_database(tmp_path)

    with clock.frozen_at(ROUND_IS_OPEN):
        refused = write_together(database)

    tell(f"  control, {begin} without our lock", refused=refused)
    assert (refused > 0) is (begin == "BEGIN")
    assert len(stored(database)) == WRITERS * EACH - refused
    database.engine.dispose()
