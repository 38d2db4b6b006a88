"""The real server in a process of its own, with a folder for what it keeps, writes and says."""

import http.client
import re
import socket
import time
from pathlib import Path
from urllib.parse import urlencode

from feedback.config import Settings
from tests.processes import find_port, serve, start

TOKEN = re.compile(r'name="token" value="([^"]+)"')


class Server:
    """`feedback serve`. `said` is what it printed, `temporary` the only folder it may use for temporary files."""

    def __init__(self, settings: Settings, folder: Path, **environ: str) -> None:
        self.port = find_port()
        self.said, self.temporary = folder / "said", folder / "temporary"
        for each in (self.said, self.temporary):
            each.mkdir(parents=True)
        self._files = [(self.said / name).open("wb") for name in ("out", "err")]
        self.process = start(
            settings.instance,
            serve(self.port),
            stdout=self._files[0],
            stderr=self._files[1],
            **{"TMPDIR": str(self.temporary)} | environ,
        )
        self._wait()
        self.line = self._connect()

    def _wait(self) -> None:
        until = time.monotonic() + 60
        while b"Listening on" not in (self.said / "out").read_bytes():
            assert self.process.poll() is None, (self.said / "err").read_text()
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.05)

    def _connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def ask(
        self,
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes | None = None,
    ) -> tuple[int, str, str]:
        """Send a request; its status, page and cookie."""
        self.line.request(method, path, body, headers)
        response = self.line.getresponse()
        page = response.read().decode("utf-8", "replace")
        if body and response.status >= 400:  # having refused to read it all, it may hang up
            self.line.close()
        cookie = (response.headers["Set-Cookie"] or "").partition("=")[2].partition(";")[0]
        return response.status, page, cookie

    def post(self, path: str, headers: dict[str, str], fields: dict[str, str]) -> tuple[int, str]:
        """Send a form; the status and the cookie."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        status, _, cookie = self.ask("POST", path, headers | kind, urlencode(fields).encode())
        return status, cookie

    def hang_up(self, path: str, headers: dict[str, str], half: bytes) -> None:
        """Send half a form, and be gone."""
        lines = [f"POST {path} HTTP/1.1", "Host: x", f"Content-Length: {len(half) * 2}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        with socket.create_connection(("127.0.0.1", self.port)) as line:
            line.sendall("\r\n".join([*lines, "", ""]).encode() + half)

    def stop(self) -> None:
        """End it and wait for its children, so that everything is said."""
        self.line.close()
        self.process.terminate()
        self.process.wait(30)
        for file in self._files:
            file.close()
