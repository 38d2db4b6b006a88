"""Answers that wait for the disk at the same time are put on it together.

A disk takes as long for ten answers as for one. What waits when the write lock comes is done in one transaction, and
nobody hears of it before all of it is on disk. When anything goes wrong nothing of it is, and each tries alone.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from feedback.turns import giving_way

T = TypeVar("T")
Writing = Callable[[], AbstractContextManager[Session]]


class _NotTogetherError(Exception):
    """Something went wrong with the transaction of many: each has to try alone."""


@dataclass(frozen=True)
class _Errand:
    """What somebody wants done in a writing session, and what came of it."""

    work: Callable[[Session], Any]
    outcome: "Future[Any]" = field(default_factory=Future)


class Gathering:
    """The errands that wait for the next transaction. `writing` opens one that holds the write lock."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        self._waiting: list[_Errand] = []
        self._inner = threading.Lock()

    def run(self, work: Callable[[Session], T]) -> T:
        """What `work` returns or raises, once it is on disk. Raises whatever `writing` does.

        `work` may run in another thread than this one, and twice: once in vain with others, then alone.
        """
        mine = _Errand(work)
        if self._join(mine):
            self._lead()
        else:
            with giving_way():
                mine.outcome.exception()  # waits
        try:
            result: T = mine.outcome.result()
        except _NotTogetherError:
            with self._writing() as session:
                result = work(session)
        return result

    def _join(self, errand: _Errand) -> bool:
        """Stand in the queue. The first in it leads: the others only wait."""
        with self._inner:
            self._waiting.append(errand)
            return len(self._waiting) == 1

    def _take_all(self) -> list[_Errand]:
        with self._inner:
            errands, self._waiting = self._waiting, []
            return errands

    def _lead(self) -> None:
        """Do every errand that waits when the lock comes, in one transaction."""
        errands: list[_Errand] = []
        try:
            with self._writing() as session:
                errands = self._take_all()
                results = [one.work(session) for one in errands]
        except BaseException as error:
            # Without a transaction nobody can store. Of many errands only one may be at fault: each tries alone.
            trouble = _NotTogetherError() if len(errands) > 1 else error
            for one in errands or self._take_all():
                one.outcome.set_exception(trouble)
            return
        for one, result in zip(errands, results, strict=True):
            one.outcome.set_result(result)
