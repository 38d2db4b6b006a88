"""Closing a round while people send, and a crash at any step of it: counted or refused, everything or nothing."""

import os
import random
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock, closing, responses
from feedback.closing import close_now
from feedback.db import Database
from feedback.models.answering import Comment, EqualityAnswer, Receipt, Response, SealedAnswer
from feedback.models.asking import Round
from feedback.models.reporting import ChannelRecord, FigureRecord, FigureRow, OptionRecord
from feedback.responses import RoundOverError
from feedback.schema import upgrade
from tests.councils import LONDON, count_rows, make_database
from tests.durability.conftest import Tell
from tests.durability.moments import fail_at, keep_images
from tests.durability.sending import make_arrival, open_small_round, send
from tests.durability.server import SCRIPT
from tests.durability.test_at_once import at_once
from tests.test_closing import NOON as ROUND_IS_OPEN

SENDERS, EACH = 8, 25
BEFORE_CLOSING = 60  # answers that are in when somebody closes
ANSWERS = 30
KILLS = 30


@pytest.fixture(autouse=True)
def during_the_round() -> Iterator[None]:
    """The clock stands on a day of the round."""
    with clock.frozen_at(ROUND_IS_OPEN):
        yield


def close(database: Database) -> None:
    """Close the one round, as the command does."""
    with database.writing() as session:
        close_now(session, session.scalars(select(Round)).one(), zone=LONDON)


# --- raced ---


class Race:
    """Eight people send while somebody closes from another process."""

    def __init__(self, folder: Path) -> None:
        self.database = make_database(folder)
        self.closer = Database(self.database.url)  # another process has another
        with self.database.writing() as session:
            round_ = open_small_round(session)
            self.arrivals = [make_arrival(session, round_, n) for n in range(SENDERS * EACH)]
        self.told: list[str] = []
        self.begun, self.ended = threading.Event(), threading.Event()

    def close(self) -> None:
        """Close once some answers are in."""
        while self.told.count("thanked") < BEFORE_CLOSING:
            time.sleep(0.0005)
        self.begun.set()
        close(self.closer)
        self.ended.set()

    def send(self, person: int) -> None:
        """Send; half come before or during the closing, and the last quarter surely after it."""
        for number in range(EACH):
            if number == EACH // 2:
                self.begun.wait()
            if number == EACH * 3 // 4:
                self.ended.wait()
            try:
                send(self.database, self.arrivals[person * EACH + number])
                self.told.append("thanked")
            except RoundOverError:
                self.told.append("refused")

    def run(self) -> dict[str, int]:
        """What each was told, and what was counted."""
        at_once(lambda n: self.send(n) if n < SENDERS else self.close(), SENDERS + 1)
        with self.database.reading() as session:
            received = session.scalars(select(Round.received)).one() or 0
            forgotten = count_rows(session, SealedAnswer)
        for one in (self.database, self.closer):
            one.engine.dispose()
        return {
            "thanked": self.told.count("thanked"),
            "refused": self.told.count("refused"),
            "counted": received,
            "forgotten": forgotten,
        }


def test_an_answer_that_races_the_closing_is_counted_or_refused(tmp_path: Path, tell: Tell) -> None:
    """Whoever is thanked is in the numbers, and nobody is left in the intake of a counted round."""
    found = Race(tmp_path).run()

    tell("closing raced", **found)
    assert found["thanked"] == found["counted"] >= BEFORE_CLOSING
    assert found["thanked"] + found["refused"] == SENDERS * EACH
    assert found["refused"] > 0
    assert found["forgotten"] == 0


def test_without_reading_the_round_again_answers_are_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    """The control: an app that looks at the round only when the page arrives thanks for what is never counted."""
    monkeypatch.setattr(responses, "takes_answers", lambda *_, **__: True)

    found = Race(tmp_path).run()

    tell("  control, round not read again", **found)
    assert found["forgotten"] > 0
    assert found["thanked"] > found["counted"]


# --- crashed ---


def make_round(folder: Path) -> Database:
    """A database with a round and its answers."""
    database = Database(f"sqlite:///{folder / 'feedback.db'}")
    upgrade(database)
    with database.writing() as session:
        round_ = open_small_round(session)
        for number in range(ANSWERS):
            responses.take(session, make_arrival(session, round_, number), zone=LONDON)
    return database


def state_of(database: Database) -> dict[str, list[Any]]:
    """Everything a closing changes, without the random keys."""
    with database.reading() as session:
        return {
            table.__tablename__: sorted(
                [tuple(row) for row in session.execute(select(*_told(table)))], key=repr
            )
            for table in (
                Round, SealedAnswer, Receipt, Response, Comment, EqualityAnswer,
                FigureRow, FigureRecord, OptionRecord, ChannelRecord,
            )
        }  # fmt: skip


def _told(table: Any) -> list[Any]:
    return [column for column in table.__table__.columns if column.name != "id"]


def look_at(
    database: Database,
    before: object,
    after: object,
    *,
    close_again: Callable[[Database], None] = close,
) -> str:
    """How far the closing has come: nothing, everything or half; and closing again must bring it to the end."""
    state = state_of(database)
    close_again(database)
    again = state_of(database)
    database.engine.dispose()
    if state not in (before, after):
        return "half"
    if again != after:
        return "not again"
    return "nothing" if state == before else "everything"


def kill_at_each(folder: Path) -> dict[str, int]:
    """Close once; look at what a kill at each of its moments would have left."""
    database = make_round(folder / "council")
    before = state_of(database)
    images = keep_images(database, folder, lambda: close(database))
    after = state_of(database)
    database.engine.dispose()
    assert before != after
    seen = [look_at(Database(f"sqlite:///{image}"), before, after) for image in images]
    return {what: seen.count(what) for what in ("nothing", "everything", "half", "not again")}


def test_a_kill_at_any_statement_of_closing_leaves_nothing_or_everything(
    tmp_path: Path, tell: Tell
) -> None:
    """Before each statement and before the commit: open as before, and it can be closed again."""
    found = kill_at_each(tmp_path)

    tell("closing killed at each statement", moments=sum(found.values()), **found)
    assert found["nothing"] > 20
    assert found["everything"] == 1
    assert (found["half"], found["not again"]) == (0, 0)


def test_a_closing_in_two_transactions_is_found_half_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    """The control: figures stored first and ties cut afterwards can be killed in between."""
    cut_ties = closing._cut_ties

    def commit_and_cut(session: Session, round_: Round) -> None:
        session.connection().exec_driver_sql("COMMIT")
        session.connection().exec_driver_sql("BEGIN IMMEDIATE")
        cut_ties(session, round_)

    monkeypatch.setattr(closing, "_cut_ties", commit_and_cut)

    found = kill_at_each(tmp_path)

    tell("  control, two transactions", moments=sum(found.values()), **found)
    assert found["half"] > 0


def test_a_failure_at_any_statement_of_closing_takes_everything_back(
    tmp_path: Path, tell: Tell
) -> None:
    """An error raised at each statement and at the commit, in a process that goes on."""
    database = make_round(tmp_path / "council")
    before = state_of(database)

    for moment in count(1):
        if not fail_at(database, moment, lambda: close(database)):
            break
        assert state_of(database) == before, moment

    tell("closing failed at each statement", moments=moment - 1, half=0)
    assert moment > 20
    assert state_of(database)["intake"] == []
    database.engine.dispose()


@pytest.mark.soak
def test_a_closing_killed_at_random_is_nothing_or_everything(tmp_path: Path, tell: Tell) -> None:
    """`feedback rounds close`, killed at a random moment of its life, and run again."""
    database = make_round(tmp_path / "council")
    before = state_of(database)
    database.checkpoint()
    database.engine.dispose()
    whole = shutil.copytree(tmp_path / "council", tmp_path / "whole")
    started = time.monotonic()
    close_by_command(Database(f"sqlite:///{whole / 'feedback.db'}"))
    lasts = time.monotonic() - started
    after = state_of(Database(f"sqlite:///{whole / 'feedback.db'}"))
    chance, seen = random.Random(5), dict.fromkeys(("nothing", "everything"), 0)

    for number in range(KILLS):
        instance = shutil.copytree(tmp_path / "council", tmp_path / f"kill{number}")
        closing_ = begin_close(instance)
        time.sleep(chance.uniform(0.5, 1.1) * lasts)
        closing_.kill()
        closing_.wait()
        found = Database(f"sqlite:///{instance / 'feedback.db'}")
        how = look_at(found, before, after, close_again=close_by_command)
        seen[how] = seen.get(how, 0) + 1

    tell("closing killed at random", kills=KILLS, **seen)
    assert seen["nothing"] + seen["everything"] == KILLS
    assert seen["nothing"] > 0


def begin_close(instance: Path) -> subprocess.Popen[bytes]:
    """`feedback rounds close`, as a process."""
    return subprocess.Popen(
        [SCRIPT, "rounds", "close", "1", "--yes"],
        env={"FEEDBACK_INSTANCE": str(instance), "PATH": os.environ["PATH"]},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def close_by_command(database: Database) -> None:
    """Close the one round with the command itself, on the machine's own day."""
    database.engine.dispose()
    assert begin_close(Path(database.file).parent).wait() == 0
