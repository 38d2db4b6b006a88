"""What is deleted, or read out of the intake, is gone: from the file, its gaps, its log and its index."""

import random
import re
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from feedback import clock, db
from feedback.config import Settings
from feedback.db import Database
from feedback.decisions import release
from feedback.leftovers import LEFTOVERS, clear_leftovers, expect_leftovers
from feedback.models.answering import Comment
from feedback.models.asking import Meta, Round, Team
from feedback.models.base import random_key
from feedback.retention import delete_expired
from feedback.tick import run_tick
from feedback.waiting import list_waiting, mark_read
from tests.councils import LONDON, MADE_ON, add_round, add_teams, answer, count, make_database

MANY = 2000  # comments of each round: enough for a dozen copies in the gaps
LATER = "2030-01-01"


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """The comments of two rounds, which lie mixed in one table. Those of the first all say "first"."""
    database = make_database(tmp_path)
    chance = random.Random(22)
    with database.writing() as session:
        (oak,) = add_teams(session, ("Oak", "Care"))
        rounds = [add_round(session, [oak]), add_round(session, [oak])]
        for round_ in rounds:
            count(session, round_)
        for word, round_ in zip(("first", "other"), rounds, strict=True):
            session.add_all(
                Comment(
                    id=random_key(),
                    round_id=round_.id,
                    team_id=oak.id,
                    question="best",
                    comment=f"{word} {number:04} " + "word " * chance.randrange(180),
                    language="en",
                )
                for number in range(MANY)
            )
    database.checkpoint()
    return database


def on_disk(database: Database, word: str = "first") -> int:
    """How many comments that begin with `word` lie in any file of the folder, whole or not."""
    files = Path(database.file).parent.iterdir()
    pattern = rb"%s \d{4} " % word.encode()
    return len({found for file in files for found in re.findall(pattern, file.read_bytes())})


def test_comments_past_their_date_are_gone(database: Database) -> None:
    """All of one round's go, and the other's beside them stay: none of the first is anywhere."""
    before = on_disk(database)
    with database.writing() as session:
        session.execute(delete(Comment).where(Comment.round_id == 1))
        expect_leftovers(session)

    cleared = clear_leftovers(database)

    assert (before, cleared, on_disk(database), on_disk(database, "other")) == (MANY, True, 0, MANY)


@pytest.mark.parametrize("change", ["delete", "take out"])
def test_overwriting_alone_leaves_some_in_the_gaps(database: Database, change: str) -> None:
    """The control: secure_delete and an empty log, but a file that is not written anew."""
    first = Comment.round_id == 1
    statement = delete(Comment).where(first) if change == "delete" else update(Comment).where(first).values(comment="[taken out]")  # fmt: skip
    with database.writing() as session:
        session.execute(statement)

    emptied = database.checkpoint()

    assert emptied
    assert 0 < on_disk(database) < MANY / 10


def test_without_overwriting_nearly_all_would_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control for secure_delete: 500 comments deleted with it off, and at least 490 lie there still."""
    monkeypatch.setitem(db.PRAGMAS, "secure_delete", 0)
    database = make_database(tmp_path)
    with sqlite3.connect(database.file) as raw:
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("PRAGMA secure_delete=OFF")
        for number in range(500):
            words = f"first {number:04} " + "word " * 20
            row = (random_key(), 1, 1, "best", words, "en")
            raw.execute("INSERT INTO comments (id, round_id, team_id, question, comment, language) VALUES (?, ?, ?, ?, ?, ?)", row)  # fmt: skip
        raw.commit()
        raw.execute("DELETE FROM comments")
    raw.close()

    database.checkpoint()

    assert on_disk(database) >= 490


def test_before_the_log_is_emptied_it_holds_them(database: Database) -> None:
    """The control for the log: deleted and not yet cleared, the words that were written last are in it."""
    with database.writing() as session:
        comment = session.scalars(select(Comment).where(Comment.round_id == 2)).first()
        assert comment
        comment.comment = "first 9999 and no more"
    with database.writing() as session:
        session.execute(delete(Comment))
        expect_leftovers(session)
    before = on_disk(database)

    clear_leftovers(database)

    assert before > 0
    assert (on_disk(database), on_disk(database, "other")) == (0, 0)


def test_somebody_who_reads_meanwhile_only_delays_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log cannot be emptied under a reader: it is not forgotten, and the next try does it."""
    monkeypatch.setitem(db.PRAGMAS, "busy_timeout", 50)
    slow = Database(database.url)
    with slow.reading() as reader:
        reader.scalars(select(Comment.id).limit(1)).all()
        with slow.writing() as session:
            session.execute(delete(Comment).where(Comment.round_id == 1))
            expect_leftovers(session)

        first = clear_leftovers(slow)
        waiting = is_expected(slow)
        during = on_disk(slow)

    second = clear_leftovers(slow)

    assert (first, waiting, second, is_expected(slow)) == (False, True, True, False)
    assert during > 0
    assert on_disk(slow) == 0


def is_expected(database: Database) -> bool:
    """Whether something is still to be cleared."""
    with database.reading() as session:
        return session.get(Meta, LEFTOVERS) is not None


def test_a_tick_clears_what_a_crash_left(database: Database, settings: Settings) -> None:
    """Deleted, and the machine stopped before the file was written anew: the next tick does it."""
    with database.writing() as session:
        session.execute(delete(Comment).where(Comment.round_id == 1))
        expect_leftovers(session)

    with clock.frozen_at(clock.day_starts_at(MADE_ON, LONDON)):
        run_tick(database, settings)

    assert on_disk(database) == 0
    assert not is_expected(database)


def test_whatever_deletes_says_so(database: Database, settings: Settings) -> None:
    """Counting, deleting by date and reading each leave the reminder; a look and a release do not."""
    assert is_expected(database) is False
    with database.writing() as session:
        session.scalars(select(Round)).all()
        comment = session.scalars(select(Comment).limit(1)).one()
        release(session, comment, "Other words")
    assert is_expected(database) is False

    with database.writing() as session:
        round_ = session.get_one(Round, 1)
        oak = session.get_one(Team, 1)
        answer(session, round_, oak, comments={"best": "Tea"}, read_by_on=MADE_ON)
        session.flush()
        one = next(one for one in list_waiting(session) if one.words[0].words == "Tea")
        mark_read(session, one.id, seen=one.state)
    was_read = is_expected(database)
    clear_leftovers(database)
    with clock.frozen_at(clock.day_starts_at(MADE_ON.replace(year=2040), LONDON)), database.writing() as session:  # fmt: skip
        gone = delete_expired(session, settings)

    assert (was_read, is_expected(database)) == (True, True)
    assert gone == MANY * 2 + 2
