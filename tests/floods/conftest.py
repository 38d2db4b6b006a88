"""A council whose round is open on the machine's own day, and the real server in front of it."""

from collections.abc import Iterator

import pytest

from feedback.config import Settings
from feedback.db import Database
from tests.floods.server import Server, serving


@pytest.fixture
def served(settings: Settings, database: Database, oak: str) -> Settings:
    """The settings of a council with an open round, whatever day it is."""
    with database.writing() as session:
        session.connection().exec_driver_sql(
            "UPDATE rounds SET opens_on='2020-01-01', closes_on='2199-01-01'"
        )
    return settings


@pytest.fixture
def server(served: Settings) -> Iterator[Server]:
    """The production server of this council."""
    with serving(served) as server:
        yield server
