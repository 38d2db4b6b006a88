"""A copy takes the place of the database whole or not at all, and nothing that ended lives again."""

import datetime as dt
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock, post, schema
from feedback.accounts import invite, make_invitation, open_invitation
from feedback.app import create_app
from feedback.backups import back_up
from feedback.carrier import carry
from feedback.closing import close_now
from feedback.config import Settings, read_settings
from feedback.copies import hash_rows
from feedback.db import Database
from feedback.exceptions import FeedbackError, NotFoundError, RefusedError, StorageError
from feedback.models.accounts import Role
from feedback.models.answering import Comment
from feedback.models.asking import Round
from feedback.news_contacts import add_contact, delete_contact, get_contact, read_contact
from feedback.news_post import tell
from feedback.restoring import delete_aside, list_aside, restore
from feedback.tick import run_tick
from feedback.web.context import of_app
from tests.conftest import NOON, stored
from tests.crashing import crash_after, crash_at, measure, no_room
from tests.mail import Mailbox
from tests.pages import send, visit
from tests.replying import make_counted, make_published, make_staff

A_FEW, MANY = 20, 200
THEN, NOW = 2, 5  # answers in the copy, and in the database since
CHANGED = ("accounts", "audit", "meta")  # what a restore changes in what it restores


@pytest.fixture
def answer(client: FlaskClient, oak: str) -> Callable[[int], None]:
    """Let so many people answer."""

    def answer_(people: int) -> None:
        for _ in range(people):
            assert send(client, visit(client, oak), {"best": "canary words"}).status_code == 303

    return answer_


@pytest.fixture
def put_down(database: Database, app: Flask) -> Callable[[], None]:
    """Let nobody have the database open: as kill -9 leaves it, with what is in the log not in the file."""

    def put_down_() -> None:
        files = [database.file, f"{database.file}-wal"]
        for name in files:
            shutil.copy(name, f"{name}.kept")
        for one in (database, of_app(app).database):
            one.engine.dispose()
        for name in files:
            Path(f"{name}.kept").replace(name)

    return put_down_


@pytest.fixture
def copy(
    database: Database,
    settings: Settings,
    tmp_path: Path,
    answer: Callable[[int], None],
    put_down: Callable[[], None],
) -> Path:
    """A copy of two answers. The database has five since, and nobody has it open."""
    answer(THEN)
    folder = tmp_path / "copies"
    folder.mkdir()
    made = back_up(database, settings, folder).file
    answer(NOW - THEN)
    put_down()
    return made


def count(file: Path | str) -> int:
    """The whole answers in a database, when all of it is sound."""
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return int(connection.execute("SELECT count(*) FROM intake").fetchone()[0])


def hash_of(file: Path | str) -> str:
    """The hash of the rows of a database that a restore does not change."""
    with closing(sqlite3.connect(file)) as connection:
        return hash_rows(connection, without=CHANGED)


def test_the_rows_are_those_of_the_copy(copy: Path, database: Database, settings: Settings) -> None:
    """Row for row; private, with no log of the database before beside it."""
    Path(f"{database.file}-wal").chmod(0o600)
    assert Path(f"{database.file}-wal").stat().st_size > 0

    done = restore(copy, settings, yes=True)

    assert hash_of(database.file) == hash_of(copy)
    assert (count(database.file), done.copy.made_at, done.key_fits) == (THEN, NOON, True)
    assert stat.S_IMODE(Path(database.file).stat().st_mode) == 0o600
    assert not Path(f"{database.file}-wal").exists()
    assert not (settings.instance / "restoring").exists()


def test_the_database_before_is_put_aside_whole(
    copy: Path, database: Database, settings: Settings
) -> None:
    """With what was in its log. It can be restored too, and is gone after seven days."""
    done = restore(copy, settings, yes=True)

    assert done.aside
    assert count(done.aside) == NOW
    restore(done.aside, settings, yes=True)
    assert count(database.file) == NOW
    with clock.frozen_at(NOON + dt.timedelta(days=7, minutes=1)):
        assert len(delete_aside(Path(database.file))) == 2
    assert list_aside(Path(database.file)) == []


def test_aside_stays_for_seven_days(copy: Path, database: Database, settings: Settings) -> None:
    """Long enough to see on Monday that the wrong copy was taken on Friday. What people named is theirs."""
    restore(copy, settings, yes=True)
    (settings.instance / "feedback.db-before-the-move").touch()

    with clock.frozen_at(NOON + dt.timedelta(days=7) - dt.timedelta(seconds=1)):
        assert delete_aside(Path(database.file)) == []
    with clock.frozen_at(NOON + dt.timedelta(days=7)):
        assert len(delete_aside(Path(database.file))) == 1
    assert (settings.instance / "feedback.db-before-the-move").exists()


def test_it_needs_a_yes_only_when_there_is_something(
    copy: Path, database: Database, settings: Settings, tmp_path: Path
) -> None:
    """An empty machine asks nothing."""
    with pytest.raises(RefusedError, match="add --yes"):
        restore(copy, settings, yes=False)
    assert count(database.file) == NOW
    fresh = read_settings({"FEEDBACK_INSTANCE": str(tmp_path / "fresh" / "folder")})

    done = restore(copy, fresh, yes=False)

    assert (done.aside, done.key_fits) == (None, False)
    assert count(fresh.instance / "feedback.db") == THEN


def test_a_database_in_use_is_not_replaced(
    copy: Path, database: Database, settings: Settings
) -> None:
    """By us, or by any other program that has it open."""
    database.check_settings()
    with pytest.raises(RefusedError, match="stop the server"):
        restore(copy, settings, yes=True)
    database.engine.dispose()
    with closing(sqlite3.connect(database.file)) as other:
        other.execute("SELECT count(*) FROM intake").fetchone()

        with pytest.raises(RefusedError, match="stop the server"):
            restore(copy, settings, yes=True)

    assert count(database.file) == NOW
    assert list_aside(Path(database.file)) == []


def test_what_is_wrong_is_said_and_nothing_lost(
    copy: Path, database: Database, settings: Settings, tmp_path: Path
) -> None:
    """A folder, nothing, the database itself, a half copy, a text: the database stays as it was."""
    (tmp_path / "half.db").write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])
    (tmp_path / "a.txt").write_text("something else " * 100)
    wrong = [
        tmp_path,
        tmp_path / "no.db",
        Path(database.file),
        tmp_path / "half.db",
        tmp_path / "a.txt",
    ]

    for file in wrong:
        with pytest.raises(FeedbackError) as refusal:
            restore(file, settings, yes=True)
        assert str(file) in str(refusal.value)
        assert str(refusal.value).count("\n") == 0

    assert count(database.file) == NOW
    assert list_aside(Path(database.file)) == []


def test_a_damaged_database_is_replaced_too(
    copy: Path, database: Database, settings: Settings
) -> None:
    """That may be why somebody restores. It is put aside as it is, for whoever can read more out of it."""
    file = Path(database.file)
    file.write_bytes(b"something else " * 9000)

    done = restore(copy, settings, yes=True)

    assert hash_of(file) == hash_of(copy)
    assert [one.name[-4:] for one in list_aside(file)] == ["-00Z", "-shm", "-wal"]
    assert list_aside(file)[0] == done.aside


def test_a_log_that_was_left_is_not_read_into_the_copy(
    copy: Path, database: Database, settings: Settings
) -> None:
    """It is put aside. The control: a copy put in its place by hand takes in the log, and is no copy any more."""
    file = Path(database.file)
    file.unlink()
    control = settings.instance / "control.db"
    shutil.copy(copy, control)
    shutil.copy(f"{file}-wal", f"{control}-wal")

    restore(copy, settings, yes=False)

    assert hash_of(file) == hash_of(copy)
    assert [one.name[-4:] for one in list_aside(file)] == ["-wal"]
    assert reads_the_log(control, THEN)
    with clock.frozen_at(NOON + dt.timedelta(days=7)):
        assert len(delete_aside(file)) == 1


def reads_the_log(control: Path, wanted: int) -> bool:
    """Whether a database beside which somebody else's log lies is anything but what it was."""
    try:
        return count(control) != wanted
    except (sqlite3.Error, AssertionError):
        return True


def test_nothing_that_ended_lives_again(
    database: Database,
    settings: Settings,
    tmp_path: Path,
    answer: Callable[[int], None],
    round_: Round,
    put_down: Callable[[], None],
) -> None:
    """An invitation that was used since, sessions, and words that are past their date by now."""
    folder = tmp_path / "copies"
    folder.mkdir()
    answer(6)
    with database.writing() as session:
        account = invite(session, "sam@example.org", role=Role.ANALYST)
        url = make_invitation(settings, account)
        close_now(session, session.get_one(Round, round_.id), zone=settings.zone)
    copy = back_up(database, settings, folder).file
    put_down()

    with clock.frozen_at(NOON + dt.timedelta(days=500)):
        restore(copy, settings, yes=True)

    assert b"canary words" in copy.read_bytes()
    assert b"canary words" not in Path(database.file).read_bytes()
    again = Database(settings.database_url)
    with again.reading() as session:
        assert session.scalars(select(Comment)).all() == []
        with pytest.raises(NotFoundError):
            open_invitation(session, settings, url.rpartition("/")[2])


def test_a_page_opened_before_can_still_be_sent(
    copy: Path, settings: Settings, client: FlaskClient, oak: str, put_down: Callable[[], None]
) -> None:
    """With the same key: once. With another key the page is asked for again, and its answers are in it."""
    page = visit(client, oak)
    put_down()

    restore(copy, settings, yes=True)
    once = [send(create_app(settings).test_client(), page, {"best": "late"}) for _ in range(2)]
    (settings.instance / "secret-key").write_text("k" * 48)
    other = read_settings({"FEEDBACK_INSTANCE": str(settings.instance)})
    control = send(create_app(other).test_client(), page, {"best": "late"})

    assert [response.status_code for response in once] == [303, 303]
    assert (control.status_code, b"late" in control.data) == (422, True)
    assert len(stored(Database(settings.database_url))) == THEN + 1


def test_a_copy_of_an_earlier_release_is_upgraded(
    copy: Path,
    database: Database,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By a migration that this release has and that one had not; the rows are there."""
    later = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, later, ignore=shutil.ignore_patterns("__pycache__"))
    with closing(sqlite3.connect(copy)) as connection:
        (before,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    (later / "versions" / "9999_a_table_more.py").write_text(
        f"from alembic import op\nimport sqlalchemy as sa\nrevision = '9999'\ndown_revision = {before!r}\n"
        "def upgrade():\n    op.create_table('more', sa.Column('id', sa.Integer(), primary_key=True))\n"
    )
    monkeypatch.setattr(schema, "MIGRATIONS", later)

    restore(copy, settings, yes=True)

    with closing(sqlite3.connect(database.file)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("9999",)
        assert connection.execute("SELECT count(*) FROM more").fetchone() == (0,)
    assert count(database.file) == THEN


def test_a_full_disk_changes_nothing(copy: Path, database: Database, settings: Settings) -> None:
    """One sentence, the database as it was, and nothing left of the half copy."""
    before = sorted(file.name for file in settings.instance.iterdir())

    with no_room(copy.stat().st_size // 2), pytest.raises(StorageError, match="cannot be copied"):
        restore(copy, settings, yes=True)

    assert sorted(file.name for file in settings.instance.iterdir()) == before
    assert count(database.file) == NOW


def make_deed(copy: Path, settings: Settings) -> Callable[[], object]:
    """A restore by a process of its own."""
    return lambda: restore(copy, settings, yes=True)


def test_a_restore_killed_at_any_step_leaves_the_old_or_the_new(
    copy: Path, database: Database, settings: Settings, tmp_path: Path
) -> None:
    """Step by step until one comes to its end; the next one always does."""
    step, goes_on, seen = 0, True, set()

    while goes_on:
        step += 1
        folder = tmp_path / f"step {step}"
        folder.mkdir()
        for name in ("feedback.db", "feedback.db-wal", "secret-key"):
            shutil.copy(settings.instance / name, folder)
        own = read_settings({"FEEDBACK_INSTANCE": str(folder)})
        goes_on = crash_at(step, make_deed(copy, own), folder)
        shutil.copytree(folder, looked_at := tmp_path / f"looked at {step}")
        seen.add(count(looked_at / "feedback.db"))
        restore(copy, own, yes=True)
        assert count(folder / "feedback.db") == THEN
        assert not (folder / "restoring").exists()
        assert any(count(file) == NOW for file in list_aside(folder / "feedback.db"))

    assert step > 10
    assert seen == {THEN, NOW}


def test_what_a_killed_restore_left_goes_with_the_next_tick(
    copy: Path, database: Database, settings: Settings
) -> None:
    """It is a copy that nobody counts; the tick finds it whether or not somebody restores again."""
    stage = settings.instance / "restoring"
    step = 1
    while crash_at(step, make_deed(copy, settings), settings.instance) and not (
        (stage / "feedback.db").exists() and b"canary words" in (stage / "feedback.db").read_bytes()
    ):
        step += 1
    left = stage.exists()

    run_tick(database, settings)

    assert left
    assert not stage.exists()


def test_what_is_put_aside_after_a_killed_restore_stays_for_seven_days(
    copy: Path, database: Database, settings: Settings
) -> None:
    """From the restore that came to its end, not from the one that was killed six days before."""
    step, file = 1, Path(database.file)
    while crash_at(step, make_deed(copy, settings), settings.instance) and not list_aside(file):
        step += 1
    left = [one.samefile(file) for one in list_aside(file)]

    with clock.frozen_at(NOON + dt.timedelta(days=6)):
        done = restore(copy, settings, yes=True)
    with clock.frozen_at(NOON + dt.timedelta(days=8)):
        run_tick(database, settings)

    assert left == [True]
    assert list_aside(file) == [done.aside]
    assert done.aside
    assert count(done.aside) == NOW


def test_a_damaged_database_and_its_log_keep_one_name_through_a_killed_restore(
    copy: Path, database: Database, settings: Settings
) -> None:
    """Under two names whoever reads what can be read would miss one of them."""
    file, step = Path(database.file), 0
    file.write_bytes(b"something else " * 9000)
    copies = {end: Path(f"{file}{end}").read_bytes() for end in ("", "-wal")}

    while not Path(f"{next(iter(list_aside(file)), '')}-wal").exists():
        step += 1
        assert crash_at(step, make_deed(copy, settings), settings.instance)
    with clock.frozen_at(NOON + dt.timedelta(days=1)):
        done = restore(copy, settings, yes=True)

    assert done.aside
    assert {end: Path(f"{done.aside}{end}").read_bytes() for end in copies} == copies


def test_without_the_swap_nothing_is_left(copy: Path, database: Database, tmp_path: Path) -> None:
    """The control: deleted and copied by hand, a kill leaves neither the old nor the new."""
    folder = tmp_path / "by hand"
    folder.mkdir()
    shutil.copy(copy, folder / "feedback.db")

    def by_hand() -> None:
        (folder / "feedback.db").unlink()
        shutil.copyfile(copy, folder / "feedback.db")

    assert crash_at(2, by_hand, folder)

    assert not (folder / "feedback.db").exists()


@pytest.mark.parametrize("kills", [A_FEW, pytest.param(MANY, marks=pytest.mark.soak)])
def test_a_restore_killed_at_random_leaves_the_old_or_the_new(
    copy: Path, database: Database, settings: Settings, kills: int
) -> None:
    """At moments of chance too, one after the other in the same place."""
    file, kept = Path(database.file), settings.instance / "kept.db"
    restore(copy, settings, yes=True)
    list_aside(file)[0].replace(kept)
    deed = make_deed(copy, settings)
    chance, killed, seconds = Random(5), 0, measure(deed)

    for _ in range(kills):
        shutil.copy(kept, file)
        killed += crash_after(chance.uniform(0, seconds), deed)
        assert count(file) in (THEN, NOW)

    assert killed
    restore(copy, settings, yes=True)
    assert count(database.file) == THEN


def test_of_what_waited_only_what_is_urgent_is_sent_again(
    database: Database,
    mailing: Settings,
    box: Mailbox,
    tmp_path: Path,
    put_down: Callable[[], None],
) -> None:
    """It may have been sent since the copy: to somebody who was told “once”, or with a link that has ended."""
    folder = tmp_path / "copies"
    folder.mkdir()
    line = post.EmailLine("Come in")
    with database.writing() as session:
        for urgent in (False, True):
            to = f"{'now' if urgent else 'once'}@westmere.example"
            post.send(session, mailing, to=to, subject=line, lines=[line], urgent=urgent)
    made = back_up(database, mailing, folder).file
    carry(database, mailing)
    put_down()

    restore(made, mailing, yes=True)
    carry(database, mailing)

    told = [message["To"] for message in box.took]
    assert sorted(told) == ["now@westmere.example"] * 2 + ["once@westmere.example"]
    with database.reading() as session:
        assert [one.trouble for one in post.list_failed(session)] == [post.IN_A_COPY]


@pytest.mark.parametrize("lost", [False, True])
def test_nobody_is_told_again_whom_a_copy_brings_back(
    database: Database,
    mailing: Settings,
    box: Mailbox,
    tmp_path: Path,
    put_down: Callable[[], None],
    lost: bool,
) -> None:
    """Who was told since, or had their address deleted; who waits in the database before waits on, if that is there."""
    folder = tmp_path / "copies"
    folder.mkdir()
    with database.writing() as session:
        keys = {
            questionnaire: ask_for_news(session, mailing, questionnaire)
            for questionnaire in ("iro-survey", "exit-interview", "pa-survey")
        }
    copy = back_up(database, mailing, folder).file
    with database.writing() as session:
        reply = make_published(session, make_counted(session))
        tell(session, mailing, reply, by=make_staff(session))
        delete_contact(session, keys["exit-interview"])
    carry(database, mailing)
    put_down()
    if lost:
        for file in files_of(database):
            file.unlink()

    restore(copy, mailing, yes=True)

    with database.reading() as session:
        left = {key for key in keys if get_contact(session, keys[key])}
    assert left == (set() if lost else {"pa-survey"})
    assert [message["To"] for message in box.took] == ["iro-survey@example.org"]
    assert not any(keys["exit-interview"] in line for line in dump(database))


def ask_for_news(session: Session, settings: Settings, questionnaire: str) -> str:
    """Somebody asks to be told what changes; the key of their page."""
    contact = read_contact(f"{questionnaire}@example.org")
    return add_contact(session, settings, questionnaire, contact).id.hex()


def files_of(database: Database) -> list[Path]:
    """The database and its log."""
    return list(Path(database.file).parent.glob(f"{Path(database.file).name}*"))


def dump(database: Database) -> list[str]:
    """Everything that is in the file, as text."""
    with closing(sqlite3.connect(database.file)) as connection:
        return [line.lower() for line in connection.iterdump()]
