"""The real server in a process group of its own, to be killed and started again, and clients that keep trying."""

import http.client
import re
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from feedback.cli.ticker import NAME
from tests.processes import find_port, kill, serve, start, wait_for

NOBODY = (OSError, http.client.HTTPException)  # answered, or not to the end


class Stay(urllib.request.HTTPRedirectHandler):
    """A client that does not follow a thank-you."""

    def redirect_request(self, *_: object) -> None:
        """Stay where we are."""
        return


class Server:
    """`feedback serve` for the council in `instance`, or one with the protection `without` taken out."""

    def __init__(self, instance: Path, *, without: str = "") -> None:
        self.instance, self.without = instance, without
        self.port = find_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.opener = urllib.request.build_opener(Stay)
        self.start()

    def start(self) -> None:
        """Start it, and wait for nothing."""
        command = serve(self.port)
        if self.without:
            command = [sys.executable, "-m", "tests.durability.unprotected", *command[1:]]
        self.process = start(
            self.instance, command, stdout=subprocess.PIPE, FEEDBACK_TEST_WITHOUT=self.without
        )

    def kill(self) -> None:
        """kill -9 the whole group, unless it is dead."""
        kill(self.process)

    def restart(self) -> None:
        """Kill it and start it again."""
        self.kill()
        self.start()

    def wait(self) -> None:
        """Wait until it answers."""
        self.get_again("/health")

    def find_ticker(self) -> int | None:
        """Its process that ticks, by its id."""
        return next((child for child, ticks in self._list_children() if ticks), None)

    def find_worker(self) -> int | None:
        """Its process that answers, by its id."""
        return next((child for child, ticks in self._list_children() if not ticks), None)

    def _list_children(self) -> Iterator[tuple[int, bool]]:
        """The processes it began, and whether each ticks.

        What is about to become another program looks like its parent for a moment, but for its threads: it has one.
        """
        for folder in Path("/proc").iterdir():
            try:
                before, _, after = (folder / "stat").read_text().rpartition(")")
                words = (folder / "cmdline").read_text()
            except (OSError, IndexError):
                continue
            state = after.split()
            ticks, threads = before.endswith(f"({NAME}"), int(state[17])
            if state[1] != str(self.process.pid) or ("multiprocessing" in words and not ticks):
                continue
            if ticks or threads > 1:
                yield int(folder.name), ticks

    def get(self, path: str) -> str:
        """Open a page; raises one of NOBODY when nobody answers."""
        html: str = self.opener.open(self.url + path, timeout=10).read().decode()
        return html

    def get_again(self, path: str) -> str:
        """Open a page, again until somebody answers."""
        return wait_for(lambda: self._try(path))

    def _try(self, path: str) -> str | None:
        try:
            return self.get(path)
        except NOBODY:
            return None

    def get_token(self, path: str) -> str:
        """The token of the page, opened again until somebody answers."""
        return str(re.findall(r'name="token" value="([^"]+)"', self.get_again(path))[0])

    def post(self, path: str, data: dict[str, str]) -> int:
        """Send a form; the status, or 0 when nobody answered."""
        body = urllib.parse.urlencode(data).encode()
        try:
            return int(self.opener.open(self.url + path, body, timeout=10).status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code
        except NOBODY:
            return 0

    def post_until_thanked(self, path: str, data: dict[str, str]) -> int:
        """Send until somebody answers, as the page's script does."""
        return wait_for(lambda: self._send(path, data))

    def _send(self, path: str, data: dict[str, str]) -> int | None:
        status = self.post(path, data)
        return None if status == 503 else status
