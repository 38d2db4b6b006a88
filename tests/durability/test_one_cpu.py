"""The process that answers stays on one CPU, and so does the next one; what ticks does not."""

import os
import signal
import time
from collections.abc import Callable

from tests.durability.server import PATIENCE, Server

OURS = os.sched_getaffinity(0)


def wait_for_worker(server: Server, *, other_than: int = 0) -> int:
    """The process that answers, once it does."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        server.wait()
        worker = server.find_worker()
        if worker and worker != other_than:
            return worker
        time.sleep(0.05)
    raise AssertionError("nobody answers")


def test_the_worker_stays_on_one_cpu(serve: Callable[..., Server]) -> None:
    """Also one that is begun after a crash. What ticks is free to run beside it."""
    server = serve()
    server.wait()
    ticker, worker = server.find_ticker(), wait_for_worker(server)
    assert ticker
    assert os.sched_getaffinity(ticker) == OURS
    (cpu,) = os.sched_getaffinity(worker)
    assert set(_list_cpus(worker)) == {cpu}

    os.kill(worker, signal.SIGKILL)

    assert os.sched_getaffinity(wait_for_worker(server, other_than=worker)) == {cpu}


def test_neighbouring_ports_are_on_different_cpus(serve: Callable[..., Server]) -> None:
    """Two installations on one machine do not share a CPU while another is idle."""
    one = serve()
    first = os.sched_getaffinity(wait_for_worker(one))
    one.kill()
    one.port += 1
    one.url = f"http://127.0.0.1:{one.port}"
    one.start()

    second = os.sched_getaffinity(wait_for_worker(one))

    assert (first == second) is (len(OURS) == 1)


def _list_cpus(process: int) -> list[int]:
    """Where its threads may run."""
    return [
        cpu
        for thread in os.listdir(f"/proc/{process}/task")
        for cpu in os.sched_getaffinity(int(thread))
    ]
