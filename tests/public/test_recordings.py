"""A recording as anybody hears it: on the page of its words, whole or in parts, kept by the browser, and noted nowhere."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from feedback.db import Database
from feedback.models.recording import Recording
from tests.pages import CSP
from tests.sounding import IN_EASY_READ, make_mp3, make_opus, record


def sounds_of(client: FlaskClient, path: str) -> list[str]:
    """The addresses of the recordings on a page."""
    return re.findall(r'<audio[^>]* src="([^"]+)"', client.get(path).text)


def test_the_page_has_the_recording_of_its_words(
    client: FlaskClient, database: Database, oak: str
) -> None:
    """From the next time it is opened; nothing of it is fetched before somebody presses."""
    before = sounds_of(client, oak)
    with database.writing() as session:
        name = record(session)

    page = client.get(oak).text

    assert before == []
    assert sounds_of(client, oak) == [f"/recordings/{name}"]
    assert re.findall(r"<audio ([^>]+?) src", page) == ['controls preload="none"']
    assert "autoplay" not in page
    assert sounds_of(client, f"{oak}?variant=easy-read") == []


def test_other_words_are_not_played(client: FlaskClient, database: Database, oak: str) -> None:
    """The fingerprint of the words is another: the recording is still there, and no page has it."""
    with database.writing() as session:
        name = record(session)
        session.query(Recording).update({"words_sha256": "0" * 64})
        session.execute(text("UPDATE meta SET value = 'x' WHERE name = 'languages'"))

    assert sounds_of(client, oak) == []
    assert client.get(f"/recordings/{name}").status_code == 200  # the control


@pytest.mark.parametrize(
    ("content", "kind"), [(make_mp3(), "audio/mpeg"), (make_opus(), "audio/ogg")]
)
def test_it_comes_as_what_it_is(
    client: FlaskClient, database: Database, content: bytes, kind: str
) -> None:
    """With its type, kept for a year, in a sandbox, without a cookie."""
    with database.writing() as session:
        name = record(session, content=content)

    response = client.get(f"/recordings/{name}")

    assert response.data == content
    assert response.headers["Content-Type"] == kind
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers.getlist("Content-Security-Policy") == [f"{CSP}; sandbox"]
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Accept-Ranges"] == "bytes"
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    ("asked", "status", "said", "part"),
    [
        ("bytes=0-1", 206, "bytes 0-1/3952", slice(0, 2)),  # what an iPhone asks first
        ("bytes=3900-", 206, "bytes 3900-3951/3952", slice(3900, None)),
        ("bytes=-10", 206, "bytes 3942-3951/3952", slice(-10, None)),
        ("bytes=9999-", 416, "bytes */3952", None),
    ],
)
def test_parts_of_it_can_be_had(
    client: FlaskClient, database: Database, asked: str, status: int, said: str, part: slice | None
) -> None:
    """Each with its length."""
    with database.writing() as session:
        name = record(session)

    response = client.get(f"/recordings/{name}", headers={"Range": asked})

    assert response.status_code == status
    assert response.headers["Content-Range"] == said
    if part:
        assert response.data == make_mp3()[part]
        assert response.headers["Content-Length"] == str(len(make_mp3()[part]))


def test_a_browser_that_has_it_is_told_so(client: FlaskClient, database: Database) -> None:
    """By its own fingerprint."""
    with database.writing() as session:
        path = f"/recordings/{record(session)}"
    etag = client.get(path).headers["ETag"]

    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("name", ["0" * 12, "x", "", "%", "0" * 64, "..%2f..%2fetc", "g" * 12])
def test_what_is_not_there_is_a_kind_page(
    client: FlaskClient, database: Database, name: str
) -> None:
    """In no sandbox: its box for a code has to work."""
    with database.writing() as session:
        record(session)

    response = client.get(f"/recordings/{name}")

    assert response.status_code == 404
    assert response.headers["Content-Security-Policy"] == CSP


def test_hearing_leaves_no_trace(client: FlaskClient, database: Database) -> None:
    """Not a row of any table is other than before."""
    with database.writing() as session:
        name = record(session)

    def look() -> list[str]:
        with database.reading() as session:
            raw = session.connection().connection.driver_connection
            assert raw
            return list(raw.iterdump())

    before = look()
    client.get(f"/recordings/{name}")

    assert look() == before


def test_a_page_without_recordings_says_nothing_of_them(
    client: FlaskClient, database: Database, oak: str
) -> None:
    """Its weight is what it was; with one it is another page, kept apart."""
    with database.writing() as session:
        record(session, "know_iro", scope=IN_EASY_READ)

    assert "recordings" not in client.get(oak).text
    assert "recordings" in client.get(f"{oak}?variant=easy-read").text
