"""The year on one page: lines added and stopped, their rounds, who replies, and what is in the way."""

import datetime as dt
import html
import re

import pytest
from flask.testing import FlaskClient

from feedback import clock
from feedback.models.planning import Plan
from feedback.rounds import list_rounds
from feedback.tick import run_tick

from .conftest import NOON, Council
from .test_planning import hidden, words

YEAR, NEW = "/staff/year", "/staff/year/new"
LINE = {
    "questionnaire": "iro-survey",
    "how_often": "quarterly",
    "team": "all",
    "starts": "2027-01-01",
    "open_weeks": "4",
    "reply_owner": "Head of the IRO service",
    "reply_weeks": "6",
    "baseline": "yes",
}


@pytest.fixture
def analyst(council: Council) -> FlaskClient:
    """Somebody who may."""
    return council.signed_in("analyst")


def count(council: Council) -> tuple[int, int]:
    """How many lines and rounds there are."""
    with council.database.reading() as session:
        return session.query(Plan).count(), len(list_rounds(session))


def cells(page: str) -> list[str]:
    """The words of each month in the first row of the grid."""
    row = page.split("<tbody>")[1].split("</tr>")[0]
    return [words(cell) for cell in re.findall(r"<td>(.*?)</td>", row, re.DOTALL)]


def test_an_empty_year_says_what_to_do(analyst: FlaskClient) -> None:
    """Add a line, or plan one round."""
    page = words(analyst.get(YEAR).text)

    assert "Nothing in this year yet Add a line" in page


def test_a_line_fills_the_year(council: Council, analyst: FlaskClient) -> None:
    """In the grid by month, to come until it is made; the baseline, the reply and its day beside it."""
    added = council.post(analyst, NEW, page=NEW, **LINE)
    first = analyst.get(YEAR).text
    with clock.frozen_at(NOON + dt.timedelta(days=10)):
        run_tick(council.database, council.settings)
    second = analyst.get(YEAR).text

    assert added.status_code == 302
    assert count(council)[0] == 1
    planned = "Planned 1 Jan to 28 Jan, baseline"
    assert cells(first) == ["nothing"] * 9 + [planned, "nothing", "nothing"]
    assert cells(second) == cells(first)
    assert (
        "Head of the IRO service, by 12 March 2027, if it is counted in time. Baseline."
        in words(second)
    )
    later = cells(analyst.get(f"{YEAR}?year=2027").text)
    assert later == [
        "To come 1 Apr to 28 Apr", "nothing", "nothing",
        "To come 1 Jul to 28 Jul", "nothing", "nothing", "To come 1 Oct to 28 Oct", "nothing", "nothing",
        "To come 1 Jan to 28 Jan", "nothing", "nothing",
    ]  # fmt: skip
    assert council.deeds()[-2:] == [("added-plan", "plan 1"), ("planned-round", "round 1")]


def test_pressed_twice_is_one_line(council: Council, analyst: FlaskClient) -> None:
    """And one round."""
    answers = [council.post(analyst, NEW, page=NEW, **LINE).status_code for _ in range(2)]
    other = council.post(analyst, NEW, page=NEW, **{**LINE, "reply_owner": "Somebody else"})

    assert answers == [302, 302]
    assert other.status_code == 422  # the control: another line for the same teams is not the same
    assert count(council) == (1, 1)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"questionnaire": ""}, "Choose what is asked."),
        ({"questionnaire": "nothing"}, "There is no published questionnaire"),
        ({"how_often": "weekly"}, "Choose how often."),
        ({"team": "99"}, "Choose one team or more"),
        ({"starts": "soon"}, "Choose the first day."),
        ({"starts": "2026-01-01"}, "is past"),
        ({"open_weeks": "many"}, "Weeks are 1 to 52."),
        ({"reply_weeks": "²"}, "Weeks are 1 to 52."),
        ({"reply_owner": " "}, "Write who replies"),
    ],
)
def test_what_is_wrong_is_told_and_the_rest_kept(
    council: Council, analyst: FlaskClient, wrong: dict[str, str], says: str
) -> None:
    """In every box, and nothing is saved."""
    response = council.post(analyst, NEW, page=NEW, **{**LINE, **wrong})

    assert response.status_code == 422
    assert says in html.unescape(response.text)
    for name, value in LINE.items():
        if name not in wrong:
            box = rf'name="{name}"[^>]*value="{value}"'
            checked = (
                " checked" if name in ("questionnaire", "how_often", "team", "baseline") else ""
            )
            assert re.search(box + checked, response.text), name
    assert count(council) == (0, 0)


def test_what_is_in_the_way_is_said(council: Council, analyst: FlaskClient) -> None:
    """With what to do, until it is done."""
    council.round(days=(-10, 60))

    told = council.post(analyst, NEW, page=NEW, **LINE)
    council.post(analyst, NEW, page=NEW, seen=hidden(told.text)["seen"], **LINE)
    page = words(analyst.get(YEAR).text)

    assert "The next round cannot be planned. North is already asked in round 1" in page
    assert count(council) == (1, 1)


def test_a_line_is_stopped_after_a_question(council: Council, analyst: FlaskClient) -> None:
    """Pressed twice it is stopped once; its round stays."""
    council.post(analyst, NEW, page=NEW, **LINE)
    path = f"{YEAR}/1/stop"
    form = hidden(analyst.get(path).text)

    answers = [analyst.post(path, data=form).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert analyst.get(path).status_code == 409
    assert "Stop this line" not in analyst.get(YEAR).text
    assert count(council) == (1, 1)
    assert [deed for deed, _ in council.deeds()].count("stopped-plan") == 1


def test_asking_again_too_soon_is_told_first(council: Council, analyst: FlaskClient) -> None:
    """Nothing is added until somebody has seen it; what was typed is kept. Far enough apart it is added at once."""
    council.round(days=(-40, 30))
    soon = {**LINE, "starts": "2027-01-15", "team": "1"}

    told = council.post(analyst, NEW, page=NEW, **soon)
    before = count(council)
    seen = hidden(told.text)["seen"]
    added = council.post(analyst, NEW, page=NEW, seen=seen, **soon)
    pressed_twice = council.post(analyst, NEW, page=NEW, seen=seen, **soon)
    far = council.post(analyst, NEW, page=NEW, **{**soon, "team": "2"})

    assert told.status_code == 200
    assert "Asked again within six weeks" in told.text
    assert "Your IRO, 14 October 2026 to 23 December 2026: North" in words(told.text)
    assert 'value="Head of the IRO service"' in told.text
    assert before == (0, 1)
    assert [one.status_code for one in (added, pressed_twice, far)] == [302] * 3
    assert count(council)[0] == 2


def test_what_was_seen_must_be_what_is_there(council: Council, analyst: FlaskClient) -> None:
    """Another round planned meanwhile is told of again."""
    council.round(days=(-40, 30))
    soon = {**LINE, "starts": "2027-01-15", "team": "1"}
    seen = hidden(council.post(analyst, NEW, page=NEW, **soon).text)["seen"]
    council.round(days=(31, 40))

    again = council.post(analyst, NEW, page=NEW, seen=seen, **soon)

    assert again.status_code == 200
    assert "and 1 more" in words(again.text)
    assert count(council) == (0, 2)


def test_a_round_that_could_not_make_itself_is_on_the_home_page(
    council: Council, analyst: FlaskClient
) -> None:
    """With what is in the way; not for those who plan nothing. Control: with nothing in the way it is not there."""
    assert "could not make itself" not in analyst.get("/staff/").text
    council.round(days=(-10, 60))
    told = council.post(analyst, NEW, page=NEW, **LINE)
    council.post(analyst, NEW, page=NEW, seen=hidden(told.text)["seen"], **LINE)

    home = words(analyst.get("/staff/").text)

    assert "A round of the year plan could not make itself: Your IRO" in home
    assert "It would open on 1 January 2027. North is already asked in round 1" in home
    assert "could not make itself" not in council.signed_in("manager").get("/staff/").text


def test_a_round_says_who_replies_by_when(council: Council, analyst: FlaskClient) -> None:
    """On the page Rounds, if it came of the plan. Control: a round planned by hand says nobody."""
    council.round(days=(-100, -90))
    before = analyst.get("/staff/rounds").text
    council.post(analyst, NEW, page=NEW, **LINE)

    after = words(analyst.get("/staff/rounds").text)

    assert "replies by" not in before
    assert after.count("Head of the IRO service replies by 12 March 2027, if it is counted in time.") == 1  # fmt: skip
