"""The command that serves: the production server and its ticker."""

import gc
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import click
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.mp import MPServer

from feedback.cli.base import Context
from feedback.exceptions import FeedbackError

FRONT = "feedback.front"
TICKS = "feedback-tick"  # the name of what ticks in a list of processes
PAUSE_SECONDS = 1  # before a ticker that died is begun afresh
LOOK_SECONDS = 1  # between two looks of what waits to tick, whether the server is still there
NOW = b"now"  # tells it to begin
LONGEST_STOP = 10  # seconds until a worker that does not end is killed
LONGEST_START = 60  # seconds until what is due is done, whether the server answers or not
MOST_REQUESTS = 4096  # that are under way at once; slow ones cost a connection each, and no thread
# Of a request: how long its head may take, and how much of it is kept meanwhile (bytes).
HEADS = HTTP1Settings(header_read_timeout=15_000, max_buffer_size=64 * 1024)

Copied: type[BaseProcess] = multiprocessing.get_context("fork").Process
Begun: type[BaseProcess] = multiprocessing.get_context("spawn").Process


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.pass_obj
def serve(context: Context, host: str, port: int) -> None:
    """Serve, and do what is due once a minute."""
    # Says what is missing before anything starts. What is open of SQLite is no use to a copy of this process.
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
    server.serve(target_loader=_make_worker, wrap_loader=False)


def _read_front() -> None:
    """Read the application once: the worker is a copy of this process, and so is one that takes its place.

    What is read stays for good. Looking through it for garbage takes a tenth of the start, and holds up answers later.
    """
    gc.disable()
    import_module(FRONT)
    gc.freeze()
    gc.enable()


def _make_worker() -> Callable[..., Any]:
    """What answers, made in the worker. A signal to stop ends it from now on: the server's way with it was copied too,
    and does nothing here.
    """
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.SIG_DFL)
    worker: Callable[..., Any] = import_module(FRONT).make_front()
    return worker


class _Server(MPServer):
    """The server with its ticker. What ticks is stopped with the rest, by the same signal, and none takes its place."""

    ticker: "Ticker"

    def shutdown(self, exit_code: int = 0) -> None:
        """Stop the workers."""
        self.ticker.stop()
        super().shutdown(exit_code)  # type: ignore[no-untyped-call]


class Ticker(threading.Thread):
    """Keeps a process that ticks, and with it the counting, beside the server; begun afresh when it dies.

    The first process is begun with this object, and ticks once this thread is started. It is a copy of the process that
    begins it, which saves what that has read from being read again, so there must be no other thread yet and no socket.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._stopping = threading.Event()
        # A pipe, and no event: that would wait for a process that was killed to hear of it.
        told, self.line = multiprocessing.Pipe(duplex=False)
        self.first = _begin(Copied if sys.platform == "linux" else Begun, _tick_when_told, told)

    def run(self) -> None:
        """Tick until the server stops."""
        with suppress(BrokenPipeError):  # it was killed: the next one need not wait
            self.line.send_bytes(NOW)
        process = self.first
        while True:
            process.join()
            if self._stopping.wait(PAUSE_SECONDS):
                return
            # No copy: now there are threads, and a copy finds what they hold locked for ever.
            process = _begin(Begun, _tick)

    def stop(self) -> None:
        """Begin no other one."""
        self._stopping.set()


def _begin(kind: type[BaseProcess], target: Callable[..., None], *more: object) -> BaseProcess:
    """Begin a process that knows which one began it."""
    process = kind(target=target, args=(os.getpid(), *more), daemon=True)
    process.start()
    return process


def _tick_when_told(server: int, told: Connection) -> None:
    """Wait until the server answers, or is gone, and tick."""
    _set_apart()
    while not told.poll(LOOK_SECONDS):
        if os.getppid() != server:
            return
    _tick(server)


def _tick(server: int) -> None:
    """In a process of its own, which alone reads what counts a round."""
    _set_apart()
    import_module("feedback.cli.ticking").tick_for_ever(server)


def _set_apart() -> None:
    """Be told from the server in a list of processes, and leave Ctrl-C to it: it ends what it began."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError):  # Linux has it
        Path("/proc/self/comm").write_text(TICKS)


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
