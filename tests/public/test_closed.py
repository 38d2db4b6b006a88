"""A closed door: when it opens again, and what was sent to it, in words, to keep."""

import datetime as dt

import pytest
from flask.testing import FlaskClient

from feedback import clock
from feedback.closing import close_now
from feedback.config import Settings
from feedback.db import Database
from feedback.models.asking import Round
from feedback.public import storing
from feedback.responses import RoundOverError
from tests.conftest import stored
from tests.pages import Page, refuse, send, visit

LATER = dt.datetime(2027, 1, 1, 5, tzinfo=dt.UTC)  # five hours after the round's last day
GIVEN = {"know_iro": "yes", "best": "Nice <b>room</b>\nand biscuits"}


STEPS = [{"_show": "en/easy-read"}, {"change": "x" * 1001}]
KEPT_BEFORE = "We already have answers from this page."


def close_at_once(database: Database, settings: Settings, round_: Round) -> None:
    """Close and count `round_` now; the receipts stay until four hours after its last day."""
    with database.writing() as session:
        close_now(session, session.get_one(Round, round_.id), zone=settings.zone)


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


@pytest.mark.parametrize("step", STEPS)
def test_a_step_sent_again_after_the_round_was_closed_at_once_is_not_shown(
    client: FlaskClient,
    oak: str,
    database: Database,
    settings: Settings,
    round_: Round,
    step: dict[str, str],
) -> None:
    """Back and reload on a shared phone send it again: nothing of it is seen, and nobody is told that nothing was kept.

    The control: from a page that was never sent the same step is shown, to keep.
    """
    page, other = visit(client, oak), visit(client, oak)
    send(client, page, GIVEN | step)
    send(client, page, GIVEN | {"know_iro": "no"})
    close_at_once(database, settings, round_)

    again = refuse(send(client, page, GIVEN | step), 410)
    first = refuse(send(client, other, GIVEN | step), 410)

    assert "biscuits" not in again.html
    assert "We did not keep it" not in again.text
    assert KEPT_BEFORE in again.text
    assert "biscuits" in first.html
    assert KEPT_BEFORE not in first.text


def test_other_answers_after_the_round_was_closed_at_once_are_shown(
    client: FlaskClient, oak: str, database: Database, settings: Settings, round_: Round
) -> None:
    """They may be somebody else's, who must know that these were not kept; and that others from the page were."""
    page = visit(client, oak)
    send(client, page, {"know_iro": "no"})
    close_at_once(database, settings, round_)

    closed = refuse(send(client, page, GIVEN), 410)

    assert KEPT_BEFORE in "".join(closed.find("main").itertext())
    assert "biscuits" in closed.html
    assert "We did not keep it" in closed.text
