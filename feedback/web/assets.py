"""Where the browser finds stylesheets, scripts and pictures: under a name that changes when they do."""

import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask
from whitenoise import WhiteNoise

from feedback.web.headers import A_YEAR

STATIC = Path(__file__).resolve().parent.parent / "static"


@lru_cache(maxsize=1)
def static_digest() -> str:
    """Twelve characters that change when any static file does."""
    digest = hashlib.sha256()
    for path in sorted(path for path in STATIC.iterdir() if path.suffix not in (".gz", ".br")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def asset(name: str) -> str:
    """The address of a static file."""
    return f"/static/{static_digest()}/{name}"


def init_app(app: Flask) -> None:
    """Serve the static files before Flask sees the request, cached for a year."""
    app.jinja_env.globals["asset"] = asset
    everything: Callable[[str, str], bool] = lambda _path, _url: True  # noqa: E731
    server: Any = WhiteNoise(
        app.wsgi_app,
        root=str(STATIC),
        prefix=f"static/{static_digest()}",
        max_age=A_YEAR,
        immutable_file_test=everything,
        allow_all_origins=False,
    )
    app.wsgi_app = server  # type: ignore[method-assign]
