"""The front of the production server: waits for slow phones without holding a thread, then asks the app."""

import asyncio
import io
import sys
from collections.abc import Awaitable, Callable, Generator, Iterable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from feedback.app import create_app
from feedback.web.errors import REFUSED
from feedback.web.form_parsing import MOST_BYTES, most_bytes

THREADS = 8  # one process writes (SQLite); more threads take no more answers a second
PATIENCE = (
    60  # seconds until the whole of a request must be here: far more than the worst phone needs
)
LONG_PATIENCE = 180  # of a file that staff send
MOST_DIGITS = 20  # of a length that is worth reading
VERSIONS = ("1.0", "1.1")  # of HTTP; a proxy in front speaks them too
HANG_UP = [(b"Connection", b"close")]
LONG_AT_ONCE = 4  # such files: strangers may send to their addresses, and must not fill the memory

Environ = dict[str, Any]
# Of ASGI (https://asgi.readthedocs.io/en/latest/specs/www.html).
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

# The statuses of pages that the server gives without the app: no HTTP, too slow, too long a head, and too many or no time left.
REFUSALS = (400, 408, 431, 503)
NOBODY = ("", 0)  # where the system does not know
# What is asked in the place of a request that cannot be read.
NO_REQUEST: Scope = {
    "method": "GET", "raw_path": b"/", "query_string": b"", "http_version": "1.1", "scheme": "http",
    "server": None, "client": None, "headers": [],
}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What the app answered."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    # What follows, where the app did not say how long it is: a pack is sent as it is made.
    rest: Iterator[bytes] | None
    close: Callable[[], None]  # to be called when no more of it is wanted


class Front:
    """A WSGI application behind ASGI, which receives the whole of a request before a thread sees it.

    Where a thread waits for the body, enough slow bodies stop everybody else.
    """

    def __init__(self, app: Application, *, threads: int = THREADS) -> None:
        self._app = app
        # For what cannot be read or waited for, by status: asked once, since then there may be nobody to ask.
        self.pages = {
            status: _ask(app, _make_environ(NO_REQUEST) | {REFUSED: status}) for status in REFUSALS
        }
        self._threads = ThreadPoolExecutor(threads)
        self._long = asyncio.Semaphore(LONG_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        environ = _make_environ(scope)
        try:
            answer = await self._answer(environ, receive)
        except asyncio.CancelledError:  # the server stops, and this takes too long
            answer = self.pages[503]
        headers = answer.headers + (HANG_UP if REFUSED in environ else [])
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        if answer.rest is None:
            await send({"type": "http.response.body", "body": answer.body})
        else:
            await self._send_pieces(answer, answer.rest, receive, send)

    async def _answer(self, environ: Environ, receive: Receive) -> Answer:
        loop = asyncio.get_running_loop()
        has_body = "CONTENT_LENGTH" in environ or "HTTP_TRANSFER_ENCODING" in environ
        async with self._wait_for(environ):
            if has_body:
                await _read_body(environ, receive)
            return await loop.run_in_executor(self._threads, _ask, self._app, environ)

    async def _send_pieces(
        self, answer: Answer, rest: Iterator[bytes], receive: Receive, send: Send
    ) -> None:
        """Send each piece once it is made, and make no more when nobody is there any longer."""
        loop, piece = asyncio.get_running_loop(), answer.body
        gone = loop.create_task(_wait_until_gone(receive))
        try:
            while piece and not gone.done():
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                piece = await loop.run_in_executor(self._threads, _take, rest)
            await send({"type": "http.response.body"})
        finally:
            gone.cancel()
            await loop.run_in_executor(self._threads, answer.close)

    def _wait_for(self, environ: Environ) -> AbstractAsyncContextManager[Any]:
        """A long body waits until few others are here; nobody who answers a questionnaire does."""
        return self._long if _most_bytes(environ) > MOST_BYTES else nullcontext()


def make_front() -> Front:
    """The front of this installation. Raises SettingsError when something is missing or unsafe."""
    return Front(create_app())


async def _wait_until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _read_body(environ: Environ, receive: Receive) -> None:
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
            more = True
            while more and len(body) <= most:
                message = await receive()
                body += message.get("body", b"")
                more = message.get("more_body", False)
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
    sent = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    if any(name.lower() == "content-length" for name, _ in headers) or not first:
        return Answer(status, sent, b"".join([first, *pieces]), None, pieces.close)
    return Answer(status, sent, first, pieces, pieces.close)


def _take(pieces: Iterator[bytes]) -> bytes:
    """The next piece with something in it; b"" at the end."""
    return next(filter(None, pieces), b"")


def _refuse_writing(_: bytes) -> None:
    raise NotImplementedError("an application returns its answer, and never writes it")


def _close_after(answered: Iterable[bytes]) -> Generator[bytes]:
    try:
        yield from answered
    finally:
        if close := getattr(answered, "close", None):
            close()


def _make_environ(scope: Scope) -> Environ:
    """What WSGI wants to know of a request."""
    server, client = scope["server"] or NOBODY, scope["client"] or NOBODY
    environ: Environ = {} if scope["http_version"] in VERSIONS else {REFUSED: 400}
    environ |= {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": _read_path(scope["raw_path"]),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        if b"_" in name:  # it would pass for the one with a hyphen, which others have looked at
            continue
        key, text = name.decode("latin-1").upper().replace("-", "_"), value.decode("latin-1")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        environ[key] = f"{environ[key]},{text}" if key in environ else text
    return environ


def _read_path(target: bytes) -> str:
    """The path as WSGI wants it, a letter for each byte; of a whole address, as a proxy may be asked, its path."""
    if not target.startswith(b"/"):
        _, host, target = target.partition(b"://")
        target = b"/" + target.partition(b"/")[2] if host else b"/"
    return unquote_to_bytes(target).decode("latin-1")
