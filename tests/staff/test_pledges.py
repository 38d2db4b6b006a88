"""Promises on a page, and results by promise: the same figures under other headings, never cut finer."""

import pytest
from flask.testing import FlaskClient

from feedback.pledges import list_pledges
from tests.reports.test_workbook import read_sheet

from .conftest import Council
from .test_findings import filled, list_rows  # noqa: F401 - a fixture
from .test_planning import hidden, words
from .test_results import read

PAGE = "/staff/pledges"


@pytest.fixture
def analyst(council: Council) -> FlaskClient:
    """Somebody who may."""
    return council.signed_in("analyst")


def add(council: Council, client: FlaskClient, promise: str, *measures: str) -> str:
    """Add a promise and tick measures; its address."""
    path = council.post(client, PAGE, page=PAGE, words=promise).location
    form = {**hidden(client.get(path).text), "words": promise, "measure": list(measures)}
    assert client.post(path, data={**form, "do": "save"}).status_code == 302
    return str(path)


def test_an_empty_page_offers_a_beginning(council: Council, analyst: FlaskClient) -> None:
    """Pressed, there are promises with measures; pressed again nothing doubles."""
    assert "Begin with seven examples" in analyst.get(PAGE).text

    answers = [council.post(analyst, PAGE, page=PAGE, do="example").status_code for _ in range(2)]

    assert answers == [302, 422]
    assert "We listen to you" not in analyst.get(f"{PAGE}/99").text
    with council.database.reading() as session:
        assert all(pledge.measures for pledge in list_pledges(session))


def test_what_is_wrong_is_told_and_what_was_typed_stays(
    council: Council, analyst: FlaskClient
) -> None:
    """Twice the same promise; taking away without being sure; changed meanwhile."""
    path = add(council, analyst, "We listen", "iro.listened")
    old = hidden(analyst.get(path).text)
    again = council.post(analyst, PAGE, page=PAGE, words="we listen")
    unsure = analyst.post(path, data={**old, "do": "remove"})
    council.post(analyst, path, page=path, seen=old["seen"], words="We hear", measure="iro.know")
    late = analyst.post(path, data={**old, "do": "save", "words": "We are kind"})

    assert [one.status_code for one in (again, unsure, late)] == [422, 422, 409]
    assert 'value="we listen"' in again.text
    assert "Tick “Yes, take it away” too." in unsure.text
    assert 'value="We are kind"' in late.text
    assert "Now it is: We hear" in words(late.text)
    form = hidden(analyst.get(path).text)
    assert analyst.post(path, data={**form, "do": "remove", "sure": "yes"}).status_code == 302
    assert "No promises yet" in analyst.get(PAGE).text


def test_results_by_promise_are_the_same_figures(
    council: Council,
    analyst: FlaskClient,
    filled: list[int],  # noqa: F811 - the fixture
) -> None:
    """On a round's page, in what is found, and in the workbook; a measure without a promise is [z] there."""
    path = f"/staff/rounds/{filled[0]}/results"
    before = analyst.get(path).text
    add(council, analyst, "We listen", "iro.listened")
    add(council, analyst, "You know us", "iro.know", "iro.listened")

    page = words(analyst.get(path).text)
    found = list_rows(read(analyst, "/staff/find-results?promise=We+listen"))
    every = list_rows(read(analyst, "/staff/find-results"))
    sheet = read_sheet(analyst.get(f"/staff/rounds/{filled[0]}/summary.xlsx").data, "Core measures")

    assert "By promise, all teams" not in before
    assert "By promise, all teams" in page
    assert page.index("We listen") < page.index("You know us")
    assert found
    assert {name for name, _, _ in found} == {"Listened to"}
    assert set(found) < set(every)
    told = {row["Measure code"]: row["Promise"] for row in sheet}
    assert told == {"iro.know": "You know us", "iro.listened": "We listen; You know us", "iro.chaired": "[z]"}  # fmt: skip
    assert [row for row in list_rows(read(analyst, "/staff/find-results?promise=nothing"))] == []


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
