"""What the ticker's process does: what is due once a minute, and files that somebody waits for."""

import logging
import os
import threading
import time
from collections.abc import Callable

from feedback.config import Settings, read_settings
from feedback.db import Database
from feedback.making import forget_files, make_orders
from feedback.orders import is_waited_for
from feedback.tick import make_copy, run_tick, say

TICK_SECONDS = 60
SUSPICIOUS = 10  # ticks that a copy takes: it should take one
LOOK_SECONDS = 1  # between two looks whether somebody waits for a file


def tick_for_ever(server: int) -> None:
    """Tick once a minute for as long as `server` lives, the process that began this one: also when it is killed."""
    settings = read_settings()
    database = Database(settings.database_url)
    copies = _Beside("copy", lambda: make_copy(database, settings))
    while os.getppid() == server:
        # Not by the clock on the wall, which somebody may put back.
        next_tick = time.monotonic() + TICK_SECONDS
        _do("tick", lambda: run_tick(database, settings, copying=False))
        copies.begin()
        _do("files", lambda: forget_files(database, settings))
        well = True
        while os.getppid() == server and time.monotonic() < next_tick:
            # What went wrong is tried again after the next tick: else it would fill the log.
            well = well and _do("making a file", lambda: _make_waiting(database, settings))
            time.sleep(LOOK_SECONDS)


class _Beside:
    """What is done beside the ticks, one at a time: a folder on a share that is gone holds whoever looks into it, and no tick."""

    def __init__(self, what: str, part: Callable[[], object]) -> None:
        self._what, self._part = what, part
        self._thread: threading.Thread | None = None
        self._missed = 0

    def begin(self) -> None:
        """Do it, unless it is still being done. That is said once, when it takes suspiciously long."""
        if self._thread and self._thread.is_alive():
            self._missed += 1
            if self._missed == SUSPICIOUS:
                log = logging.getLogger("feedback")
                log.warning(
                    "%s: not done after %d minutes. Is its folder there?", self._what, SUSPICIOUS
                )
            return
        self._missed = 0
        self._thread = threading.Thread(
            target=_do, args=(self._what, self._part), name=self._what, daemon=True
        )
        self._thread.start()


def _make_waiting(database: Database, settings: Settings) -> None:
    if is_waited_for(database):
        make_orders(database, settings)


def _do(what: str, part: Callable[[], object]) -> bool:
    """Whether `part` went well. What goes wrong is said, our own mistakes too, and whatever comes after goes on."""
    try:
        part()
    except Exception as trouble:  # whoever waits for what comes after wants it
        say(what, trouble)
        return False
    return True
