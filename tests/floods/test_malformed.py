"""Too much, or not what a browser sends: a kind page, and never our own mistake."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random
from urllib.parse import urlencode

import pytest

from feedback.config import Settings
from feedback.db import Database
from tests.conftest import stored
from tests.floods.server import FORM, TRUSTING, Server, make_post, serving, status_of
from tests.pages import CSP

A_FEW, MANY = 60, 5_000  # mutated requests: everyday, and behind `make soak`
AT_ONCE = 8
HEALTH = b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
POST = b"POST /q/222222 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
MULTIPART = b"Content-Type: multipart/form-data; boundary=b\r\n"
PART = b'--b\r\nContent-Disposition: form-data; name="best"\r\n\r\nx\r\n'

# What is sent, and the status of the page that comes back.
MALFORMED = {
    "no request": (b"\x00\x01\x02\r\n\r\n", 400),
    "an empty line": (b"\r\n", 400),
    "half a head": (b"GET / HTTP/1.1\r\nHo", 400),
    "no version": (b"GET /\r\n\r\n", 400),
    "another version": (b"GET / HTTP/9.9\r\nHost: x\r\n\r\n", 400),
    "http/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", 400),
    "a head of megabytes": (b"GET / HTTP/1.1\r\nX: " + b"a" * 2_000_000 + b"\r\n\r\n", 431),
    "thousands of headers": (b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 5_000 + b"\r\n", 400),
    "a zero byte in a header": (b"GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n", 400),
    "a path that is not text": (
        b"GET /q/%ff%fe%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404),
    "a path with raw bytes": (b"GET /q/\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "a query that is not text": (
        b"GET /?code=%ff%fe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 303),
    "a host that is none": (
        b"GET / HTTP/1.1\r\nHost: \"';--\r\nConnection: close\r\n\r\n", 200),
    "an unknown method": (b"FROB / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 405),
    "a negative length": (POST + FORM + b"Content-Length: -5\r\n\r\n", 400),
    "a length that is none": (POST + FORM + b"Content-Length: five\r\n\r\n", 400),
    "two lengths": (POST + FORM + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
    "more promised than sent": (POST + FORM + b"Content-Length: 50\r\n\r\nab=c", 400),
    "chunked nonsense": (POST + FORM + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nabc\r\n", 400),
    "a chunk of all there is": (
        POST + FORM + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\na", 400),
    "a chunk that ends early": (
        POST + FORM + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab", 400),
    "length and chunks": (
        POST + FORM + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "an unknown encoding": (POST + FORM + b"Transfer-Encoding: gzip\r\n\r\nab", 400),
    "bytes that are no text": (make_post("/q/222222", b"best=\xff\xfe\xc3"), 404),
    "escapes that are no text": (make_post("/q/222222", b"best=%ff%fe%C3%28&%zz=%"), 404),
    "another type": (
        make_post("/q/222222", b'{"best": 1}', kind=b"Content-Type: application/json\r\n"), 404),
    "a type that is none": (
        make_post("/q/222222", b"best=x", kind=b"Content-Type: \xff;;=;\r\n"), 404),
    "an unknown character set": (
        make_post("/q/222222", b"best=x", kind=FORM[:-2] + b"; charset=klingon\r\n"), 404),
    "no boundary": (
        make_post("/q/222222", b"x", kind=b"Content-Type: multipart/form-data\r\n"), 404),
    "a boundary that never comes": (make_post("/q/222222", b"nothing", kind=MULTIPART), 404),
    "a part that never ends": (make_post("/q/222222", PART, kind=MULTIPART), 404),
    "a part without a head": (
        make_post("/q/222222", b"--b\r\n\r\nx\r\n--b--", kind=MULTIPART), 404),
}  # fmt: skip


def test_whatever_is_malformed_gets_a_page(server: Server, database: Database) -> None:
    """Each in turn, and the server is well after each; every page carries the security policy."""
    found: dict[str, int] = {}
    for name, (raw, _) in MALFORMED.items():
        answer = server.ask(raw, cut=True)
        found[name] = status_of(answer)
        head, _, page = answer.partition(b"\r\n\r\n")
        assert CSP.encode() in head, name
        assert page.rstrip().endswith(b"</html>") or found[name] == 303, name
        assert status_of(server.ask(HEALTH)) == 200, name

    assert found == {name: status for name, (_, status) in MALFORMED.items()}
    assert stored(database) == []


def test_too_much_is_told_apart(server: Server, oak: str, database: Database) -> None:
    """Over 64 KiB 413, with a length and without; over 200 fields 400; a text over its limit 422."""
    token = server.open_page(oak)
    big = b"best=" + b"a" * 70_000
    pieces = b"".join(b"2000\r\n" + b"a" * 0x2000 + b"\r\n" for _ in range(9)) + b"0\r\n\r\n"
    head = f"POST {oak} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n".encode() + FORM
    fields = urlencode([(f"f{number}", "x") for number in range(201)]).encode()
    long = urlencode({"token": token, "best": "a" * 1_001}).encode()

    statuses = [
        status_of(server.ask(make_post(oak, big))),
        status_of(server.ask(head + b"Transfer-Encoding: chunked\r\n\r\n" + pieces)),
        status_of(server.ask(make_post(oak, fields))),
        status_of(server.ask(make_post(oak, long))),
    ]

    assert statuses == [413, 413, 400, 422]
    assert stored(database) == []


def test_a_form_in_pieces_stores_nothing(server: Server, oak: str, database: Database) -> None:
    """Chunked, as no browser sends it: cut off it would look whole, so whole or not it is refused."""
    body = f"token={server.open_page(oak)}&best=in pieces".encode()
    head = f"POST {oak} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n".encode() + FORM
    sent = head + b"Transfer-Encoding: chunked\r\n\r\n" + f"{len(body):x}\r\n".encode() + body

    whole = status_of(server.ask(sent + b"\r\n0\r\n\r\n"))
    cut = status_of(server.ask(sent, cut=True))

    assert whole == 400
    assert cut in (0, 400)
    assert stored(database) == []


def mutate(random: Random, raw: bytes) -> bytes:
    """`raw` with a few bytes changed, taken out, doubled or put in."""
    changed = bytearray(raw)
    for _ in range(random.randint(1, 6)):
        at = random.randrange(len(changed))
        until = at + random.randint(0, 12)
        changed[at:until] = random.choice(
            [b"", random.randbytes(3), bytes(changed[at:until]) * 3, b"\r\n", b"%", b"\0", b"&"]
        )
    return bytes(changed)


@pytest.mark.parametrize("times", [A_FEW, pytest.param(MANY, marks=pytest.mark.soak)])
def test_a_form_with_bytes_changed_is_never_our_mistake(
    server: Server, oak: str, times: int
) -> None:
    """Heads and bodies mutated at random: no 5xx, and the server is well at the end."""
    random = Random(38)
    body = f"token={server.open_page(oak)}&know_iro=yes&best=a%20b%C3%A9&_kept.x=1".encode()
    plain, parts = make_post(oak, body), make_post(oak, PART * 2 + b"--b--", kind=MULTIPART)

    requests = [mutate(random, random.choice([plain, parts])) for _ in range(times)]

    # Side by side: most of the time is the server's patience with what never comes.
    with ThreadPoolExecutor(AT_ONCE) as pool:
        statuses = Counter(pool.map(lambda raw: status_of(server.ask(raw, cut=True)), requests))

    assert sum(n for status, n in statuses.items() if status >= 500) == 0
    assert statuses.total() == times
    assert status_of(server.ask(HEALTH)) == 200


def test_an_app_that_trusts_what_comes_breaks(served: Settings) -> None:
    """The control: the same requests at an app without our care, and some are its mistake."""
    random = Random(38)
    with serving(served, TRUSTING) as server:
        body = make_post("/", b"token=x&know_iro=yes&best=a%20b%C3%A9&_kept.x=1")
        statuses = Counter(
            status_of(server.ask(mutate(random, body), cut=True)) for _ in range(A_FEW * 3)
        )

    assert statuses[500] > 5
