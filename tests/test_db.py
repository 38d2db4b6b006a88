"""The database is opened safely, writes are fair, and nothing is half stored."""

import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, PendingRollbackError

from feedback import db
from feedback.db import PRAGMAS, Database, FairLock
from feedback.exceptions import SettingsError, StorageError
from feedback.models.asking import Meta


@pytest.fixture
def small(tmp_path: Path) -> Database:
    """A database with one table."""
    database = Database(f"sqlite:///{tmp_path}/small.db")
    with database.writing() as session:
        session.execute(text("CREATE TABLE words (word TEXT PRIMARY KEY)"))
    return database


def words(database: Database) -> list[str]:
    """What is stored."""
    with database.reading() as session:
        return list(session.scalars(text("SELECT word FROM words ORDER BY word")))


def test_every_connection_has_the_safety_settings(small: Database) -> None:
    """Read back from SQLite itself."""
    with small.engine.connect() as connection:
        found = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in PRAGMAS}

    assert found == PRAGMAS
    assert (found["journal_mode"], found["synchronous"], found["secure_delete"]) == ("wal", 2, 1)
    small.check_settings()


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("synchronous", 1),
        ("foreign_keys", 0),
        ("secure_delete", 0),
        ("journal_mode", "delete"),
        ("trusted_schema", 1),
    ],
)
def test_a_wrong_setting_is_refused_by_name(
    small: Database, monkeypatch: pytest.MonkeyPatch, name: str, wrong: int | str
) -> None:
    """The server does not start on it."""
    open_connection = db._set_pragmas

    def open_wrongly(connection: sqlite3.Connection, record: object) -> None:
        open_connection(connection, record)
        connection.execute(f"PRAGMA {name}={wrong}")

    monkeypatch.setattr(db, "_set_pragmas", open_wrongly)
    small.engine.dispose()

    with pytest.raises(SettingsError, match=name):
        Database(small.url).check_settings()


def test_a_block_that_fails_stores_nothing(small: Database) -> None:
    """Not the first half of it either, and the lock is free again."""

    def fail() -> None:
        with small.writing() as session:
            session.execute(text("INSERT INTO words VALUES ('half')"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    with small.writing() as session:
        session.execute(text("INSERT INTO words VALUES ('whole')"))

    assert words(small) == ["whole"]


def test_a_mistake_that_is_swallowed_is_heard_at_the_end(small: Database) -> None:
    """It undid the whole transaction: the block does not end as if something were stored."""
    Meta.metadata.tables["meta"].create(small.engine)

    def swallow() -> None:
        with small.writing() as session:
            session.execute(text("INSERT INTO words VALUES ('lost')"))
            session.add(Meta(name="nothing", value=None))
            with suppress(IntegrityError):
                session.flush()

    with pytest.raises(PendingRollbackError):
        swallow()

    assert words(small) == []


def test_a_reader_sees_one_moment(small: Database) -> None:
    """What is written meanwhile is not seen, and nobody waits."""
    with small.reading() as session:
        before = session.scalar(text("SELECT count(*) FROM words"))
        with small.writing() as other:
            other.execute(text("INSERT INTO words VALUES ('new')"))
        after = session.scalar(text("SELECT count(*) FROM words"))

    assert (before, after) == (0, 0)
    assert words(small) == ["new"]


def test_trouble_is_one_error_without_the_words(small: Database) -> None:
    """A locked database is StorageError; its text has no answer in it."""
    with pytest.raises(StorageError) as trouble, small.writing() as session:
        session.execute(text("INSERT INTO nowhere VALUES (:word)"), {"word": "canary"})

    assert "canary" not in f"{trouble.value} {trouble.value.__cause__}"


def test_a_broken_rule_is_not_storage_trouble(small: Database) -> None:
    """A duplicate is a mistake of ours, not of the disk."""
    with pytest.raises(IntegrityError), small.writing() as session:
        session.execute(text("INSERT INTO words VALUES ('a'), ('a')"))

    assert words(small) == []


def hold(file: Path) -> sqlite3.Connection:
    """Somebody else who lets nobody near it."""
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO words VALUES ('theirs')")
    return other


def damage(file: Path) -> None:
    """Overwrite all but the head of it."""
    file.write_bytes(file.read_bytes()[:100] + b"\xff" * 20_000)


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (hold, "Something else holds the database"),
        (damage, "is damaged"),
        (lambda file: file.write_bytes(b"something else " * 500), "not a database of this service"),
        (lambda file: (file.unlink(), file.mkdir()), "cannot be opened"),
    ],
    ids=["held", "damaged", "something else", "a folder"],
)
def test_what_is_wrong_with_the_database_is_said(
    small: Database, monkeypatch: pytest.MonkeyPatch, harm: Callable[[Path], Any], said: str
) -> None:
    """One sentence that says what to do, whatever was wanted of it."""
    small.checkpoint()
    small.engine.dispose()
    monkeypatch.setitem(db.PRAGMAS, "busy_timeout", 0)
    kept = harm(Path(small.file))

    with pytest.raises(StorageError, match=said):
        words(small)
    with pytest.raises(StorageError, match=said), small.writing() as session:
        session.execute(text("INSERT INTO words VALUES ('mine')"))

    if isinstance(kept, sqlite3.Connection):
        kept.close()


def test_a_file_that_is_no_database_is_storage_trouble(tmp_path: Path) -> None:
    """Said in one error wherever it is opened."""
    (tmp_path / "x.db").write_bytes(b"something else " * 500)
    database = Database(f"sqlite:///{tmp_path}/x.db")

    for use in (database.check_settings, database.checkpoint):
        with pytest.raises(StorageError):
            use()


def test_deleted_words_are_gone_from_the_disk(small: Database) -> None:
    """Neither the file nor its log keeps them after a checkpoint."""
    with small.writing() as session:
        session.execute(text("INSERT INTO words VALUES (:w)"), {"w": "canary" * 50})
    with small.writing() as session:
        session.execute(text("DELETE FROM words"))

    small.checkpoint()

    files = list(Path(small.file).parent.iterdir())
    assert [f.name for f in files if b"canary" in f.read_bytes()] == []


def test_the_lock_serves_in_the_order_of_coming() -> None:
    """Nobody who came later goes first."""
    lock, served, waiting = FairLock(), [], []

    def come(number: int) -> None:
        with lock:
            served.append(number)

    with lock:
        for number in range(12):
            thread = threading.Thread(target=come, args=(number,))
            thread.start()
            while len(lock._waiting) <= number:
                time.sleep(0.001)
            waiting.append(thread)
    for thread in waiting:
        thread.join()

    assert served == list(range(12))


def test_a_commit_that_failed_leaves_no_transaction_behind(
    small: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next user of the connection finds it free, and the write lock too."""

    def fail(_connection: object) -> None:
        raise RuntimeError

    def write() -> None:
        with small.writing() as session:
            session.execute(text("INSERT INTO words VALUES ('half')"))

    with monkeypatch.context() as patch:
        patch.setattr(small.engine.dialect, "do_commit", fail)
        with pytest.raises(RuntimeError):
            write()

    with small.writing() as session:
        session.execute(text("INSERT INTO words VALUES ('whole')"))
    assert words(small) == ["whole"]
