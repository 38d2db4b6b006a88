"""Nothing tells a code that is nobody's from one that cannot be a code, or from one that was taken away."""

from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete

from feedback.codes import group_code, read_code
from feedback.db import Database
from feedback.models.asking import Collector
from tests.guards.test_getting import watching

NOBODYS = [
    "222222", "2222BB", "bcdfgh", "2", "B" * 5, "B" * 7, "7KXWPMTRQN", "abc", "000000", "!!!!", "a b-c", "x" * 500, "🙂", "%00", "٢٢٢٢٢٢",
    "'%20OR%201=1--", "..%5c..", "<b>", "1e5", "-1", "None",
]  # fmt: skip


@pytest.fixture
def voided(database: Database, oak: str) -> str:
    """The address of a link that was there and is no more."""
    with database.writing() as session:
        session.execute(delete(Collector).where(Collector.code == oak.removeprefix("/q/")))
    return oak


def list_answers(
    client: FlaskClient, paths: list[str], method: str
) -> set[tuple[int, bytes, int, str]]:
    """The different answers to one method at these addresses: status, body, its length, and headers.

    Without the code of the address itself, which stands in the box to be put right.
    """
    answers = set()
    for path in paths:
        response = client.open(
            path, method=method, data={"know_iro": "yes"} if method == "POST" else None
        )
        shown = group_code(read_code(unquote(path[3:])))
        echo = f' value="{shown}"'.encode() if 0 < len(shown.replace(" ", "")) <= 12 else b""
        body, length = response.get_data(), int(response.headers.pop("Content-Length"))
        assert not body or length == len(body)
        answers.add(
            (
                response.status_code,
                body.replace(echo, b""),
                length - len(echo),
                str(response.headers),
            )
        )
    return answers


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_unknown_malformed_and_voided_codes_get_the_same_page(
    client: FlaskClient, voided: str, method: str
) -> None:
    """The same status, bytes and headers but for the code that was asked for; also of the address in capitals."""
    paths = [voided, voided.replace("/q/", "/Q/"), *(f"/q/{code}" for code in NOBODYS)]

    answers = list_answers(client, paths, method)

    assert [status for status, *_ in answers] == [404]


def test_a_code_that_leads_somewhere_is_told_apart(client: FlaskClient, oak: str) -> None:
    """The control: one live code among them, and there are two answers."""
    assert len(list_answers(client, ["/q/222222", oak], "GET")) == 2


def test_a_voided_code_takes_no_answer(app: Flask, database: Database, oak: str) -> None:
    """A page opened while the link was there is not taken after it has gone, and nothing is stored."""
    client = app.test_client()
    token = client.get(oak).text.split('name="token" value="')[1].split('"')[0]
    with database.writing() as session:
        session.execute(delete(Collector).where(Collector.code == oak.removeprefix("/q/")))

    with watching(database) as versions:
        response = client.post(oak, data={"token": token, "know_iro": "yes"})

    assert response.status_code == 404
    assert versions[0] == versions[1]
