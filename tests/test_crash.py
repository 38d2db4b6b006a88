"""The real server, killed in the middle of things: no answer lost, none twice."""

import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from feedback.config import Settings
from feedback.db import Database
from tests.conftest import stored

SCRIPT = str(Path(sys.executable).with_name("feedback"))
A_FEW, MANY = 10, 200  # kills in the everyday run, and behind `make soak`


class Stay(urllib.request.HTTPRedirectHandler):
    """A client that does not follow a thank-you."""

    def redirect_request(self, *_: object) -> None:
        """Stay where we are."""
        return


class Server:
    """`feedback serve` in a process group of its own, to be killed and started again."""

    def __init__(self, settings: Settings) -> None:
        self.instance = str(settings.instance)
        self.port = find_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.opener = urllib.request.build_opener(Stay)
        self.start()

    def start(self) -> None:
        """Start it, and wait for nothing."""
        self.process = subprocess.Popen(
            [SCRIPT, "serve", "--port", str(self.port)],
            env={
                "FEEDBACK_INSTANCE": self.instance,
                "PATH": os.environ["PATH"],
                "PYTHONUNBUFFERED": "1",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def kill(self) -> None:
        """kill -9 the whole group, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()

    def get_token(self, path: str) -> str:
        """Open the page."""
        html = self.opener.open(self.url + path, timeout=10).read().decode()
        return re.findall(r'name="token" value="([^"]+)"', html)[0]

    def post(self, path: str, data: dict[str, str]) -> int:
        """Send a form; the status, or 0 when nobody answered."""
        body = urllib.parse.urlencode(data).encode()
        try:
            return self.opener.open(self.url + path, body, timeout=10).status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def post_until_thanked(self, path: str, data: dict[str, str]) -> int:
        """Send until somebody answers, as the page's script does."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            status = self.post(path, data)
            if status not in (0, 503):
                return status
            time.sleep(0.05)
        raise AssertionError("the server did not come back")


def find_port() -> int:
    """A free port that no outgoing connection is given while the server is down."""
    for port in random.sample(range(20_000, 30_000), 50):
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)):
                return port
    raise AssertionError("no port is free")


@pytest.fixture
def server(settings: Settings, database: Database, oak: str) -> Iterator[Server]:
    """The server of this council. The round is open on the machine's own day, whatever it is."""
    with database.writing() as session:
        session.connection().exec_driver_sql(
            "UPDATE rounds SET opens_on='2020-01-01', closes_on='2199-01-01'"
        )
    server = Server(settings)
    try:
        yield server
    finally:
        server.kill()


@pytest.mark.parametrize("kills", [A_FEW, pytest.param(MANY, marks=pytest.mark.soak)])
def test_a_server_killed_at_random_loses_and_doubles_nothing(
    server: Server, oak: str, database: Database, kills: int
) -> None:
    """Listening is said once it answers; then kill after kill while sending, each page resent until thanked."""
    listening = server.process.stdout.readline()
    chance = random.Random(11)
    tokens = [server.get_token(oak) for _ in range(kills)]
    statuses = []

    for number, token in enumerate(tokens):
        data = {"token": token, "best": f"answer {number}"}
        body = urllib.parse.urlencode(data).encode()
        head = (
            f"POST {oak} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        )
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            time.sleep(chance.uniform(0, 0.012))
            server.kill()
        server.start()
        statuses.append(server.post_until_thanked(oak, data))

    kept = Counter(row.comments for row in stored(database))
    assert listening == f"Listening on {server.url}\n"
    assert statuses == [303] * kills
    assert kept == {f'{{"best": "answer {number}"}}': 1 for number in range(kills)}
    with database.reading() as session:
        assert session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_a_phone_that_dies_before_the_thank_you_may_send_again(
    server: Server, oak: str, database: Database
) -> None:
    """The client goes away with the answer on its way: sent again it is thanked, and stored once."""
    server.process.stdout.readline()
    data = {"token": server.get_token(oak), "best": "once"}
    body = urllib.parse.urlencode(data).encode()
    head = f"POST {oak} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)

    statuses = [server.post(oak, data) for _ in range(2)]

    assert statuses == [303, 303]
    assert len(stored(database)) == 1
