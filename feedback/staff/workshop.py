"""How many files are made at once: two, and two wait a moment, so that answers never wait for posters and workbooks."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from threading import BoundedSemaphore
from typing import cast

from flask import Flask, Response, current_app

from feedback.exceptions import FeedbackError
from feedback.web.errors import Kind, show_kind

KEY = "feedback-workshop"
PLACES = 2
QUEUE = 2  # whoever waits holds one of the front's eight threads, so only so many may
PATIENCE = 5.0  # seconds
BUSY = Kind(
    "Other files are being made just now",
    ("Nothing is wrong.", "Please wait a minute, go back and try again."),
)


class BusyError(FeedbackError):
    """Both places are taken, and so is the queue, or for too long."""


class Place:
    """What one file holds while it is made and sent. It is given back once, however often it is left."""

    def __init__(self, places: BoundedSemaphore) -> None:
        self._held = [places]

    def leave(self) -> None:
        """Make room for the next."""
        with suppress(IndexError):
            self._held.pop().release()

    def keep_for(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Hold the place until the last of `pieces` is made, or nobody wants them any more."""
        try:
            yield from pieces
        finally:
            self.leave()


class Workshop:
    """Where files are made."""

    def __init__(
        self, *, places: int = PLACES, queue: int = QUEUE, patience: float = PATIENCE
    ) -> None:
        self._places, self._queue = BoundedSemaphore(places), BoundedSemaphore(queue)
        self._patience = patience

    def enter(self) -> Place:
        """Take a place. Raises BusyError."""
        if not self._places.acquire(blocking=False):
            self._wait()
        return Place(self._places)

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place while the block lasts. Raises BusyError."""
        place = self.enter()
        try:
            yield
        finally:
            place.leave()

    def _wait(self) -> None:
        if not self._queue.acquire(blocking=False):
            raise BusyError(BUSY.title)
        try:
            if not self._places.acquire(timeout=self._patience):
                raise BusyError(BUSY.title)
        finally:
            self._queue.release()


def init_app(app: Flask) -> None:
    """Give `app` its workshop, and a kind page for when it is full."""
    app.extensions[KEY] = Workshop()
    app.register_error_handler(BusyError, lambda _: show_kind(503, BUSY))


def get_workshop() -> Workshop:
    """The workshop of the current app."""
    return cast(Workshop, current_app.extensions[KEY])


def send_as_made(pieces: Iterable[bytes], kind: str) -> Response:
    """An answer that holds a place until it is sent, or whoever asked is gone. Raises BusyError."""
    place = get_workshop().enter()
    response = Response(place.keep_for(pieces), mimetype=kind)
    response.call_on_close(place.leave)  # when not even the first piece was wanted
    return response
