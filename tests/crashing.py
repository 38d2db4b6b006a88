"""Kills a deed in the middle: at its every step, or at a moment of chance, as kill -9 would."""

import os
import resource
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

STEPS = {
    "open", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "shutil.rmtree", "sqlite3.connect",
}  # fmt: skip
Deed = Callable[[], object]


def crash_at(step: int, deed: Deed, folder: Path) -> bool:
    """Do `deed` in a process that kills itself just before its `step`th touch of `folder`; whether it came to that."""

    def watch() -> None:
        left = step

        def touch(event: str, seen: tuple[object, ...]) -> None:
            nonlocal left
            if event in STEPS and str(folder) in str(seen[0]):
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(touch)

    return _run_apart(deed, before=watch, wait=None)


def crash_after(seconds: float, deed: Deed) -> bool:
    """Do `deed` in a process that is killed after so long; whether it was still at it."""
    return _run_apart(deed, before=lambda: None, wait=seconds)


def measure(deed: Deed) -> float:
    """How many seconds `deed` takes in a process that nobody kills, so that kills of chance fall inside it."""
    began = time.monotonic()
    assert not _run_apart(deed, before=lambda: None, wait=None)
    return time.monotonic() - began


@contextmanager
def no_room(size: int) -> Iterator[None]:
    """Let no file grow past `size` bytes: the system refuses the write, as it does when a disk is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def _run_apart(deed: Deed, *, before: Deed, wait: float | None) -> bool:
    with warnings.catch_warnings():
        # Newer Pythons warn of threads: ours ends by itself or by a kill, and never waits for one.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        try:
            before()
            deed()
        except BaseException:
            os._exit(1)
        os._exit(0)
    if wait is not None:
        time.sleep(wait)
        os.kill(child, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, -signal.SIGKILL), "the deed itself went wrong"
    return status != 0
