"""The command that serves: it keeps the process that answers (`worker.py`) and the one that ticks (`ticker.py`)."""

import gc
import os
import signal
import socket
import threading
import time
import urllib.request
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from typing import Self

import click

from feedback.cli.base import Context
from feedback.cli.ticker import Quickest, Ticker
from feedback.exceptions import FeedbackError

WORKER = "feedback.worker"
STOPS = (signal.SIGINT, signal.SIGTERM)
BACKLOG = 2048  # phones that wait until they are heard
LONGEST_STOP = 10  # seconds until a worker that does not end is killed
LONGEST_START = 60  # seconds until what is due is done, whether the server answers or not
PAUSE_SECONDS = 1  # before a worker is begun afresh that did not live that long


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
    _listen(host, port).close()  # says at once where it cannot
    _read_worker()
    ticker = Ticker()
    listening = _listen(host, port)
    with _Stop() as stop:
        threading.Thread(target=_announce, args=(host, port, ticker), daemon=True).start()
        _stay_on_one_cpu(port)
        _keep_answering(listening, stop)
    # It may have ended by the same signal: no other one takes its place.
    ticker.stop()


def _read_worker() -> None:
    """Read the application once: the worker is a copy of this process, and so is one that takes its place.

    What is read stays for good. Looking through it for garbage takes a tenth of the start, and holds up answers later.
    """
    gc.disable()
    import_module(WORKER)
    gc.freeze()
    gc.enable()


class _Stop:
    """Whether somebody told this process to stop: `heard` can be read then, and waited for."""

    def __enter__(self) -> Self:
        self.heard, self._told = os.pipe()
        self._before = {one: signal.signal(one, self._tell) for one in STOPS}
        return self

    def __exit__(self, *_: object) -> None:
        for one, before in self._before.items():
            signal.signal(one, before)
        os.close(self.heard)
        os.close(self._told)

    def _tell(self, *_: object) -> None:
        os.write(self._told, b"!")


def _keep_answering(listening: socket.socket, stop: _Stop) -> None:
    """Keep a worker that answers at `listening`, and begin another one when it dies, until this process is told to stop."""
    while True:
        worker, begun = _begin_worker(listening), time.monotonic()
        if stop.heard in wait([worker.sentinel, stop.heard]):
            break
        if time.monotonic() - begun < PAUSE_SECONDS and wait([stop.heard], PAUSE_SECONDS):
            break
    worker.terminate()
    worker.join(LONGEST_STOP)
    worker.kill()


def _begin_worker(listening: socket.socket) -> BaseProcess:
    """Begin a copy of this process, which answers. Told to stop, it does what it is told, and not what this one does."""
    worker = Quickest(
        target=import_module(WORKER).answer, args=(os.getpid(), listening), daemon=True
    )
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    try:
        worker.start()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
    return worker


def _listen(host: str, port: int) -> socket.socket:
    """Take an address; what comes waits there until a worker is ready."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address, family=family, backlog=BACKLOG)
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
