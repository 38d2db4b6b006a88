"""A request that the app cannot even begin to read is answered like any other mistake of ours."""

import logging

import pytest
from flask import Flask
from werkzeug.test import create_environ, run_wsgi_app

from feedback.web.last_resort import LastResort
from tests.pages import CSP


@pytest.mark.parametrize("path", ["/", "/staff/sign-in"])
def test_what_cannot_be_read_gets_our_page_and_every_header(
    app: Flask, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    """An address whose query is no WSGI text, as another server might hand it in; nothing sent is in the log."""
    environ = create_environ(path)
    environ["QUERY_STRING"] = "canary=ł"

    with caplog.at_level(logging.ERROR):
        pieces, status, headers = run_wsgi_app(app.wsgi_app, environ)

    page = b"".join(pieces).decode()
    assert status.startswith("500")
    assert "Something went wrong on our side" in page
    assert headers.getlist("Content-Security-Policy") == [CSP]
    assert headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in headers
    assert "UnicodeEncodeError" in caplog.text
    assert "canary" not in caplog.text + page


def test_without_it_the_server_gets_a_trace(app: Flask) -> None:
    """The control: the app alone lets the same error through, and the server answers without any header of ours."""
    environ = create_environ("/")
    environ["QUERY_STRING"] = "ł"

    with pytest.raises(UnicodeEncodeError):
        run_wsgi_app(Flask.wsgi_app.__get__(app), environ)


def test_what_works_goes_through(app: Flask) -> None:
    """The answer of the app is its own."""
    pieces, status, _ = run_wsgi_app(LastResort(app), create_environ("/health"))

    assert (status, b"".join(pieces)) == ("200 OK", app.test_client().get("/health").data)
