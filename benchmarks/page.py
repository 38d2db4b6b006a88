"""The questionnaire page: its weight in every variant, and the server's work above a bare hello."""

import gzip
import io
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient

from benchmarks.council import make_council
from feedback.app import create_app
from feedback.models.asking import Collector

ROUNDS = 1000
HEAVIEST = 30_000  # bytes, compressed, of everything before the first tap


def main() -> None:
    """Print weight and work."""
    with tempfile.TemporaryDirectory() as folder:
        council = make_council(Path(folder), teams=3)
        client = create_app(council.settings).test_client()
        for collector, variants in council.every:
            for variant in variants:
                _print_weight(client, collector, variant)
        _print_work(client, f"/q/{council.collectors[0].code}")


def _print_weight(client: FlaskClient, collector: Collector, variant: str) -> None:
    packed = {"Accept-Encoding": "gzip"}
    page = client.get(f"/q/{collector.code}?variant={variant}", headers=packed)
    files = sorted(set(re.findall(r'(/static/[^"#]+)', gzip.decompress(page.data).decode())))
    weights = {"page": len(page.data)} | {
        name.rsplit("/", 1)[-1]: len(client.get(name, headers=packed).data) for name in files
    }
    parts = ", ".join(f"{name} {weight:,}" for name, weight in weights.items())
    total = sum(weights.values())
    over = "" if total <= HEAVIEST else "  OVER"
    print(
        f"first view, {collector.questionnaire}, {variant}: {total:,} bytes of {HEAVIEST:,}{over}"
    )
    print(f"  {parts}")


def _print_work(client: FlaskClient, path: str) -> None:
    bare = Flask("bare")
    bare.add_url_rule("/", view_func=lambda: "hello")
    base = _work(lambda: _serve(bare, "/"))
    page = _work(lambda: _serve(client.application, path))

    def answer() -> None:
        token = re.search(
            rb'name="token" value="([^"]+)"', _serve(client.application, path, packed=False)
        )
        assert token
        form = {"token": token[1].decode(), "listened": "4", "best": "My IRO asked me."}
        _serve(client.application, path, form=form)

    both = _work(answer)
    print(f"hello-world: {base:.2f} ms CPU a request")
    print(f"GET questionnaire: {page - base:+.2f} ms above it ({page / base:.1f} times)")
    print(f"GET and POST, one whole response: {both:.2f} ms CPU")


def _serve(
    app: Flask, path: str, *, form: dict[str, str] | None = None, packed: bool = True
) -> bytes:
    """One request straight to the application, as a server hands it over; the body of the answer."""
    body = urlencode(form or {}).encode()
    environ = {
        "REQUEST_METHOD": "POST" if form else "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": "application/x-www-form-urlencoded" if form else "",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_ACCEPT_ENCODING": "gzip" if packed else "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    said: list[str] = []
    answer = app(environ, lambda status, _headers, *_: said.append(status))
    content = b"".join(answer)
    assert said[0].startswith("303" if form else "200"), said
    return content


def _work(action: Callable[[], object]) -> float:
    """Milliseconds of CPU of this process for one action."""
    action()
    start = time.process_time()
    for _ in range(ROUNDS):
        action()
    return (time.process_time() - start) / ROUNDS * 1000


if __name__ == "__main__":
    main()
