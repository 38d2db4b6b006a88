"""Temporary files lie beside the database and nowhere else, without a name: a kill or a full disk leaves none behind."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select, text

from feedback import copies, db
from feedback.config import Settings
from feedback.db import Database
from feedback.exceptions import SettingsError
from feedback.models.asking import Meta
from feedback.restoring import restore
from feedback.temporary import open_temporary
from tests.processes import ROOT

CANARY = "BLUEBELL-CANARY"
ROWS = 300
OFTEN = 500  # steps of SQLite between two looks


@dataclass
class Watch:
    """The folders in which this process has files open that have no name, and whether the canary lies in them."""

    found: set[tuple[str, bool]] = field(default_factory=set)

    def look(self) -> int:
        """Look through everything that is open now."""
        for handle in Path("/proc/self/fd").iterdir():
            try:
                name = os.readlink(handle)
                if name.endswith(" (deleted)"):
                    self.found.add((str(Path(name).parent), CANARY.encode() in handle.read_bytes()))
            except OSError:
                continue
        return 0

    def follow(self, connection: sqlite3.Connection, *_: object) -> None:
        """Look while `connection` works."""
        connection.set_progress_handler(self.look, OFTEN)

    @property
    def folders_with_words(self) -> set[str]:
        """Where words of the database lay."""
        return {folder for folder, has_words in self.found if has_words}


@pytest.fixture
def big(database: Database) -> Database:
    """A database that is too large for the memory that SQLite takes for itself."""
    with database.writing() as session:
        for number in range(ROWS):
            session.add(Meta(name=f"{number:04}", value=f"{CANARY} {os.urandom(20000).hex()}"))
    database.engine.dispose()
    return database


def sort_all(database: Database) -> None:
    """Put more in order than goes into memory."""
    with database.reading() as session:
        session.execute(text("SELECT value, name FROM meta ORDER BY value DESC")).fetchone()


def watch(database: Database, work: Callable[[Database], object]) -> set[str]:
    """Where words lay while `work` was done."""
    seen = Watch()
    event.listen(database.engine, "connect", seen.follow)
    work(database)
    return seen.folders_with_words


@pytest.mark.parametrize("work", [Database.rewrite, sort_all], ids=["rewrite", "sort"])
def test_what_sqlite_puts_aside_lies_beside_the_database(
    big: Database, work: Callable[[Database], object]
) -> None:
    """Writing the file anew, and putting more in order than memory takes: seen through what the process has open."""
    assert watch(big, work) == {str(Path(big.file).parent)}


def test_words_elsewhere_are_found(big: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: where SQLite is left to itself, the same look finds the words far away, and the server does not start."""
    monkeypatch.setattr(db, "keep_temporary_in", lambda _folder: None)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("PRAGMA temp_store_directory=''")

    found = watch(big, Database.rewrite)

    assert len(found) == 1
    assert str(Path(big.file).parent) not in found
    with pytest.raises(SettingsError, match="temporary files"):
        big.check_settings()


def test_a_restore_puts_no_words_elsewhere(
    big: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy is made, sealed, checked and put in the place of the database: nothing of it lies in another folder."""
    folder = Path(big.file).parent
    copy = folder / "copy.db"
    big.copy_into(copy)
    copies.seal(copy)
    big.engine.dispose()
    seen, connect = Watch(), sqlite3.connect

    def connect_watched(*args: Any, **kinds: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*args, **kinds)
        seen.follow(connection)
        return connection

    monkeypatch.setattr(sqlite3, "connect", connect_watched)
    monkeypatch.setattr(sqlite3.dbapi2, "connect", connect_watched)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("PRAGMA temp_store_directory=''")  # as in a new process

    restore(copy, settings, yes=True)

    assert seen.folders_with_words == {str(folder / "restoring")}


KILLED = """
import os, signal, sys
from sqlalchemy import event
from feedback.db import Database
from tests.test_temporary import Watch

class Deadly(Watch):
    def look(self):
        super().look()
        if self.folders_with_words:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

database = Database(sys.argv[1])
event.listen(database.engine, "connect", Deadly().follow)
database.rewrite()
"""


def test_a_kill_in_the_middle_leaves_nothing(big: Database) -> None:
    """Killed while everything lies in a temporary file: the folder holds what it held, and every row is there."""
    folder = Path(big.file).parent
    before = {file.name for file in folder.iterdir()}

    ended = subprocess.run([sys.executable, "-c", KILLED, big.url], cwd=ROOT, check=False)

    left = {file.name for file in folder.iterdir()} - before
    assert ended.returncode == -signal.SIGKILL
    assert left <= {"feedback.db-wal", "feedback.db-shm"}
    with big.reading() as session:
        assert session.scalar(select(func.count()).select_from(Meta)) >= ROWS


def test_rows_of_a_workbook_lie_there_too(database: Database) -> None:
    """They hold released comments, and are in a file without a name until the workbook is whole."""
    database.check_settings()

    with open_temporary() as file:
        file.write(CANARY.encode())
        file.flush()
        seen = Watch()
        seen.look()

    assert seen.folders_with_words == {str(Path(database.file).parent)}
