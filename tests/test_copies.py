"""A copy is what `backup` made, whole to the last byte that matters, or it is refused."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from flask.testing import FlaskClient

from feedback.backups import back_up
from feedback.config import Settings
from feedback.copies import check_copy, hash_key, hash_rows, list_copies, mark, read_stamp, stamp
from feedback.db import Database
from feedback.exceptions import RefusedError
from tests.conftest import NOON
from tests.pages import send, visit

FLIPS = 150


@pytest.fixture
def copy(
    database: Database, settings: Settings, client: FlaskClient, oak: str, tmp_path: Path
) -> Path:
    """A copy with three answers in it."""
    for number in range(3):
        assert send(client, visit(client, oak), {"best": f"answer {number}"}).status_code == 303
    folder = tmp_path / "copies"
    folder.mkdir()
    return back_up(database, settings, folder).file


def says(file: Path) -> list[str] | None:
    """Everything a database says, by SQLite's own means; None when it cannot."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as connection:
            return list(connection.iterdump())
    except (sqlite3.Error, UnicodeDecodeError):
        return None


def is_sound(file: Path) -> bool:
    """What a check without the hash of the rows would say."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as connection:
            return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    except (sqlite3.Error, UnicodeDecodeError):
        return False


def accepts(file: Path) -> bool:
    """What our check says."""
    try:
        check_copy(file)
    except RefusedError:
        return False
    return True


def test_a_copy_says_when_and_what(copy: Path, settings: Settings, database: Database) -> None:
    """Its moment, its key, and the hash of exactly the rows it has."""
    sealed = check_copy(copy)

    with closing(sqlite3.connect(copy)) as connection:
        assert sealed.fingerprint == hash_rows(connection)
    assert sealed.made_at == NOON
    assert settings.secret_keys[0] not in copy.read_bytes().decode(errors="ignore")
    assert copy.name == f"feedback-{stamp(NOON)}.db"
    assert read_stamp(stamp(NOON)) == NOON


def test_names_sort_by_date() -> None:
    """In any file manager."""
    days = ["2026-09-30T23-59-59Z", "2026-10-01T00-00-00Z", "2027-01-01T00-00-00Z"]

    assert sorted(days, key=read_stamp) == sorted(days)


def test_a_flipped_byte_is_seen(copy: Path, tmp_path: Path) -> None:
    """One byte anywhere: the copy is refused, or still says the very same. SQLite's own check alone is fooled."""
    chance, whole, said = Random(4), copy.read_bytes(), says(copy)
    kept, fooled = 0, 0

    for _ in range(FLIPS):
        place = chance.randrange(len(whole))
        hurt = bytearray(whole)
        hurt[place] ^= chance.randrange(1, 256)
        file = tmp_path / "hurt.db"
        file.write_bytes(hurt)
        taken = accepts(file)
        if taken or is_sound(file):
            same = says(file) == said
            kept += taken
            fooled += not same
            assert same or not taken

    assert kept < FLIPS / 2
    assert fooled > 0


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.999])
def test_a_copy_that_was_cut_short_is_refused(copy: Path, share: float) -> None:
    """As a full disk or a broken connection leaves it."""
    whole = copy.read_bytes()
    copy.write_bytes(whole[: int(len(whole) * share)])

    assert not accepts(copy)


def test_the_file_alone_misses_answers_and_is_refused(
    copy: Path, database: Database, tmp_path: Path
) -> None:
    """cp of a database in use leaves the log behind: the answers in it are thanked for, and not there."""
    raw = tmp_path / "raw.db"
    shutil.copy(database.file, raw)

    with closing(sqlite3.connect(f"file:{raw}?mode=ro&immutable=1", uri=True)) as connection:
        found = connection.execute("SELECT count(*) FROM intake").fetchone()[0]
    with closing(sqlite3.connect(copy)) as connection:
        whole = connection.execute("SELECT count(*) FROM intake").fetchone()[0]
    assert (found, whole) == (0, 3)
    with pytest.raises(RefusedError, match="may miss answers"):
        check_copy(raw)


def test_what_is_something_else_is_refused(copy: Path, tmp_path: Path) -> None:
    """Another program's database, a text, an empty file, nothing."""
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE words (word TEXT)")
    (tmp_path / "a.txt").write_text("something else " * 100)
    (tmp_path / "empty.db").touch()

    for name in ("other.db", "a.txt", "empty.db", "nothing.db"):
        assert not accepts(tmp_path / name)
    assert accepts(copy)


def change(copy: Path, statement: str) -> None:
    """Change a copy and seal it again, as only a mistake of ours could."""
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute(statement)
        fresh = hash_rows(connection)
        connection.execute("UPDATE meta SET value = ? WHERE name = 'fingerprint'", (fresh,))


def test_a_newer_release_is_said_to_be_newer(copy: Path) -> None:
    """An older program does not touch what it does not know."""
    change(copy, "UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(RefusedError, match="newer release"):
        check_copy(copy)


def test_a_copy_with_a_loose_end_is_refused(copy: Path) -> None:
    """An answer of a round that is not there."""
    change(copy, "UPDATE intake SET round_id = 999")

    assert not accepts(copy)


def test_a_new_key_is_noted(database: Database, settings: Settings) -> None:
    """With the next copy; whose it is stays."""
    other = Settings(**{**vars(settings), "secret_keys": ("k" * 48, *settings.secret_keys)})
    folder = settings.instance / "copies"
    folder.mkdir()

    marks = [mark(database, settings), mark(database, other), mark(database, other)]

    assert len(set(marks)) == 1
    assert check_copy(back_up(database, other, folder).file).key == hash_key("k" * 48)


def test_only_our_own_copies_are_ours(
    copy: Path, database: Database, settings: Settings, template: Path
) -> None:
    """Another installation's copies in the same folder, and files that only look like copies, are left alone."""
    shutil.copy(copy, copy.with_name("renamed.db"))
    (copy.with_name("feedback-2026-01-01T00-00-00Z.db")).write_text("a note")
    shutil.copy(copy, copy.with_name("feedback-2026-99-99T00-00-00Z.db"))
    other = copy.with_name("feedback-2026-01-02T00-00-00Z.db")
    shutil.copy(copy, other)
    with closing(sqlite3.connect(other, isolation_level=None)) as connection:
        connection.execute("UPDATE meta SET value = 'other' WHERE name = 'installation'")

    ours = list_copies(copy.parent, mark(database, settings))

    assert [found.file for found in ours] == [copy]
