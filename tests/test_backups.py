"""Copies are made whole while people answer, few are kept, and none keeps what the database deleted."""

import datetime as dt
import re
import shutil
import sqlite3
import stat
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from feedback import backups, clock, draws, news_contacts, post, recordings
from feedback.backups import back_up, back_up_if_due
from feedback.claims import Claim, TakenError
from feedback.closing import close_now
from feedback.config import Settings
from feedback.copies import check_copy, list_copies, mark, seal
from feedback.db import Database, reading_still
from feedback.exceptions import FeedbackError, RefusedError, StorageError
from feedback.models.asking import Round, Team
from feedback.models.base import Base
from feedback.models.drawing import DrawReference, PrizeDraw, PrizeEntry
from feedback.models.issuing import Issue, IssueFile
from feedback.models.posting import Email
from feedback.models.recording import Recording
from feedback.models.replying import NewsContact
from feedback.sounds import Kind, Sound
from feedback.tick import purge, run_tick
from tests.conftest import NOON
from tests.crashing import crash_after, crash_at, measure, no_room
from tests.pages import send, visit

A_FEW, MANY = 20, 200  # kills at a moment of chance, every day and behind `make soak`
DAY = dt.timedelta(days=1)
CANARY = "canary words"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where copies go."""
    folder = tmp_path / "copies"
    folder.mkdir()
    return folder


@pytest.fixture
def answer(client: FlaskClient, oak: str) -> Callable[[int], None]:
    """Let so many people answer."""

    def answer_(people: int) -> None:
        for _ in range(people):
            sent = send(client, visit(client, oak), {"know_iro": "yes", "best": CANARY})
            assert sent.status_code == 303

    return answer_


def names(folder: Path) -> list[str]:
    """Every file there, hidden ones too."""
    return sorted(file.name for file in folder.iterdir())


def count_answers(file: Path) -> int:
    """The whole answers in a copy."""
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("SELECT count(*) FROM intake").fetchone()[0])


def close(database: Database, settings: Settings, round_: Round) -> None:
    """Count the round now."""
    with database.writing() as session:
        close_now(session, session.get_one(Round, round_.id), zone=settings.zone)


def test_a_copy_holds_every_answer_and_is_private(
    database: Database, settings: Settings, folder: Path, answer: Callable[[int], None]
) -> None:
    """Checked, one file with nothing beside it, for its owner alone."""
    answer(3)

    made = back_up(database, settings, folder)

    assert check_copy(made.file).fingerprint == made.fingerprint
    assert count_answers(made.file) == 3
    assert names(folder) == [made.file.name]
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
    assert not names_secret(folder, settings)


def names_secret(folder: Path, settings: Settings) -> bool:
    """Whether the secret key lies in the folder."""
    return any(settings.secret_keys[0].encode() in file.read_bytes() for file in folder.iterdir())


def test_two_copies_at_most_while_a_round_is_open(
    database: Database, settings: Settings, folder: Path, answer: Callable[[int], None]
) -> None:
    """The oldest goes, and nothing is overwritten even within one second."""
    made = []
    for _ in range(4):
        answer(1)
        made.append(back_up(database, settings, folder).file)

    assert len({file.name for file in made}) == 4
    assert names(folder) == [file.name for file in made[2:]]


def test_one_copy_when_nothing_is_open(
    database: Database, settings: Settings, folder: Path
) -> None:
    """There is nothing then that a second would be good for."""
    first = back_up(database, settings, folder)

    second = back_up(database, settings, folder)

    assert second.deleted == (first.file,)
    assert names(folder) == [second.file.name]


def test_copies_with_whole_answers_go_when_they_are_counted(
    database: Database,
    settings: Settings,
    folder: Path,
    answer: Callable[[int], None],
    round_: Round,
) -> None:
    """The count cuts the ties; the next tick takes a copy without them and deletes all earlier ones."""
    answer(6)
    back_up(database, settings, folder)
    earlier = back_up(database, settings, folder)
    close(database, settings, round_)

    done = run_tick(database, with_backups(settings, folder))
    again = run_tick(database, with_backups(settings, folder))

    assert done.backup
    assert names(folder) == [done.backup.name] != [earlier.file.name]
    assert count_answers(done.backup) == 0
    assert again.backup is None


def with_backups(settings: Settings, folder: Path | None) -> Settings:
    """The same settings with a folder for copies."""
    return Settings(**{**vars(settings), "backups": folder})


def test_words_past_their_date_are_gone_from_the_copies(
    database: Database,
    settings: Settings,
    folder: Path,
    answer: Callable[[int], None],
    round_: Round,
) -> None:
    """The tick that deletes them takes a new copy; without it they would lie in the old ones."""
    answer(6)
    close(database, settings, round_)
    kept = with_backups(settings, folder)
    run_tick(database, kept)
    before = holds_canary(folder)

    with clock.frozen_at(NOON + 500 * DAY):
        run_tick(database, settings)
        control = holds_canary(folder)
        run_tick(database, kept)

    assert (before, control, holds_canary(folder)) == (True, True, False)
    assert len(names(folder)) == 1


def holds_canary(folder: Path) -> bool:
    """Whether what people wrote can be found in a copy."""
    return any(CANARY.encode() in file.read_bytes() for file in folder.iterdir())


def leave_all(session: Session, settings: Settings) -> None:
    """Somebody asked to be told, an e-mail is on its way to another, somebody is in a prize draw, and a list was drawn from.

    A workbook was issued, and a question was read out.
    """
    day = NOON.date()
    book = {"first_on": day, "span": "quarter", "number": 1, "comments": True, "issued_on": day}
    session.add(Issue(id=1, **book, sha256="", size=4, changes="", kept_until=day))
    session.flush()
    session.add(IssueFile(issue_id=1, content=b"book", rows="{}"))
    read = recordings.Read(recordings.Place("iro-survey", "standard", "en"), "best", "")
    sound = Sound(Kind.MP3, 2, b"voice")
    recordings.save_recording(session, read, sound, seen="", on=day, by=None)
    contact = news_contacts.read_contact("sam@example.org")
    news_contacts.add_contact(session, settings, "iro-survey", contact)
    line = post.EmailLine("Come in")
    news = post.News("locked", b"key", NOON.date())
    post.send_news(session, settings, news, subject=line, lines=[line])
    session.add(PrizeDraw(id=1, questionnaire="iro-survey", prize="A ball", winners=1, last_on=NOON.date()))  # fmt: skip
    session.flush()
    session.add(PrizeEntry(prize_draw_id=1, contact="07700900123", whose="own", won=False))
    draws.make_draw(
        session,
        draws.read_list("\n".join(f"L-{number}" for number in range(10))),
        team=session.scalars(select(Team)).first(),  # type: ignore[arg-type] - there is one
        questionnaire="iro-survey",
        size=5,
        zone=settings.zone,
    )


@pytest.mark.parametrize(
    "table", [NewsContact, Email, PrizeEntry, DrawReference, IssueFile, Recording]
)
def test_what_somebody_had_deleted_is_gone_from_the_copies(
    database: Database,
    mailing: Settings,
    folder: Path,
    round_: Round,
    table: type[Base],
) -> None:
    """Within the next tick, and the copy before it goes too; until then nothing makes another copy."""
    with database.writing() as session:
        leave_all(session, mailing)
    kept = with_backups(mailing, folder)
    for _ in range(2):
        back_up(database, mailing, folder)
    still = back_up_if_due(database, kept, folder)
    with database.writing() as session:
        session.execute(delete(table))

    made = back_up_if_due(database, kept, folder)

    assert still is None
    assert made
    assert names(folder) == [made.file.name]
    with reading_still(made.file) as copy:
        assert copy.scalars(select(table)).all() == []


def test_purge_says_what_went(
    database: Database,
    settings: Settings,
    folder: Path,
    answer: Callable[[int], None],
    round_: Round,
) -> None:
    """Kind by kind, with the copies that held it; the second time there is nothing to do."""
    answer(6)
    close(database, settings, round_)
    kept = with_backups(settings, folder)
    copy = run_tick(database, kept).backup

    with clock.frozen_at(NOON + 500 * DAY):
        first, second = purge(database, kept), purge(database, kept)

    assert {kind: n for kind, n in first.rows.items() if n} == {"comments": 6}
    assert first.files == (copy,)
    assert first.log_emptied
    assert not Path(f"{database.file}-wal").stat().st_size
    assert (set(second.rows.values()), second.files, second.backup) == ({0}, (), None)


def test_purge_says_when_a_reader_keeps_the_log(
    database: Database, settings: Settings, answer: Callable[[int], None]
) -> None:
    """Words may still lie in the log then: it is not said to be empty."""
    with sqlite3.connect(database.file) as reader:
        reader.execute("PRAGMA busy_timeout=0")
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM intake").fetchone()
        answer(1)
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout=0")

        emptied = purge(database, settings).log_emptied
    reader.close()

    assert not emptied
    assert purge(database, settings).log_emptied


def test_a_copy_is_made_once_a_night(
    database: Database, settings: Settings, folder: Path, round_: Round
) -> None:
    """At two in the morning, or as soon after it as somebody ticks; at most two lie there."""
    kept, made = with_backups(settings, folder), []

    for hours in (0, 1, 13.9, 14.1, 15, 37.9, 38.1, 200):
        with clock.frozen_at(NOON + dt.timedelta(hours=hours)):
            made.append(run_tick(database, kept).backup is not None)

    assert made == [True, False, False, True, False, False, True, True]
    assert len(names(folder)) == 2


@pytest.fixture
def way_back(database: Database, settings: Settings, folder: Path) -> Path:
    """A copy made before an upgrade, which changed a table and added one to what can be deleted by hand."""
    copy = back_up(database, settings, folder).file
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("DROP TRIGGER rounds_are_never_kept_longer")
        connection.execute("ALTER TABLE rounds DROP COLUMN keep_figures_years")
        connection.execute("DROP TABLE prize_entries")
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        connection.commit()
    return copy


@pytest.mark.parametrize("open_", [True, False])
def test_the_way_back_from_an_upgrade_stays_for_seven_days(
    database: Database,
    settings: Settings,
    folder: Path,
    request: pytest.FixtureRequest,
    open_: bool,
) -> None:
    """Beside a copy of this release, which the first tick makes; never more than the two."""
    if open_:
        request.getfixturevalue("round_")
    back_up(database, settings, folder)
    way_back: Path = request.getfixturevalue("way_back")
    kept, seen = with_backups(settings, folder), []

    for days in range(9):
        with clock.frozen_at(NOON + days * DAY + dt.timedelta(minutes=1)):
            run_tick(database, kept)
            seen.append((way_back.exists(), len(names(folder))))

    assert seen == [(True, 2)] * 7 + [(False, 2 if open_ else 1)] * 2


@pytest.mark.parametrize("how", ["counted", "by hand", "by date"])
def test_the_way_back_goes_when_what_it_may_hold_is_gone(
    database: Database,
    settings: Settings,
    folder: Path,
    round_: Round,
    answer: Callable[[int], None],
    request: pytest.FixtureRequest,
    how: str,
) -> None:
    """A round was counted, an address was deleted, or anything by its date."""
    answer(6)
    with database.writing() as session:
        contact = news_contacts.read_contact("sam@example.org")
        news_contacts.add_contact(session, settings, "iro-survey", contact)
    way_back: Path = request.getfixturevalue("way_back")
    kept = with_backups(settings, folder)
    run_tick(database, kept)
    there = way_back.exists()

    with database.writing() as session:
        if how == "by hand":
            session.execute(delete(NewsContact))
        if how == "by date":
            session.execute(update(NewsContact).values(until_on=NOON.date() - DAY))
    if how == "counted":
        close(database, settings, round_)
    run_tick(database, kept)

    assert (there, way_back.exists()) == (True, False)


def test_a_copy_from_the_future_does_not_stop_the_others(
    database: Database, settings: Settings, folder: Path, round_: Round
) -> None:
    """Made while the clock was wrong: the next night's is made all the same, and is not the one deleted."""
    with clock.frozen_at(NOON + 900 * DAY):
        back_up(database, settings, folder)

    made = [back_up(database, settings, folder).file for _ in range(3)]

    assert made[-1].name in names(folder)
    assert len(names(folder)) == 2


def test_deleted_words_are_not_in_a_copy(
    database: Database, settings: Settings, folder: Path, answer: Callable[[int], None]
) -> None:
    """A copy has no free pages. The raw file of a database that does not wipe them keeps the words."""
    answer(5)
    database.checkpoint()
    with closing(sqlite3.connect(database.file, isolation_level=None)) as careless:
        careless.execute("PRAGMA secure_delete=OFF")
        careless.execute("DELETE FROM intake")
        careless.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    back_up(database, settings, folder)

    assert CANARY.encode() in Path(database.file).read_bytes()
    assert not holds_canary(folder)


def test_a_folder_that_is_not_there_is_said_not_to_be(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    """It is not made: a disk that is not connected would be forgotten for good."""
    with pytest.raises(RefusedError, match="connect its disk"):
        back_up(database, settings, tmp_path / "nowhere")

    assert not (tmp_path / "nowhere").exists()


def test_a_backup_that_fails_leaves_nothing_and_deletes_nothing(
    database: Database, settings: Settings, folder: Path, answer: Callable[[int], None]
) -> None:
    """A database that cannot be read to its end: one sentence, and the older copy stays."""
    answer(1)
    older = back_up(database, settings, folder)
    database.checkpoint()
    database.engine.dispose()
    whole = Path(database.file).read_bytes()
    Path(database.file).write_bytes(
        whole[:4096] + bytes(len(whole) // 2 - 4096) + whole[len(whole) // 2 :]
    )

    with pytest.raises(FeedbackError):
        back_up(database, settings, folder)

    assert names(folder) == [older.file.name]


def test_a_full_disk_is_said_and_leaves_nothing(
    database: Database, settings: Settings, folder: Path, answer: Callable[[int], None]
) -> None:
    """One sentence, the older copy stays, nothing lies about, and answers are still taken."""
    answer(1)
    older = back_up(database, settings, folder).file

    with no_room(older.stat().st_size // 2), pytest.raises(StorageError, match="is its disk full"):
        back_up(database, settings, folder)

    assert names(folder) == [older.name]
    answer(1)
    assert count_answers(back_up(database, settings, folder).file) == 2


def test_a_copy_that_was_damaged_since_stops_no_tick(
    database: Database, settings: Settings, folder: Path, round_: Round
) -> None:
    """It counts as outdated: a new one is made."""
    kept = with_backups(settings, folder)
    copy = run_tick(database, kept).backup
    assert copy
    with closing(sqlite3.connect(copy)) as connection:
        query = (
            "SELECT rootpage, page_size FROM sqlite_master, pragma_page_size WHERE name = 'rounds'"
        )
        page, size = connection.execute(query).fetchone()
    with copy.open("r+b") as damaged:
        damaged.seek((page - 1) * size)
        damaged.write(b"\xff" * size)

    done = run_tick(database, kept)

    assert done.backup
    assert names(folder) == [done.backup.name]


def test_what_was_thanked_for_before_is_in_the_copy(
    database: Database,
    settings: Settings,
    folder: Path,
    answer: Callable[[int], None],
    app: Flask,
    oak: str,
) -> None:
    """While somebody sends without a pause, each copy holds all that was stored when it began."""
    thanked, stop = [0], threading.Event()
    visitor = app.test_client()

    def go_on() -> None:
        while not stop.is_set():
            token = re.findall(r'name="token" value="([^"]+)"', visitor.get(oak).text)[0]
            sent = visitor.post(oak, data={"token": token, "best": "on and on"})
            thanked[0] += sent.status_code == 303

    sender = threading.Thread(target=go_on)
    sender.start()
    seen = []
    try:
        for _ in range(6):
            before = thanked[0]
            copy = back_up(database, settings, folder).file
            seen.append((before, count_answers(copy), thanked[0] + 1))
    finally:
        stop.set()
        sender.join()

    assert all(before <= held <= after for before, held, after in seen), seen
    assert seen[-1][1] > 0


def test_one_at_a_time(database: Database, settings: Settings, folder: Path) -> None:
    """By hand it is said; the ticker just leaves it to the other."""
    back_up(database, settings, folder)
    with Claim(Path(f"{database.file}-lock"), alone=True):
        with pytest.raises(TakenError, match="Another backup"):
            back_up(database, settings, folder)

        with clock.frozen_at(NOON + DAY):
            assert back_up_if_due(database, settings, folder) is None


def judge(folder: Path, expected: set[int]) -> None:
    """Whatever has the name of a copy is a whole one, and there is at least the one before."""
    found = [file for file in folder.iterdir() if not file.name.startswith(".")]
    assert found
    for file in found:
        sealed = check_copy(file)
        assert sealed.made_at
        assert count_answers(file) in expected


def make_deed(settings: Settings, folder: Path) -> Callable[[], object]:
    """A backup by a process of its own."""
    return lambda: back_up(Database(settings.database_url), settings, folder)


def test_a_backup_killed_at_any_step_leaves_whole_copies(
    database: Database, settings: Settings, folder: Path, answer: Callable[[int], None]
) -> None:
    """Step by step until one comes to its end; what a killed one left behind goes with the next."""
    answer(1)
    back_up(database, settings, folder)
    answer(1)
    step, goes_on = 0, True

    while goes_on:
        step += 1
        steps = folder.parent / f"step {step}"
        shutil.copytree(folder, steps)
        goes_on = crash_at(step, make_deed(settings, steps), steps)
        judge(steps, {1, 2})
        made = back_up(database, settings, steps)
        assert made.file.name == names(steps)[-1]
        assert not [name for name in names(steps) if name.startswith(".")]

    assert step > 6


def test_without_a_name_of_its_own_half_a_copy_is_found(
    database: Database, settings: Settings, folder: Path, answer: Callable[[int], None]
) -> None:
    """The control: written straight under its name, a kill leaves something that is no copy."""
    back_up(database, settings, folder)

    def write_straight() -> None:
        file = folder / "feedback-2027-01-01T00-00-00Z.db"
        Database(settings.database_url).copy_into(file)
        seal(file)

    assert crash_at(1, write_straight, folder)

    with pytest.raises(AssertionError):
        judge(folder, {0})


@pytest.mark.parametrize("kills", [A_FEW, pytest.param(MANY, marks=pytest.mark.soak)])
def test_a_backup_killed_at_random_leaves_whole_copies(
    database: Database, settings: Settings, folder: Path, answer: Callable[[int], None], kills: int
) -> None:
    """In the middle of SQLite's own writing too."""
    answer(1)
    back_up(database, settings, folder)
    deed = make_deed(settings, folder)
    chance, killed, seconds = Random(7), 0, measure(deed)

    for _ in range(kills):
        killed += crash_after(chance.uniform(0, seconds), deed)
        judge(folder, {1})

    assert killed
    back_up(database, settings, folder)
    assert all(re.fullmatch(r"feedback-[\dTZ-]+\.db", name) for name in names(folder))
    assert mark(database, settings)
    assert len(list_copies(folder, mark(database, settings))) <= 2


@pytest.mark.parametrize("by", [run_tick, purge])
def test_half_a_copy_that_a_kill_left_goes_before_the_next_is_due(
    database: Database,
    settings: Settings,
    folder: Path,
    answer: Callable[[int], None],
    by: Callable[[Database, Settings], object],
) -> None:
    """It may hold what was sent since the newest and is deleted now, which makes none due. The control: it does hold it."""
    kept = with_backups(settings, folder)
    run_tick(database, kept)
    before = names(folder)
    answer(1)
    step = 1
    while crash_at(step, make_deed(kept, folder), folder) and not any(
        b"canary" in file.read_bytes() for file in folder.glob(".*")
    ):
        step += 1
    left = names(folder)

    by(database, kept)

    assert left != before
    assert names(folder) == before


@pytest.mark.parametrize("by", ["tick", "purge"])
def test_what_a_kill_left_beside_the_new_copy_goes_with_the_next(
    database: Database,
    settings: Settings,
    folder: Path,
    answer: Callable[[int], None],
    round_: Round,
    monkeypatch: pytest.MonkeyPatch,
    by: str,
) -> None:
    """The new copy is there and the old one not deleted yet: nothing is due, and the old one holds whole answers."""
    answer(6)
    kept = with_backups(settings, folder)
    run_tick(database, kept)
    close(database, settings, round_)
    with monkeypatch.context() as patch:
        patch.setattr(backups, "_delete_old", lambda *_: ())
        run_tick(database, kept)
    old, new = sorted(folder.iterdir())
    left = [count_answers(file) for file in (old, new)]

    if by == "tick":
        assert run_tick(database, kept).backup is None
    else:
        done = purge(database, kept)
        assert (done.files, done.backup) == ((old,), None)

    assert left == [6, 0]
    assert list(folder.iterdir()) == [new]
