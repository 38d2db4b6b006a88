"""The questionnaire page: its weight in every variant, and the server's work above a bare hello."""

import gzip
import io
import re
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient

from benchmarks.council import Council, make_council
from feedback.app import create_app
from feedback.languages import LISTED
from feedback.models.asking import Collector
from feedback.shipped_languages import bring_in

ROUNDS = 1000
HEAVIEST = 30_000  # bytes, compressed, of everything before the first tap
HEAVIEST_ANYWHERE = 32_000  # the same in any language


def main() -> None:
    """Print weight and work."""
    with tempfile.TemporaryDirectory() as folder:
        council = make_council(Path(folder), teams=3)
        _print_languages(council)
        client = create_app(council.settings).test_client()
        for collector, variants in council.every:
            for variant in variants:
                _print_weight(client, collector, variant)
        _print_work(client, f"/q/{council.collectors[0].code}")


def _print_languages(council: Council) -> None:
    """The heaviest first view of the IRO survey in each language that is shipped."""
    with council.database.writing() as session:
        bring_in(session, council.settings.translations)
    client = create_app(replace(council.settings, show_draft_translations=True)).test_client()
    (variants,) = (v for c, v in council.every if c.questionnaire == "iro-survey")
    weights = {
        one.tag: max(
            sum(
                _weigh(
                    client, f"/q/{council.collectors[0].code}?lang={one.tag}&variant={v}"
                ).values()
            )
            for v in variants
        )
        for one in LISTED
    }  # a language that is not shipped is shown in English
    tag, most = max(weights.items(), key=lambda each: each[1])
    over = "" if most <= HEAVIEST_ANYWHERE else "  OVER"
    print(
        f"first view, heaviest of {len(weights)} languages ({tag}): {most:,} bytes of {HEAVIEST_ANYWHERE:,}{over}"
    )
    print("  " + ", ".join(f"{tag} {weight:,}" for tag, weight in weights.items()))


def _weigh(client: FlaskClient, address: str) -> dict[str, int]:
    """The bytes of a page and of each file that it names, compressed."""
    packed = {"Accept-Encoding": "gzip"}
    page = client.get(address, headers=packed)
    files = sorted(set(re.findall(r'(/static/[^"#]+)', gzip.decompress(page.data).decode())))
    return {"page": len(page.data)} | {
        name.rsplit("/", 1)[-1]: len(client.get(name, headers=packed).data) for name in files
    }


def _print_weight(client: FlaskClient, collector: Collector, variant: str) -> None:
    weights = _weigh(client, f"/q/{collector.code}?variant={variant}")
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
