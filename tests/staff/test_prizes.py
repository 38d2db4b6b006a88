"""Prize draws on a page, for the administrator alone."""

import datetime as dt

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from feedback import clock
from feedback.models.drawing import PrizeDraw, PrizeEntry

from .conftest import NOON, Council
from .test_planning import hidden, words

PAGE = "/staff/prizes"
FIELDS = {"questionnaire": "iro-survey", "prize": "a voucher", "winners": "2", "last_on": "2026-12-01"}  # fmt: skip


@pytest.fixture
def admin(council: Council) -> FlaskClient:
    """Who may."""
    return council.signed_in("administrator")


def enter(council: Council, *contacts: str) -> None:
    """Let people enter."""
    for contact in contacts:
        sent = council.client().post("/prize/1", data={"contact": contact, "whose": "adult"})
        assert sent.status_code == 303


def press(client: FlaskClient, what: str, **more: str) -> tuple[int, str]:
    """Press a button of the prize draw; the status, and the words of the page."""
    path = f"{PAGE}/1"
    form = hidden(client.get(path).text)
    response = client.post(path, data={**form, "do": what, **more})
    return response.status_code, words(response.text)


def test_from_switching_on_to_the_last_entry_deleted(council: Council, admin: FlaskClient) -> None:
    """Nobody sees who or how many before it is drawn; the winners once they are asked for; then nothing is left."""
    council.post(admin, PAGE, page=PAGE, **FIELDS)
    people = [f"carer{number}@example.org" for number in range(6)]
    enter(council, *people)
    while_open = words(admin.get(f"{PAGE}/1").text)
    assert press(admin, "draw")[0] == 422
    assert press(admin, "stop")[0] == 302
    assert press(admin, "draw")[0] == 302
    drawn = words(admin.get(f"{PAGE}/1").text)
    status, winners = press(admin, "winners")
    unsure, _ = press(admin, "delete")
    deleted, _ = press(admin, "delete", sure="yes")

    assert "6" not in while_open.split("Open ")[1].split("Stop it now")[0].replace("2026", "")
    assert "@example.org" not in while_open + drawn
    assert "from 6 entries" in drawn
    assert "the same win" in drawn
    assert (status, winners.count("a parent or carer: speak with them")) == (200, 2)
    assert (unsure, deleted) == (422, 302)
    assert "Every entry is deleted." in words(admin.get(f"{PAGE}/1").text)
    with council.database.reading() as session:
        assert session.scalars(select(PrizeEntry)).all() == []
    assert [deed for deed, _ in council.deeds() if deed != "signed-in"] == [
        "added-prize-draw", "stopped-prize-draw", "drew-prizes", "saw-winners", "deleted-entries",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "wrong", [{"prize": ""}, {"winners": "none"}, {"last_on": "soon"}, {"questionnaire": "none"}]
)
def test_what_is_wrong_is_told_and_the_rest_stays(
    council: Council, admin: FlaskClient, wrong: dict[str, str]
) -> None:
    """And nothing is switched on."""
    response = council.post(admin, PAGE, page=PAGE, **{**FIELDS, **wrong})

    assert response.status_code == 422
    assert "There is a problem" in response.text
    for name in {"prize", "winners", "last_on"} - wrong.keys():
        assert f'value="{FIELDS[name]}"' in response.text
    with council.database.reading() as session:
        assert session.scalars(select(PrizeDraw)).all() == []


def test_after_its_last_day_it_is_drawn_or_over(council: Council, admin: FlaskClient) -> None:
    """On the day after it can be drawn; ninety days on the entries are gone and nothing can be pressed."""
    council.post(admin, PAGE, page=PAGE, **FIELDS)
    with clock.frozen_at(NOON + dt.timedelta(days=9)):
        to_draw = words(council.signed_in("administrator").get(f"{PAGE}/1").text)
    with clock.frozen_at(NOON + dt.timedelta(days=99)):
        over = words(council.signed_in("administrator").get(f"{PAGE}/1").text)

    assert "Draw the winners" in to_draw
    assert "Every entry is deleted." in over
    assert "Draw the winners" not in over
