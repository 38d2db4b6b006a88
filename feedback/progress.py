"""How far the count of a round has come: told in a file beside the database, by the process that counts.

The transaction of a count tells nothing until it ends, and a row elsewhere would have to wait for it. The file
is held by a lock for as long as its process lives, so what a killed count left behind is never believed.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from feedback.claims import Claim, TakenError

FILE = "counting"
LENGTH = 64  # bytes, always as many: what is written over it leaves nothing of the step before


class Step(StrEnum):
    """What a count does, in this order. No step tells how many answers there are."""

    GATHER = "gather"
    COUNT = "count"
    PROTECT = "protect"
    SEPARATE = "separate"
    EMPTY = "empty"
    KEEP = "keep"


@dataclass(frozen=True)
class Progress:
    """The round that is being counted, and the step it is at."""

    round_id: int
    step: Step

    @property
    def place(self) -> int:
        """Which step it is: 1 is the first."""
        return list(Step).index(self.step) + 1


Tell = Callable[[Step], None]


def tell_nobody(_step: Step) -> None:
    """Count without telling."""


@contextmanager
def telling(folder: Path, round_id: int) -> Iterator[Tell]:
    """Tell whoever looks into `folder` how far the count of this round is. A disk that refuses stops no count.

    Nothing is told before the first step, which comes once the count holds the write lock: one count is told at a time.
    """
    held: list[Claim] = []

    def tell(step: Step) -> None:
        words = f"{round_id} {step}".ljust(LENGTH).encode()
        with suppress(OSError, TakenError):
            if held:
                _write(folder / FILE, words)
            else:
                held.append(_begin(folder, words))

    try:
        yield tell
    finally:
        for claim in held:
            claim.close()


def get_progress(folder: Path) -> Progress | None:
    """The count that is under way in `folder`, if one is."""
    try:
        with Claim(folder / FILE, alone=False):
            return None  # nobody holds it: that count is over, or was stopped
    except TakenError:
        return _read(folder / FILE)
    except OSError:
        return None


def _begin(folder: Path, words: bytes) -> Claim:
    """Put the file there, already held: nobody sees it free."""
    new = folder / f"{FILE}.new"
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.close(handle)
    _write(new, words)
    claim = Claim(new, alone=True)
    new.replace(folder / FILE)
    return claim


def _write(path: Path, words: bytes) -> None:
    handle = os.open(path, os.O_WRONLY)
    try:
        os.pwrite(handle, words, 0)
    finally:
        os.close(handle)


def _read(path: Path) -> Progress | None:
    try:
        round_id, step = path.read_text().split()
        return Progress(int(round_id), Step(step))
    except (OSError, ValueError):
        return None
