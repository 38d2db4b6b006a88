"""What the ticker's process does: what is due once a minute, and files that somebody waits for."""

import datetime as dt
import logging
import os
import time

from feedback import clock
from feedback.config import Settings, read_settings
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
        try:
            run_tick(database, settings)
            forget_files(database, settings)
        except FeedbackError as error:
            logging.getLogger("feedback").warning("tick: %s", error)
        _make_until(clock.now() + dt.timedelta(seconds=TICK_SECONDS), database, settings, server)


def _make_until(moment: dt.datetime, database: Database, settings: Settings, server: int) -> None:
    """Make files that are waited for, looking once a second, until the next tick is due."""
    while os.getppid() == server and clock.now() < moment:
        try:
            if is_waited_for(database):
                make_orders(database, settings)
        except FeedbackError as error:
            logging.getLogger("feedback").warning("making a file: %s", error)
        time.sleep(LOOK_SECONDS)
