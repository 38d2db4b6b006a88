"""The command that serves: the production server and its ticker."""

import gc
import os
import signal
import socket
import threading
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import Any

import click
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.mp import MPServer

from feedback.cli.base import Context
from feedback.cli.ticker import LOOK_SECONDS, Ticker
from feedback.exceptions import FeedbackError

FRONT = "feedback.front"
LONGEST_STOP = 10  # seconds until a worker that does not end is killed
LONGEST_START = 60  # seconds until what is due is done, whether the server answers or not
MOST_REQUESTS = 4096  # that are under way at once; slow ones cost a connection each, and no thread
# Of a request: how long its head may take, and how much of it is kept meanwhile (bytes).
HEADS = HTTP1Settings(header_read_timeout=15_000, max_buffer_size=64 * 1024)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.pass_obj
def serve(context: Context, host: str, port: int) -> None:
    """Serve, and do what is due once a minute."""
    # Says what is missing before anything starts, and makes no key where nothing is.
    context.find_database()
    context.begin()
    for line in context.settings.unknown:
        click.echo(f"Warning: {line}", err=True)
    # Nothing of SQLite may be open when this process is copied.
    context.database.engine.dispose()
    _check_free(host, port)
    _read_front()
    ticker = Ticker()
    threading.Thread(target=_announce, args=(host, port, ticker), daemon=True).start()
    _stay_on_one_cpu(port)
    # No access log: it would keep addresses and times.
    server = _Server(
        FRONT,
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        http1_settings=HEADS,
        workers=1,
        backpressure=MOST_REQUESTS,
        # What a proxy in front speaks; HTTP/2 in plain text would be a second way in that nobody uses.
        http=HTTPModes.http1,
        websockets=False,
        log_access=False,
        log_enabled=False,
        respawn_failed_workers=True,
        workers_kill_timeout=LONGEST_STOP,
    )
    server.ticker = ticker
    server.serve(target_loader=partial(_make_worker, os.getpid()), wrap_loader=False)


def _read_front() -> None:
    """Read the application once: the worker is a copy of this process, and so is one that takes its place.

    What is read stays for good. Looking through it for garbage takes a tenth of the start, and holds up answers later.
    """
    gc.disable()
    import_module(FRONT)
    gc.freeze()
    gc.enable()


def _make_worker(server: int) -> Callable[..., Any]:
    """What answers, made in the worker.

    The worker is a copy of the server, and with it of what that does when it is told to stop: here it does nothing, and
    granian puts its own in its place a moment after this. Until then the signal just ends the worker.
    """
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.SIG_DFL)
    threading.Thread(target=_end_after, args=(server,), daemon=True).start()
    worker: Callable[..., Any] = import_module(FRONT).make_front()
    return worker


def _end_after(server: int) -> None:
    """End this worker once the server is gone that keeps it: it would go on to answer, and nothing would tick."""
    while os.getppid() == server:
        time.sleep(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(LONGEST_STOP)
    os._exit(1)


class _Server(MPServer):
    """granian's, with a ticker beside it."""

    ticker: Ticker

    def shutdown(self, exit_code: int = 0) -> None:
        """Stop the worker. The ticker may have ended by the same signal: no other one takes its place."""
        self.ticker.stop()
        super().shutdown(exit_code)  # type: ignore[no-untyped-call]


def _check_free(host: str, port: int) -> None:
    """Refuse an address that is in use: the server would share it with whoever has it, and answer in turn."""
    try:
        family, kind, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        raise FeedbackError(
            f"{host}:{port} cannot be used ({error.strerror}): choose another --host or --port."
        ) from error


def _stay_on_one_cpu(port: int) -> None:
    """Keep this thread, and the worker it begins, on one CPU; neighbouring ports are on different ones.

    Python runs one thread at a time, and threads of a worker change dozens of times for one answer. Each change that
    wakes another CPU costs many times one that does not: together, more than the answer.
    """
    if not hasattr(os, "sched_setaffinity"):  # Linux has it
        return
    with suppress(OSError):  # forbidden here: slower, and as right
        allowed = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {allowed[-1 - port % len(allowed)]})


def _announce(host: str, port: int, ticker: Ticker) -> None:
    """Print the address once the server answers, and only then tick: what is due waits, a minute at most."""
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound
    address = f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
    try:
        if _answers(address):
            # A terminal that is gone or a full disk: what counts is that it serves.
            with suppress(OSError):
                click.echo(f"Listening on {address}")
    finally:
        ticker.start()


def _answers(address: str) -> bool:
    """Whether the server answers there, waited for until it does."""
    until = time.monotonic() + LONGEST_START
    while time.monotonic() < until:
        with suppress(OSError):
            urllib.request.urlopen(f"{address}/health", timeout=1).close()  # noqa: S310 - our own server
            return True
        time.sleep(0.1)
    return False
