"""A server to measure: ours as `feedback serve` starts it, or another one with the same application, threads and CPU."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.council import Council
from feedback.front import THREADS

# Ours keeps itself on one CPU (ADR 31).
HAS_CPUS = hasattr(os, "sched_getaffinity")  # on Linux
ON_ONE_CPU = ("taskset", "--cpu-list", str(max(os.sched_getaffinity(0)))) if HAS_CPUS else ()
# Each sync of a file waits so long before it begins, as on a slow disk. strace does it to the real server, and has to
# be on its CPU: else it costs as much as an answer.
SLOW_DISK = (
    *ON_ONE_CPU, "strace", "--seccomp-bpf", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync,fsync",
    "-e", "inject=fdatasync,fsync:delay_enter=5000",
)  # fmt: skip


def uvicorn(port: int) -> list[str]:
    """The production server."""
    return [sys.executable, "-m", "feedback", "serve", "--port", str(port)]


def granian(port: int) -> list[str]:
    """A server whose lines are not read in Python, with our front: one process, no log."""
    return [
        *ON_ONE_CPU, sys.executable, "-m", "granian", "--port", str(port), "--workers", "1",
        "--interface", "asgi", "--http", "1", "--no-ws", "--no-log", "--factory", "feedback.front:make_front",
    ]  # fmt: skip


def gunicorn(port: int) -> list[str]:
    """A server of threads, which slow phones stop: one process, as many threads, no log."""
    return [
        *ON_ONE_CPU, sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1",
        "--worker-class", "gthread", "--threads", str(THREADS), "--log-level", "critical",
        "feedback.app:create_app()",
    ]  # fmt: skip


SERVERS = {"uvicorn": uvicorn, "granian": granian, "gunicorn": gunicorn}


def can_slow_the_disk() -> bool:
    """Whether strace is here."""
    return shutil.which("strace") is not None


@contextmanager
def serving(council: Council, *, server: str = "uvicorn", slow_disk: bool = False) -> Iterator[str]:
    """The address of `council`, served on a free port of this machine until the block ends."""
    # Whoever ends a benchmark, also with SIGTERM, is not left with a server.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    port = _free_port()
    command = [*(SLOW_DISK if slow_disk else ()), *SERVERS[server](port)]
    environ = os.environ | {"FEEDBACK_INSTANCE": str(council.settings.instance)}
    process = subprocess.Popen(
        command, env=environ, stdout=subprocess.DEVNULL, start_new_session=True
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert process.poll() is None, "the server did not start"
        try:
            urlopen(f"{address}/health", timeout=1).close()
        except (URLError, OSError):
            time.sleep(0.1)
            continue
        return
    raise AssertionError("the server does not answer")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
