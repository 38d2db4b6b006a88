"""The disk fails at any step of a submission: an honest refusal, nothing half stored, and then it works again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from feedback.app import create_app
from feedback.config import Settings
from feedback.db import PRAGMAS, Database
from feedback.exceptions import StorageError
from feedback.models.answering import Receipt
from tests.conftest import stored
from tests.councils import count_rows
from tests.crowds import store_at_once
from tests.durability.conftest import Tell
from tests.durability.disk import READING, WRITING, Disk, Fault, points
from tests.durability.driver import use_disk
from tests.pages import Page, refuse, send, visit

ANSWERS = {"know_iro": "yes", "best": "Not lost. " * 99}


@dataclass
class Trouble:
    """An app on a disk that can fail."""

    app: Flask
    disk: Disk
    path: str

    @property
    def database(self) -> Database:
        """The app's own: two SQLites in one process must not open one file."""
        return self.app.extensions["feedback"].database


@pytest.fixture
def make_trouble(
    settings: Settings, database: Database, oak: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], Trouble]]:
    """Makes the app of this council, on a disk that can fail."""
    made: list[Trouble] = []

    def make() -> Trouble:
        database.engine.dispose()
        disk = use_disk(monkeypatch)
        made.append(Trouble(create_app(settings), disk, oak))
        return made[-1]

    yield make
    for trouble in made:
        trouble.database.engine.dispose()


def fail_everywhere(trouble: Trouble, *, lasting: bool, kinds: frozenset[str]) -> dict[str, int]:
    """Send once for every step that can fail. How many points, and how many of them went wrong in which way.

    Emptying the log fails after the commit: SQLite keeps that to itself and the sender is thanked, but apsw tells it,
    so here the sender is refused, sends again, and is thanked for what is there.
    """
    seen = {
        "points": 0,
        "refused": 0,
        "refused though stored": 0,
        "false thanks": 0,
        "lost words": 0,
        "not again": 0,
        "rows amiss": 0,
    }
    for fault in points(lasting, kinds):
        client = trouble.app.test_client()
        page = visit(client, trouble.path)
        before = len(stored(trouble.database))
        # New connections for each, so that opening the files is among the steps.
        trouble.database.engine.dispose()
        trouble.disk.fault = fault
        response = send(client, page, ANSWERS)
        trouble.disk.fault = None
        kept = len(stored(trouble.database)) - before
        seen["points"] += bool(fault.hit)
        seen["refused"] += response.status_code == 503
        seen["refused though stored"] += response.status_code == 503 and kept == 1
        seen["false thanks"] += response.status_code == 303 and kept != 1
        seen["lost words"] += response.status_code != 303 and not _is_whole(response, page)
        seen["not again"] += send(client, page, ANSWERS).status_code != 303
        seen["rows amiss"] += abs(len(stored(trouble.database)) - before - 1)
    return seen


def _is_whole(response: Any, page: Page) -> bool:
    again = refuse(response, response.status_code)
    return (
        response.status_code == 503
        and again.token == page.token
        and again.answers == {name: [value] for name, value in ANSWERS.items()}
    )


def case(steps: str, *, lasting: bool, log: str, soak: bool = True) -> object:
    """A way to fail. The log is emptied into the database after each answer, or later."""
    kinds = WRITING if steps == "writes" else READING
    name = f"{'lasting' if lasting else 'once'} at {steps}, log emptied {log}"
    marks = [pytest.mark.soak] if soak else []
    return pytest.param(kinds, lasting, 1 if log == "at once" else 1000, id=name, marks=marks)


@pytest.mark.parametrize(
    ("kinds", "lasting", "checkpoint"),
    [
        case("writes", lasting=False, log="at once", soak=False),
        case("writes", lasting=True, log="at once", soak=False),
        case("reads", lasting=False, log="at once", soak=False),
        case("reads", lasting=True, log="at once"),
        case("writes", lasting=False, log="later"),
        case("writes", lasting=True, log="later"),
        case("reads", lasting=False, log="later"),
        case("reads", lasting=True, log="later"),
    ],
)
def test_an_error_at_any_step_is_refused_honestly(
    make_trouble: Callable[[], Trouble],
    monkeypatch: pytest.MonkeyPatch,
    kinds: frozenset[str],
    lasting: bool,
    checkpoint: int,
    tell: Tell,
) -> None:
    """At each write, sync, truncate and delete, or open, read and lock: 503 and the page, or stored and thanked."""
    monkeypatch.setitem(PRAGMAS, "wal_autocheckpoint", checkpoint)
    trouble = make_trouble()

    seen = fail_everywhere(trouble, lasting=lasting, kinds=kinds)

    tell(f"I/O error {'from then on' if lasting else 'once'} at {', '.join(sorted(kinds))}", **seen)
    assert seen.pop("points") >= 4
    assert seen.pop("refused") >= 2
    assert seen.pop("refused though stored") == 0 or checkpoint == 1
    assert set(seen.values()) == {0}
    with trouble.database.reading() as session:
        assert count_rows(session, Receipt) == len(stored(trouble.database))
        assert session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


class Crowd:
    """Four phones that send at once: all of them wait for the lock before the disk is told to fail."""

    def __init__(self, trouble: Trouble) -> None:
        self._trouble = trouble
        clients = [trouble.app.test_client() for _ in range(4)]
        self._pages = [(client, visit(client, trouble.path)) for client in clients]

    def send_again(self) -> list[int]:
        """One after the other, on a disk that works."""
        return [send(client, page, ANSWERS).status_code for client, page in self._pages]

    def send(self, fault: Fault) -> list[int]:
        """What each is told, 303 or 503."""
        database, statuses = self._trouble.database, list[int]()

        def send_one(client: FlaskClient, page: Page) -> None:
            statuses.append(send(client, page, ANSWERS).status_code)

        def break_the_disk() -> None:
            # New connections, so that opening the files is among the steps.
            database.engine.dispose()
            self._trouble.disk.fault = fault

        store_at_once(database, [partial(send_one, *one) for one in self._pages], break_the_disk)
        self._trouble.disk.fault = None
        return statuses


@pytest.mark.parametrize("lasting", [False, True])
def test_answers_that_are_stored_together_are_refused_honestly(
    make_trouble: Callable[[], Trouble], lasting: bool, tell: Tell
) -> None:
    """Each of them is stored and thanked for, or neither; sent again, all of them are there once."""
    trouble = make_trouble()
    seen = {"points": 0, "refused": 0, "false thanks": 0, "unsaid": 0, "rows amiss": 0}
    for fault in points(lasting, WRITING):
        crowd = Crowd(trouble)
        before = len(stored(trouble.database))
        statuses = crowd.send(fault)
        kept = len(stored(trouble.database)) - before
        seen["points"] += bool(fault.hit)
        seen["refused"] += statuses.count(503)
        seen["false thanks"] += max(0, statuses.count(303) - kept)
        seen["unsaid"] += max(0, kept - statuses.count(303))
        assert crowd.send_again() == [303] * 4
        seen["rows amiss"] += abs(len(stored(trouble.database)) - before - 4)

    tell(f"I/O error {'from then on' if lasting else 'once'}, four answers together", **seen)
    assert seen.pop("points") >= 4
    refused = seen.pop("refused")
    assert refused >= 4 if lasting else refused == 0  # alone, each finds a disk that works again
    assert set(seen.values()) == {0}


def test_thanking_whatever_the_disk_says_is_found_out(
    make_trouble: Callable[[], Trouble], monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    """The control: an app that does not listen to the commit thanks for what is not stored."""
    real = Database.writing

    @contextmanager
    def write_and_hope(self: Database) -> Iterator[Session]:
        try:
            with real(self) as session:
                yield session
        except StorageError:
            return

    trouble = make_trouble()
    monkeypatch.setattr(Database, "writing", write_and_hope)

    seen = fail_everywhere(trouble, lasting=False, kinds=WRITING)

    tell("  control, not listening", **seen)
    assert seen["false thanks"] > 0
