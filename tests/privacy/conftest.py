"""A council in which somebody has answered, and one in which a thousand have, whose round is counted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from feedback import clock
from feedback.config import Settings
from feedback.db import Database
from feedback.retention import remember_terms
from feedback.teams import TeamLine, save_teams
from tests.conftest import NOON, TEAMS
from tests.pages import send, visit
from tests.privacy.lived import Lived, live


@pytest.fixture
def answered(client: FlaskClient, oak: str, database: Database, settings: Settings) -> Database:
    """The council's database with one answer in it, and a team that is not asked."""
    sent = send(client, visit(client, oak), {"know_iro": "yes", "best": "Biscuits"})
    assert sent.status_code == 303
    with database.writing() as session:
        save_teams(session, [*TEAMS, TeamLine("Yew", "Fostering", None)])
        remember_terms(session, settings)
    return database


@pytest.fixture(scope="package")
def lived(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Iterator[Lived]:
    """A thousand people answered, the round is counted, and every comment is released."""
    folder = tmp_path_factory.mktemp("lived") / "instance"
    folder.mkdir()
    with clock.frozen_at(NOON):
        lived = live(folder, template)
    yield lived
    lived.database.engine.dispose()
