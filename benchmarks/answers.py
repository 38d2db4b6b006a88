"""Answers taken in a second by the real server, each on disk before its thank-you: 16 phones at once."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.council import Council, make_council

PHONES = 16
SECONDS = 15


def main() -> None:
    """Print answers a second and how long Send takes."""
    with tempfile.TemporaryDirectory() as folder:
        council = make_council(Path(folder), teams=4)
        port = _free_port()
        server = _serve(council, port)
        try:
            waits = _run(council, port)
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait()
    waits.sort()
    print(f"durable answers, {PHONES} phones: {len(waits) / SECONDS:.0f} a second")
    middle, slow = (1000 * waits[int(len(waits) * share)] for share in (0.5, 0.95))
    print(f"  Send takes {middle:.0f} ms (median), {slow:.0f} ms (95th percentile)")


def _serve(council: Council, port: int) -> subprocess.Popen[str]:
    server = subprocess.Popen(
        [sys.executable, "-m", "feedback", "serve", "--port", str(port)],
        env=os.environ | {"FEEDBACK_INSTANCE": str(council.settings.instance)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert server.stdout
    assert "Listening" in server.stdout.readline()
    return server


def _run(council: Council, port: int) -> list[float]:
    waits: list[float] = []
    end = time.monotonic() + SECONDS
    codes = [collector.code for collector in council.collectors]
    phones = [
        threading.Thread(target=_phone, args=(port, codes[n % len(codes)], end, waits))
        for n in range(PHONES)
    ]
    for phone in phones:
        phone.start()
    for phone in phones:
        phone.join()
    return waits


def _phone(port: int, code: str, end: float, waits: list[float]) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    while time.monotonic() < end:
        line.request("GET", f"/q/{code}")
        token = re.search(r'name="token" value="([^"]+)"', line.getresponse().read().decode())
        assert token
        body = urlencode(
            {"token": token[1], "listened": "4", "know_iro": "yes", "best": "She asked me."}
        )
        start = time.monotonic()
        line.request("POST", f"/q/{code}", body, form)
        answer = line.getresponse()
        answer.read()
        assert answer.status == 303, answer.status
        waits.append(time.monotonic() - start)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
