"""Whatever bytes come, the real server answers with less than 500 or hangs up, and serves the next one."""

import socket
from collections import Counter
from random import Random

import pytest
from flask import Flask

from tests.attacks.mutating import mutate
from tests.attacks.server import Server, read_answer, send_bytes
from tests.journeys.serving import serve

EVERY_DAY, MANY = 300, 5_000
# Seconds after which a connection that is kept open is left alone; not how fast an answer must be.
PATIENCE = 0.5


def list_honest(served: Server) -> list[bytes]:
    """Requests as browsers send them, each closing its connection."""
    code = served.council.codes["open"]
    form = b"know_iro=yes&best=Tea&token=x.y.z"
    head = b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    return [
        b"GET /" + head + b"\r\n",
        f"GET /q/{code}?lang=pl&variant=easy-read".encode() + head + b"Accept-Encoding: gzip\r\nCookie: page=x\r\n\r\n",
        "GET /staff/sign-in?next=ł".encode() + head + "Cookie: staff=ł\r\nContent_Length: 5\r\n\r\n".encode(),
        f"POST /q/{code}".encode() + head + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
        + str(len(form)).encode() + b"\r\n\r\n" + form,
        f"POST /q/{code}".encode() + head + b"Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n"
        + hex(len(form))[2:].encode() + b"\r\n" + form + b"\r\n0\r\n\r\n",
        b"GET /staff/rounds" + head + b"Cookie: staff=.eJx.y.z\r\nRange: bytes=0-5\r\n\r\n",
        b"POST /staff/sign-in" + head + b"Content-Type: multipart/form-data; boundary=B\r\nContent-Length: 9\r\n\r\n--B--\r\n\r\n",
    ]  # fmt: skip


def attack(port: int, honest: list[bytes], many: int) -> tuple[Counter[int], list[bytes]]:
    """The statuses of so many spoilt requests, and those that were answered with 500 or more."""
    chance, statuses, broken = Random(31), Counter[int](), []
    for number in range(many):
        raw = mutate(chance, honest[number % len(honest)])
        back = send_bytes(port, raw, patience=PATIENCE)
        if back.startswith(b"HTTP/"):
            status = read_answer(back).status
            statuses[status] += 1
            broken += [raw] if status >= 500 else []
    return statuses, broken


@pytest.mark.parametrize("many", [EVERY_DAY, pytest.param(MANY, marks=pytest.mark.soak)])
def test_no_bytes_break_the_real_server(served: Server, many: int) -> None:
    """Whole requests, first line and headers included, spoilt by chance; at the end it serves as before."""
    statuses, broken = attack(served.port, list_honest(served), many)

    print(f"{many} spoilt requests, {statuses.total()} answered, {dict(statuses)}")
    assert broken == []
    assert {200, 400} <= set(statuses)
    assert served.ask("GET", "/health").status == 200
    assert served.process.poll() is None
    assert "Traceback" not in served.errors.read_text()


def test_a_server_that_breaks_on_bytes_is_found_out() -> None:
    """The control: the same attack on a page that takes for granted that a number is one."""
    careless = Flask("careless")
    careless.add_url_rule("/<n>", view_func=lambda n: str(int(n)))
    careless.logger.disabled = True
    with serve(careless) as address:
        _, broken = attack(
            int(address.rpartition(":")[2]),
            [b"GET /12345 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
            30,
        )

    assert broken


def test_requests_that_stop_halfway_keep_nobody_waiting(served: Server) -> None:
    """Forty connections that never end their request are open while others are served."""
    halves = []
    for number in range(40):
        client = socket.create_connection(("127.0.0.1", served.port))
        client.sendall(list_honest(served)[3][: 20 + 3 * number])
        halves.append(client)

    answers = [served.ask("GET", "/health").status for _ in range(20)]
    for client in halves:
        client.close()

    assert answers == [200] * 20
