"""Activities on the pages: noted, changed, taken away and put back, with nothing typed lost."""

import pytest

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


def test_a_line_is_changed_by_one_at_a_time(noted: Council) -> None:
    """The second reads that it changed, and keeps what was typed."""
    client, path = noted.signed_in(), f"{PAGE}/1"
    seen = client.get(path).text.split('name="seen" value="')[1].split('"')[0]

    first = noted.post(client, path, page=path, seen=seen, **{**LINE, "people": "13"})
    second = noted.post(client, path, page=path, seen=seen, **{**LINE, "people": "14"})

    assert (first.status_code, second.status_code) == (302, 409)
    assert "Somebody else changed this line" in second.text
    assert 'value="14"' in second.text
    assert "<td>13</td>" in client.get(PAGE).text


def test_a_line_is_taken_away_and_put_back(noted: Council) -> None:
    """With one press each."""
    client = noted.signed_in()

    away = noted.post(client, f"{PAGE}/1/remove", page=PAGE)
    between = client.get(away.location).text
    noted.post(client, f"{PAGE}/1/restore", page=PAGE)

    assert "Put it back" in between
    assert "Nothing is noted yet" in between
    assert "Young carers" in client.get(PAGE).text
    deeds = [deed for deed, thing in noted.deeds() if thing == "activity 1"]
    assert deeds == ["noted-activity", "removed-activity", "restored-activity"]
