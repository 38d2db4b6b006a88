"""The process that answers stays on one CPU, and so does the next one; what ticks does not."""

import os
import signal
from collections.abc import Callable

from tests.durability.server import Server
from tests.processes import wait_for

OURS = os.sched_getaffinity(0)


def find_other(find: Callable[[], int | None], process: int) -> int:
    """What is begun in the place of `process`."""
    return wait_for(lambda: found if (found := find()) != process else None)


def list_cpus(process: int) -> set[int]:
    """Where its threads may run."""
    threads = [int(thread) for thread in os.listdir(f"/proc/{process}/task")]
    return set().union(*(os.sched_getaffinity(thread) for thread in threads))


def test_the_worker_stays_on_one_cpu(serve: Callable[..., Server]) -> None:
    """Also one that is begun after a crash."""
    server = serve()
    server.wait()
    worker = wait_for(server.find_worker)
    (cpu,) = list_cpus(worker)

    os.kill(worker, signal.SIGKILL)

    after = find_other(server.find_worker, worker)
    server.wait()
    assert list_cpus(after) == {cpu}


def test_what_ticks_is_free(serve: Callable[..., Server]) -> None:
    """It runs beside the server, and so does the one that is begun when it is killed."""
    server = serve()
    server.wait()
    ticker = wait_for(server.find_ticker)
    assert list_cpus(ticker) == OURS

    os.kill(ticker, signal.SIGKILL)

    assert list_cpus(find_other(server.find_ticker, ticker)) == OURS


def test_neighbouring_ports_are_on_different_cpus(serve: Callable[..., Server]) -> None:
    """Two installations on one machine do not share a CPU while another is idle."""
    server = serve()
    server.wait()
    first = list_cpus(wait_for(server.find_worker))
    server.kill()
    server.port += 1
    server.url = f"http://127.0.0.1:{server.port}"
    server.start()
    server.wait()

    second = list_cpus(wait_for(server.find_worker))

    assert (first == second) is (len(OURS) == 1)
