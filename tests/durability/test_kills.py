"""The whole server group is killed under twelve clients: no answer lost, none twice, none in part."""

import json
import random
import socket
import threading
import time
import urllib.parse
from collections import Counter
from collections.abc import Callable
from itertools import count

import pytest

from feedback.db import Database
from feedback.models.answering import Receipt
from feedback.waiting import list_waiting
from tests.conftest import stored
from tests.councils import count_rows
from tests.durability.conftest import Tell
from tests.durability.server import Server
from tests.processes import PATIENCE

CLIENTS = 12
A_FEW, MANY = 20, 200  # kills
MOST_OF_A_CONTROL = 60


class Crowd:
    """Twelve clients that open a page, send it until thanked, and begin again."""

    def __init__(self, server: Server, path: str) -> None:
        self.server, self.path = server, path
        self.numbers = count()
        self.thanked: list[int] = []
        self.refused: list[int] = []
        self.enough = threading.Event()
        self.news = threading.Condition()
        self.threads = [threading.Thread(target=self._send, daemon=True) for _ in range(CLIENTS)]
        for thread in self.threads:
            thread.start()

    def _send(self) -> None:
        while not self.enough.is_set():
            number = next(self.numbers)
            data = {"token": self.server.get_token(self.path), **write_answer(number)}
            status = self.server.post_until_thanked(self.path, data)
            with self.news:
                (self.thanked if status == 303 else self.refused).append(number)
                self.news.notify_all()

    def wait_for(self, more: int) -> None:
        """Wait until so many more were thanked."""
        goal = len(self.thanked) + more
        with self.news:
            came = self.news.wait_for(lambda: len(self.thanked) >= goal, timeout=PATIENCE)
        assert came, "the server did not come back"

    def go_home(self) -> None:
        """Let each finish what it is sending."""
        self.enough.set()
        for thread in self.threads:
            thread.join()


def write_answer(number: int) -> dict[str, str]:
    """What a client sends: something for each part of a row."""
    return {"know_iro": "yes", "best": f"answer {number}", "eq_age": "11-13"}


def look(database: Database, thanked: list[int]) -> dict[str, int]:
    """What became of the answers that were thanked for."""
    rows = stored(database)
    kept = Counter(int(json.loads(row.comments)["best"].split()[1]) for row in rows)
    part = [
        row for row in rows if '"know_iro=yes"' not in row.answers or "eq_age" not in row.equality
    ]
    with database.reading() as session:
        receipts = count_rows(session, Receipt)
        sound = session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        queued = {int(one.words[0].words.split()[1]) for one in list_waiting(session)}
    return {
        "lost": len(set(thanked) - kept.keys()),
        "unqueued": len(set(thanked) - queued),
        "double": sum(times - 1 for times in kept.values()),
        "half": len(part) + abs(receipts - len(rows)),
        "damaged": int(not sound),
    }


def kill_under(crowd: Crowd, chance: random.Random) -> None:
    """Kill the server at a random moment while all are sending, and start it again."""
    crowd.wait_for(CLIENTS)
    time.sleep(chance.uniform(0, 0.02))
    crowd.server.restart()


@pytest.mark.parametrize("kills", [A_FEW, pytest.param(MANY, marks=pytest.mark.soak)])
def test_a_server_killed_under_twelve_clients_loses_and_doubles_nothing(
    serve: Callable[..., Server], long_round: str, database: Database, kills: int, tell: Tell
) -> None:
    """Kill after kill while they send; each page is sent again until it is thanked."""
    crowd = Crowd(serve(), long_round)
    chance = random.Random(11)

    for _ in range(kills):
        kill_under(crowd, chance)
    crowd.go_home()

    found = look(database, crowd.thanked)
    tell("kills under 12 clients", kills=kills, answers=len(crowd.thanked), **found)
    assert crowd.refused == []
    assert len(crowd.thanked) >= kills * CLIENTS
    assert len(stored(database)) == len(crowd.thanked)
    assert found == {"lost": 0, "unqueued": 0, "double": 0, "half": 0, "damaged": 0}


def test_without_the_key_a_kill_doubles_answers(
    serve: Callable[..., Server], long_round: str, database: Database, tell: Tell
) -> None:
    """The control: stored and not thanked yet, an answer sent again is stored again, before many kills are over."""
    crowd = Crowd(serve(without="key"), long_round)
    chance = random.Random(12)
    kills = 0

    while kills < MOST_OF_A_CONTROL and not look(database, [])["double"]:
        kill_under(crowd, chance)
        crowd.wait_for(1)
        kills += 1
    crowd.go_home()

    found = look(database, crowd.thanked)
    tell("  control, no key", kills=kills, answers=len(crowd.thanked), **found)
    assert found["double"] > 0


def test_a_queue_filled_afterwards_would_lose_what_is_to_be_read(
    serve: Callable[..., Server], long_round: str, database: Database, tell: Tell
) -> None:
    """The control: the answer is stored and thanked for, and a kill comes before the duty reader is told."""
    crowd = Crowd(serve(without="queue"), long_round)
    chance = random.Random(13)
    kills = 3

    for _ in range(kills):
        kill_under(crowd, chance)
    crowd.go_home()
    found = look(database, crowd.thanked)
    until = time.monotonic() + 30
    while found["unqueued"] == len(crowd.thanked) and time.monotonic() < until:
        time.sleep(0.2)  # the last ones are told of: the queue works, when nobody kills it
        found = look(database, crowd.thanked)
    tell("  control, queue filled later", kills=kills, answers=len(crowd.thanked), **found)
    assert 0 < found["unqueued"] < len(crowd.thanked)
    assert found["lost"] == 0


def test_a_phone_that_dies_before_the_thank_you_may_send_again(
    serve: Callable[..., Server], long_round: str, database: Database
) -> None:
    """The client goes away with the answer on its way: sent again it is thanked, and stored once."""
    server = serve()
    data = {"token": server.get_token(long_round), **write_answer(1)}
    body = urllib.parse.urlencode(data).encode()
    head = f"POST {long_round} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)

    statuses = [server.post(long_round, data) for _ in range(2)]

    assert statuses == [303, 303]
    assert len(stored(database)) == 1


def test_listening_is_said_once_the_server_answers(
    serve: Callable[..., Server], long_round: str
) -> None:
    """Whoever waits for that line finds the page there."""
    server = serve()

    said = server.process.stdout.readline()

    assert said == f"Listening on {server.url}\n"
    assert server.get(long_round)
