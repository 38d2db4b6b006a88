"""The real server in a process group of its own, to be killed and started again, and clients that keep trying."""

import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

NOBODY = (OSError, http.client.HTTPException)  # answered, or not to the end
ROOT = Path(__file__).resolve().parents[2]
SCRIPT = str(Path(sys.executable).with_name("feedback"))
PATIENCE = 60  # seconds a client goes on trying


class _Stay(urllib.request.HTTPRedirectHandler):
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
        self.opener = urllib.request.build_opener(_Stay)
        self.start()

    def start(self) -> None:
        """Start it, and wait for nothing."""
        command = (
            [sys.executable, "-m", "tests.durability.unprotected"] if self.without else [SCRIPT]
        )
        self.process = subprocess.Popen(
            [*command, "serve", "--port", str(self.port)],
            cwd=ROOT,
            env={
                "FEEDBACK_INSTANCE": str(self.instance),
                "FEEDBACK_TEST_WITHOUT": self.without,
                "PATH": os.environ["PATH"],
                "PYTHONUNBUFFERED": "1",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def kill(self) -> None:
        """kill -9 the whole group, unless it is dead."""
        if self.process.returncode is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.communicate()

    def restart(self) -> None:
        """Kill it and start it again."""
        self.kill()
        self.start()

    def get(self, path: str) -> str:
        """Open a page; raises one of NOBODY when nobody answers."""
        html: str = self.opener.open(self.url + path, timeout=10).read().decode()
        return html

    def get_token(self, path: str) -> str:
        """Open the page, again until somebody answers; its token."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                return re.findall(r'name="token" value="([^"]+)"', self.get(path))[0]
            except NOBODY:
                time.sleep(0.05)
        raise AssertionError("the server did not come back")

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
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            status = self.post(path, data)
            if status not in (0, 503):
                return status
            time.sleep(0.05)
        raise AssertionError("the server did not come back")


def find_port() -> int:
    """A free port that no outgoing connection is given while the server is down."""
    for port in random.sample(range(20_000, 30_000), 50):
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)):
                return port
    raise AssertionError("no port is free")
