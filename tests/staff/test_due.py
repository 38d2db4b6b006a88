"""Due counts pasted on a page: looked through first, saved whole, put back, and never lost by a mistake."""

import html

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from feedback.models.asking import RoundTeam

from .conftest import Council

PAGE = "/staff/due"
LIST = "team,questionnaire,due\nNorth,iro-survey,31\n"


@pytest.fixture
def analyst(council: Council) -> FlaskClient:
    """Somebody who may, while North's round is open with 40 due."""
    council.round()
    return council.signed_in("analyst")


def due(council: Council) -> int | None:
    """What is due."""
    with council.database.reading() as session:
        return session.scalars(select(RoundTeam.due)).one()


def seen_on(page: str) -> str:
    """What the page shows as seen."""
    return page.split('name="seen" value="')[1].split('"')[0]


def test_a_list_is_looked_through_and_then_saved(council: Council, analyst: FlaskClient) -> None:
    """Nothing changes before the second press; afterwards the old number can be put back the same way."""
    looked = council.post(analyst, PAGE, page=PAGE, list=LIST, do="look", round="open")
    unchanged = due(council)
    seen = seen_on(looked.text)
    saved = council.post(analyst, PAGE, page=PAGE, list=LIST, do="save", round="open", seen=seen)
    before = html.unescape(saved.text.split('name="list" value="')[1].split('"')[0])

    assert (looked.status_code, saved.status_code) == (200, 200)
    assert "<strong>31</strong>" in looked.text
    assert (unchanged, due(council)) == (40, 31)
    assert "Saved: 1 count" in saved.text
    assert before == "team,questionnaire,due\nNorth,iro-survey,40\n"
    assert council.deeds()[-1] == ("saved-due", "round 1")


def test_wrong_lines_are_named_and_the_list_stays(council: Council, analyst: FlaskClient) -> None:
    """Every one of them, in the box exactly what was pasted, and no button to save."""
    text = f"{LIST}Nowhere,iro-survey,x\n<b>South</b>,iro-survey,3\n"

    looked = council.post(analyst, PAGE, page=PAGE, list=text, do="look", round="open")
    forced = council.post(analyst, PAGE, page=PAGE, list=text, do="save", round="open", seen="")

    for page in (looked, forced):
        assert page.status_code == 422
        assert "There are 2 problems" in page.text
        assert "Line 3: there is no team called “Nowhere”" in page.text
        assert html.escape(text) in page.text
        assert 'value="save"' not in page.text
    assert due(council) == 40


def test_without_its_first_line_the_list_stays_too(council: Council, analyst: FlaskClient) -> None:
    """It says what the line must be."""
    page = council.post(analyst, PAGE, page=PAGE, list="North,iro-survey,31", do="look")

    assert page.status_code == 422
    assert "The first line must name the columns: team,questionnaire,due" in page.text
    assert ">\nNorth,iro-survey,31</textarea>" in page.text


def test_two_people_who_save_at_once_are_told(council: Council, analyst: FlaskClient) -> None:
    """The second sees what it is now and saves it with one more press; the first number was not lost unseen."""
    first = council.post(analyst, PAGE, page=PAGE, list=LIST, do="look", round="open").text
    other = LIST.replace("31", "50")
    seen = {"do": "save", "round": "open", "seen": seen_on(first)}
    council.post(council.signed_in("administrator"), PAGE, page=PAGE, list=other, **seen)

    stale = council.post(analyst, PAGE, page=PAGE, list=LIST, **seen)
    kept = due(council)
    again = council.post(
        analyst, PAGE, page=PAGE, list=LIST, **{**seen, "seen": seen_on(stale.text)}
    )

    assert stale.status_code == 409
    assert "Somebody else changed some of these counts meanwhile" in stale.text
    assert kept == 50
    assert (again.status_code, due(council)) == (200, 31)


def test_a_round_is_named(council: Council, analyst: FlaskClient) -> None:
    """A planned one takes its counts ahead; one that is not there is told, and the list stays."""
    council.round(days=(20, 40))

    ahead = council.post(analyst, PAGE, page=PAGE, list=LIST, do="look", round="2")
    nowhere = council.post(analyst, PAGE, page=PAGE, list=LIST, do="look", round="9")

    assert ahead.status_code == 200
    assert nowhere.status_code == 422
    assert LIST.strip() in nowhere.text
