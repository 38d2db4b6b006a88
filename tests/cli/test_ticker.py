"""What keeps the ticker, and the ticker itself, go on: short of memory, with the clock put back, and after mistakes of ours."""

import datetime as dt
import errno
import os
import threading
from collections.abc import Callable
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest

from feedback import clock, post, tick
from feedback.cli import ticker, ticking
from feedback.cli.ticker import Ticker
from feedback.config import Settings
from feedback.db import Database
from feedback.orders import Kind, State, open_order, place_order
from tests.conftest import NOON
from tests.mail import Mailbox
from tests.processes import PATIENCE

SERVER = 17  # the number of a process
LOOKS = 5  # between two ticks


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

    def tick(*_: object, **__: object) -> None:
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


def count_looks(monkeypatch: pytest.MonkeyPatch, settings: Settings, *, ticks: int) -> None:
    """Let the ticker look five times whether a file is waited for between two ticks, without waiting, and end after `ticks`."""
    seconds, asked = count(), count(1)
    ours = SimpleNamespace(monotonic=lambda: next(seconds), sleep=lambda _: None)
    monkeypatch.setattr(ticking, "time", ours)
    monkeypatch.setattr(ticking, "TICK_SECONDS", LOOKS + 1)
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(settings.instance))
    # Asked before each tick, before each look, and once more when the time is over.
    alive = lambda: SERVER if next(asked) <= ticks * (LOOKS + 2) else 1  # noqa: E731
    monkeypatch.setattr(ticking.os, "getppid", alive)


def list_said(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The first line of each thing that was said."""
    return [record.message.splitlines()[0] for record in caplog.records]


def test_our_own_mistake_in_a_tick_ends_nothing(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    database: Database,
    settings: Settings,
) -> None:
    """It is said each time, where and never what; the next tick comes, and files that somebody waits for are looked at."""
    words = " ".join(["secret", "words"])  # so that the lines of this test do not say them

    def break_(*_: object) -> None:
        raise ValueError(words)

    with database.writing() as session:
        order = place_order(session, Kind.WORKBOOK, {"window": "none"}, by=None).id
    count_looks(monkeypatch, settings, ticks=2)
    monkeypatch.setattr(tick, "tell_week", break_)
    monkeypatch.setattr(tick, "tell_late", break_)

    ticking.tick_for_ever(SERVER)

    with database.reading() as session:
        assert open_order(session, order).state == State.FAILED
    assert list_said(caplog) == ["tick: unexpected ValueError"] * 4
    assert "in break_" in caplog.text
    assert words not in caplog.text


def test_a_mistake_with_a_file_is_said_once_a_tick(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    database: Database,
    settings: Settings,
) -> None:
    """It would be looked for each second, and fill the log."""

    def break_(_: Database) -> bool:
        raise ZeroDivisionError

    count_looks(monkeypatch, settings, ticks=2)
    monkeypatch.setattr(ticking, "is_waited_for", break_)

    ticking.tick_for_ever(SERVER)

    assert list_said(caplog) == ["making a file: unexpected ZeroDivisionError"] * 2


def test_a_folder_for_copies_that_hangs_holds_up_no_tick(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    database: Database,
    mailing: Settings,
    box: Mailbox,
    tmp_path: Path,
) -> None:
    """A share that is gone holds whoever looks into it. E-mails go out, tick after tick, and it is said once."""
    (folder := tmp_path / "copies").mkdir()
    os.mkfifo(gone := folder / "feedback-2026-11-22T02-00-00Z.db")

    def send_one(_: Database) -> bool:
        with database.writing() as session:
            line = post.EmailLine("Hello")
            post.send(session, mailing, to="kim@council.gov.uk", subject=line, lines=[line])
        return False

    count_looks(monkeypatch, mailing, ticks=4)
    for name, value in {**box.environ(), "FEEDBACK_BACKUPS": str(folder)}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(ticking, "SUSPICIOUS", 2)
    monkeypatch.setattr(ticking, "is_waited_for", send_one)
    ticks = threading.Thread(target=ticking.tick_for_ever, args=(SERVER,), daemon=True)

    ticks.start()
    ticks.join(PATIENCE)
    held = [one for one in threading.enumerate() if one.name == "copy"]
    there_again = os.open(gone, os.O_RDWR)
    for one in held:
        one.join(PATIENCE)
    os.close(there_again)

    assert not ticks.is_alive()
    assert len(held) == 1
    assert len(box.took) == 3 * LOOKS
    assert caplog.text.count("copy: not done after 2 minutes") == 1
