"""Answers taken in by the real server, each on disk before its thank-you.

16 phones that send as fast as they can, on this disk and on one whose every sync takes 5 ms longer; 300 phones
that open and send once within a minute; and the same with the servers that ours was chosen over. The phones run
on the same cores as the server. What a server does once, after it starts, is over before the clock starts.
"""

import http.client
import random
import re
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from benchmarks.council import Council, make_council
from benchmarks.server import SERVERS, can_slow_the_disk, serving

PHONES, SECONDS, BEFORE = 16, 15, 5
RUSH, MINUTE = 300, 60
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ANSWERS = {"listened": "4", "know_iro": "yes", "best": "She asked me."}
TOKEN = re.compile(r'name="token" value="([^"]+)"')


def main() -> None:
    """Print answers a second, how long Send takes, and how many phones met an error."""
    for server in SERVERS:
        _measure(server, "this disk", send_for_a_while)
        if can_slow_the_disk():
            _measure(server, "5 ms more for each sync", send_for_a_while, slow_disk=True)
        else:
            print(f"{server}, 5 ms more for each sync: not measured, strace is missing")
        _measure(server, f"{RUSH} phones within {MINUTE} seconds", send_once_each)


def _measure(
    server: str, what: str, run: Callable[[str, list[str]], "Sent"], *, slow_disk: bool = False
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        council = make_council(Path(folder), teams=4)
        with serving(council, server=server, slow_disk=slow_disk) as address:
            sent = run(address, _codes(council))
    waits = sorted(sent.waits)
    middle, slow = (1000 * waits[int(len(waits) * share)] for share in (0.5, 0.95))
    print(
        f"{server}, {what}: {len(waits) / sent.seconds:.0f} answers a second, Send takes {middle:.0f} ms "
        f"(median), {slow:.0f} ms (95th percentile); {len(waits)} thanked, {sent.errors} errors",
        flush=True,
    )


class Sent:
    """What came of it: how long each Send took, how long it all took, and how often something went wrong."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self.errors = 0
        self.seconds = 0.0


def send_for_a_while(address: str, codes: list[str]) -> Sent:
    """16 phones, each on one line that stays open, as fast as they are thanked."""
    _send_for(BEFORE, address, codes)
    return _send_for(SECONDS, address, codes)


def _send_for(seconds: float, address: str, codes: list[str]) -> Sent:
    sent, end = Sent(), time.monotonic() + seconds

    def phone(number: int) -> None:
        line = _connect(address)
        while time.monotonic() < end:
            _send(line, codes[number % len(codes)], sent)

    sent.seconds = _run([threading.Thread(target=phone, args=(n,)) for n in range(PHONES)])
    return sent


def send_once_each(address: str, codes: list[str]) -> Sent:
    """300 phones: each opens the page at a moment of the minute, reads a little, and sends once."""
    sent, dice = Sent(), random.Random(300)

    def phone(number: int, opens_after: float) -> None:
        time.sleep(opens_after)
        _send(_connect(address), codes[number % len(codes)], sent)

    moments = [dice.uniform(0, MINUTE) for _ in range(RUSH)]
    phones = [threading.Thread(target=phone, args=one) for one in enumerate(moments)]
    sent.seconds = _run(phones)
    return sent


def _run(phones: list[threading.Thread]) -> float:
    start = time.monotonic()
    for phone in phones:
        phone.start()
    for phone in phones:
        phone.join()
    return time.monotonic() - start


def _connect(address: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)


def _send(line: http.client.HTTPConnection, code: str, sent: Sent) -> None:
    try:
        line.request("GET", f"/q/{code}")
        token = TOKEN.search(line.getresponse().read().decode())
        body = urlencode({"token": token[1] if token else "", **ANSWERS})
        start = time.monotonic()
        line.request("POST", f"/q/{code}", body, FORM)
        answer = line.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        sent.errors += 1
        return
    if answer.status == 303:
        sent.waits.append(time.monotonic() - start)
    else:
        sent.errors += 1


def _codes(council: Council) -> list[str]:
    return [collector.code for collector in council.collectors]


if __name__ == "__main__":
    main()
