"""What the ticker's process does: what is due once a minute, and files that somebody waits for."""

import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from feedback.config import read_settings
from feedback.db import Database
from feedback.exceptions import FeedbackError
from feedback.making import forget_files, make_orders
from feedback.orders import is_waited_for
from feedback.tick import run_tick

TICK_SECONDS = 60
LOOK_SECONDS = 1  # between two looks whether somebody waits for a file


def tick_for_ever(server: int) -> None:
    """Tick once a minute for as long as `server` lives, the process that began this one: also when it is killed."""
    settings = read_settings()
    database = Database(settings.database_url)
    while os.getppid() == server:
        # Not by the clock on the wall, which somebody may put back.
        next_tick = time.monotonic() + TICK_SECONDS
        with _saying("tick"):
            run_tick(database, settings)
        with _saying("files"):
            forget_files(database, settings)
        while os.getppid() == server and time.monotonic() < next_tick:
            with _saying("making a file"):
                if is_waited_for(database):
                    make_orders(database, settings)
            time.sleep(LOOK_SECONDS)


@contextmanager
def _saying(what: str) -> Iterator[None]:
    """Say what somebody can put right, and go on."""
    try:
        yield
    except FeedbackError as error:
        logging.getLogger("feedback").warning("%s: %s", what, error)
