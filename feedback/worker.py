"""The process that answers: the application behind its front, and the connections to it."""

import logging
import os
import resource
import signal
import socket
import threading
import time
from collections.abc import Callable

import uvicorn

from feedback.cli.serving import LONGEST_STOP, STOPS
from feedback.cli.ticker import LOOK_SECONDS
from feedback.connection import MOST_CONNECTIONS, MOST_OF_HEAD, prepare
from feedback.front import Front, make_front

IDLE = (
    65  # seconds a connection stays open between two requests: a little longer than proxies keep it
)
LONGEST_ANSWER = 5  # seconds that answers may take which are under way when it is told to stop
SPARE_FILES = 256  # of those that may be open, what is left for anything but connections


def answer(
    server: int, listening: socket.socket, *, make: Callable[[], Front] = make_front
) -> None:
    """Answer what comes at `listening` until this process is told to stop, or the one that began it, `server`, is gone."""
    _hear_stops()
    threading.Thread(target=_end_after, args=(server,), daemon=True).start()
    front = make()
    config = uvicorn.Config(
        front,
        http=prepare(front.pages, most=_allow_connections()),
        loop="asyncio",
        ws="none",
        lifespan="off",
        interface="asgi3",
        # No log: it would keep addresses and times.
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=MOST_OF_HEAD,
        timeout_keep_alive=IDLE,
        timeout_graceful_shutdown=LONGEST_ANSWER,
    )
    for name in ("uvicorn.error", "asyncio"):
        logging.getLogger(name).disabled = True
    uvicorn.Server(config).run(sockets=[listening])


def _hear_stops() -> None:
    """Be ended by what tells a process to stop, until the server of this process takes it over.

    It is a copy of one that does something else then, and that lets none through before it has begun this one.
    """
    for one in STOPS:
        signal.signal(one, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)


def _end_after(server: int) -> None:
    """End this process once the one is gone that keeps it: it would go on to answer, and nothing would tick."""
    while os.getppid() == server:
        time.sleep(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(LONGEST_STOP)
    os._exit(1)


def _allow_connections() -> int:
    """Let as many files be open as the system allows, and say how many connections that is; each is one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + SPARE_FILES
    allowed = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, most))
    return allowed - SPARE_FILES
