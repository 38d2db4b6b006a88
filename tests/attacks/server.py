"""The real server in a process of its own, and a visitor that speaks to it in whole requests or in raw bytes."""

import contextlib
import http.client
import re
import socket
import subprocess
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass

from feedback.models.accounts import Role
from tests.guards.council import PASSWORD, Filled
from tests.processes import find_port, kill, serve, start

PATIENCE = 20  # seconds until no answer counts as none: far more than anything needs
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """What came back: header names in small letters, in the order they came."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def get(self, name: str) -> list[str]:
        """Every value of a header."""
        return [value for key, value in self.headers if key == name.lower()]


class Server:
    """`feedback serve` of a council, from `with` to its end."""

    def __init__(self, council: Filled, **environ: str) -> None:
        self.council = council
        self.environ = environ

    def __enter__(self) -> "Server":
        self.port, instance = find_port(), self.council.settings.instance
        self.errors = instance / "errors.txt"
        with self.errors.open("wb") as file:
            self.process = start(
                instance, serve(self.port), stdout=subprocess.PIPE, stderr=file, **self.environ
            )
        assert self.process.stdout
        assert "Listening on" in self.process.stdout.readline(), self.errors.read_text()
        return self

    def __exit__(self, *_: object) -> None:
        kill(self.process)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One whole request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, path, body or None, dict(headers or {}))
        response = connection.getresponse()
        found = [(name.lower(), value) for name, value in response.getheaders()]
        answer = Answer(response.status, found, response.read())
        connection.close()
        return answer

    def send(self, request: bytes) -> bytes:
        """The bytes that come back for these bytes."""
        return send_bytes(self.port, request)

    def sign_in(self, role: Role | None) -> dict[str, str]:
        """The headers of somebody with this role who is signed in; none for a stranger."""
        if role is None:
            return {}
        page = self.ask("GET", "/staff/sign-in")
        proof = re.findall(r'name="csrf_token" value="([^"]+)"', page.body.decode())[0]
        fields = {"email": f"{role}@council.gov.uk", "password": PASSWORD, "csrf_token": proof}
        sent = {"Cookie": _read_cookie(page), "Content-Type": FORM}
        answer = self.ask("POST", "/staff/sign-in", urllib.parse.urlencode(fields).encode(), sent)
        assert answer.status == 302, answer.body
        return {"Cookie": _read_cookie(answer)}


def send_bytes(port: int, request: bytes, *, patience: float = PATIENCE) -> bytes:
    """The bytes that come back for these bytes until the server closes, or says nothing any more."""
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as client:
        with contextlib.suppress(ConnectionError):  # refused before all was sent
            client.sendall(request)
        back = b""
        with contextlib.suppress(ConnectionError, TimeoutError):
            while part := client.recv(65536):
                back += part
        return back


def read_answer(raw: bytes) -> Answer:
    """The first response in raw bytes."""
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = [line.partition(":") for line in lines]
    return Answer(int(first.split()[1]), [(n.lower(), v.strip()) for n, _, v in pairs], body)


def _read_cookie(answer: Answer) -> str:
    return answer.get("set-cookie")[-1].partition(";")[0]
