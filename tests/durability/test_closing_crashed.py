"""A crash at any step of closing a round: everything or nothing, and closing again brings it to its end."""

import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import closing, responses
from feedback.db import Database
from feedback.models.answering import Comment, EqualityAnswer, Receipt, Response, SealedAnswer
from feedback.models.asking import Round
from feedback.models.reporting import ChannelRecord, FigureRecord, FigureRow, OptionRecord
from feedback.progress import Tell as TellStep
from feedback.schema import upgrade
from tests.councils import LONDON
from tests.durability.conftest import Tell
from tests.durability.moments import fail_at, keep_images
from tests.durability.sending import close_round, make_arrival, open_small_round
from tests.processes import SCRIPT

pytestmark = pytest.mark.usefixtures("during_the_round")

ANSWERS = 30
KILLS = 40


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
    close_again: Callable[[Database], None] = close_round,
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
    images = keep_images(database, folder, lambda: close_round(database))
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

    def commit_and_cut(session: Session, round_: Round, tell: TellStep) -> None:
        session.connection().exec_driver_sql("COMMIT")
        session.connection().exec_driver_sql("BEGIN IMMEDIATE")
        cut_ties(session, round_, tell)

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
        if not fail_at(database, moment, lambda: close_round(database)):
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
    (tmp_path / "council" / "secret-key").write_text("k" * 48)
    whole = shutil.copytree(tmp_path / "council", tmp_path / "whole")
    started = time.monotonic()
    close_by_command(Database(f"sqlite:///{whole / 'feedback.db'}"))
    lasts = time.monotonic() - started
    after = state_of(Database(f"sqlite:///{whole / 'feedback.db'}"))
    chance, seen = random.Random(5), dict.fromkeys(("nothing", "everything"), 0)

    for number in range(KILLS):
        instance = shutil.copytree(tmp_path / "council", tmp_path / f"kill{number}")
        closing_ = begin_close(instance)
        time.sleep(chance.uniform(0.2, 1.1) * lasts)  # it may have been measured at a busy moment
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
