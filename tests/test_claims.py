"""A database is used by many, or replaced by one, never both."""

import errno
import gc
import os
import signal
from pathlib import Path

import pytest
from sqlalchemy import text

from feedback.claims import Claim, TakenError
from feedback.db import Database
from feedback.exceptions import StorageError


@pytest.fixture
def used(tmp_path: Path) -> Database:
    """A database that somebody has open."""
    database = Database(f"sqlite:///{tmp_path}/used.db")
    database.check_settings()
    return database


def test_many_hold_it_together(used: Database, tmp_path: Path) -> None:
    """Every connection of every process, at the same time."""
    other = Database(used.url)

    with other.writing() as session, used.reading():
        session.execute(text("CREATE TABLE words (word TEXT)"))

    with Claim(tmp_path, alone=False):
        pass


def test_nobody_replaces_what_is_open(used: Database, tmp_path: Path) -> None:
    """Refused at once while it is open, taken when it is not; nobody opens it meanwhile."""
    with pytest.raises(TakenError):
        Claim(tmp_path, alone=True)
    used.engine.dispose()

    with Claim(tmp_path, alone=True), pytest.raises(TakenError):
        used.check_settings()

    used.check_settings()


def test_a_disk_that_knows_no_hold_is_refused(
    used: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As some network shares are: SQLite is not safe there either."""

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("feedback.claims.fcntl.flock", refuse)
    used.engine.dispose()

    with pytest.raises(StorageError, match="local disk"):
        used.check_settings()


def test_a_database_that_is_forgotten_is_let_go(tmp_path: Path) -> None:
    """No hold outlives the thing that held."""
    Database(f"sqlite:///{tmp_path}/forgotten.db").check_settings()
    gc.collect()

    with Claim(tmp_path, alone=True):
        pass


def test_a_killed_process_lets_go(tmp_path: Path) -> None:
    """kill -9 leaves no hold behind, so that nobody has to clean up before a restore."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        claim = Claim(tmp_path, alone=False)
        os.write(write, b"held")
        signal.pause()
        claim.close()
    os.read(read, 4)
    with pytest.raises(TakenError):
        Claim(tmp_path, alone=True)

    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)

    with Claim(tmp_path, alone=True):
        pass
    os.close(read)
    os.close(write)
