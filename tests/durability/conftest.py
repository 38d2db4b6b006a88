"""What these tests share: a served council, and figures that are told at the end of the run."""

from collections.abc import Callable, Iterator

import pytest

from feedback import clock
from feedback.config import Settings
from feedback.db import Database
from tests.durability.server import Server
from tests.test_closing import NOON as ROUND_IS_OPEN

Tell = Callable[..., None]


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Tell:
    """Tell a figure at the end of the run, of the test and of its control."""

    def tell_(what: str, **numbers: object) -> None:
        told = ", ".join(f"{name.replace('_', ' ')} {number}" for name, number in numbers.items())
        record_property("figure", f"{what}: {told}")

    return tell_


@pytest.fixture
def during_the_round() -> Iterator[None]:
    """The clock stands on a day of the small round."""
    with clock.frozen_at(ROUND_IS_OPEN):
        yield


@pytest.fixture
def long_round(database: Database, oak: str) -> str:
    """Oak's address, in a round open on the machine's own day, whatever it is: a server has no fixed clock."""
    with database.writing() as session:
        session.connection().exec_driver_sql(
            "UPDATE rounds SET opens_on='2020-01-01', closes_on='2199-01-01'"
        )
    return oak


@pytest.fixture
def serve(settings: Settings, long_round: str) -> Iterator[Callable[..., Server]]:
    """Starts servers of this council, each with a protection taken out or none; stops them at the end."""
    made: list[Server] = []

    def serve_(without: str = "") -> Server:
        made.append(Server(settings.instance, without=without))
        return made[-1]

    yield serve_
    for server in made:
        server.kill()
