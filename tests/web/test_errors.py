"""When something is wrong people read a kind page, never a trace and never a blank screen."""

import logging

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from feedback.exceptions import FeedbackError, NotFoundError, RefusedError, StorageError
from feedback.permissions import ForbiddenError
from feedback.web.access import EVERYBODY, open_to
from feedback.web.errors import PAGES
from tests.pages import refuse, visit


def broken(app: Flask, error: Exception | int) -> FlaskClient:
    """A visitor of an app with a page that fails like this."""

    def view() -> str:
        if isinstance(error, int):
            abort(error)
        raise error

    app.add_url_rule("/broken", "broken", open_to(EVERYBODY)(view), methods=["GET", "POST"])
    return app.test_client()


def test_a_bug_is_a_kind_page_and_a_line_in_the_log(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    """500 without a word of what went wrong inside; the log has the trace for whoever mends it."""
    client = broken(app, ValueError("secret words"))

    with caplog.at_level(logging.ERROR):
        page = visit(client, "/broken", 500)

    assert page.heading == "Something went wrong on our side"
    assert "secret words" not in page.html
    assert "Traceback" not in page.html
    assert "ValueError" in caplog.text


def test_the_log_says_where_and_never_what(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    """A message may quote what somebody wrote. The control: logged as Python would, the words stand there."""
    words = " ".join(["secret", "words"])  # so that the lines of this test do not say them

    def fail() -> str:
        try:
            return {"a code": "yes"}[words]
        except KeyError as error:
            raise ValueError(f"not a code: {words}") from error

    app.add_url_rule("/broken", "broken", open_to(EVERYBODY)(fail))
    with caplog.at_level(logging.ERROR):
        visit(app.test_client(), "/broken", 500)
    said = caplog.text
    caplog.clear()
    with pytest.raises(ValueError, match="not a code") as failure:
        fail()
    logging.getLogger("control").error("unexpected", exc_info=failure.value)

    assert "ValueError" in said
    assert "after KeyError" in said
    assert "in fail" in said
    assert words not in said
    assert words in caplog.text


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (FeedbackError("Do this."), 400),
        (RefusedError("Do that."), 409),
        (NotFoundError("There is no such thing."), 404),
        (ForbiddenError("Not for you."), 403),
    ],
)
def test_a_refusal_says_what_to_do(app: Flask, error: Exception, status: int) -> None:
    """The sentence of the error is on the page."""
    page = visit(broken(app, error), "/broken", status)

    assert str(error) in page.text


def test_storage_trouble_says_when_to_try_again(app: Flask) -> None:
    """503 with Retry-After, and nothing of the database."""
    page = visit(broken(app, StorageError("no such table: intake")), "/broken", 503)

    assert int(page.response.headers["Retry-After"]) > 0
    assert "intake" not in page.html


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 410, 413, 418, 429, 500, 503])
def test_every_status_has_a_page(app: Flask, status: int) -> None:
    """Its own words, or the words for what nobody thought of."""
    page = visit(broken(app, status), "/broken", status)

    assert page.heading == PAGES.get(status, PAGES[500]).title


def test_a_wrong_method_says_which_are_right(client: FlaskClient, oak: str) -> None:
    """405 with Allow, as HTTP asks for."""
    response = client.delete(oak)

    assert refuse(response, 405).heading == "That does not work here"
    assert {"GET", "POST"} <= set(response.headers["Allow"].split(", "))


def test_what_was_written_is_not_in_an_error_page(client: FlaskClient, oak: str) -> None:
    """An address or a form that is refused is not repeated."""
    page = refuse(client.get("/nowhere/canary?x=canary"), 404)
    sent = refuse(client.post("/q/222222", data={"best": "canary"}), 404)

    assert "canary" not in page.html + sent.html
