"""What a copy of the database is: how it is named, sealed, recognised and checked."""

import datetime as dt
import hashlib
import os
import re
import secrets
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from feedback import clock
from feedback.config import Settings
from feedback.db import Database, open_still
from feedback.exceptions import RefusedError, StorageError
from feedback.models.asking import Meta
from feedback.schema import is_known

INSTALLATION = "installation"  # whose copy it is
KEY = "secret_key"  # a hash: which key signed what was open when it was made
COPIED_AT = "copied_at"
FINGERPRINT = "fingerprint"
SEALS = (COPIED_AT, FINGERPRINT)  # only copies have them

_NAME = re.compile(r"feedback-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)\.db")
_STAMP = "%Y-%m-%dT%H-%M-%SZ"
_HEAD = b"SQLite format 3\0"
_WAL = 2  # bytes 18 and 19 of a database whose newest changes may lie in a log beside it


@dataclass(frozen=True, order=True)
class Copy:
    """A copy in a folder."""

    made_at: dt.datetime
    file: Path


@dataclass(frozen=True)
class Sealed:
    """What a sound copy says of itself: the hash of its rows, when it was made and which key it belongs to.

    The last two are None of a copy that was not made by `backup`.
    """

    fingerprint: str
    made_at: dt.datetime | None
    key: str | None


def stamp(moment: dt.datetime) -> str:
    """A moment as part of a file's name, such as 2026-11-25T02-00-00Z."""
    return moment.astimezone(dt.UTC).strftime(_STAMP)


def read_stamp(text: str) -> dt.datetime | None:
    """The moment in `text`, or None when it is none."""
    try:
        return dt.datetime.strptime(text, _STAMP).replace(tzinfo=dt.UTC)
    except ValueError:
        return None


def get_installation(database: Database) -> str | None:
    """The mark of the installation, or None when no copy was ever made."""
    with database.reading() as session:
        found = session.get(Meta, INSTALLATION)
    return found.value if found else None


def list_copies(folder: Path, installation: str) -> list[Copy]:
    """The copies of this installation in `folder`, oldest first: by name, and by what they hold."""
    named = [
        (read_stamp(found[1]), file)
        for file in folder.iterdir()
        if (found := _NAME.fullmatch(file.name))
    ]
    return sorted(
        Copy(made_at, file)
        for made_at, file in named
        if made_at and _read_mark(file, INSTALLATION) == installation
    )


def names_key(session: Session, keys: Sequence[str]) -> bool:
    """Whether the key that the last copy, or the one that was restored, belongs to is among `keys`; so too where none was made."""
    noted = session.get(Meta, KEY)
    return noted is None or noted.value in map(hash_key, keys)


def get_release(session: Session) -> str | None:
    """The release whose tables those of this database or copy are, by the number of its last migration."""
    found = session.scalar(text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)


def mark(database: Database, settings: Settings) -> str:
    """Note in the database whose it is and which key it belongs to; the mark of the installation."""
    wanted = hash_key(settings.secret_keys[0])
    with database.reading() as session:
        known, key = session.get(Meta, INSTALLATION), session.get(Meta, KEY)
    if known and key and key.value == wanted:
        return known.value
    with database.writing() as session:
        known = session.get(Meta, INSTALLATION)
        name = known.value if known else secrets.token_hex(8)
        session.merge(Meta(name=INSTALLATION, value=name))
        session.merge(Meta(name=KEY, value=wanted))
    return name


def hash_key(secret: str) -> str:
    """Which key it is, without giving it away: the key is 48 random characters or more."""
    return hashlib.sha256(b"feedback.backup" + secret.encode()).hexdigest()[:16]


def seal(file: Path) -> str:
    """Write into the copy `file` when it was made and the hash of its rows; the hash."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=MEMORY")  # no second file beside it
        keep = "INSERT INTO meta (name, value) VALUES (?, ?)"
        connection.execute(keep, (COPIED_AT, clock.now().isoformat()))
        fingerprint = hash_rows(connection)
        connection.execute(keep, (FINGERPRINT, fingerprint))
    return fingerprint


def hash_rows(connection: sqlite3.Connection, *, without: tuple[str, ...] = ()) -> str:
    """One hash of every table, row and rule of a database, save its own entry and the tables left out."""
    found = hashlib.sha256()
    schema = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
    parts = connection.execute(schema).fetchall()
    for part in parts:
        found.update(repr(part).encode())
    for name in [part[1] for part in parts if part[0] == "table" and part[1] not in without]:
        for row in connection.execute(_select_rows(connection, name)):
            if row[0] != FINGERPRINT or name != "meta":
                found.update(repr(row).encode())
    return found.hexdigest()


def check_copy(file: Path, *, named: Path | None = None) -> Sealed:
    """What the copy `file` says of itself, once all of it was read. Raises RefusedError in one sentence.

    `named` is how people know it. A copy has to be whole and of this release or an earlier one; what `backup`
    made must have the very rows it had then.
    """
    named = named or file
    _check_head(file, named)
    try:
        with closing(open_still(file)) as connection:
            sealed = _check_rows(connection, named)
    except (sqlite3.Error, ValueError):
        raise _make_damaged(named) from None
    return sealed


def flush(path: Path) -> None:
    """Have the disk keep a file, or the names in a folder. Raises StorageError."""
    try:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise StorageError(f"{path} cannot be kept on its disk: {error.strerror}.") from error


def _select_rows(connection: sqlite3.Connection, table: str) -> str:
    columns = connection.execute("SELECT name, pk FROM pragma_table_info(?)", (table,)).fetchall()
    keys = [f'"{name}"' for name, key in sorted(columns, key=lambda c: c[1]) if key]
    order = ", ".join(keys or [f'"{name}"' for name, _ in columns])
    return f'SELECT * FROM "{table}" ORDER BY {order}'  # noqa: S608 - names out of the database's own schema


def _check_head(file: Path, named: Path) -> None:
    try:
        with file.open("rb") as opened:
            head = opened.read(20)
    except OSError as error:
        raise RefusedError(f"{named} cannot be read: {error.strerror}.") from error
    if not head.startswith(_HEAD) or len(head) < 20:
        raise RefusedError(f"{named} is not a copy that 'feedback backup' made.")
    if _WAL in head[18:20]:
        raise RefusedError(
            f"{named} is the file of a database in use, without its log, and may miss answers: "
            "use a copy that 'feedback backup' made."
        )


def _check_rows(connection: sqlite3.Connection, named: Path) -> Sealed:
    if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
        raise _make_damaged(named)
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if not {"alembic_version", "meta", "intake"} <= tables:
        raise RefusedError(f"{named} is not a copy that 'feedback backup' made.")
    marks = dict(connection.execute("SELECT name, value FROM meta").fetchall())
    made_at, fingerprint = (marks.get(name) for name in SEALS)
    found = hash_rows(connection)
    if (made_at or fingerprint) and fingerprint != found:
        raise _make_damaged(named)
    _check_release(connection, named)
    if connection.execute("PRAGMA foreign_key_check").fetchall():
        raise _make_damaged(named)
    return Sealed(found, made_at and dt.datetime.fromisoformat(made_at), marks.get(KEY))


def _check_release(connection: sqlite3.Connection, named: Path) -> None:
    revisions = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    if not all(is_known(revision) for (revision,) in revisions):
        raise RefusedError(f"{named} is of a newer release: install that release, then restore it.")


def _make_damaged(named: Path) -> RefusedError:
    return RefusedError(f"{named} is damaged: use another copy.")


def _read_mark(file: Path, name: str) -> str | None:
    """A mark in a file that may be anything."""
    try:
        with closing(open_still(file)) as connection:
            found = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    except (sqlite3.Error, ValueError):  # letters that are none
        return None
    return str(found[0]) if found else None
