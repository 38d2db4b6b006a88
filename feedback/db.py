"""How the database is opened: settings that keep the promise, one fair write lock, two kinds of transaction."""

import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar, cast
from urllib.parse import quote

from sqlalchemy import (
    Connection,
    CursorResult,
    Engine,
    Executable,
    NullPool,
    create_engine,
    event,
    text,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.pool import ConnectionPoolEntry

from feedback.claims import Claim
from feedback.exceptions import SettingsError, StorageError
from feedback.temporary import get_temporary_folder, keep_temporary_in
from feedback.together import Gathering
from feedback.turns import giving_way

T = TypeVar("T")

# FULL: with NORMAL a power cut loses answers already thanked for. secure_delete: deleted words are gone.
# The wait comes first: it holds for the others as well.
PRAGMAS: dict[str, str | int] = {
    "busy_timeout": 5000,
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "journal_size_limit": 0,
}

_HELD = "Something else holds the database and does not let go: stop it, then try again."
# By the first byte of what SQLite says. None of it has words of the database in it.
TROUBLES = {
    sqlite3.SQLITE_BUSY: _HELD,
    sqlite3.SQLITE_LOCKED: _HELD,
    sqlite3.SQLITE_READONLY: "The database cannot be written: let this user write its file and its folder.",
    sqlite3.SQLITE_CANTOPEN: "The database cannot be opened: let this user read and write its file and its folder.",
    sqlite3.SQLITE_FULL: "There is no room for the database: make room on its disk.",
    sqlite3.SQLITE_NOTADB: "The file of the database is not a database of this service: put a copy in its place.",
    sqlite3.SQLITE_CORRUPT: "The database is damaged: put a copy in its place.",
}


class LostChangeError(RuntimeError):
    """Our own mistake: a change in a session that only reads would be forgotten without a word."""


class _InOne(Session):
    """A session inside one transaction that stands already, and ends after it.

    One that begins its transaction itself costs more than a plain statement, three times for each answer.
    """

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, expire_on_commit=False)
        self._connection = connection

    def connection(self, *_: object, **__: object) -> Connection:
        """The one there is."""
        return self._connection


class _Reader(_InOne):
    """A session that changes nothing."""


def _refuse_flush(session: Session, *_: object) -> None:
    changed = any(session.is_modified(thing) for thing in session.dirty)
    if changed or session.new or session.deleted:
        raise LostChangeError("A session that reads was given a change: use writing().")


def _refuse_change(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        raise LostChangeError("A session that reads was told to change something: use writing().")


# On the class and not on each session: that would cost every page 0.2 ms.
event.listen(_Reader, "before_flush", _refuse_flush)
event.listen(_Reader, "do_orm_execute", _refuse_change)


class FairLock:
    """A lock that serves threads in the order they came, so that nobody waits for ever."""

    def __init__(self) -> None:
        self._inner = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._held = False

    def __enter__(self) -> None:
        with self._inner:
            if not self._held:
                self._held = True
                return
            turn = threading.Event()
            self._waiting.append(turn)
        turn.wait()

    def __exit__(self, *_: object) -> None:
        with self._inner:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._held = False


class Database:
    """An open database. `reading()` never writes; `writing()` commits once, when its block ends well."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _open_engine(url)
        self._writer = self.engine.execution_options(feedback_writes=True)
        self._lock = FairLock()
        self._gathering = Gathering(lambda: self.writing())

    @property
    def file(self) -> str:
        """The path of the database file."""
        return str(self.engine.url.database)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one moment and changes nothing. Raises StorageError.

        Raises LostChangeError for whatever would change the database, at the latest when the block ends.
        """
        with (
            _storage_trouble(),
            self.engine.connect() as connection,
            _Reader(connection) as session,
        ):
            connection.begin()
            yield session
            _refuse_flush(session)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that holds the write lock from its first moment, and is on disk when the block ends.

        Raises StorageError when the disk or the lock refuses; then nothing of it is stored.
        """
        with (
            giving_way(),
            self._lock,
            _storage_trouble(),
            self._writer.connect() as connection,
            connection.begin(),
            _InOne(connection) as session,
        ):
            yield session
            # Unless only its connection was asked. The transaction itself ends after it, and on disk.
            if session.in_transaction():
                session.commit()

    @contextmanager
    def remaking(self) -> Iterator[Session]:
        """Like `writing()`, for making tables anew: what refers to them need not fit before the block ends.

        Raises StorageError when something refers to a row that is not there then, and nothing of it is stored.
        """
        with (
            giving_way(),
            self._lock,
            _storage_trouble(),
            self._writer.connect() as connection,
            _unrelated(connection),
            connection.begin(),
            _InOne(connection) as session,
        ):
            yield session
            if session.in_transaction():
                session.commit()
            _check_relations(connection)

    def store(self, work: Callable[[Session], T]) -> T:
        """What `work` returns, done in a writing session that it may share with others, once it is on disk.

        For what many people send at once. `work` may run in another thread, and twice; what it raises undoes
        nothing but its own work. Raises StorageError like `writing()`.
        """
        return self._gathering.run(work)

    def checkpoint(self) -> bool:
        """Empty the write-ahead log, so that deleted words leave it too. False: somebody is still reading it."""
        with _storage_trouble(), self.engine.connect() as connection:
            busy, *_ = _raw(connection).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy

    def copy_into(self, file: Path) -> None:
        """Write what is stored now into `file`, which is empty or not there. Nobody waits for it."""
        with _storage_trouble(), self.engine.connect() as connection:
            _raw(connection).execute("VACUUM INTO ?", (str(file),))

    def rewrite(self) -> None:
        """Write the file anew, row after row, without the gaps in which deleted words may lie. Raises StorageError."""
        with self._lock, _storage_trouble(), self.engine.connect() as connection:
            _raw(connection).execute("VACUUM")

    def check_settings(self) -> None:
        """Read back every safety setting. Raises SettingsError naming the first that did not take."""
        with _storage_trouble(), self.engine.connect() as connection:
            for name, wanted in PRAGMAS.items():
                found = connection.execute(text(f"PRAGMA {name}")).scalar()
                if found != wanted:
                    raise SettingsError(
                        f"The database at {self.url} has {name}={found} and must have {name}={wanted}: "
                        "keep it on a local disk and let nothing else change its settings."
                    )
        if get_temporary_folder() is None:
            raise SettingsError(
                "The SQLite of this Python cannot keep its temporary files beside the database: use one that is "
                "built without SQLITE_OMIT_DEPRECATED."
            )


def open_still(file: Path) -> sqlite3.Connection:
    """Open a file that nobody changes, such as a copy: without a lock and without a trace beside it."""
    return sqlite3.connect(f"file:{quote(str(file))}?mode=ro&immutable=1", uri=True)


@contextmanager
def reading_still(file: Path) -> Iterator[Session]:
    """A session that reads such a file."""
    engine = create_engine(
        "sqlite://", creator=lambda: open_still(file), poolclass=NullPool, hide_parameters=True
    )
    with Session(engine) as session:
        yield session


def _open_engine(url: str) -> Engine:
    # hide_parameters: an error message must not carry an answer into a log.
    # The connection used last still knows most of the file: any other has to read it again.
    engine = create_engine(url, hide_parameters=True, pool_use_lifo=True)
    event.listen(engine, "connect", partial(_claim, engine.url.database))
    event.listen(engine, "connect", partial(_keep_temporary, engine.url.database))
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "close", _let_go)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "checkin", _end)
    return engine


def _claim(file: str | None, _connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
    """Hold the folder with everybody else, so that nobody puts another database in its place meanwhile."""
    if file and file != ":memory:":
        try:
            record.info["claim"] = Claim(Path(file).resolve().parent, alone=False)
        except OSError as error:
            raise StorageError(
                f"The folder of {file} cannot be held ({error.strerror}): keep the database on a local disk."
            ) from error


def _let_go(_connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
    if claim := record.info.pop("claim", None):
        claim.close()


def _keep_temporary(
    file: str | None, _connection: sqlite3.Connection, _record: ConnectionPoolEntry
) -> None:
    if file and file != ":memory:":
        keep_temporary_in(Path(file).resolve().parent)


def _set_pragmas(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={value}")


def _begin(connection: Connection) -> None:
    # IMMEDIATE takes the write lock at once: a transaction that read first and writes later is refused when
    # somebody else wrote in between.
    writes = connection.get_execution_options().get("feedback_writes")
    _raw(connection).execute("BEGIN IMMEDIATE" if writes else "BEGIN")


def count_changed(session: Session, statement: Executable) -> int:
    """Carry out an update or a deletion: how many rows it reached."""
    result = session.execute(statement)
    assert isinstance(result, CursorResult)
    return result.rowcount


def _raw(connection: Connection) -> sqlite3.Connection:
    """What SQLite itself knows of `connection`."""
    return cast(sqlite3.Connection, connection.connection.driver_connection)


@contextmanager
def _unrelated(connection: Connection) -> Iterator[None]:
    """No foreign keys on `connection`, which must not be in a transaction yet: inside one SQLite ignores the setting."""
    raw = _raw(connection)
    raw.execute("PRAGMA foreign_keys=0")
    try:
        yield
    finally:
        # Where the transaction could not be ended this is ignored too, and the connection is thrown away by `_end`.
        raw.execute("PRAGMA foreign_keys=1")


def _check_relations(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        tables = ", ".join(sorted({f"{table} to {other}" for table, _, other, _ in broken}))
        raise StorageError(
            f"The database refers to rows that are not there, from {tables}: restore a copy. Nothing was changed."
        )


def _end(connection: sqlite3.Connection | None, record: ConnectionPoolEntry) -> None:
    # A commit that failed can leave its transaction open, and with it the write lock: nobody else may find that.
    if connection is not None and connection.in_transaction:
        record.invalidate()


@contextmanager
def _storage_trouble() -> Iterator[None]:
    try:
        yield
    except (DBAPIError, sqlite3.DatabaseError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if isinstance(cause, sqlite3.DatabaseError) and not isinstance(
            cause, sqlite3.IntegrityError
        ):
            code = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
            said = TROUBLES.get(code, "The database could not be read or written.")
            raise StorageError(said) from error
        raise
