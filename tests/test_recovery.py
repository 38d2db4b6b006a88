"""The drill: from an empty machine to serving, by the very commands of the how-to."""

import re
import shutil
import sqlite3
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from feedback.config import Settings
from feedback.copies import check_copy, hash_rows
from feedback.db import Database
from tests.conftest import ROOT, stored
from tests.durability.server import Server, Stay
from tests.processes import find_port

HOW_TO = ROOT / "docs" / "how-to" / "back-up-and-restore.md"
CHANGED = ("accounts", "audit", "meta")  # what a restore changes in what it restores
COPY = "feedback-2026-11-25T02-00-00Z.db"


def read_commands(heading: str) -> list[str]:
    """The commands under a heading of the how-to, one a line."""
    section = HOW_TO.read_text().split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"```\n(.*?)```", section, re.DOTALL)[0].splitlines()


class Machine:
    """A folder that stands for a machine: the paths of the how-to lie in it, and nothing runs yet."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port, self.server = folder, port, None
        for name in ("etc", "mnt/copies/feedback", "mnt/safe", "var/lib"):
            (folder / name).mkdir(parents=True)
        env = f"FEEDBACK_INSTANCE={folder}/var/lib/feedback\nFEEDBACK_COUNCIL_NAME='Westmere Council'\n"
        (folder / "etc/feedback.env").write_text(env)

    def do(self, command: str) -> str:
        """Run one command of the how-to on this machine; what it says. Fails when it fails."""
        if command == "sudo systemctl start feedback":
            self.start()
            return ""
        if command == "sudo systemctl stop feedback":
            self.stop()
            return ""
        for was, now in (
            ("sudo -u feedback ", ""),
            ("sudo ", ""),
            ("-o feedback -g feedback ", ""),
            ("/opt/feedback", str(ROOT)),
            ("127.0.0.1:8000", f"127.0.0.1:{self.port}"),
            ("/var/lib/", f"{self.folder}/var/lib/"),
            ("/etc/", f"{self.folder}/etc/"),
            ("/mnt/", f"{self.folder}/mnt/"),
        ):
            command = command.replace(was, now)
        done = subprocess.run(
            ["sh", "-ec", command], capture_output=True, text=True, check=False, cwd=self.folder
        )
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        return done.stdout

    def start(self) -> None:
        """What systemd does."""
        serve = f"exec {ROOT}/.venv/bin/feedback serve --port {self.port}"
        self.server = subprocess.Popen(
            ["sh", "-c", f"umask 077; set -a; . {self.folder}/etc/feedback.env; {serve}"],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self.server.stdout
        assert "Listening" in self.server.stdout.readline()

    def stop(self) -> None:
        """What systemd does."""
        if self.server:
            self.server.terminate()
            self.server.communicate()
            self.server = None


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """An empty machine."""
    machine = Machine(tmp_path / "machine", find_port())
    try:
        yield machine
    finally:
        machine.stop()


@pytest.fixture
def server(settings: Settings, database: Database, oak: str) -> Iterator[Server]:
    """The old machine's server. The round is open on the machine's own day, whatever it is."""
    with database.writing() as session:
        session.connection().exec_driver_sql(
            "UPDATE rounds SET opens_on='2020-01-01', closes_on='2199-01-01'"
        )
    database.engine.dispose()
    server = Server(settings.instance)
    try:
        server.process.stdout.readline()
        yield server
    finally:
        if server.process.poll() is None:
            server.kill()


def hash_of(file: Path | str) -> str:
    """The hash of the rows that a restore does not change."""
    with closing(sqlite3.connect(file)) as connection:
        return hash_rows(connection, without=CHANGED)


def run(settings: Settings, *words: str) -> subprocess.CompletedProcess[str]:
    """A command on the old machine."""
    return subprocess.run(
        [ROOT / ".venv/bin/feedback", *words],
        env={"FEEDBACK_INSTANCE": str(settings.instance)},
        capture_output=True,
        text=True,
        check=False,
    )


def wait_for(happened: Callable[[], bool]) -> None:
    """Wait until the server has done something by itself."""
    for _ in range(600):
        if happened():
            return
        time.sleep(0.1)
    raise AssertionError("it has not happened")


def post(port: int, path: str, data: dict[str, str]) -> int:
    """Send a page."""
    opener = urllib.request.build_opener(Stay)
    body = urllib.parse.urlencode(data).encode()
    try:
        return int(opener.open(f"http://127.0.0.1:{port}{path}", body, timeout=20).status)
    except urllib.error.HTTPError as error:
        return error.code


def rows_of(file: Path) -> dict[str, list[str]]:
    """Every row of every table that has some, but of the audit: that it was put back is written there."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        named = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        found = {
            name: sorted(map(str, database.execute(f'SELECT * FROM "{name}"')))
            for (name,) in named
            if name not in ("audit", "meta") and not name.startswith("sqlite_")
        }
    return {name: rows for name, rows in found.items() if rows}


def test_from_an_empty_machine_to_serving(
    server: Server, oak: str, settings: Settings, machine: Machine, database: Database
) -> None:
    """Answers, rows and pages that were open when the old machine died are there on the new one."""
    for number in range(5):
        token = server.get_token(oak)
        assert server.post(oak, {"token": token, "best": f"answer {number}"}) == 303
    open_page = {"token": server.get_token(oak), "best": "sent after the fire"}
    copies = machine.folder / "mnt/copies/feedback"
    made = run(settings, "backup", str(copies))
    assert made.returncode == 0, made.stderr
    refused = run(settings, "restore", str(next(copies.iterdir())), "--yes")
    assert server.post(oak, {"token": server.get_token(oak), "best": "lost with the disk"}) == 303
    server.kill()
    shutil.copy(settings.instance / "secret-key", machine.folder / "mnt/safe/secret-key")
    next(copies.iterdir()).rename(copies / COPY)

    said = [machine.do(command) for command in read_commands("From an empty machine to serving")]

    restored = machine.folder / "var/lib/feedback/feedback.db"
    assert '{"status":"ok"}' in said[-1].replace(" ", "")
    put_back = rows_of(copies / COPY)
    assert {name: rows_of(restored)[name] for name in put_back} == put_back
    assert [post(machine.port, oak, open_page) for _ in range(2)] == [303, 303]
    words = sorted(row.comments for row in stored(Database(f"sqlite:///{restored}")))
    assert words == [
        *(f'{{"best": "answer {number}"}}' for number in range(5)),
        '{"best": "sent after the fire"}',
    ]
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert refused.stderr.startswith("The database is in use: stop the server")


def test_the_other_commands_of_the_how_to_work_too(
    settings: Settings, machine: Machine, database: Database
) -> None:
    """A folder for copies, a copy by hand, back to it on the same machine; then the server makes one itself."""
    database.checkpoint()
    database.engine.dispose()
    (machine.folder / "mnt/copies/feedback").rmdir()
    shutil.copytree(
        settings.instance, machine.folder / "var/lib/feedback", ignore=lambda *_: {"machine"}
    )
    copies = machine.folder / "mnt/copies/feedback"

    for heading in ("Let it be made every night", "Make one by hand"):
        for command in read_commands(heading):
            machine.do(command)
    (copy,) = copies.iterdir()
    assert check_copy(copy).made_at
    copy.rename(copies / COPY)
    wanted = hash_of(copies / COPY)
    *stop_and_restore, start = read_commands("Go back to a copy on the same machine")
    for command in stop_and_restore:
        machine.do(command)
    (copies / COPY).unlink()
    machine.do(start)
    wait_for(lambda: any(copies.glob("feedback-*.db")))

    instance = machine.folder / "var/lib/feedback"
    assert len(list(instance.glob("feedback.db-before-*Z"))) == 1
    assert hash_of(instance / "feedback.db") == wanted
