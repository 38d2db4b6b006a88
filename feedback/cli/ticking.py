"""What the ticker's process does: what is due once a minute, and files that somebody waits for."""

import os
import time
from collections.abc import Callable

from feedback.config import Settings, read_settings
from feedback.db import Database
from feedback.making import forget_files, make_orders
from feedback.orders import is_waited_for
from feedback.tick import run_tick, say

TICK_SECONDS = 60
LOOK_SECONDS = 1  # between two looks whether somebody waits for a file


def tick_for_ever(server: int) -> None:
    """Tick once a minute for as long as `server` lives, the process that began this one: also when it is killed."""
    settings = read_settings()
    database = Database(settings.database_url)
    while os.getppid() == server:
        # Not by the clock on the wall, which somebody may put back.
        next_tick = time.monotonic() + TICK_SECONDS
        _do("tick", lambda: run_tick(database, settings))
        _do("files", lambda: forget_files(database, settings))
        well = True
        while os.getppid() == server and time.monotonic() < next_tick:
            # What went wrong is tried again after the next tick: else it would fill the log.
            well = well and _do("making a file", lambda: _make_waiting(database, settings))
            time.sleep(LOOK_SECONDS)


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
