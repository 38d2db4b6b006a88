"""A form left open for hours: taken when it comes, or every character of it shown again."""

import datetime as dt
import secrets
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback import clock
from feedback.app import create_app
from feedback.config import Settings, read_settings
from feedback.db import Database
from feedback.public import closed
from tests.conftest import NOON, open_round_of, stored
from tests.durability.conftest import Tell
from tests.pages import Page, send, visit

END = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)  # 24:00 of the round's last day
HOUR = dt.timedelta(hours=1)
TYPED = {
    "best": "Zażółć gęślą jaźń, and <b>no</b> signal & all. " * 9,
    "change": "One line\nand another. 😀 " * 20,
}


def restart(settings: Settings, *, rotated: bool) -> Flask:
    """The server, started again; with a new secret in front of the old one, or with the same."""
    file = settings.instance / "secret-key"
    if rotated:
        file.write_text(secrets.token_urlsafe(48) + "\n" + file.read_text())
    return create_app(read_settings({"FEEDBACK_INSTANCE": str(settings.instance)}))


def count_lost(page: Page, database: Database) -> int:
    """How many characters of what was typed are neither stored nor on the page."""
    kept = " ".join([page.text, *(row.comments for row in stored(database))])
    plain = " ".join(kept.replace("\\n", " ").split())
    typed = [" ".join(text.split()) for text in TYPED.values()]
    return sum(len(text) for text in typed if text not in plain)


@pytest.fixture
def open_next(database: Database, settings: Settings) -> Callable[[], object]:
    """Plan a round that opens when this one is over."""
    return lambda: open_round_of(
        database,
        settings,
        "iro-survey@2",
        opens_on=dt.date(2027, 1, 1),
        closes_on=dt.date(2027, 2, 1),
    )


def send_after(client: FlaskClient, page: Page, moment: dt.datetime, app: Flask) -> Page:
    """What somebody sees who sends `page` at `moment` to the server that runs then; a thank-you is opened."""
    with clock.frozen_at(moment):
        later = app.test_client()
        answer = send(later, page, TYPED)
        return Page(later.get(answer.location) if answer.status_code == 303 else answer)


@pytest.mark.parametrize("rotated", [False, True])
@pytest.mark.parametrize(
    ("opened", "sent", "next_round", "title", "rows"),
    [
        (NOON, NOON + 4 * HOUR, False, "Thank you", 1),
        (NOON, NOON + 12 * HOUR, False, "Thank you", 1),
        (NOON, NOON + 24 * 20 * HOUR, False, "Thank you", 1),
        (END - HOUR, END + 3 * HOUR, False, "Thank you", 1),
        (END - HOUR, END + 12 * HOUR, False, "These questions are closed now", 0),
        (END - HOUR, END + 12 * HOUR, True, "Error: ", 0),
    ],
)
def test_a_form_left_open_loses_no_character(
    client: FlaskClient,
    oak: str,
    database: Database,
    settings: Settings,
    open_next: Callable[[], object],
    opened: dt.datetime,
    sent: dt.datetime,
    next_round: bool,
    title: str,
    rows: int,
    rotated: bool,
    tell: Tell,
) -> None:
    """Four hours, twelve, over the end of the round, and the server restarted meanwhile, with a new secret or not."""
    if next_round:
        open_next()
    with clock.frozen_at(opened):
        page = visit(client, oak)

    seen = send_after(client, page, sent, restart(settings, rotated=rotated))

    lost = count_lost(seen, database)
    tell(f"form left open {sent - opened}{', new secret' * rotated}", characters_lost=lost)
    assert title in seen.title
    assert len(stored(database)) == rows
    assert lost == 0


def test_a_closed_door_that_shows_nothing_would_lose_everything(
    client: FlaskClient,
    oak: str,
    database: Database,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    tell: Tell,
) -> None:
    """The control: the kind page alone has none of it."""
    monkeypatch.setattr(closed, "list_given", lambda *_: [])
    with clock.frozen_at(END - HOUR):
        page = visit(client, oak)

    seen = send_after(client, page, END + 12 * HOUR, restart(settings, rotated=False))

    lost = count_lost(seen, database)
    tell("  control, the kind page alone", characters_lost=lost)
    assert lost == sum(len(" ".join(text.split())) for text in TYPED.values())
