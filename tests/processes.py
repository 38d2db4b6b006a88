"""A server in a process group of its own, to be started and killed."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, TypeVar

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = str(Path(sys.executable).with_name("feedback"))
Process = subprocess.Popen[str]
PATIENCE = 60  # seconds a client goes on trying
T = TypeVar("T")


def find_port() -> int:
    """A free port that no outgoing connection is given while the server is down."""
    for port in random.sample(range(20_000, 30_000), 50):
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)):
                return port
    raise AssertionError("no port is free")


def start(
    instance: Path,
    command: Sequence[str],
    *,
    stdout: int | IO[bytes] = subprocess.DEVNULL,
    stderr: int | IO[bytes] = subprocess.DEVNULL,
    **environ: str,
) -> Process:
    """Start `command` for the installation in `instance`, with nothing else of our environment; waits for nothing."""
    return subprocess.Popen(
        list(command),
        cwd=ROOT,
        env={
            "FEEDBACK_INSTANCE": str(instance),
            "PATH": os.environ["PATH"],
            "PYTHONUNBUFFERED": "1",
            **environ,
        },
        stdout=stdout,
        stderr=stderr,
        text=True,
        start_new_session=True,
    )


def serve(port: int) -> list[str]:
    """The command of the real server."""
    return [SCRIPT, "serve", "--port", str(port)]


def kill(process: Process) -> None:
    """kill -9 the whole group, unless it is dead."""
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def wait_for(look: Callable[[], T | None]) -> T:
    """What `look` finds: asked again until it is something, or until nobody would wait any longer."""
    until = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < until, "it did not come"
        time.sleep(0.1)
    return found
