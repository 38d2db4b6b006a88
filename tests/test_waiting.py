"""A round with fewer than five answers joins the next: over the web, through two ticks, as staff see it."""

import datetime as dt
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from feedback import accounts, clock
from feedback.closing import list_due
from feedback.collectors import list_collectors
from feedback.config import Settings
from feedback.db import Database
from feedback.models.accounts import Role
from feedback.models.answering import Response
from feedback.models.asking import Round
from feedback.tick import run_tick
from tests.conftest import NOON, open_round_of, stored
from tests.guards.council import HASHED, PASSWORD
from tests.pages import send, visit

DAY = dt.timedelta(days=1)
HEADING = "Waits for more answers: fewer than 5 came. They stay sealed and join the next round"


class Life:
    """A council with two rounds, one after the other, and an analyst."""

    def __init__(self, app: Flask, database: Database, settings: Settings) -> None:
        self.app, self.database, self.settings = app, database, settings
        self.client = app.test_client()
        with database.writing() as session:
            account = accounts.make_account(session, "a@council.gov.uk", role=Role.ANALYST)
            account.password = HASHED
        self.first = self.open(NOON.date())
        self.second = self.open(NOON.date() + 10 * DAY)
        with database.reading() as session:
            self.codes = [one.code for one in list_collectors(session, round_id=self.first)]

    def open(self, day: dt.date) -> int:
        """A round of a week from `day`; its id."""
        closes_on = day + 6 * DAY
        return open_round_of(
            self.database, self.settings, "iro-survey@2", opens_on=day, closes_on=closes_on
        ).id

    def send(self, *teams: int) -> None:
        """An answer through the link of each of these teams, by place."""
        for place in teams:
            page = visit(self.client, f"/q/{self.codes[place]}")
            assert send(self.client, page, {"know_iro": "yes"}).status_code == 303

    def count(self) -> tuple[int, ...]:
        """What the tick counts now."""
        return run_tick(self.database, self.settings).counted

    def sign_in(self) -> FlaskClient:
        """A browser in which the analyst is signed in."""
        client = self.app.test_client()
        proof = (
            client.get("/staff/sign-in").text.split('name="csrf_token" value="')[1].split('"')[0]
        )
        fields = {"email": "a@council.gov.uk", "password": PASSWORD, "csrf_token": proof}
        assert client.post("/staff/sign-in", data=fields).status_code == 302
        return client

    def see(self, round_id: int) -> tuple[str, str]:
        """The card of a round on the page Rounds, and its page of results, without proofs of forms."""
        client = self.sign_in()
        page = client.get("/staff/rounds").text
        card = re.search(rf'id="round-{round_id}".*?</li>', page, re.S)
        assert card
        results = client.get(f"/staff/rounds/{round_id}/results").text
        return card[0], re.sub(r'name="csrf_token" value="[^"]+"', "", results)


@pytest.fixture
def life(app: Flask, database: Database, settings: Settings) -> Life:
    """The council at noon of the first round's first day."""
    return Life(app, database, settings)


def test_four_and_three_are_seven(life: Life) -> None:
    """Four answers wait and three more come in the next round: there are seven in that, and nothing in the first."""
    life.send(0, 0, 1, 1)
    with clock.frozen_at(NOON + 8 * DAY):
        first = life.count()
        waiting = life.see(life.first)
    with clock.frozen_at(NOON + 11 * DAY):
        life.send(0, 1, 2)
        during = life.see(life.second)[0]
    with clock.frozen_at(NOON + 18 * DAY):
        second = life.count()
        still, counted = life.see(life.first), life.see(life.second)

    assert (first, second) == ((life.first,), (life.second,))
    assert all(HEADING in page for page in waiting)
    assert "Nothing is lost." in waiting[1]
    assert "Fewer than 5 received" in during
    assert still == waiting
    assert "7 received" in counted[0]
    assert stored(life.database) == []
    with life.database.reading() as session:
        assert set(session.scalars(select(Response.round_id))) == {life.second}


@pytest.mark.parametrize("number", range(1, 5))
def test_a_round_that_waits_looks_as_if_nobody_had_answered(
    life: Life, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One to four are shown as none. The control: a card that says how many there are is told apart."""
    with clock.frozen_at(NOON + 8 * DAY):
        assert life.count() == (life.first,)
        none = life.see(life.first)
    with life.database.writing() as session:
        session.get_one(Round, life.first).counted_on = None
    life.send(*(place % 3 for place in range(number)))
    with clock.frozen_at(NOON + 8 * DAY):
        with life.database.reading() as session:
            assert [round_.id for round_ in list_due(session, zone=life.settings.zone)] == [
                life.first
            ]
        assert life.count() == (life.first,)
        some = life.see(life.first)
        monkeypatch.setattr("feedback.staff.words.SEALED", f"{len(stored(life.database))} wait")
        control = life.see(life.first)

    assert len(stored(life.database)) == number
    assert some == none
    assert control != none
