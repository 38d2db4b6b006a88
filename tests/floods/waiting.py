"""An app whose answer goes on only once its first part was heard, or is very long, behind the front of production."""

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from feedback.front import Front

LONG = 20_000_000  # bytes, far more than a line holds


def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """The first part at once; the last when the file that the query names is there. At /long, very much."""
    if environ["PATH_INFO"] == "/long":
        start("200 OK", [("Content-Length", str(LONG))])
        return [bytes(LONG)]
    start("200 OK", [("Content-Type", "application/zip")])
    heard = Path(environ["QUERY_STRING"])
    return _tell(heard) if environ["QUERY_STRING"] else [b"Hello"]


def _tell(heard: Path) -> Iterator[bytes]:
    yield b"the first part"
    while not heard.exists():
        time.sleep(0.01)
    yield b"the last part"


def make_front() -> Front:
    """The front with this app."""
    return Front(app)
