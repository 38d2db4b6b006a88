"""The real server to flood, and servers without its protection; requests are sent byte by byte as a test likes."""

import re
import select
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlencode

from feedback.config import Settings
from tests.processes import Process, find_port, kill, start

FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
WAIT = 30  # seconds: no test waits so long, a server that stalls does not answer at all
A_MOMENT = 0.2  # seconds until a phone that sent half a request is gone

PRODUCTION = "from feedback.cli import main; import sys; sys.argv = ['feedback', 'serve', '--port', '{port}']; main()"
# granian hands each request to one of eight threads, which waits for the body.
THREADS = """
from granian.constants import Interfaces
from granian.server import Server
Server("feedback.app:create_app", factory=True, port={port}, interface=Interfaces.WSGI,
       blocking_threads=8, log_enabled=False).serve()
"""
# One thread for head and body.
ONE_THREAD = """
import logging
from werkzeug.serving import make_server
from feedback.app import create_app
logging.disable()
make_server("127.0.0.1", {port}, create_app()).serve_forever()
"""
# The production front with an app behind it that trusts what comes.
TRUSTING = """
import os, socket
from feedback.worker import answer
from tests.floods.trusting import make_front
answer(os.getppid(), socket.create_server(("127.0.0.1", {port})), make=make_front)
"""

# The production front with an app behind it that answers in parts.
WAITING = TRUSTING.replace("trusting", "waiting")


@dataclass(frozen=True)
class Server:
    """A server on this machine."""

    port: int

    def connect(self, *, patience: float = WAIT) -> socket.socket:
        """An open connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=patience)

    def ask(self, raw: bytes, *, cut: bool = False, patience: float = WAIT) -> bytes:
        """Send `raw`; all that comes back until the server closes, b"" for a close without a word.

        `cut`: and close our end when nothing comes for a moment, as a phone that loses its signal.
        """
        with self.connect(patience=patience) as line:
            with suppress(OSError):  # it has heard enough; what it said is read all the same
                line.sendall(raw)
            return _read(line, cut=cut)

    def open_page(self, path: str) -> str:
        """The token of the page at `path`."""
        page = self.ask(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        return re.findall(r'name="token" value="([^"]+)"', page.decode())[0]

    def post(self, path: str, fields: dict[str, str], *, patience: float = WAIT) -> int:
        """Send a form; its status, 0 when nobody answers."""
        try:
            return status_of(
                self.ask(make_post(path, urlencode(fields).encode()), patience=patience)
            )
        except TimeoutError:
            return 0


def make_post(path: str, body: bytes, *, kind: bytes = FORM) -> bytes:
    """A POST as a browser sends it, over a connection of its own."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {len(body)}\r\n"
    )
    return head.encode() + kind + b"\r\n" + body


def status_of(answer: bytes) -> int:
    """The status of an answer; 0 for a clean close."""
    return int(answer.split(b" ", 2)[1]) if answer else 0


@contextmanager
def serving(settings: Settings, program: str = PRODUCTION) -> Iterator[Server]:
    """A server of this installation, until the block ends."""
    port = find_port()
    process = start(settings.instance, [sys.executable, "-c", program.format(port=port)])
    try:
        server = Server(port)
        _wait_for(server, process)
        yield server
    finally:
        kill(process)


def _wait_for(server: Server, process: Process) -> None:
    while process.poll() is None:
        try:
            if server.ask(b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"):
                return
        except ConnectionRefusedError:
            time.sleep(0.05)
    raise AssertionError("the server did not start")


def _read(line: socket.socket, *, cut: bool) -> bytes:
    answer = b""
    with suppress(ConnectionError):
        while True:
            if cut and not select.select([line], [], [], A_MOMENT)[0]:
                line.shutdown(socket.SHUT_WR)
                cut = False
            if not (piece := line.recv(65_536)):
                break
            answer += piece
    return answer
