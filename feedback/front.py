"""The front of the production server: waits for slow phones without holding a thread, then asks the app."""

import asyncio
import io
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from dataclasses import dataclass
from itertools import chain
from typing import Any

from feedback.app import create_app
from feedback.web.form_parsing import MOST_BYTES, most_bytes

THREADS = 8  # one process writes (SQLite); more threads take no more answers a second
PATIENCE = (
    60  # seconds until the whole of a request must be here: far more than the worst phone needs
)
LONG_PATIENCE = 180  # of a file that staff send
MOST_DIGITS = 20  # of a length that is worth reading
LONG_AT_ONCE = 4  # such files: strangers may send to their addresses, and must not fill the memory

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True)
class Answer:
    """What the app answered."""

    status: int
    headers: list[tuple[str, str]]
    # Pieces where the app did not say how long it is: a pack is sent as it is made.
    body: bytes | Iterator[bytes]
    close: Callable[[], None]  # to be called when no more of it is wanted


class Front:
    """A WSGI application behind granian's asynchronous interface.

    granian's own WSGI interface hands a request to a thread once its head is here, and the thread waits for the
    body: enough slow bodies stop everybody else.
    """

    def __init__(self, app: Application, *, threads: int = THREADS) -> None:
        self._app = app
        self._threads = ThreadPoolExecutor(threads)
        self._long = asyncio.Semaphore(LONG_AT_ONCE)

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer one request."""
        environ = _make_environ(scope)
        if "CONTENT_LENGTH" in environ or "HTTP_TRANSFER_ENCODING" in environ:
            async with self._wait_for(environ):
                await _read_body(environ, protocol)
                answer = await self._answer(environ)
        else:
            answer = await self._answer(environ)
        if isinstance(answer.body, bytes):
            protocol.response_bytes(answer.status, answer.headers, answer.body)
            return
        try:
            line = protocol.response_stream(answer.status, answer.headers)
            loop = asyncio.get_running_loop()
            while piece := await loop.run_in_executor(self._threads, next, answer.body, None):
                await line.send_bytes(piece)
        finally:  # the phone may be gone
            await loop.run_in_executor(self._threads, answer.close)

    async def _answer(self, environ: Environ) -> "Answer":
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, _ask, self._app, environ)

    def _wait_for(self, environ: Environ) -> AbstractAsyncContextManager[Any]:
        """A long body waits until few others are here; nobody who answers a questionnaire does."""
        return self._long if _most_bytes(environ) > MOST_BYTES else nullcontext()


def make_front() -> Front:
    """The front of this installation. Raises SettingsError when something is missing or unsafe."""
    return Front(create_app())


async def _read_body(environ: Environ, protocol: Any) -> None:
    """Put the body into `environ`, as long as it should be.

    One that stays away or is cut off is shorter than its length says, and the app answers 400. Of one that is too
    long no more is read than shows it, and the app answers 413. One in pieces, which no browser sends, does not
    say its length, so that nobody can tell whether it is whole: 400, or 413.
    """
    most = _most_bytes(environ)
    in_pieces = environ.pop("HTTP_TRANSFER_ENCODING", None)
    declared = "" if in_pieces else environ.get("CONTENT_LENGTH", "")
    if declared.isdecimal() and (len(declared) > MOST_DIGITS or int(declared) > most):
        environ["CONTENT_LENGTH"] = str(most + 1)
        return
    body = bytearray()
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE if most == MOST_BYTES else LONG_PATIENCE):
            async for piece in protocol:
                body += piece
                if len(body) > most:
                    break
    environ["wsgi.input"] = io.BytesIO(bytes(body))
    environ["CONTENT_LENGTH"] = declared or str(len(body) + 1)


def _most_bytes(environ: Environ) -> int:
    return most_bytes(environ["PATH_INFO"]) if environ["REQUEST_METHOD"] == "POST" else MOST_BYTES


def _ask(app: Application, environ: Environ) -> Answer:
    """Run the app in a thread."""
    status, headers = 500, list[tuple[str, str]]()

    def start(said: str, fields: list[tuple[str, str]], *_: Any) -> Callable[[bytes], None]:
        nonlocal status, headers
        status, headers = int(said.split(" ", 1)[0]), fields
        return _refuse_writing

    pieces = _close_after(app(environ, start))
    # Nothing is known of the status before the first piece; of a file, only that it says its length.
    first = next(pieces, b"")
    if any(name.lower() == "content-length" for name, _ in headers) or not first:
        return Answer(status, headers, b"".join([first, *pieces]), pieces.close)
    body = (piece for piece in chain([first], pieces) if piece)
    return Answer(status, headers, body, pieces.close)


def _refuse_writing(_: bytes) -> None:
    raise NotImplementedError("an application returns its answer, and never writes it")


def _close_after(answered: Iterable[bytes]) -> Generator[bytes]:
    try:
        yield from answered
    finally:
        if close := getattr(answered, "close", None):
            close()


def _make_environ(scope: Any) -> Environ:
    """What WSGI wants to know of a request."""
    server, client = scope.server.rsplit(":", 1), scope.client.rsplit(":", 1)
    environ: Environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": _to_wsgi(scope.path),
        "QUERY_STRING": _to_wsgi(scope.query_string),
        "SERVER_NAME": server[0],
        "SERVER_PORT": server[-1],
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": client[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        if "_" in name:  # it would pass for the one with a hyphen, which others have looked at
            continue
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    return environ


def _to_wsgi(text: str) -> str:
    """Letters as WSGI wants them: a letter for each byte."""
    return text.encode("utf-8", "replace").decode("latin-1")
