"""The page for a request that the app cannot even begin to read, so that its own handlers never hear of it."""

from collections.abc import Iterable
from typing import Any

from flask import Flask

from feedback.web.errors import show_unexpected
from feedback.web.headers import StartResponse


class LastResort:
    """A WSGI layer that answers with our page of a mistake whatever `app` lets through."""

    def __init__(self, app: Flask) -> None:
        self._app, self._inner = app, app.wsgi_app

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request."""
        try:
            return self._inner(environ, start_response)
        except Exception as error:  # whoever asked gets a page
            with self._app.test_request_context() as plain:  # what was sent may be what is wrong
                response = self._app.process_response(show_unexpected(error))
            return response(plain.request.environ, start_response)
