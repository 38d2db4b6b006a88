"""Activities on the pages: noted, changed, taken away and put back, with nothing typed lost."""

import pytest
from flask.testing import FlaskClient

from .conftest import Council

PAGE = "/staff/activities"
LINE = {"day": "2026-11-20", "method": "focus-group", "people": "12", "audience": "Young carers"}


@pytest.fixture
def noted(council: Council) -> Council:
    """The council, with one activity."""
    assert council.post(council.signed_in(), PAGE, page=PAGE, **LINE).status_code == 302
    return council


def test_a_line_is_noted_and_counted(noted: Council) -> None:
    """In the list and in the table of the year."""
    page = noted.signed_in().get(PAGE).text

    assert "Young carers" in page
    assert "<td>1</td><td>12</td>" in page
    assert ("noted-activity", "activity 1") in noted.deeds()


def test_what_is_wrong_is_said_and_kept(council: Council) -> None:
    """Whatever was typed stands in the form."""
    client = council.signed_in()

    response = council.post(client, PAGE, page=PAGE, **{**LINE, "people": "a dozen"})

    assert response.status_code == 422
    assert "from 1 to 9999" in response.text
    assert 'value="a dozen"' in response.text
    assert 'value="Young carers"' in response.text


def seen_on(client: FlaskClient) -> str:
    """What the page of the line carries of how it stood."""
    return client.get(f"{PAGE}/1").text.split('name="seen" value="')[1].split('"')[0]


def test_a_line_that_changed_is_not_taken_away(noted: Council) -> None:
    """Whoever corrected it would lose that; pressed twice on an old page, it is taken away once."""
    client, path = noted.signed_in(), f"{PAGE}/1"
    seen = seen_on(client)
    noted.post(client, path, page=path, seen=seen, **{**LINE, "people": "13"})

    late = noted.post(client, f"{path}/remove", page=path, seen=seen)
    seen, page = seen_on(client), client.get(PAGE).text
    presses = [noted.post(client, f"{path}/remove", page=PAGE, seen=seen) for _ in range(2)]

    assert late.status_code == 409
    assert "Somebody else changed this line" in late.text
    assert "<td>13</td>" in page
    assert [press.status_code for press in presses] == [302, 302]
    assert [deed for deed, _ in noted.deeds()].count("removed-activity") == 1


@pytest.mark.parametrize("people", ["14", "a dozen"])
def test_what_is_typed_of_a_line_that_is_gone_is_kept(noted: Council, people: str) -> None:
    """On the form for another, right or wrong, beside the button that puts the line back."""
    client, other, path = noted.signed_in(), noted.signed_in("administrator"), f"{PAGE}/1"
    seen = seen_on(client)
    noted.post(other, f"{path}/remove", page=path, seen=seen)

    late = noted.post(client, path, page=PAGE, seen=seen, **{**LINE, "people": people})

    assert late.status_code == 409
    assert "Somebody else took this line away meanwhile" in late.text
    assert f'value="{people}"' in late.text
    assert 'action="/staff/activities"' in late.text
    assert "Put it back" in late.text


def test_a_line_is_changed_by_one_at_a_time(noted: Council) -> None:
    """The second reads that it changed, and keeps what was typed."""
    client, path = noted.signed_in(), f"{PAGE}/1"
    seen = seen_on(client)

    first = noted.post(client, path, page=path, seen=seen, **{**LINE, "people": "13"})
    second = noted.post(client, path, page=path, seen=seen, **{**LINE, "people": "14"})

    assert (first.status_code, second.status_code) == (302, 409)
    assert "Somebody else changed this line" in second.text
    assert 'value="14"' in second.text
    assert "<td>13</td>" in client.get(PAGE).text


def test_a_line_is_taken_away_and_put_back(noted: Council) -> None:
    """With one press each."""
    client = noted.signed_in()

    away = noted.post(client, f"{PAGE}/1/remove", page=f"{PAGE}/1", seen=seen_on(client))
    between = client.get(away.location).text
    noted.post(client, f"{PAGE}/1/restore", page=PAGE)

    assert "Put it back" in between
    assert "Nothing is noted yet" in between
    assert "Young carers" in client.get(PAGE).text
    deeds = [deed for deed, thing in noted.deeds() if thing == "activity 1"]
    assert deeds == ["noted-activity", "removed-activity", "restored-activity"]
