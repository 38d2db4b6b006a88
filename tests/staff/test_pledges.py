"""Promises on a page, and results by promise: the same figures under other headings, never cut finer."""

import pytest
from flask.testing import FlaskClient

from tests.reports.test_workbook import read_sheet

from .conftest import Council
from .test_findings import filled, list_rows  # noqa: F401 - a fixture
from .test_planning import hidden, words
from .test_results import read

PAGE = "/staff/pledges"
LISTEN, KNOW = "We listen to you", "You know who helps you and how to reach them"


@pytest.fixture
def analyst(council: Council) -> FlaskClient:
    """Somebody who may."""
    return council.signed_in("analyst")


def choose(analyst: FlaskClient, number: int, *measures: str) -> int:
    """Tick measures for a promise; the status."""
    path = f"{PAGE}/{number}"
    form = {**hidden(analyst.get(path).text), "measure": list(measures)}
    return analyst.post(path, data=form).status_code


def test_an_empty_page_offers_a_beginning(council: Council, analyst: FlaskClient) -> None:
    """Pressed, there are promises with measures; pressed again nothing doubles."""
    form = hidden(analyst.get(PAGE).text)

    answers = [analyst.post(PAGE, data=form).status_code for _ in range(2)]

    assert answers == [302, 422]
    page = words(analyst.get(PAGE).text)
    assert "We listen to you No measure bears on it yet" in page  # this council asks other things
    assert "No promises yet" not in page


def test_two_people_at_once_are_told(council: Council, analyst: FlaskClient) -> None:
    """The second is told, and keeps their ticks. Control: what the first chose is saved."""
    analyst.post(PAGE, data=hidden(analyst.get(PAGE).text))
    old = hidden(analyst.get(f"{PAGE}/1").text)

    first = choose(analyst, 1, "iro.know")
    late = analyst.post(f"{PAGE}/1", data={**old, "measure": "iro.venue"})

    assert (first, late.status_code) == (302, 409)
    assert "Somebody else changed this promise" in late.text
    assert "We listen to you Knows who their IRO is" in words(analyst.get(PAGE).text)


def test_results_by_promise_are_the_same_figures(
    council: Council,
    analyst: FlaskClient,
    filled: list[int],  # noqa: F811 - the fixture
) -> None:
    """On a round's page, in what is found, and in the workbook; a measure without a promise is [z] there."""
    path = f"/staff/rounds/{filled[0]}/results"
    before = analyst.get(path).text
    analyst.post(PAGE, data=hidden(analyst.get(PAGE).text))
    choose(analyst, 1, "iro.listened")
    choose(analyst, 3, "iro.know", "iro.listened")
    for number in (2, 4, 5, 6, 7):
        choose(analyst, number)

    page = words(analyst.get(path).text)
    found = list_rows(read(analyst, "/staff/find-results?promise=We+listen+to+you"))
    every = list_rows(read(analyst, "/staff/find-results"))
    sheet = read_sheet(analyst.get(f"/staff/rounds/{filled[0]}/summary.xlsx").data, "Core measures")

    assert "By promise, all teams" not in before
    assert "By promise, all teams" in page
    assert page.index(LISTEN) < page.index(KNOW)
    assert found
    assert {name for name, _, _ in found} == {"Listened to"}
    assert set(found) < set(every)
    told = {row["Measure code"]: row["Promise"] for row in sheet}
    assert told == {"iro.know": KNOW, "iro.listened": f"{LISTEN}; {KNOW}", "iro.chaired": "[z]"}  # fmt: skip
    assert list_rows(read(analyst, "/staff/find-results?promise=nothing")) == []


def test_channels_stand_side_by_side_where_they_may(
    council: Council,
    analyst: FlaskClient,
    filled: list[int],  # noqa: F811 - the fixture
) -> None:
    """With one channel for every team its count is told; what was said by channel never is, and the page says why."""
    page = words(analyst.get(f"/staff/rounds/{filled[0]}/results").text)

    assert "How answers came" in page
    assert ("is told where every team has each channel" in page) != (
        "What was said is not told by channel" in page
    )
