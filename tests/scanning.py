"""A clamd of our own, which knows one file and speaks the protocol of the real one."""

import socket
import struct
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from feedback.scanner import KNOWN


def answer_as_clamd(content: bytes) -> bytes:
    """What clamd says about a file."""
    return b"stream: Eicar-Signature FOUND\0" if b"".join(KNOWN) in content else b"stream: OK\0"


@contextmanager
def scanning(
    answer: Callable[[bytes], bytes] = answer_as_clamd,
) -> Iterator[tuple[Path, list[bytes]]]:
    """Where it listens, and what it was shown; it says what `answer` makes of a file."""
    shown: list[bytes] = []
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as server:
        path = Path(folder) / "clamd.ctl"
        server.bind(str(path))
        server.listen()

        def serve() -> None:
            with suppress(OSError):  # the test is over
                while True:
                    line, _ = server.accept()
                    with line, line.makefile("rb") as read:
                        shown.append(_read_file(read.read))
                        line.sendall(answer(shown[-1]))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield path, shown
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


def _read_file(read: Callable[[int], bytes]) -> bytes:
    assert read(10) == b"zINSTREAM\0"
    content = b""
    while size := struct.unpack(">I", read(4))[0]:
        content += read(size)
    return content
