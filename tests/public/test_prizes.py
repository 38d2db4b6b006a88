"""Entering a prize draw: offered after sending where the council switched it on, and it knows of no answer."""

import datetime as dt

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from feedback import clock
from feedback.config import Settings
from feedback.db import Database
from feedback.models.drawing import PrizeEntry
from feedback.prizes import add_prize
from feedback.public.prize_offers import get_offers
from tests.conftest import NOON, stored
from tests.pages import send, visit
from tests.tongues import speak

OFFER = "Do you want to be in the prize draw?"
SENT = "/q/BCDFGH/sent?lang=en&variant=standard&of=iro-survey"


@pytest.fixture
def prize(database: Database, settings: Settings, app: Flask) -> str:
    """The address of a prize draw for the IRO survey, open for ten days."""
    with database.writing() as session:
        made = add_prize(
            session, questionnaire="iro-survey", prize="a book voucher", winners=1,
            last_on=NOON.date() + dt.timedelta(days=10), zone=settings.zone,
        )  # fmt: skip
    with app.app_context():
        get_offers().forget()
    return f"/prize/{made.id}"


def entries(database: Database) -> list[tuple[str, str, bool]]:
    """What is kept."""
    with database.reading() as session:
        return [(one.contact, one.whose, one.won) for one in session.scalars(select(PrizeEntry))]


def test_it_is_offered_only_where_it_is_switched_on(client: FlaskClient, prize: str) -> None:
    """Not after another questionnaire, a try, or on a shared tablet."""
    assert f'href="{prize}"' in client.get(SENT).text
    assert OFFER not in client.get(SENT.replace("iro-survey", "exit-interview")).text
    assert OFFER not in client.get(f"{SENT}&try=1").text
    assert OFFER not in client.get(f"{SENT}&kiosk=BCDFGH").text


def test_what_is_typed_stays_in_order(client: FlaskClient, prize: str) -> None:
    """An address or a number, also where people read from right to left."""
    assert 'name="contact" type="text" dir="ltr"' in client.get(prize).text


def test_nothing_is_offered_without_one(client: FlaskClient, database: Database) -> None:
    """The control."""
    assert OFFER not in client.get(SENT).text


def test_somebody_enters(client: FlaskClient, database: Database, prize: str) -> None:
    """What is kept is how to reach them and whose it is; twice is the same as once."""
    for _ in range(2):
        sent = client.post(prize, data={"contact": "Carer@Example.org", "whose": "adult"})

    assert sent.status_code == 303
    assert "You are in the draw" in client.get(sent.location).text
    assert "example" not in client.get(sent.location).text
    assert entries(database) == [("carer@example.org", "adult", False)]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"contact": "sam@example.org"}, "Choose whose it is"),
        ({"contact": "sam@example.org", "whose": "cat"}, "Choose whose it is"),
        ({"contact": "my mum", "whose": "own"}, "Write a phone number or an e-mail address"),
        ({}, "Choose whose it is"),
    ],
)
def test_what_is_missing_is_told_and_the_rest_stays(
    client: FlaskClient, database: Database, prize: str, fields: dict[str, str], says: str
) -> None:
    """Beside its box; nothing is kept."""
    page = client.post(prize, data=fields)

    assert page.status_code == 422
    assert says in page.text
    assert f'value="{fields.get("contact", "")}"' in page.text
    assert entries(database) == []


def test_the_cookie_changes_when_it_is_sent(client: FlaskClient, prize: str) -> None:
    """So that browsers drop the page that was typed in, whose boxes they are not to fill in either; also when it is over."""
    given, statuses = [], []
    page = visit(client, prize)
    for day in (0, 12):
        with clock.frozen_at(NOON + dt.timedelta(days=day)):
            given.append(client.get_cookie("page"))
            sent = client.post(prize, data={"contact": "sam@example.org", "whose": "own"})
            statuses.append(sent.status_code)
    given.append(client.get_cookie("page"))

    assert page.find("form[@class='fb-stack']").get("autocomplete") == "off"
    assert statuses == [303, 410]
    assert all(given)
    assert len({one.value for one in given if one}) == 3


def test_a_draw_that_is_over_takes_nobody(
    client: FlaskClient, database: Database, prize: str
) -> None:
    """A kind page, also for a form that was open."""
    with clock.frozen_at(NOON + dt.timedelta(days=12)):
        page = client.get(prize)
        sent = client.post(prize, data={"contact": "sam@example.org", "whose": "own"})

    assert "This prize draw is over" in page.text
    assert "<form" not in page.text.split("<main")[1].split("</main>")[0]
    assert sent.status_code == 410
    assert entries(database) == []


def test_an_entry_and_an_answer_share_nothing(
    client: FlaskClient, oak: str, database: Database, prize: str
) -> None:
    """No value of one is in the other, and no column could order or date an entry."""
    assert send(client, visit(client, oak), {"know_iro": "yes"}).status_code == 303
    client.post(prize, data={"contact": "sam@example.org", "whose": "own"})

    (answer,) = stored(database)
    with database.reading() as session:
        (entry,) = session.execute(text("SELECT * FROM prize_entries")).mappings()
        (made,) = session.execute(
            text("SELECT sql FROM sqlite_master WHERE name = 'prize_entries'")
        )
    assert set(entry) == {"id", "prize_draw_id", "contact", "whose", "won"}
    assert len(entry["id"]) == 16
    assert entry["id"] != answer.id
    assert b"sam" not in repr(vars(answer)).encode()
    assert made.sql.rstrip().endswith("WITHOUT ROWID")


def test_nobody_has_to_have_answered(client: FlaskClient, database: Database, prize: str) -> None:
    """So an entry does not tell that somebody did: the address is open to everybody."""
    assert client.post(prize, data={"contact": "07700 900123", "whose": "own"}).status_code == 303

    assert stored(database) == []
    assert entries(database) == [("07700900123", "own", False)]


def test_it_speaks_a_language_that_was_approved_since_the_start(
    client: FlaskClient, database: Database, prize: str
) -> None:
    """The first page that the process shows since then is this one."""
    speak(database, "pl")

    assert visit(client, f"{prize}?lang=pl").root.get("lang") == "pl"
