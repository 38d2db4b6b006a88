"""The process that counts is killed: the server goes on, and another one counts."""

import os
import signal
import time
from collections.abc import Callable

import pytest
from sqlalchemy import select

from feedback.db import Database
from feedback.models.asking import Round
from tests.durability.conftest import Tell
from tests.durability.server import Server
from tests.processes import PATIENCE, wait_for

A_WHILE = 5  # seconds in which the control may count, and does not


def is_counted(database: Database, *, within: float) -> bool:
    """Whether the one round is counted before so many seconds are over."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        with database.reading() as session:
            if session.scalars(select(Round)).one().counted_on:
                return True
        time.sleep(0.1)
    return False


def kill_and_let_end(server: Server, database: Database) -> None:
    """Kill what ticks before anything is due, and let the round end afterwards."""
    server.wait()
    os.kill(wait_for(server.find_ticker), signal.SIGKILL)
    with database.writing() as session:
        session.connection().exec_driver_sql("UPDATE rounds SET closes_on='2020-02-01'")


@pytest.mark.parametrize(
    ("without", "patience", "counts"), [("", PATIENCE, True), ("ticker", A_WHILE, False)]
)
def test_a_ticker_that_was_killed_is_begun_afresh(
    serve: Callable[..., Server],
    database: Database,
    tell: Tell,
    without: str,
    patience: float,
    counts: bool,
) -> None:
    """The round is counted by the next one. The control: begun once only, nobody counts any more."""
    server = serve(without)
    kill_and_let_end(server, database)

    counted = is_counted(database, within=patience)

    tell("ticker killed" + (", control: begun once" if without else ""), counted=counted)
    assert counted is counts
    assert '"ok"' in server.get("/health")
