"""What keeps the ticker, and the ticker itself, go on when the machine is short of memory or its clock is put back."""

import datetime as dt
import errno
import threading
from collections.abc import Callable
from contextlib import ExitStack
from itertools import count

import pytest

from feedback import clock
from feedback.cli import ticker, ticking
from feedback.cli.ticker import Ticker
from feedback.config import Settings
from tests.conftest import NOON

SERVER = 17  # the number of a process


class Ended:
    """A process that has ended."""

    def join(self) -> None:
        """There is nothing to wait for."""


def test_one_that_cannot_be_begun_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """No memory for it, and a second later there is."""
    tried: list[Callable[..., None]] = []

    def begin(_kind: object, target: Callable[..., None], *_: object) -> Ended:
        tried.append(target)
        if len(tried) == 2:
            raise OSError(errno.ENOMEM, "no memory")
        if len(tried) == 3:
            keeper.stop()
        return Ended()

    monkeypatch.setattr(ticker, "_begin", begin)
    monkeypatch.setattr(ticker, "PAUSE_SECONDS", 0)
    keeper = Ticker()
    failed = threading.Event()
    monkeypatch.setattr(threading, "excepthook", lambda _: failed.set())

    keeper.start()
    keeper.join(10)

    assert not keeper.is_alive()
    assert not failed.is_set()
    assert len(tried) == 3


def test_a_clock_that_is_put_back_holds_up_no_tick(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """An hour back after the first tick: the second comes a pause later, and not an hour."""
    looks, ticks = count(), 0

    def tick(*_: object) -> None:
        nonlocal ticks
        ticks += 1
        again.enter_context(clock.frozen_at(NOON - dt.timedelta(hours=ticks)))

    monkeypatch.setenv("FEEDBACK_INSTANCE", str(settings.instance))
    monkeypatch.setattr(ticking, "TICK_SECONDS", 0.05)
    monkeypatch.setattr(ticking, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(ticking, "run_tick", tick)
    monkeypatch.setattr(ticking, "forget_files", lambda *_: None)
    monkeypatch.setattr(ticking, "is_waited_for", lambda _: False)
    alive = lambda: SERVER if ticks < 2 and next(looks) < 500 else 1  # noqa: E731
    monkeypatch.setattr(ticking.os, "getppid", alive)

    with ExitStack() as again:
        again.enter_context(clock.frozen_at(NOON))
        ticking.tick_for_ever(SERVER)

    assert ticks == 2
