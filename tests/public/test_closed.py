"""A closed door: when it opens again, and what was sent to it, in words, to keep."""

import datetime as dt

import pytest
from flask.testing import FlaskClient

from feedback import clock
from feedback.db import Database
from feedback.public import storing
from feedback.responses import RoundOverError
from tests.conftest import stored
from tests.pages import Page, send, visit

LATER = dt.datetime(2027, 1, 1, 5, tzinfo=dt.UTC)  # five hours after the round's last day
GIVEN = {"know_iro": "yes", "best": "Nice <b>room</b>\nand biscuits"}


def list_kept(page: Page) -> list[str]:
    """The questions and answers that stand below the kind page."""
    section = page.find("section[@aria-labelledby='given']")
    return [" ".join("".join(one.itertext()).split()) for one in section if one.tag != "h2"][1:]


def test_answers_that_come_too_late_are_shown_in_words(
    client: FlaskClient, oak: str, database: Database
) -> None:
    """Questions and labels, not codes; as they were typed; and nothing is stored."""
    page = visit(client, oak)

    with clock.frozen_at(LATER):
        closed = Page(send(client, page, GIVEN))

    assert closed.status == 410
    assert list_kept(closed) == [
        "Do you know who your Independent Reviewing Officer (IRO) is?",
        "Yes",
        "What was good about your review?",
        "Nice <b>room</b> and biscuits",
    ]
    assert "We did not keep it" in closed.text
    assert stored(database) == []


def test_a_round_that_ends_on_the_way_shows_them_too(
    client: FlaskClient, oak: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closed between the look at the round and the writing: the same page."""
    page = visit(client, oak)

    def take_too_late(*_: object, **__: object) -> None:
        raise RoundOverError

    monkeypatch.setattr(storing, "take", take_too_late)

    closed = Page(send(client, page, GIVEN))

    assert closed.status == 410
    assert "Nice <b>room</b>" in closed.text


def test_opening_a_closed_link_shows_no_answers(client: FlaskClient, oak: str) -> None:
    """Nothing was sent, so there is nothing to show; and the main part never has answers, which scripts read out."""
    page = visit(client, oak)

    with clock.frozen_at(LATER):
        opened = visit(client, oak, 410)
        sent = Page(send(client, page, GIVEN))

    assert opened.all("section[@aria-labelledby='given']") == []
    assert "biscuits" not in "".join(sent.find("main").itertext())
