"""The power fails at any moment: what was thanked for is there, once and whole, and can be sent again."""

import random
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from feedback import responses
from feedback.db import PRAGMAS, Database
from feedback.exceptions import StorageError
from feedback.models.base import random_key
from feedback.responses import Arrival
from tests.councils import LONDON, make_database
from tests.durability.conftest import Tell
from tests.durability.cuts import cut_at
from tests.durability.disk import Step
from tests.durability.driver import use_disk
from tests.durability.sending import (
    NOTHING_WRONG,
    Found,
    examine,
    make_arrival,
    open_small_round,
    send,
    total,
)

pytestmark = pytest.mark.usefixtures("during_the_round")

ANSWERS = 40  # sent in one recording
A_FEW, MANY = 300, 10_000  # cuts
OF_A_CONTROL = 60
OF_ONE_RECORDING = 500


@dataclass(frozen=True)
class Recording:
    """Every step of a disk while answers were sent, and the answers by number."""

    steps: list[Step]
    arrivals: list[Arrival]
    begun: int  # the steps before were the making of the database


def record(folder: Path, send_: Callable[[Database, Arrival], None] = send) -> Recording:
    """Send answers one by one, emptying the log now and then as `tick` does."""
    with pytest.MonkeyPatch.context() as patch:
        disk = use_disk(patch)
        folder.mkdir()
        database = make_database(folder)
        with database.writing() as session:
            round_ = open_small_round(session)
            arrivals = [make_arrival(session, round_, number) for number in range(ANSWERS)]
        database.checkpoint()
        begun = len(disk.steps)
        for number, arrival in enumerate(arrivals):
            disk.say(f"sending {number}")
            send_(database, arrival)
            disk.say(f"thanked {number}")
            if number % 11 == 10:
                database.checkpoint()
        steps = list(disk.steps)
        database.engine.dispose()
    return Recording(steps, arrivals, begun)


def cut(recording: Recording, folder: Path, cuts: int, seed: int) -> Iterator[Found]:
    """Cut the power `cuts` times. After each, open what is left and send again what was not thanked for."""
    chance = random.Random(seed)
    moments = [chance.randint(recording.begun, len(recording.steps)) for _ in range(cuts)]
    for number, (moment, files) in enumerate(cut_at(recording.steps, moments, chance)):
        place = folder / str(number)
        place.mkdir(parents=True)
        for name, content in files.items():
            (place / name).write_bytes(content)
        said = {step.file for step in recording.steps[:moment] if step.kind == "said"}
        yield look(Database(f"sqlite:///{place / 'feedback.db'}"), recording, said)
        for file in place.iterdir():
            file.unlink()


def look(database: Database, recording: Recording, said: set[str]) -> Found:
    """What is wrong after a cut, at once or once the sender has tried again. `said` is up to the cut."""
    thanked = {n for n in range(ANSWERS) if f"thanked {n}" in said}
    under_way = {n for n in range(ANSWERS) if f"sending {n}" in said} - thanked
    try:
        before = examine(database, thanked)
        if not before.well:
            return before
        for number in under_way:
            # A page that is sent again is a new answer with the same key.
            send(database, replace(recording.arrivals[number], id=random_key()))
        return examine(database, thanked | under_way)
    except (StorageError, DBAPIError):
        return Found(frozenset(), frozenset(), 0, sound=False)
    finally:
        database.engine.dispose()


@pytest.mark.parametrize("cuts", [A_FEW, pytest.param(MANY, marks=pytest.mark.soak)])
def test_a_power_cut_loses_and_doubles_nothing(tmp_path: Path, cuts: int, tell: Tell) -> None:
    """Whatever part of the unsynced sectors is left: all that was thanked for, once, whole, in a sound file."""
    found: list[Found] = []
    for seed in range(-(-cuts // OF_ONE_RECORDING)):
        recording = record(tmp_path / f"disk{seed}")
        some = min(OF_ONE_RECORDING, cuts)
        found += cut(recording, tmp_path / f"cut{seed}", some, seed)

    tell("power cuts", cuts=len(found), **total(found))
    assert len(found) == cuts
    assert total(found) == NOTHING_WRONG


def test_without_full_sync_a_power_cut_loses_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    """The control: with the usual NORMAL the same cuts lose what was thanked for."""
    monkeypatch.setitem(PRAGMAS, "synchronous", 1)
    recording = record(tmp_path / "disk")

    found = total(cut(recording, tmp_path / "cut", OF_A_CONTROL, seed=0))
    tell("  control, synchronous=NORMAL", cuts=OF_A_CONTROL, **found)

    assert found["lost"] > 0
    assert (found["doubled"], found["damaged"]) == (0, 0)


def test_without_any_sync_a_power_cut_damages_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    """The control for damage: with syncing off the file itself is torn."""
    monkeypatch.setitem(PRAGMAS, "synchronous", 0)
    recording = record(tmp_path / "disk")

    found = total(cut(recording, tmp_path / "cut", OF_A_CONTROL, seed=0))
    tell("  control, synchronous=OFF", cuts=OF_A_CONTROL, **found)

    assert found["damaged"] > 0


def test_without_the_key_a_power_cut_doubles_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    """The control for doubling: stored, not thanked for yet, and sent again on a page that is new each time."""
    recording = record(tmp_path / "disk")
    monkeypatch.setattr(responses, "_hash", lambda _key: secrets.token_bytes(32))

    found = total(cut(recording, tmp_path / "cut", OF_A_CONTROL, seed=0))
    tell("  control, no key", cuts=OF_A_CONTROL, **found)

    assert found["doubled"] > 0


def test_in_two_transactions_a_power_cut_leaves_halves(tmp_path: Path, tell: Tell) -> None:
    """The control for halves: with the receipt stored first, the sender is thanked for what is not there."""

    def send_in_two(database: Database, arrival: Arrival) -> None:
        with database.writing() as session, pytest.MonkeyPatch.context() as patch:
            kept = session.connection().execute

            def store(statement: object, *values: object, **options: object) -> object:
                done = kept(statement, *values, **options)
                if statement is responses.KEEP_RECEIPT:
                    session.connection().exec_driver_sql("COMMIT")
                    session.connection().exec_driver_sql("BEGIN IMMEDIATE")
                return done

            patch.setattr(session.connection(), "execute", store)
            responses.take(session, arrival, zone=LONDON)

    recording = record(tmp_path / "disk", send_in_two)

    found = total(cut(recording, tmp_path / "cut", OF_A_CONTROL, seed=0))
    tell("  control, two transactions", cuts=OF_A_CONTROL, **found)

    assert found["halves"] > 0
