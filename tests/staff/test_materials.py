"""One file of everything, ordered on the page: an own team's for a champion, and for whoever asked alone."""

import zipfile
from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from feedback.making import folder_of, make_orders

from .conftest import Council

PAGE = "/staff/collectors"
EVERY = {"round": "all", "team": "all", "form": "zip"}


@pytest.fixture
def council(council: Council) -> Council:
    """The council, with an open round."""
    council.round()
    return council


def order(council: Council, role: str, **fields: str) -> TestResponse:
    """Ask for a file."""
    return council.post(council.signed_in(role), "/staff/materials", page=PAGE, **fields)


def test_the_file_is_made_and_downloaded(council: Council) -> None:
    """The page says so, and the file is whole."""
    asked = order(council, "analyst", **EVERY)
    client = council.signed_in()
    before = client.get(f"{asked.location}/file")
    make_orders(council.database, council.settings)

    page, file = client.get(asked.location), client.get(f"{asked.location}/file", buffered=True)

    assert before.status_code == 404
    assert "Your file is ready" in page.text
    assert file.mimetype == "application/zip"
    assert zipfile.ZipFile(BytesIO(file.data)).testzip() is None
    assert file.headers["Cache-Control"] == "no-store"
    assert ("ordered-file", "materials") in council.deeds()


def test_it_is_for_whoever_asked(council: Council) -> None:
    """Another account does not get it, whatever it may do."""
    asked = order(council, "champion", round="all", form="pdf")
    make_orders(council.database, council.settings)

    other = council.signed_in("administrator")

    assert other.get(asked.location).status_code == 403
    assert other.get(f"{asked.location}/file").status_code == 403


def test_a_champion_gets_the_own_team_whatever_is_asked(council: Council) -> None:
    """The name of another team in the form changes nothing."""
    council.round(team="South")
    asked = order(council, "champion", round="all", team="South", form="zip")
    make_orders(council.database, council.settings)

    file = council.signed_in("champion").get(f"{asked.location}/file", buffered=True)

    names = zipfile.ZipFile(BytesIO(file.data)).namelist()
    assert any("/North/" in name for name in names)
    assert not any("South" in name for name in names)


@pytest.mark.parametrize(
    "fields", [{**EVERY, "form": "exe"}, {**EVERY, "round": ""}, {**EVERY, "team": "Nobody"}]
)
def test_nothing_is_ordered_that_cannot_be_made(council: Council, fields: dict[str, str]) -> None:
    """It is said at once."""
    refused = order(council, "analyst", **fields)

    assert refused.status_code == 409
    assert make_orders(council.database, council.settings) == 0


def test_a_file_with_slips_is_fetched_once(council: Council) -> None:
    """With the button, by whoever asked; a link does not fetch it, and the second time it is gone. Each batch is noted."""
    asked = order(council, "analyst", **EVERY, slips="2")
    make_orders(council.database, council.settings)
    client, other = council.signed_in(), council.signed_in("administrator")
    page = client.get(asked.location)
    path = f"{asked.location}/file"
    linked = client.get(path)
    others = council.post(other, path, page=PAGE)

    files = [council.post(client, path, page=PAGE) for _ in range(2)]

    assert "It can be downloaded once" in page.text
    assert (linked.status_code, others.status_code) == (409, 403)
    assert [file.status_code for file in files] == [200, 404]
    assert any("slips" in name for name in zipfile.ZipFile(BytesIO(files[0].data)).namelist())
    assert files[0].headers["Cache-Control"] == "no-store"
    assert "there is no second copy" in client.get(asked.location).text
    assert not list(folder_of(council.settings).iterdir())
    assert [deed for deed, _ in council.deeds()].count("fetched-slips") == 1
    assert ("printed-slips", "slip batch 1") in council.deeds()


def test_a_double_press_prints_one_set_of_slips(council: Council) -> None:
    """The same that is waited for is asked for once."""
    first, second = (order(council, "analyst", **EVERY, slips="2") for _ in range(2))

    assert first.location == second.location
    assert make_orders(council.database, council.settings) == 1


@pytest.mark.parametrize("slips", ["501", "-3", "ten", "2.5"])
def test_slips_that_cannot_be_are_said(council: Council, slips: str) -> None:
    """In words, and nothing is ordered."""
    refused = order(council, "analyst", **EVERY, slips=slips)

    assert refused.status_code == 409
    assert "1 to 500" in refused.text
