"""Keeps a process beside the server that ticks (`ticking.py`), and begins another one when it dies."""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

NAME = "feedback-tick"  # of the process, in a list of them
PAUSE_SECONDS = 1  # before one that died is begun afresh
LOOK_SECONDS = 1  # between two looks whether the server is still there
# Two ways to begin a process: as a copy of this one, and as a new one, which has to read everything again.
Copied: type[BaseProcess] = multiprocessing.get_context("fork").Process
Begun: type[BaseProcess] = multiprocessing.get_context("spawn").Process
Quickest = Copied if sys.platform == "linux" else Begun  # others are not made to be copied


class Ticker(threading.Thread):
    """Keeps a process that ticks, and with it the counting, beside the server; begun afresh when it dies.

    The first process is begun with this object, as a copy where the system is made for that, and ticks once this thread
    is started. So make it before there are other threads, a socket or an open database.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._stopping = threading.Event()
        # A pipe, and no event: that would wait for a process that was killed to hear of it.
        told, self._line = multiprocessing.Pipe(duplex=False)
        self._process = _begin(Quickest, _tick_when_told, told)

    def run(self) -> None:
        """Tick until the server stops."""
        self.tell()
        while True:
            self._process.join()
            if self._stopping.wait(PAUSE_SECONDS):
                return
            # No copy: now there are threads, and a copy finds what they hold locked for ever.
            with suppress(
                OSError
            ):  # no memory for it just now: the one that ended is waited for once more
                self._process = _begin(Begun, _tick)

    def tell(self) -> None:
        """Let the first process tick."""
        with suppress(BrokenPipeError):  # it was killed, and the next one need not be told
            self._line.send_bytes(b"now")

    def stop(self) -> None:
        """Begin no other one."""
        self._stopping.set()


def _begin(kind: type[BaseProcess], target: Callable[..., None], *more: object) -> BaseProcess:
    """Begin a process that knows which one began it."""
    process = kind(target=target, args=(os.getpid(), *more), daemon=True)
    process.start()
    return process


def _tick_when_told(server: int, told: Connection) -> None:
    """Wait until the server answers, or is gone, and tick."""
    _set_apart()
    while not told.poll(LOOK_SECONDS):
        if os.getppid() != server:
            return
    _tick(server)


def _tick(server: int) -> None:
    """In a process of its own, which alone reads what counts a round."""
    _set_apart()
    import_module("feedback.cli.ticking").tick_for_ever(server)


def _set_apart() -> None:
    """Be told from the server in a list of processes, and leave Ctrl-C to it: it ends what it began."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError):  # Linux has it
        Path("/proc/self/comm").write_text(NAME)
