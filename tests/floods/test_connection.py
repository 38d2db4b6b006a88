"""Connections to the production server: each ends in time, and what was said on it can be read."""

import asyncio
import socket
import time
from collections.abc import Iterator
from functools import partial

import pytest
import uvicorn
from uvicorn.server import ServerState

from feedback.config import Settings
from feedback.connection import Connection
from feedback.db import Database
from tests.attacks.carried import list_header_faults
from tests.attacks.server import read_answer
from tests.floods import waiting
from tests.floods.server import FORM, Server, serving, status_of
from tests.floods.waiting import LONG

SHORT = 1  # second, the patience of the server of these tests
MOST = 8  # connections to it
# The production server, quick to lose its patience, and one whose answers are very long.
IMPATIENT = f"""
import os, socket
from feedback import connection, worker
from tests.floods import waiting
connection.HEAD_PATIENCE = connection.STALL = {SHORT}
worker.IDLE = {SHORT}
worker.MOST_CONNECTIONS = {MOST}
worker.answer(os.getppid(), socket.create_server(("127.0.0.1", {{port}})))
"""
AT_LENGTH = IMPATIENT.replace("})))", "})), make=waiting.make_front)")
KEPT = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
HEALTH = b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
HALF = b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "


@pytest.fixture(scope="module")
def impatient(served: Settings, council: Database) -> Iterator[Server]:
    """The server of this council."""
    with serving(served, IMPATIENT) as server:
        yield server


def read(line: socket.socket) -> bytes:
    """What comes until the server hangs up."""
    return b"".join(iter(lambda: line.recv(65_536), b""))


@pytest.mark.parametrize("before", [b"", KEPT], ids=["the first", "the second"])
def test_a_head_that_is_too_slow_gets_its_page(impatient: Server, before: bytes) -> None:
    """Whichever it is on its line; a byte now and then is no reason to wait on."""
    with impatient.connect() as line:
        line.sendall(before)
        back = b""
        while before and not back.endswith(b"}\n"):
            back += line.recv(65_536)
        line.sendall(HALF)
        time.sleep(SHORT / 2)
        line.sendall(b"x")
        answer = read_answer(read(line))

    assert answer.status == 408
    assert list_header_faults(408, answer.headers) == []
    assert b'href="tel:999"' in answer.body


@pytest.mark.parametrize("said", [b"", KEPT], ids=["nothing", "a question"])
def test_who_says_nothing_is_hung_up_on(impatient: Server, said: bytes) -> None:
    """Without a page that nobody asked for, which the next question on it would take for its answer."""
    with impatient.connect() as line:
        line.sendall(said)
        back = read(line)

    assert back.count(b"HTTP/1.1") == bool(said)


def test_a_question_is_answered_after_goodbye(impatient: Server) -> None:
    """Whoever sent all there is may say so at once; half a form gets the page that says so."""
    with impatient.connect() as line:
        line.sendall(KEPT)
        line.shutdown(socket.SHUT_WR)
        whole = read(line)
    with impatient.connect() as line:
        line.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n" + FORM + b"\r\nbest=")
        line.shutdown(socket.SHUT_WR)
        half = read(line)

    assert whole.endswith(b'{"status":"ok"}\n')
    assert status_of(half) == 400
    assert half.rstrip().endswith(b"</html>")


@pytest.mark.parametrize("kept", [True, False])
def test_the_page_for_too_much_can_be_read_by_who_still_sends(server: Server, kept: bool) -> None:
    """A connection that is closed while something comes loses what was said on it."""
    stays = b"" if kept else b"Connection: close\r\n"
    head = b"POST /q/222222 HTTP/1.1\r\nHost: x\r\n" + stays + b"Content-Length: %d\r\n" % LONG
    with server.connect() as line:
        line.sendall(head + FORM + b"\r\n" + bytes(LONG))
        if kept:
            line.sendall(HEALTH)
        back = read(line)

    assert status_of(back) == 413
    assert back.count(b"HTTP/1.1 200") == kept
    assert list_header_faults(413, read_answer(back).headers) == []


def test_what_is_left_of_a_refused_form_is_not_waited_for_for_ever(impatient: Server) -> None:
    """It had its page."""
    head = b"POST /q/222222 HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n" % LONG
    with impatient.connect() as line:
        line.sendall(head + FORM + b"\r\n")
        back = read(line)

    assert status_of(back) == 413


def test_more_connections_than_it_holds_get_a_page(impatient: Server) -> None:
    """And when they are gone, others are served."""
    lines = [impatient.connect() for _ in range(MOST)]
    try:
        said = impatient.ask(HEALTH)
    finally:
        for line in lines:
            line.close()

    assert status_of(said) == 503
    assert list_header_faults(503, read_answer(said).headers) == []
    assert b'href="tel:999"' in said
    time.sleep(SHORT)
    assert status_of(impatient.ask(HEALTH)) == 200


def test_who_does_not_read_on_is_hung_up_on(served: Settings, council: Database) -> None:
    """What was said last waits for a slow reader, and not for ever for one that is gone."""
    with serving(served, AT_LENGTH) as server, server.connect() as gone, server.connect() as slow:
        for line in (gone, slow):
            line.sendall(b"GET /long HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        heard = b""
        while part := slow.recv(LONG // 20, socket.MSG_WAITALL):
            heard += part
            time.sleep(SHORT / 5)

        assert heard.count(b"\0") == LONG
        assert len(read(gone)) < LONG


def test_no_part_of_an_answer_waits_until_the_one_before_is_heard() -> None:
    """However the socket was opened, head and body are sent at once: else each answer took 40 ms."""
    told: list[int] = []

    class Telling(Connection):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            opened = transport.get_extra_info("socket")
            told.append(opened.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    async def connect() -> None:
        config = uvicorn.Config(waiting.make_front(), log_config=None)
        loop = asyncio.get_running_loop()
        with socket.create_server(("127.0.0.1", 0)) as listening:
            made = partial(Telling, config, ServerState(), {}, loop)
            async with await loop.create_server(made, sock=listening):
                _, writer = await asyncio.open_connection(*listening.getsockname())
                while not told:
                    await asyncio.sleep(0)
                writer.close()
                await writer.wait_closed()

    asyncio.run(connect())

    assert told == [1]
