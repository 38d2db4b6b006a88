"""Requests that no page of ours makes: what proxies add, other sites, other methods, files that are not for serving."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.test import Client

from feedback.app import create_app
from feedback.config import Settings
from feedback.db import Database
from feedback.web.access import EVERYBODY, open_to
from feedback.web.assets import asset
from tests.conftest import stored
from tests.pages import refuse, visit

PAGES = ["/", "/help", "/privacy", "/health", "/nowhere", "/staff/sign-in", "/staff/"]
FILES = ["public.css", "public.js", "staff.css", "mark.svg", "pictures.svg"]
FORGED = {
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-For": "203.0.113.7",
    "X-Forwarded-Prefix": "/evil",
    "Forwarded": "host=evil.example;proto=https",
    "X-Original-URL": "/staff/",
    "X-Rewrite-URL": "/staff/",
    "X-HTTP-Method-Override": "DELETE",
}
NOT_SERVED = [
    "/.git/config", "/.git/HEAD", "/.env", "/wsgi.py", "/pyproject.toml", "/uv.lock", "/instance/feedback.db",
    "/feedback.db", "/secret-key", "/forms/iro-survey/1.yaml", "/static", "/static/", "/static/../config.py",
    "/docs/", "/openapi.json", "/metrics", "/debug", "/console", "/server-status",
]  # fmt: skip


def test_every_page_names_its_kind_and_letters(client: FlaskClient, oak: str) -> None:
    """No browser has to guess what it was sent, nor in which letters."""
    kinds = {path: client.get(path).content_type for path in (*PAGES, oak)}

    assert kinds.pop("/health") == "application/json"
    assert set(kinds.values()) == {"text/html; charset=utf-8"}


def test_every_file_names_its_letters(client: FlaskClient) -> None:
    """A drawing says it in its own way: XML that names nothing else is UTF-8."""
    for name in FILES:
        response = client.get(asset(name), buffered=True)

        if name.endswith(".svg"):
            assert response.content_type == "image/svg+xml"
            assert b"encoding=" not in response.data[:100]
        else:
            assert response.content_type.endswith('; charset="utf-8"')


def test_no_other_site_may_read_anything(client: FlaskClient, oak: str) -> None:
    """Neither a plain request of another site nor its question beforehand is told that it may."""
    asks = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}

    responses = [
        client.open(path, method=method, headers=asks, buffered=True)
        for path in (*PAGES, oak, asset("public.js"))
        for method in ("GET", "OPTIONS")
    ]

    names = {name.lower() for response in responses for name, _ in response.headers}
    assert "content-security-policy" in names
    assert not any(name.startswith("access-control-") for name in names)


def test_headers_that_proxies_add_change_nothing(app: Flask, oak: str) -> None:
    """Whoever writes them himself gets the same page, the same redirect and no other address."""
    client = app.test_client()

    page = client.get("/privacy", headers=FORGED)
    away = client.get("/staff/rounds", headers=FORGED)
    sent = client.post(oak, headers=FORGED, data={"know_iro": "yes"})

    assert page.data == client.get("/privacy").data
    assert away.location == "/staff/sign-in?next=/staff/rounds"
    assert sent.status_code == 422
    assert "evil" not in page.text + away.text + sent.text


def test_a_service_that_believes_proxies_is_noticed(app: Flask) -> None:
    """The look itself: with the usual middleware for proxies the forged prefix is in the redirect."""
    app.wsgi_app = ProxyFix(app.wsgi_app, x_host=1, x_proto=1, x_prefix=1)  # type: ignore[method-assign]

    away = app.test_client().get("/staff/rounds", headers=FORGED)

    assert "evil" in away.location


def test_answers_in_the_address_are_no_answers(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """What stands in an address ends in histories and logs, so nothing is ever taken from there."""
    page = visit(client, oak)

    again = client.post(f"{oak}?know_iro=yes&token={page.token}", data={})
    empty = client.post(f"{oak}?know_iro=yes", data={"token": page.token})
    taken = client.post(f"{oak}?know_iro=no", data={"token": page.token, "know_iro": "yes"})

    refuse(again)
    refuse(empty)
    assert taken.status_code == 303
    assert ["know_iro=yes" in row.answers for row in stored(database)] == [True]


def test_only_what_is_meant_to_be_served_is_served(client: FlaskClient) -> None:
    """No file of the house, no list of files, no page for developers; the same kind page for all."""
    for path in NOT_SERVED:
        response = client.get(path)

        assert response.status_code == 404, path
        assert "We cannot find that page" in response.text


def test_the_folder_of_files_is_not_listed(client: FlaskClient) -> None:
    """The address of a file is served, the folder it is in and what was beside it are not."""
    file = asset("public.css")

    assert client.get(file, buffered=True).status_code == 200
    assert client.get(file.rpartition("/")[0] + "/").status_code == 404
    assert client.get(file.replace("public.css", "../config.py")).status_code == 404


def test_other_methods_are_refused(client: FlaskClient, oak: str) -> None:
    """405 for each, with nothing of the request in the answer."""
    for method in ("TRACE", "TRACK", "CONNECT", "PROPFIND", "DELETE", "PATCH"):
        for path in ("/", oak, "/health"):
            response = client.open(path, method=method, headers={"X-Secret": "canary"})

            assert response.status_code == 405, (method, path)
            assert "canary" not in response.text


def test_developers_switches_do_nothing(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FLASK_DEBUG in the environment brings no trace to a page."""

    def broken() -> str:
        raise ValueError("secret words")

    monkeypatch.setenv("FLASK_DEBUG", "1")
    app = create_app(settings)
    app.add_url_rule("/broken", "broken", open_to(EVERYBODY)(broken))

    response = app.test_client().get("/broken")

    assert response.status_code == 500
    assert "secret words" not in response.text
    assert "Traceback" not in response.text


HOSTS = [".", "a..b", "a" * 300, "<script>", "[", "a b", "evil.example:port"]


@pytest.mark.parametrize("host", HOSTS)
def test_whatever_host_is_named_the_page_is_the_same(client: FlaskClient, host: str) -> None:
    """Also of staff, where a stranger is led on, and where there is no page."""
    for path in (*PAGES, "/staff/nowhere"):
        usual, odd = client.get(path), client.get(path, headers={"Host": host})

        assert (odd.status_code, odd.location) == (usual.status_code, usual.location)


def test_an_app_that_hears_of_the_host_breaks(app: Flask) -> None:
    """The control: the same app without that layer has no page for a stranger."""
    client = Client(Flask.wsgi_app.__get__(app))

    assert client.get("/staff/").status_code == 302
    with pytest.raises(AttributeError):
        client.get("/staff/", headers={"Host": "."})
