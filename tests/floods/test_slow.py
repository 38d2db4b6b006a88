"""Phones and vandals that send a byte at a time: nobody else waits for them."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from feedback.config import Settings
from feedback.db import Database
from tests.conftest import stored
from tests.floods.server import FORM, ONE_THREAD, THREADS, Server, make_post, serving

SLOW = 200
REAL = 20
A_FEW = 30  # fill the one thread and stay under its backlog
A_LITTLE = 3  # seconds a control is waited for: it does not answer at all, however long
HEAD = b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "
BODY = b"POST /q/222222 HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n" + FORM + b"\r\nbest="
PIECES = (
    b"POST /q/222222 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
    + FORM
    + b"\r\nffff\r\nbest="
)


@contextmanager
def slow_lines(server: Server, count: int = SLOW) -> Iterator[list[socket.socket]]:
    """So many connections that send a byte each, round after round: heads, bodies, and bodies in pieces."""
    over = threading.Event()

    def trickle(lines: list[socket.socket]) -> None:
        while not over.wait(0.2):
            for line in lines:
                try:
                    line.sendall(b"x")
                except OSError:
                    continue  # the server has had enough of this one

    with ExitStack() as stack:
        lines = [stack.enter_context(server.connect()) for _ in range(count)]
        for number, line in enumerate(lines):
            line.sendall((HEAD, BODY, PIECES)[number % 3])
        hand = threading.Thread(target=trickle, args=(lines,))
        hand.start()
        try:
            yield lines
        finally:
            over.set()
            hand.join()


def test_two_hundred_slow_ones_keep_nobody_waiting(
    server: Server, oak: str, database: Database
) -> None:
    """While they trickle, whoever opens the page and sends is thanked and stored."""
    with slow_lines(server):
        tokens = [server.open_page(oak) for _ in range(REAL)]
        statuses = [
            server.post(oak, {"token": token, "best": f"real {number}"})
            for number, token in enumerate(tokens)
        ]

    assert statuses == [303] * REAL
    assert len(stored(database)) == REAL


@pytest.mark.parametrize(
    ("program", "lines"),
    [(ONE_THREAD, A_FEW), (THREADS, SLOW)],
    ids=["one thread", "eight threads"],
)
def test_a_server_that_waits_in_threads_stalls(
    served: Settings, oak: str, program: str, lines: int
) -> None:
    """The control: the same lines at a server whose threads wait for bodies, and nobody is answered."""
    with serving(served, program) as server:
        token = server.open_page(oak)
        before = server.post(oak, {"token": token, "best": "before"})
        with slow_lines(server, lines):
            during = server.post(oak, {"token": token, "best": "before"}, patience=A_LITTLE)

    assert (before, during) == (303, 0)


def test_a_slow_phone_is_thanked(server: Server, oak: str, database: Database) -> None:
    """A body that comes a few bytes at a time, whole in the end, is an answer like any other."""
    token = server.open_page(oak)
    request = make_post(oak, f"token={token}&best=slow".encode())

    with server.connect() as line:
        for start in range(0, len(request), 40):
            line.sendall(request[start : start + 40])
        answer = line.recv(100)

    assert answer.startswith(b"HTTP/1.1 303")
    assert [row.comments for row in stored(database)] == ['{"best": "slow"}']


def test_a_body_that_is_cut_off_stores_nothing(
    server: Server, oak: str, database: Database
) -> None:
    """The phone loses its signal in the middle of a form that would be valid as it is: 400 or nothing at all."""
    token = server.open_page(oak)
    whole = make_post(oak, f"token={token}&know_iro=yes&best=half of what I wanted to say".encode())

    answers = [server.ask(whole[:-cut], cut=True) for cut in (1, 10, 25)]

    assert {answer[:12] for answer in answers} <= {b"HTTP/1.1 400", b""}
    assert stored(database) == []
