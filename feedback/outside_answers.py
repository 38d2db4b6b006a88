"""What another server said: kept for an hour, not asked again just after it failed, and waited for by few."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any

from feedback.exceptions import FeedbackError

KEPT = 3600.0  # seconds
APART = 60.0  # from one time that something unknown is looked for anew to the next
SILENCE = 30.0  # in which a server that failed is left alone
PLACES = 2  # whoever waits holds one of the front's eight threads, which children need
QUEUE = 1
PATIENCE = 2.0  # seconds in the queue

Said = dict[str, Any]


class NoAnswerError(FeedbackError):
    """Another server does not answer, or not as it should, or too many wait for it already."""


@dataclass(frozen=True)
class _Kept:
    said: Said
    at: float


class OutsideAnswers:
    """What one process of ours was told by another server."""

    def __init__(
        self, *, patience: float = PATIENCE, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._places, self._queue = BoundedSemaphore(PLACES), BoundedSemaphore(QUEUE)
        self._patience, self._seconds = patience, seconds
        self._kept: dict[str, _Kept] = {}
        self._failed_at: dict[str, float] = {}

    def get(self, address: str, ask: Callable[[], Said], *, oldest: float = KEPT) -> Said:
        """What `address` said, at most `oldest` seconds ago, else what `ask` is told. Raises NoAnswerError."""
        if kept := self._get_kept(address, oldest):
            return kept.said
        with self.asking(address):
            if kept := self._get_kept(address, oldest):  # somebody else asked meanwhile
                return kept.said
            self._kept[address] = _Kept(ask(), self._seconds())
        return self._kept[address].said

    @contextmanager
    def asking(self, address: str) -> Iterator[None]:
        """Hold a place while `address` is asked. Raises NoAnswerError; one raised in the block is remembered."""
        self._check(address)
        self._enter()
        try:
            self._check(address)  # it may have failed while this one stood in the queue
            yield
        except NoAnswerError:
            self._failed_at[address] = self._seconds()
            raise
        finally:
            self._places.release()

    def _get_kept(self, address: str, oldest: float) -> _Kept | None:
        kept = self._kept.get(address)
        return kept if kept and self._seconds() - kept.at < oldest else None

    def _check(self, address: str) -> None:
        failed_at = self._failed_at.get(address)
        if failed_at is None:
            return
        if self._seconds() - failed_at < SILENCE:
            raise NoAnswerError(f"{address} did not answer a moment ago.")
        self._failed_at.pop(address, None)

    def _enter(self) -> None:
        if self._places.acquire(blocking=False):
            return
        if not self._queue.acquire(blocking=False):
            raise NoAnswerError("Too many wait for it already.")
        try:
            if not self._places.acquire(timeout=self._patience):
                raise NoAnswerError("Too many wait for it already.")
        finally:
            self._queue.release()
