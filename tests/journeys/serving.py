"""An application served to a browser by the process that tests it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server


class _Handler(WSGIRequestHandler):
    """Keeps connections open, as a real server does, and says nothing."""

    protocol_version = "HTTP/1.1"

    def log(self, *_: Any, **__: Any) -> None:
        """Nothing: the output of a test is for what went wrong."""


@contextmanager
def serve(application: Flask) -> Iterator[str]:
    """The address where `application` is served meanwhile."""
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=_Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
