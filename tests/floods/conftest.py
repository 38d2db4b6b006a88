"""A council whose round is open on the machine's own day, and one real server in front of it for a file of tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete

from feedback import clock
from feedback.collectors import list_collectors
from feedback.config import Settings, read_settings
from feedback.db import Database
from feedback.models.answering import SealedAnswer
from feedback.models.asking import Collector
from tests.conftest import NOON, copy_database, open_round_of
from tests.floods.server import Server, serving


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of the council."""
    return read_settings({"FEEDBACK_INSTANCE": str(tmp_path_factory.mktemp("served"))})


@pytest.fixture(scope="module")
def council(served: Settings, template: Path) -> Iterator[Database]:
    """Its database, with a round that is open whatever day it is."""
    for database in copy_database(served, template):
        with clock.frozen_at(NOON):
            open_round_of(database, served, "iro-survey@2")
        with database.writing() as session:
            session.connection().exec_driver_sql(
                "UPDATE rounds SET opens_on='2020-01-01', closes_on='2199-01-01'"
            )
        yield database


@pytest.fixture(scope="module")
def collectors(council: Database) -> list[Collector]:
    """The collectors of the round, one a team: Oak, Elm, Ash."""
    with council.reading() as session:
        return list_collectors(session, round_id=1)


@pytest.fixture(scope="module")
def oak(collectors: list[Collector]) -> str:
    """The address of Oak's questions."""
    return f"/q/{collectors[0].code}"


@pytest.fixture(scope="module")
def server(served: Settings, council: Database) -> Iterator[Server]:
    """The production server of this council."""
    with serving(served) as server:
        yield server


@pytest.fixture
def database(council: Database) -> Database:
    """The database of the council, with no answers yet."""
    with council.writing() as session:
        session.execute(delete(SealedAnswer))
    return council
