"""Many who store at the same moment."""

import threading
import time
from collections.abc import Callable, Sequence

from feedback.db import Database

PATIENCE = 10  # seconds, far more than it takes to stand in the queue


def store_at_once(
    database: Database,
    works: Sequence[Callable[[], object]],
    before: Callable[[], object] = lambda: None,
) -> None:
    """Run `works`, each of which stores once, in a thread each: all of them wait for the lock before one has it.

    `before` is done when they stand there.
    """
    threads = [threading.Thread(target=work, daemon=True) for work in works]
    with database._lock:
        for number, thread in enumerate(threads, start=1):
            thread.start()
            until = time.monotonic() + PATIENCE
            while len(database._gathering._waiting) < number:
                assert time.monotonic() < until
                time.sleep(0.001)
        before()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()
    assert not database._gathering._waiting
