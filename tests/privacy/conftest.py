"""A council in which somebody has answered."""

import pytest
from flask.testing import FlaskClient

from feedback.db import Database
from feedback.teams import TeamLine, save_teams
from tests.conftest import TEAMS
from tests.pages import send, visit


@pytest.fixture
def answered(client: FlaskClient, oak: str, database: Database) -> Database:
    """The council's database with one answer in it."""
    sent = send(client, visit(client, oak), {"know_iro": "yes", "best": "Biscuits"})
    assert sent.status_code == 303
    with database.writing() as session:
        save_teams(session, [*TEAMS, TeamLine("Yew", "Fostering", None)])
    return database
