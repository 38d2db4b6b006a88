"""The way to the council's own sign-in and back, as a browser goes it."""

import time
from collections.abc import Callable
from urllib.parse import urlsplit

import requests
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feedback.outside_answers import OutsideAnswers
from feedback.staff.council_sign_in import KEY

from .conftest import NOON, Council

LEAVE, BACK = "/staff/sign-in/council", "/staff/sign-in/council/back"
KIM = "kim@council.gov.uk"
SECONDS = int(NOON.timestamp())


def leave(client: FlaskClient, path: str = LEAVE) -> str:
    """Follow the link to the provider; where the provider sends the browser back to."""
    away = client.get(path)
    assert away.status_code == 302, away.text
    answer = requests.get(away.location, allow_redirects=False, timeout=10)
    parts = urlsplit(answer.headers["Location"])
    assert parts.path == BACK
    return f"{parts.path}?{parts.query}"


def sign_in(council: Council, client: FlaskClient | None = None, path: str = LEAVE) -> TestResponse:
    """The whole way there and back."""
    client = client or council.client()
    return client.get(leave(client, path))


def is_in(client: FlaskClient) -> bool:
    """Whether somebody is signed in here."""
    return client.get("/staff/account").status_code == 200


def forget(council: Council, *, seconds: Callable[[], float] = time.monotonic) -> None:
    """Let the app know nothing of the provider, and nobody stand in a queue."""
    council.app.extensions[KEY] = OutsideAnswers(patience=0, seconds=seconds)
