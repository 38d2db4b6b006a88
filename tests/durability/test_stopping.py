"""The server is stopped as somebody stops it who started it by hand: with Ctrl-C."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from feedback.cli.serving import TICKS
from feedback.config import Settings
from tests.processes import PATIENCE, Process, find_port, kill, serve, start


def list_names(process: Process) -> list[str]:
    """The names of the processes that are in its group."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            stat = (folder / "stat").read_text()
        except OSError:
            continue
        name, _, rest = stat.partition("(")[2].rpartition(")")
        if rest.split()[2] == str(process.pid):
            found.append(name)
    return found


@pytest.mark.parametrize("after", [0, 2], ids=["at once", "once it ticks"])
@pytest.mark.usefixtures("long_round")
def test_ctrl_c_ends_everything_without_a_trace(settings: Settings, after: float) -> None:
    """Whatever it does in that moment, it says nothing and leaves nothing behind."""
    port = find_port()
    process = start(
        settings.instance, serve(port), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout
    try:
        assert process.stdout.readline() == f"Listening on http://127.0.0.1:{port}\n"
        assert TICKS in list_names(process)
        time.sleep(after)

        os.killpg(process.pid, signal.SIGINT)

        said, _ = process.communicate(timeout=PATIENCE)
    finally:
        kill(process)
    assert (said, process.returncode) == ("", 0)
    assert list_names(process) == []
