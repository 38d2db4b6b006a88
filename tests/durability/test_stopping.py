"""The server is stopped as somebody stops it who started it by hand, with Ctrl-C, and as a machine does that runs out of memory."""

import os
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest

from feedback.cli.ticker import NAME
from feedback.config import Settings
from tests.attacks.carried import list_header_faults
from tests.attacks.server import read_answer
from tests.processes import PATIENCE, Process, find_port, kill, serve, start, wait_for


def has_worker(process: Process) -> bool:
    """Whether the process that answers is begun: two have the name of the program then."""
    return len(list_names(process)) == 3


def list_names(process: Process) -> list[str]:
    """The names of the processes that are in its group and have not ended."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            stat = (folder / "stat").read_text()
        except OSError:
            continue
        name, _, rest = stat.partition("(")[2].rpartition(")")
        state, _, group, *_ = rest.split()
        if group == str(process.pid) and state != "Z":
            found.append(name)
    return found


@pytest.mark.usefixtures("long_round")
def test_ctrl_c_ends_everything_without_a_trace(settings: Settings) -> None:
    """It says nothing and leaves nothing behind: nor does what ticks, wherever it is."""
    port = find_port()
    process = start(
        settings.instance, serve(port), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout
    try:
        assert process.stdout.readline() == f"Listening on http://127.0.0.1:{port}\n"
        assert NAME in list_names(process)
        time.sleep(1)

        os.killpg(process.pid, signal.SIGINT)

        said, _ = process.communicate(timeout=PATIENCE)
    finally:
        kill(process)
    assert (said, process.returncode) == ("", 0)
    assert list_names(process) == []


@pytest.mark.parametrize(("stop", "after"), [(signal.SIGTERM, 0.02), (signal.SIGINT, 0.1)])
@pytest.mark.usefixtures("long_round")
def test_what_only_starts_stops_too(settings: Settings, stop: signal.Signals, after: float) -> None:
    """A worker that is not ready yet hears it: else the server would wait for its end for ever."""
    process = start(settings.instance, serve(find_port()), stderr=subprocess.PIPE)
    try:
        until = time.monotonic() + PATIENCE
        while not has_worker(process):
            assert time.monotonic() < until, "no worker"
            time.sleep(0.005)
        time.sleep(after)

        os.killpg(process.pid, stop)

        _, said = process.communicate(timeout=PATIENCE)
    finally:
        kill(process)
    assert said == ""
    assert list_names(process) == []


@pytest.mark.usefixtures("long_round")
def test_half_a_form_is_told_to_come_again(settings: Settings) -> None:
    """With the page that says so, at once: its sender waits for nothing, and nothing waits for it."""
    port = find_port()
    process = start(settings.instance, serve(port), stdout=subprocess.PIPE)
    assert process.stdout
    try:
        assert process.stdout.readline()
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
            line.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nbest=")
            time.sleep(0.5)

            process.terminate()

            answer = read_answer(b"".join(iter(lambda: line.recv(65_536), b"")))
        process.communicate(timeout=PATIENCE)
    finally:
        kill(process)
    assert answer.status == 503
    assert list_header_faults(503, answer.headers) == []
    assert b"Your page can be sent again" in answer.body


@pytest.mark.parametrize("answers", [True, False])
@pytest.mark.usefixtures("long_round")
def test_nothing_is_left_of_a_server_that_was_killed(settings: Settings, answers: bool) -> None:
    """Alone, without what it began: that would answer, and nobody be told what is due. What is gone is begun afresh."""
    port = find_port()
    process = start(
        settings.instance, serve(port), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout
    try:
        if answers:
            assert process.stdout.readline() == f"Listening on http://127.0.0.1:{port}\n"
        else:
            wait_for(lambda: has_worker(process))

        os.kill(process.pid, signal.SIGKILL)

        process.communicate(timeout=PATIENCE)  # the last of them closes what all of them print to
        wait_for(lambda: list_names(process) == [])
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
