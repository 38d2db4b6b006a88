"""The host a request names, by which nothing here goes: whatever it is, the app hears of one that is sound."""

from collections.abc import Iterable
from typing import Any

from feedback.web.headers import App, StartResponse

SOUND = "localhost"


class AnyHost:
    """A WSGI layer that hides the host. With one like `.` or `a..b` Flask could not make the address of any page."""

    def __init__(self, app: App) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request."""
        return self._app({**environ, "HTTP_HOST": SOUND}, start_response)
