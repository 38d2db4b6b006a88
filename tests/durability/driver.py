"""Opens our own database code over a `Disk`: apsw, spoken to in the words of Python's sqlite3."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from types import MethodType
from typing import Any

import apsw
import pytest
from sqlalchemy import MetaData, create_engine

from feedback.models.base import Base
from tests.durability.disk import Disk

Rows = Sequence[Any]


@contextmanager
def _as_sqlite3() -> Iterator[None]:
    """The errors that Python's sqlite3 would raise."""
    try:
        yield
    except apsw.ConstraintError as error:
        raise sqlite3.IntegrityError(str(error)) from error
    except (apsw.CorruptError, apsw.NotADBError) as error:
        raise sqlite3.DatabaseError(str(error)) from error
    except apsw.Error as error:
        raise sqlite3.OperationalError(str(error)) from error


class _Cursor:
    """A cursor that fetches everything at once."""

    arraysize = 1

    def __init__(self, raw: apsw.Connection) -> None:
        self.raw = raw
        self.description: Any = None
        self.rows: list[Any] = []
        self.rowcount = -1
        self.lastrowid = 0

    def execute(self, sql: str, values: Rows = ()) -> "_Cursor":
        return self._run(lambda cursor: cursor.execute(sql, tuple(values)))

    def executemany(self, sql: str, many: Sequence[Rows]) -> "_Cursor":
        return self._run(lambda cursor: cursor.executemany(sql, [tuple(v) for v in many]))

    def _run(self, do: Callable[[apsw.Cursor], Any]) -> "_Cursor":
        cursor = self.raw.cursor()
        self.description = None
        cursor.exec_trace = self._describe
        before = self.raw.total_changes()
        with _as_sqlite3():
            self.rows = list(do(cursor))
        self.rowcount = self.raw.total_changes() - before
        self.lastrowid = self.raw.last_insert_rowid()
        return self

    def _describe(self, cursor: apsw.Cursor, _sql: str, _values: Any) -> bool:
        columns = cursor.get_description()
        self.description = tuple((name, *[None] * 6) for name, *_ in columns) or None
        return True

    def fetchone(self) -> Any:
        return self.rows.pop(0) if self.rows else None

    def fetchmany(self, size: int = 1) -> list[Any]:
        taken, self.rows = self.rows[:size], self.rows[size:]
        return taken

    def fetchall(self) -> list[Any]:
        taken, self.rows = self.rows, []
        return taken

    def close(self) -> None:
        self.rows = []


class _Connection:
    """A connection as sqlite3 has it with `isolation_level = None`."""

    isolation_level: str | None = ""

    def __init__(self, file: str, disk: Disk) -> None:
        with _as_sqlite3():
            self.raw = apsw.Connection(file, vfs=disk.name)

    @property
    def in_transaction(self) -> bool:
        return self.raw.in_transaction

    def cursor(self) -> _Cursor:
        return _Cursor(self.raw)

    def execute(self, sql: str, values: Rows = ()) -> _Cursor:
        return self.cursor().execute(sql, values)

    def create_function(self, name: str, count: int, call: Any, **_: Any) -> None:
        self.raw.create_scalar_function(name, call, count)

    def commit(self) -> None:
        if self.raw.in_transaction:
            self.execute("COMMIT")

    def rollback(self) -> None:
        if self.raw.in_transaction:
            self.execute("ROLLBACK")

    def close(self) -> None:
        with _as_sqlite3():
            self.raw.close()


class Driver:
    """What SQLAlchemy takes for the module sqlite3."""

    paramstyle = "qmark"
    sqlite_version = apsw.sqlite_lib_version()
    sqlite_version_info = tuple(int(part) for part in sqlite_version.split("."))
    Binary = bytes

    def __init__(self, disk: Disk) -> None:
        self.disk = disk

    def __getattr__(self, name: str) -> Any:
        """Its errors and constants are those of sqlite3."""
        return getattr(sqlite3, name)

    def connect(self, file: str, **_: Any) -> _Connection:
        """Open a database file on the disk."""
        return _Connection(file, self.disk)


def use_disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    """From now on every `Database` is opened on this disk, and its tables are made there too: nothing is remembered."""
    disk = Disk()
    monkeypatch.setattr(Base.metadata, "create_all", MethodType(MetaData.create_all, Base.metadata))
    monkeypatch.setattr("feedback.db.create_engine", partial(create_engine, module=Driver(disk)))
    return disk
