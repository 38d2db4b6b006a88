"""A flood at the real server: real answers among it and at other links are thanked, and the junk is held."""

import threading
from itertools import count

import pytest

from feedback.db import Database
from feedback.models.asking import Collector
from tests.conftest import stored
from tests.floods.server import Server

HANDS = 4


@pytest.mark.parametrize("junk", [400, pytest.param(10_000, marks=pytest.mark.soak)])
def test_a_flood_at_one_link_stops_nobody(
    server: Server, collectors: list[Collector], database: Database, junk: int
) -> None:
    """Four hands send junk through Oak's link as fast as they can; people at Oak and at Elm are thanked."""
    oak, elm = (f"/q/{one.code}" for one in collectors[:2])
    numbers, sent = iter(range(junk)), count()

    def flood() -> None:
        for _ in numbers:
            assert server.post(oak, {"token": server.open_page(oak), "best": "junk"}) == 303
            next(sent)

    hands = [threading.Thread(target=flood) for _ in range(HANDS)]
    for hand in hands:
        hand.start()
    statuses = []
    for number in range(20):
        for path in (oak, elm):
            token = server.open_page(path)
            statuses.append(server.post(path, {"token": token, "best": f"real {number}"}))
    for hand in hands:
        hand.join()

    rows = stored(database)
    held = [row for row in rows if row.burst_id]
    assert next(sent) == junk
    assert statuses == [303] * 40
    assert sum("real" in row.comments for row in rows) == 40
    assert sum("junk" in row.comments for row in held) >= 0.95 * junk
    assert {row.collector_id for row in held} == {collectors[0].id}
