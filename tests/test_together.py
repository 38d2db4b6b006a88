"""What waits for the disk at the same time is stored together, and each hears only of its own."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from feedback.db import PRAGMAS, Database
from feedback.exceptions import RefusedError, StorageError
from tests.crowds import store_at_once

MANY = 5
Work = Callable[[Session], object]


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Database]:
    """A database with one table."""
    database = Database(f"sqlite:///{tmp_path}/small.db")
    with database.writing() as session:
        session.execute(text("CREATE TABLE words (word TEXT)"))
    yield database
    database.engine.dispose()


@pytest.fixture
def commits(small: Database) -> list[int]:
    """One more for each transaction that is stored."""
    found: list[int] = []
    event.listen(small.engine, "commit", lambda _: found.append(1))
    return found


def write(word: str) -> Work:
    """Store a word, and return it."""

    def work(session: Session) -> str:
        session.execute(text("INSERT INTO words VALUES (:word)"), {"word": word})
        return word

    return work


def refuse(session: Session) -> None:
    """Store something, and think better of it."""
    write("refused")(session)
    raise RefusedError("Not this one.")


def words(database: Database) -> list[str]:
    """What is stored."""
    with database.reading() as session:
        return list(session.scalars(text("SELECT word FROM words ORDER BY word")))


class Crowd:
    """Threads that store at once, and what each has heard so far."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.heard: dict[int, object] = {}

    def store(self, *works: Work) -> list[object]:
        """What each of `works` returned or raised."""
        store_at_once(self._database, [partial(self._run, *one) for one in enumerate(works)])
        return [self.heard[number] for number in range(len(works))]

    def _run(self, number: int, work: Work) -> None:
        try:
            self.heard[number] = self._database.store(work)
        except (Exception, SystemExit) as error:
            self.heard[number] = error


@pytest.fixture
def crowd(small: Database) -> Crowd:
    """Many who store in `small`."""
    return Crowd(small)


Commit = Callable[[object], None]


@pytest.fixture
def replace_commit(
    small: Database, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Callable[[Commit], Commit]], None]:
    """Put something in the place of what commits; it is given the real one."""

    def replace(make: Callable[[Commit], Commit]) -> None:
        dialect = small.engine.dialect
        monkeypatch.setattr(dialect, "do_commit", make(dialect.do_commit))  # type: ignore[arg-type]

    return replace


def test_one_alone_is_stored_at_once(small: Database, commits: list[int]) -> None:
    """It waits for nobody, and what it returns comes back."""
    assert small.store(write("one")) == "one"
    assert (words(small), len(commits)) == (["one"], 1)


def test_many_that_wait_are_one_transaction(
    small: Database, crowd: Crowd, commits: list[int]
) -> None:
    """And each hears what became of its own."""
    heard = crowd.store(*[write(str(n)) for n in range(MANY)])

    assert heard == words(small) == [str(n) for n in range(MANY)]
    assert len(commits) == 1


def test_nobody_hears_of_it_before_it_is_on_disk(
    crowd: Crowd, replace_commit: Callable[..., None]
) -> None:
    """While the disk is at work nobody is thanked."""
    early: list[object] = []

    def take_time(commit: Commit) -> Commit:
        def slowly(connection: object) -> None:
            time.sleep(0.2)
            early.extend(crowd.heard.values())
            commit(connection)

        return slowly

    replace_commit(take_time)

    assert crowd.store(*[write("word")] * MANY) == ["word"] * MANY
    assert early == []


def test_one_that_refuses_leaves_the_others(small: Database, crowd: Crowd) -> None:
    """Nothing of it is stored, and it alone hears why."""
    heard = crowd.store(write("a"), refuse, write("b"))

    assert [heard[0], heard[2]] == words(small) == ["a", "b"]
    assert isinstance(heard[1], RefusedError)


def test_one_that_breaks_off_leaves_the_others(small: Database, crowd: Crowd) -> None:
    """Also when it was the one that stored for all."""

    def break_off(session: Session) -> None:
        raise SystemExit

    for works in ([break_off, write("a")], [write("b"), break_off]):
        heard = crowd.store(*works)
        assert sorted(type(one).__name__ for one in heard) == ["SystemExit", "str"]
    assert words(small) == ["a", "b"]


def test_a_disk_that_refuses_once_costs_nobody_anything(
    small: Database, crowd: Crowd, replace_commit: Callable[..., None]
) -> None:
    """What could not be stored together is stored one by one."""
    failures = iter([1])

    def fail_once(commit: Commit) -> Commit:
        def maybe(connection: object) -> None:
            if next(failures, 0):
                raise sqlite3.OperationalError("disk I/O error")
            commit(connection)

        return maybe

    replace_commit(fail_once)

    heard = crowd.store(*[write(str(n)) for n in range(MANY)])

    assert heard == words(small) == [str(n) for n in range(MANY)]


def test_a_disk_that_refuses_is_said_to_everybody(
    small: Database, crowd: Crowd, replace_commit: Callable[..., None]
) -> None:
    """And nothing is stored."""

    def fail(_commit: Commit) -> Commit:
        def refuse_always(_connection: object) -> None:
            raise sqlite3.OperationalError("disk I/O error")

        return refuse_always

    replace_commit(fail)

    heard = crowd.store(*[write("lost")] * MANY)

    assert {type(one) for one in heard} == {StorageError}
    assert words(small) == []


def test_without_a_transaction_everybody_hears_it_at_once(
    small: Database, crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process holds the file: nobody waits for it a second time, and afterwards all is well again."""
    monkeypatch.setitem(PRAGMAS, "busy_timeout", 50)
    small.engine.dispose()
    tried: list[object] = []
    event.listen(small.engine, "checkout", lambda *connection: tried.append(connection))
    other = sqlite3.connect(small.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    heard = crowd.store(*[write("lost")] * MANY)
    other.close()

    assert {type(one) for one in heard} == {StorageError}
    assert len(tried) == 1
    assert (small.store(write("kept")), words(small)) == ("kept", ["kept"])
