"""nginx in front of the real server, set up by the example in the guide to installing, and by nothing else."""

import os
import re
import select
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.attacks.server import PATIENCE
from tests.mail import HOST, make_certificate
from tests.processes import ROOT, find_port

GUIDE = ROOT / "docs" / "how-to" / "install.md"
A_MOMENT = 0.2  # seconds until a phone that sent half a request is gone
SILENCE = 2  # seconds without a word after which an answer was whole
# Its workers would be nobody, who may not open the folders of root.
USER = "" if os.getuid() else "user root;"
PROGRAM = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or "nginx"
# The rest of a configuration. What the example switches off would be written here.
AROUND = """
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/start.log;
events {{}}
http {{
    access_log {folder}/access.log;
    error_log {folder}/error.log info;
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/answers;
    fastcgi_temp_path {folder}/unused;
    uwsgi_temp_path {folder}/unused;
    scgi_temp_path {folder}/unused;
    {example}
}}
"""


def read_example() -> str:
    """The server blocks of nginx, as the guide shows them."""
    found = re.search(r"```\n(server \{.*?)```", GUIDE.read_text(encoding="utf-8"), re.S)
    assert found, "the guide shows no server block"
    return found[1]


@dataclass(frozen=True)
class Proxy:
    """A proxy on this machine: its ports of https and of http."""

    port: int
    plain: int
    folder: Path

    @contextmanager
    def opened(self, *, newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> Iterator[ssl.SSLSocket]:
        """A connection of somebody who speaks `newest` and everything older."""
        context = ssl.create_default_context(cafile=str(self.folder / f"{HOST}.pem"))
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.minimum_version, context.maximum_version = ssl.TLSVersion.MINIMUM_SUPPORTED, newest
        with (
            socket.create_connection((HOST, self.port), timeout=PATIENCE) as plain,
            context.wrap_socket(plain, server_hostname=HOST) as line,
        ):
            yield line

    def send(self, request: bytes, *, cut: bool = False) -> bytes:
        """The bytes that come back for these bytes; `cut`: we say goodbye when nothing comes for a moment."""
        with self.opened() as line:
            with suppress(OSError):  # refused before all was sent
                line.sendall(request)
            if cut and not select.select([line], [], [], A_MOMENT)[0]:
                with suppress(OSError):
                    line.unwrap()
            return _read(line)

    def send_plain(self, request: bytes, port: int = 0) -> bytes:
        """The same without https, at the port of http unless another is said."""
        with socket.create_connection((HOST, port or self.plain), timeout=PATIENCE) as line:
            line.sendall(request)
            return _read(line)


def _read(line: socket.socket) -> bytes:
    back = b""
    line.settimeout(SILENCE)
    with suppress(ConnectionError, ssl.SSLError, TimeoutError):
        while part := line.recv(65_536):
            back += part
    return back


@contextmanager
def proxying(example: str, service: int, folder: Path) -> Iterator[Proxy]:
    """nginx with these server blocks in front of the service at port `service`, from `with` to its end."""
    (port, plain), pem = (find_port(), find_port()), make_certificate(folder)
    for was, now in (
        ("listen 80;", f"listen {HOST}:{plain};"),
        ("listen 443 ssl", f"listen {HOST}:{port} ssl"),
        ("/etc/ssl/ask.pem", str(pem)),
        ("/etc/ssl/ask.key", str(pem)),
        ("http://127.0.0.1:8000", f"http://127.0.0.1:{service}"),
    ):
        assert was in example, was
        example = example.replace(was, now)
    settings = folder / "nginx.conf"
    settings.write_text(AROUND.format(folder=folder, example=example, user=USER), encoding="utf-8")
    process = subprocess.Popen(
        [PROGRAM, "-p", str(folder), "-c", str(settings), "-e", str(folder / "start.log")]
    )
    try:
        _wait_for(port, process, folder)
        yield Proxy(port, plain, folder)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait_for(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    while process.poll() is None:
        with suppress(ConnectionRefusedError), socket.create_connection((HOST, port)):
            return
        time.sleep(0.05)
    raise AssertionError((folder / "start.log").read_text())
