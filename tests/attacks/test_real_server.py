"""The server that runs in production: what it sends, what it refuses by itself, and what it tells of itself."""

import re

import pytest

from feedback.models.accounts import Role
from feedback.web.assets import asset
from tests.attacks.carried import list_header_faults
from tests.attacks.server import FORM, Answer, Server, read_answer
from tests.guards.test_getting import list_paths

HEAD = b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
# Requests that are no HTTP, which the server refuses before the app hears of them, with the page of their status.
BROKEN = {
    "no request": (b"GARBAGE\r\n\r\n", 400),
    "an unknown version": (b"GET / HTTP/9.9\r\nHost: x\r\n\r\n", 400),
    "the first words of HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", 400),
    "no host": (b"GET /health HTTP/1.1\r\n\r\n", 400),
    "a space in a name": (HEAD + b"X y: 1\r\n\r\n", 400),
    "NUL in the address": (b"GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "bytes in the query that are no letters": (b"GET /?x=\xe9 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "a length below nothing": (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n", 400),
    "two lengths": (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef", 400),
    "a length that nobody can read": (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + b"9" * 5_000 + b"\r\n\r\n", 400),
    "an encoding that nobody knows": (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 400),
    "a TLS greeting": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"a" * 500 + b"\r\n\r\n", 400),
    "an endless address": (b"GET /" + b"a" * 900_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 431),
    "an endless header": (HEAD + b"X: " + b"a" * 900_000 + b"\r\n\r\n", 431),
    "too many headers": (HEAD + b"".join(b"X-%d: a\r\n" % n for n in range(100_000)) + b"\r\n", 431),
}  # fmt: skip
# Odd requests that reach the app, and get its page with its headers.
ODD = {
    "HTTP/1.0": b"GET /health HTTP/1.0\r\n\r\n",
    "a host that is markup": b"GET / HTTP/1.1\r\nHost: <script>\r\nConnection: close\r\n\r\n",
    "a host that is a dot": b"GET /staff/ HTTP/1.1\r\nHost: .\r\nConnection: close\r\n\r\n",
    "a host that stands for letters": b"GET /staff/nowhere HTTP/1.1\r\nHost: xn--\r\nConnection: close\r\n\r\n",
    "another address": b"GET http://evil.example/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "CONNECT": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "OPTIONS *": b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "TRACE": b"TRACE / HTTP/1.1\r\nHost: x\r\nX: canary\r\nConnection: close\r\n\r\n",
    "a made-up method": b"FROB / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "length and chunks": b"POST /q/222222 HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n",
    "a chunk that is none": b"POST /q/222222 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nZZ\r\n\r\n",
    "a websocket": HEAD.replace(b"close", b"close, Upgrade") + b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    "raw letters in the query": "GET /?x=ł HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode(),
    "raw letters in the query of staff": "GET /staff/sign-in?next=ł HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode(),
    "raw letters in the path": "GET /q/ł HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode(),
    "raw letters in headers": HEAD + "Cookie: staff=ł\r\nAccept-Language: ł\r\n\r\n".encode(),
    "a length with an underscore": b"POST /staff/sign-in HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent_Length: " + b"9" * 5_000 + b"\r\n\r\n",
    "chunks with an underscore": b"POST /staff/sign-in HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer_Encoding: chunked\r\n\r\n",
    "the longest length there is": b"POST /staff/sign-in HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 18446744073709551613\r\n\r\n",
    "letters that are none": HEAD + b"X: \xff\xfe\r\n\r\n",
    "an address that is none": b"GET /%ff%zz/%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
}  # fmt: skip


@pytest.fixture(scope="module", params=[None, Role.ANALYST], ids=str)
def answers(request: pytest.FixtureRequest, served: Server) -> dict[str, Answer]:
    """One answer to each method at each address, but files that are slow to draw, to a stranger or to staff."""
    sent = {**served.sign_in(request.param), "Content-Type": FORM}
    rules = sorted({rule.rule for rule in served.council.app.url_map.iter_rules()})
    paths = [path for rule in rules for path in list_paths(served.council, rule)]
    return {
        f"{method} {path}": served.ask(method, path, b"x=1" if method == "POST" else b"", sent)
        for path in (*paths, "/nowhere", "/staff/nowhere")
        for method in ("GET", "HEAD", "POST", "OPTIONS", "DELETE")
        if not path.endswith((".pdf", ".png", ".zip", ".xlsx", "sign-out"))
    }


def test_the_server_answers_every_address_with_the_exact_headers(
    answers: dict[str, Answer],
) -> None:
    """Pages, redirects and refusals, over a socket, to a stranger and to staff; none is a failure."""
    faults = {
        what: list_header_faults(a.status, a.headers, path=what.split(" ", 1)[1])
        for what, a in answers.items()
    }

    assert {what: found for what, found in faults.items() if found} == {}
    assert {200, 302, 303, 404, 405, 410} <= {answer.status for answer in answers.values()}
    assert max(answer.status for answer in answers.values()) < 500


def test_the_server_names_no_version_of_anything(answers: dict[str, Answer]) -> None:
    """No banner, no Via, no X-Powered-By, and none in any page."""
    for what, answer in answers.items():
        assert not answer.get("server") + answer.get("via") + answer.get("x-powered-by"), what
        assert not re.search(rb"(?i)(werkzeug|flask|uvicorn|python|sqlite)[/ ]?\d", answer.body), (
            what
        )


def test_the_server_sends_downloads_with_the_exact_headers(served: Server) -> None:
    """A workbook and a picture of a code."""
    sent = served.sign_in(Role.ANALYST)

    for path in (
        f"/staff/rounds/{served.council.rounds['counted']}/summary.xlsx",
        "/staff/collectors/1/qr.svg",
    ):
        answer = served.ask("GET", path, headers=sent)

        assert answer.status == 200
        assert list_header_faults(200, answer.headers) == []


@pytest.mark.parametrize("name", ["public.css", "public.js", "pictures.svg"])
def test_the_server_sends_static_files_with_the_exact_headers(served: Server, name: str) -> None:
    """Plain, by HEAD, compressed and in part."""
    for method, more in (
        ("GET", {}), ("HEAD", {}), ("GET", {"Accept-Encoding": "br"}), ("GET", {"Range": "bytes=0-9"}),
    ):  # fmt: skip
        answer = served.ask(method, asset(name), headers=more)

        assert list_header_faults(answer.status, answer.headers, static=True) == []


def test_too_much_and_too_many_are_refused_with_the_exact_headers(served: Server) -> None:
    """413 for a body over the limit, 400 for more fields than a page has."""
    path = f"/q/{served.council.codes['open']}"
    form = {"Content-Type": FORM}

    much = served.ask("POST", path, b"best=" + b"x" * 70_000, form)
    many = served.ask("POST", path, b"&".join(b"f%d=1" % n for n in range(300)), form)

    assert (much.status, many.status) == (413, 400)
    assert list_header_faults(413, much.headers) == list_header_faults(400, many.headers) == []


@pytest.mark.parametrize(("request_", "status"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_http_gets_its_page(served: Server, request_: bytes, status: int) -> None:
    """The page with the help lines and the exact headers, no word of what the server is, and a line that is hung up."""
    answer = read_answer(served.send(request_))

    assert answer.status == status
    assert list_header_faults(status, answer.headers) == []
    assert b'href="tel:999"' in answer.body
    assert answer.body.rstrip().endswith(b"</html>")
    assert answer.get("connection") == ["close"]
    assert not answer.get("set-cookie")


@pytest.mark.parametrize("request_", ODD.values(), ids=ODD)
def test_an_odd_request_gets_a_page_with_the_exact_headers(served: Server, request_: bytes) -> None:
    """Whatever passes for HTTP is the app's to answer; nothing sent is sent back."""
    answer = read_answer(served.send(request_))

    assert answer.status < 500
    assert list_header_faults(answer.status, answer.headers) == []
    assert not re.search(rb"canary|evil|<script>", answer.body)


def test_one_connection_carries_no_request_hidden_in_another(served: Server) -> None:
    """Length against chunks: the bytes behind the body are not taken for a request of somebody else."""
    hidden = b"GET /privacy HTTP/1.1\r\nHost: x\r\n\r\n"
    smuggled = (
        b"POST /q/222222 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: "
        + str(5 + len(hidden)).encode()
        + b"\r\nConnection: close\r\n\r\n0\r\n\r\n"
        + hidden
    )

    assert served.send(smuggled).count(b"HTTP/1.1 ") == 1
    assert (
        served.send(HEAD.replace(b"Connection: close\r\n", b"") + b"\r\n" + HEAD + b"\r\n").count(
            b"HTTP/1.1 200"
        )
        == 2
    )  # the control: two requests that are two are answered twice
