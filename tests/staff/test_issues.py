"""Workbooks by period on the pages: ordered, seen being made, downloaded again, taken back."""

import datetime as dt
import hashlib
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from feedback import clock
from feedback.issues import list_issues
from feedback.making import make_orders
from feedback.orders import take_order, tell_order
from feedback.staff import orders

from .conftest import Council
from .test_records import counted  # noqa: F401 - a fixture

PAGE = "/staff/workbooks"


@pytest.fixture(autouse=True)
def january(noon: None) -> Iterator[None]:
    """The month and the quarter in which the round ended are over."""
    with clock.frozen_at(dt.datetime(2027, 1, 11, 12, tzinfo=dt.UTC)):
        yield


def order(council: Council, client: FlaskClient, **fields: str) -> str:
    """Ask for the workbook of the newest month; the page that tells how far it is."""
    page = client.get(PAGE).text
    window = page.split("<optgroup")[1].split('value="')[1].split('"')[0]
    response = council.post(client, PAGE, page=PAGE, window=window, **fields)
    assert response.status_code == 302, response.text
    return response.location


@pytest.fixture
def issued(counted: Council) -> Council:  # noqa: F811 - the fixture
    """The council, with one workbook issued by the analyst."""
    order(counted, counted.signed_in())
    make_orders(counted.database, counted.settings)
    return counted


def test_how_far_it_is_shows_without_scripts(counted: Council) -> None:  # noqa: F811
    """The page looks again by itself, or when it is asked to, and then leads to the file."""
    client = counted.signed_in()
    path = order(counted, client)

    waits = client.get(path)
    taken = take_order(counted.database)
    assert taken
    tell_order(counted.database, taken, done=1, total=3)
    moves, still = client.get(path), client.get(f"{path}?still=yes")

    assert "begins in a moment" in waits.text
    assert "1 of 3 parts are made" in moves.text
    assert (moves.headers["Refresh"], "Refresh" in still.headers) == (str(orders.AGAIN), False)
    assert "Look again" in still.text


def test_it_is_downloaded_as_it_was_issued(issued: Council) -> None:
    """Twice the same, and each time it is written down."""
    client = issued.signed_in()

    first = issued.post(client, f"{PAGE}/1/file", page=PAGE)
    second = issued.post(client, f"{PAGE}/1/file", page=PAGE)

    assert first.data == second.data
    assert first.data.startswith(b"PK")
    assert hashlib.sha256(first.data).hexdigest() in client.get(PAGE).text
    assert "number-1.xlsx" in first.headers["Content-Disposition"]
    assert issued.deeds().count(("downloaded-issue", "workbook 1")) == 2
    assert ("issued-workbook", "workbook 1") in issued.deeds()


def test_what_is_ready_leads_to_its_line(issued: Council) -> None:
    """And what cannot be made says why."""
    client = issued.signed_in()
    path = order(issued, client)
    make_orders(issued.database, issued.settings)

    assert "Nothing has changed since number 1" in client.get(path).text
    with issued.database.reading() as session:
        assert len(list_issues(session)) == 1
    ready = client.get("/staff/files/1")
    assert (ready.status_code, ready.location) == (302, "/staff/workbooks#issue-1")


def test_a_file_is_for_whoever_asked(issued: Council) -> None:
    """Nobody sees what another one waits for."""
    assert issued.signed_in("administrator").get("/staff/files/1").status_code == 403


def test_taking_it_back_asks_first(issued: Council) -> None:
    """Without the tick nothing happens; with it the file is gone and the line says so."""
    client, path = issued.signed_in(), f"{PAGE}/1/withdraw"

    unsure = issued.post(client, path, page=path)
    sure = issued.post(client, path, page=path, sure="yes")

    assert (unsure.status_code, sure.status_code) == (409, 302)
    assert "Taken back on" in client.get(PAGE).text
    assert issued.post(client, f"{PAGE}/1/file", page=PAGE).status_code == 409
    assert ("withdrew-issue", "workbook 1") in issued.deeds()


@pytest.mark.parametrize(
    "window",
    ["", "month-2031-01-01", "week-1", "month-2026-10-02", "year-0001-01-01", "month-9999-12-01"],
)
def test_only_a_period_of_the_list_is_issued(counted: Council, window: str) -> None:  # noqa: F811
    """Anything else is said to be none, and nothing is ordered."""
    client = counted.signed_in()

    response = counted.post(client, PAGE, page=PAGE, window=window)

    assert response.status_code == 422
    assert "Choose a period" in response.text
    assert take_order(counted.database) is None


def test_two_orders_of_two_people_issue_one_number_each(counted: Council) -> None:  # noqa: F811
    """The second finds nothing new and says so."""
    paths = [order(counted, client := counted.signed_in(role)) for role in ("analyst", "administrator")]  # fmt: skip

    assert make_orders(counted.database, counted.settings) == 1
    assert "Nothing has changed" in client.get(paths[1]).text
