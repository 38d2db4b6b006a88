"""One thread computes at a time, until it has to wait for the disk or for another thread.

Python runs one thread at a time anyway. Left alone, it changes to another at each call into SQLite, dozens of times
for one answer, and under load these changes cost as much as the answer.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST = 0.1  # seconds to wait for a turn: whoever has it may be stuck
_turn = threading.Lock()
_mine = threading.local()


@contextmanager
def in_turn() -> Iterator[None]:
    """Run a block or a view in a turn, which may be in one already. For what is short and waits in `giving_way` only."""
    if _has():
        yield
        return
    _take()
    try:
        yield
    finally:
        _give()


@contextmanager
def giving_way() -> Iterator[None]:
    """Let others have the turn of this thread, if it has one, until the block ends."""
    had = _give()
    try:
        yield
    finally:
        if had:
            _take()


def _has() -> bool:
    return getattr(_mine, "taken", False)


def _take() -> None:
    _mine.taken = _turn.acquire(timeout=LONGEST)


def _give() -> bool:
    """Give the turn of this thread back; whether it had one."""
    had = _has()
    if had:
        _mine.taken = False
        _turn.release()
    return had
