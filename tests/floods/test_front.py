"""The front of the production server says to the app what was asked, and to the phone what the app said."""

import asyncio
import re
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path

import pytest

from feedback.config import Settings
from feedback.front import LONG_AT_ONCE, _read_body
from feedback.web.form_parsing import MOST_BYTES, MOST_OF_RECORDINGS
from tests.floods.server import WAITING, Server, make_post, serving, status_of
from tests.pages import CSP


def ask(server: Server, line: str, *headers: str) -> tuple[int, dict[bytes, list[bytes]], bytes]:
    """Send a request; the status, the headers by name, and the body."""
    head = "".join(f"{header}\r\n" for header in ("Host: x", "Connection: close", *headers))
    answer = server.ask(f"{line} HTTP/1.1\r\n{head}\r\n".encode())
    said, _, body = answer.partition(b"\r\n\r\n")
    fields: dict[bytes, list[bytes]] = {}
    for field in said.split(b"\r\n")[1:]:
        name, _, value = field.partition(b": ")
        fields.setdefault(name.lower(), []).append(value)
    return status_of(answer), fields, body


def test_a_page_is_whole_and_has_its_headers(server: Server, oak: str) -> None:
    """The policy, one cookie, and a body as long as its length says."""
    status, fields, body = ask(server, f"GET {oak}?lang=en&variant=easy-read")

    assert status == 200
    assert fields[b"content-security-policy"] == [CSP.encode()]
    assert len(fields[b"set-cookie"]) == 1
    assert fields[b"content-length"] == [str(len(body)).encode()]
    assert b"easy-read" in body
    assert body.rstrip().endswith(b"</html>")


def test_head_is_get_without_its_body(server: Server) -> None:
    """The same length, and nothing after the headers."""
    _, got, body = ask(server, "GET /help")

    status, fields, nothing = ask(server, "HEAD /help")

    assert (status, nothing) == (200, b"")
    assert fields[b"content-length"] == got[b"content-length"] == [str(len(body)).encode()]


def test_codes_in_other_digits_arrive(server: Server) -> None:
    """Escaped UTF-8 in the address is read as what it means: 404 with the box, and no mistake of ours."""
    status, _, body = ask(server, "GET /q/%DB%B2%DB%B2%DB%B2%DB%B2%DB%B2%DB%B2")

    assert status == 404
    assert b'name="code"' in body


def test_static_files_come_as_they_are(server: Server) -> None:
    """The stylesheet of the page, whole, and compressed for a browser that can."""
    page = ask(server, "GET /help")[2].decode()
    path = re.findall(r'href="(/static/[^"]+\.css)"', page)[0]

    status, fields, plain = ask(server, f"GET {path}")
    _, packed, smaller = ask(server, f"GET {path}", "Accept-Encoding: gzip")

    assert status == 200
    assert fields[b"content-length"] == [str(len(plain)).encode()]
    assert packed[b"content-encoding"] == [b"gzip"]
    assert len(smaller) < len(plain)


def test_a_redirect_leads_where_the_app_says(server: Server, oak: str) -> None:
    """The typed code, and the sign-in with its way back."""
    code = oak.removeprefix("/q/")

    typed = ask(server, f"GET /?code={code.lower()}")
    stranger = ask(server, "GET /staff/rounds?x=1")

    assert (typed[0], typed[1][b"location"]) == (303, [oak.encode()])
    assert stranger[0] == 302
    assert stranger[1][b"location"][0].startswith(b"/staff/sign-in?next=/staff/rounds")


def test_an_answer_of_no_known_length_is_sent_as_it_is_made(
    served: Settings, tmp_path: Path
) -> None:
    """The first part is here while the last is not made yet; nobody waits in silence for a large file."""
    heard = tmp_path / "heard"
    with serving(served, WAITING) as server, server.connect() as line:
        line.sendall(f"GET /?{heard} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        before = b""
        while b"the first part" not in before:
            piece = line.recv(1024)
            assert piece
            before += piece
        heard.touch()
        after = b"".join(iter(lambda: line.recv(1024), b""))

    assert b"the last part" not in before
    assert b"the last part" in after


RECORDINGS = "/staff/recordings/en/iro-survey/2/standard"


def post(path: str, body: bytes, length: int | None = None) -> bytes:
    """A form that is sent; `length` is what it says of itself."""
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    return f"{head}Content-Length: {length or len(body)}\r\n\r\n".encode() + body


@pytest.mark.parametrize(
    ("path", "length", "read"),
    [
        (RECORDINGS, MOST_BYTES * 3, MOST_BYTES * 3),
        (RECORDINGS, MOST_OF_RECORDINGS + 1, 0),
        ("/staff/languages/pl", MOST_BYTES * 3, MOST_BYTES * 3),
        (f"{RECORDINGS}/take-away", MOST_BYTES * 3, 0),
        ("/q/222222", MOST_BYTES * 3, 0),
        ("/q/222222", MOST_BYTES, MOST_BYTES),
    ],
)
def test_a_long_body_is_read_where_files_are_sent_and_nowhere_else(
    path: str, length: int, read: int
) -> None:
    """A translators' workbook and recordings come whole; elsewhere, and of what is longer still, nothing is read."""

    left = length

    async def receive() -> dict[str, object]:
        nonlocal left
        left -= MOST_BYTES
        return {"type": "http.request", "body": bytes(MOST_BYTES), "more_body": left > 0}

    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "CONTENT_LENGTH": str(length),
        "wsgi.input": BytesIO(),
    }

    asyncio.run(_read_body(environ, receive))

    assert len(environ["wsgi.input"].read()) == read  # type: ignore[attr-defined]


def test_files_that_do_not_come_keep_nobody_waiting(server: Server, oak: str) -> None:
    """Strangers begin more of them than are taken at once, and go on with none: who answers is answered."""
    with ExitStack() as lines:
        for _ in range(LONG_AT_ONCE * 2):
            line = lines.enter_context(server.connect())
            line.sendall(post(RECORDINGS, b"x" * 100, MOST_BYTES * 3))

        assert ask(server, f"GET {oak}")[0] == 200
        assert status_of(server.ask(make_post(oak, b"know_iro=yes"))) == 422
