"""One thread computes at a time; nobody waits for ever for one that is stuck."""

import threading
from collections.abc import Callable

import pytest

from feedback import turns
from feedback.db import Database
from feedback.turns import giving_way, in_turn

PATIENCE = 10  # seconds, far more than anything here takes


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who waits for a turn gets none before it is given."""
    monkeypatch.setattr(turns, "LONGEST", PATIENCE)


def start(work: Callable[[], object]) -> threading.Event:
    """Run `work` in a thread; what is set when it is done."""
    done = threading.Event()

    def run() -> None:
        work()
        done.set()

    threading.Thread(target=run, daemon=True).start()
    return done


@in_turn()
def compute() -> None:
    """Something that needs a turn."""


@pytest.mark.usefixtures("patient")
def test_one_computes_at_a_time() -> None:
    """A second thread waits until the first has done."""
    with in_turn():
        second = start(compute)
        assert not second.wait(0.2)
    assert second.wait(PATIENCE)


@pytest.mark.usefixtures("patient")
def test_whoever_waits_for_the_lock_gives_way(database: Database) -> None:
    """A thread that stores, or waits to store, keeps nobody from computing; afterwards it has its turn again."""
    storing, may_end = threading.Event(), threading.Event()

    @in_turn()
    def store() -> None:
        with database.writing():
            storing.set()
            assert may_end.wait(PATIENCE)

    first = start(store)
    assert storing.wait(PATIENCE)
    behind = start(store)
    assert start(compute).wait(PATIENCE)
    may_end.set()
    assert first.wait(PATIENCE)
    assert behind.wait(PATIENCE)
    with in_turn(), giving_way():
        assert start(compute).wait(PATIENCE)


@pytest.mark.usefixtures("patient")
def test_a_turn_is_taken_again_after_giving_way() -> None:
    """What comes after the wait is done in a turn too."""
    with in_turn():
        with giving_way():
            pass
        second = start(compute)
        assert not second.wait(0.2)
    assert second.wait(PATIENCE)


@pytest.mark.usefixtures("patient")
def test_a_mistake_gives_the_turn_back() -> None:
    """Also one inside a wait."""
    with pytest.raises(ZeroDivisionError), in_turn():
        raise ZeroDivisionError
    with pytest.raises(ZeroDivisionError), in_turn(), giving_way():
        raise ZeroDivisionError
    assert start(compute).wait(PATIENCE)


def test_a_turn_inside_a_turn_is_the_same_one() -> None:
    """It waits for nobody, and the turn is given back when the outer one ends and not before."""
    with in_turn():
        compute()
        assert turns._turn.locked()
    assert not turns._turn.locked()


@pytest.mark.usefixtures("patient")
def test_without_a_turn_nothing_is_given() -> None:
    """A command that stores takes nobody's turn away."""
    with in_turn():
        stranger = start(lambda: giving_way().__enter__())
        assert stranger.wait(PATIENCE)
        second = start(compute)
        assert not second.wait(0.2)
    assert second.wait(PATIENCE)


def test_nobody_waits_for_one_that_is_stuck() -> None:
    """After a tenth of a second they go on without a turn, and give none back that they did not have."""
    with in_turn():
        assert start(compute).wait(PATIENCE)
        assert turns._turn.locked()
    assert not turns._turn.locked()
