"""A council with something behind every address, to attack: in this process, or served by the real server."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from feedback import clock
from feedback.config import Settings, read_settings
from feedback.db import Database
from tests.attacks.server import Server
from tests.conftest import NOON
from tests.guards.council import Filled, fill


def furnish(template: Path, folder: Path, **more: str) -> Iterator[Filled]:
    """A council of its own in `folder`, filled, while the clock stands at noon."""
    settings: Settings = read_settings({"FEEDBACK_INSTANCE": str(folder), **more})
    database = Database(settings.database_url)
    shutil.copy(template, database.file)
    with clock.frozen_at(NOON):
        yield fill(database, settings)
    database.engine.dispose()


@pytest.fixture(scope="module")
def filled(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """A council with a round of each status, comments, and staff of every role."""
    yield from furnish(template, tmp_path_factory.mktemp("attacked"))


@pytest.fixture(scope="module")
def served(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The same council behind `feedback serve`; its open round is open on the machine's own day."""
    for council in furnish(template, tmp_path_factory.mktemp("served")):
        with council.database.writing() as session:
            session.connection().exec_driver_sql(
                "UPDATE rounds SET closes_on='2199-01-01' WHERE counted_on IS NULL AND opens_on < '2027-01-01'"
            )
    with Server(council) as server:
        yield server
