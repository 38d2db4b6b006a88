"""The questionnaire page: its weight before the first tap, and the server's work above a bare hello."""

import gzip
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from benchmarks.council import make_council
from feedback.app import create_app

ROUNDS = 1000
HEAVIEST = 30_000  # bytes, compressed, of everything before the first tap


def main() -> None:
    """Print weight and work."""
    with tempfile.TemporaryDirectory() as folder:
        council = make_council(Path(folder), teams=3)
        client = create_app(council.settings).test_client()
        path = f"/q/{council.collectors[0].code}"
        _print_weight(client, path)
        _print_work(client, path)


def _print_weight(client: FlaskClient, path: str) -> None:
    packed = {"Accept-Encoding": "gzip"}
    for variant in ("standard", "easy-read"):
        page = client.get(f"{path}?variant={variant}", headers=packed)
        text = gzip.decompress(page.data).decode()
        files = sorted(set(re.findall(r'(/static/[^"#]+)', text)))
        weights = {path: len(page.data)} | {
            f: len(client.get(f, headers=packed).data) for f in files
        }
        total = sum(weights.values())
        print(f"first view, {variant}: {total:,} bytes compressed (at most {HEAVIEST:,})")
        for name, weight in weights.items():
            print(f"  {weight:>7,}  {name.rsplit('/', 1)[-1]}")


def _print_work(client: FlaskClient, path: str) -> None:
    bare = Flask("bare")
    bare.add_url_rule("/", view_func=lambda: "hello")
    hello = bare.test_client()
    packed = {"Accept-Encoding": "gzip"}
    base = _work(lambda: hello.get("/"))
    page = _work(lambda: client.get(path, headers=packed))

    def answer() -> None:
        token = re.search(r'name="token" value="([^"]+)"', client.get(path).text)
        assert token
        sent = client.post(
            path, data={"token": token[1], "listened": "4", "best": "My IRO asked me."}
        )
        assert sent.status_code == 303

    both = _work(answer)
    print(f"hello-world: {base:.2f} ms CPU a request")
    print(f"GET questionnaire: {page - base:+.2f} ms above it ({page / base:.1f} times)")
    print(f"GET and POST, one whole response: {both:.2f} ms CPU")


def _work(action: Callable[[], object]) -> float:
    """Milliseconds of CPU of this process for one action, in the test client of Flask."""
    action()
    start = time.process_time()
    for _ in range(ROUNDS):
        action()
    return (time.process_time() - start) / ROUNDS * 1000


if __name__ == "__main__":
    main()
