"""Every response carries the same headers: pages, files, redirects and errors."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feedback.app import create_app
from feedback.config import Settings, read_settings
from feedback.db import Database
from feedback.web.access import EVERYBODY, open_to
from feedback.web.assets import asset
from tests.pages import CSP

EXACT = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STATIC = ["public.css", "public.js", "staff.css", "mark.svg", "pictures.svg"]


def ask(client: FlaskClient, what: str, oak: str) -> TestResponse:
    """One response of each sort."""
    method, _, path = what.partition(" ")
    data = {"best": "x" * 70_000} if path == "too much" else {"know_iro": "yes"}
    path = {"questions": oak, "too much": oak, "file": asset("public.css")}.get(path, path)
    return client.open(path, method=method, data=data if method == "POST" else None, buffered=True)


EVERYTHING = {
    "GET questions": 200,
    "HEAD questions": 200,
    "OPTIONS questions": 200,
    "POST questions": 422,
    "POST too much": 413,
    "PUT questions": 405,
    "GET /": 200,
    "GET /?code=222222": 303,
    "GET /q/222222": 404,
    "GET /q/222222/sent": 200,
    "GET /nowhere": 404,
    "GET /health": 200,
    "GET file": 200,
    "HEAD file": 200,
    "POST file": 405,
    "GET /static/000000000000/public.css": 404,
    "GET /static/../config.py": 404,
    "GET /staff": 302,
    "GET /staff/sign-in": 200,
    "POST /staff/rounds": 401,
    "GET /staff/nowhere": 302,
    "GET /broken": 500,
}


@pytest.fixture
def open_app(app: Flask) -> Flask:
    """The app with a view that fails, as a bug would."""

    def broken() -> str:
        raise ValueError("the answer was 'secret words'")

    app.add_url_rule("/broken", "broken", open_to(EVERYBODY)(broken))
    return app


@pytest.mark.parametrize(("what", "status"), EVERYTHING.items())
def test_every_response_has_the_headers(open_app: Flask, oak: str, what: str, status: int) -> None:
    """The exact strings, once each; nothing is kept by the browser but static files."""
    response = ask(open_app.test_client(), what, oak)

    assert response.status_code == status
    assert {name: response.headers.getlist(name) for name in EXACT} == {
        name: [value] for name, value in EXACT.items()
    }
    assert response.headers["Cache-Control"] == (
        "max-age=315360000, public, immutable" if "file" in what and status == 200 else "no-store"
    )
    assert "Strict-Transport-Security" not in response.headers


def test_every_power_of_the_browser_is_off(client: FlaskClient) -> None:
    """Camera, microphone and place among them, for every origin."""
    policy = client.get("/").headers["Permissions-Policy"]

    powers = dict(part.split("=") for part in policy.split(", "))

    assert {"camera", "microphone", "geolocation", "payment"} <= set(powers)
    assert set(powers.values()) == {"()"}


@pytest.mark.parametrize("path", ["/", "/nowhere", "/health", "file"])
def test_an_https_council_asks_for_https_for_years(
    settings: Settings, database: Database, path: str
) -> None:
    """HSTS for at least a year, files included."""
    secure = read_settings(
        {"FEEDBACK_INSTANCE": str(settings.instance), "FEEDBACK_PUBLIC_URL": "https://ask.example"}
    )

    response = ask(create_app(secure).test_client(), f"GET {path}", "")

    assert response.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


@pytest.mark.parametrize(
    "what", [w for w, status in EVERYTHING.items() if status in (404, 413, 405)]
)
def test_errors_set_no_cookie(open_app: Flask, oak: str, what: str) -> None:
    """Only a page of questions and its thank-you have one."""
    response = ask(open_app.test_client(), what, oak)

    assert response.headers.getlist("Set-Cookie") == []


@pytest.mark.parametrize("name", STATIC)
def test_static_files_are_what_they_say(client: FlaskClient, name: str) -> None:
    """Each has its type, since nosniff takes nobody's guess."""
    response = client.get(asset(name), buffered=True)

    assert response.status_code == 200
    assert response.mimetype in {
        "css": {"text/css"}, "svg": {"image/svg+xml"}, "js": {"text/javascript", "application/javascript"},
    }[name.rpartition(".")[2]]  # fmt: skip
