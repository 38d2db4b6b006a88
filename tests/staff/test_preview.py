"""Trying a questionnaire out at any time: every variant, by link and QR code, and nothing of it is kept."""

import html
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from feedback.links import open_try_link, try_code_of
from feedback.models.answering import Receipt, SealedAnswer
from feedback.models.asking import PublishedVersion
from feedback.public import answering

from .conftest import Council

CODE, PAGE = "TRY0001", "/staff/preview/iro-survey"


@pytest.fixture
def champion(council: Council) -> FlaskClient:
    """Somebody who hands out, and may show it."""
    return council.signed_in("champion")


def kept(council: Council) -> int:
    """How many rows answers have left."""
    with council.database.reading() as session:
        tables = (SealedAnswer, Receipt)
        return sum(session.scalar(select(func.count()).select_from(t)) or 0 for t in tables)


def send(council: Council, code: str) -> int:
    """Open a page, answer it, send it; the status."""
    child = council.client()
    page = child.get(f"/q/{code}")
    token = re.findall(r'name="token" value="([^"]+)"', page.text)[0]
    return child.post(f"/q/{code}", data={"token": token, "know": "yes"}).status_code


def test_every_variant_stands_there_and_opens(council: Council, champion: FlaskClient) -> None:
    """While a round is open as well as before; each page says TRY."""
    council.round()
    listed = champion.get("/staff/preview").text
    page = champion.get(PAGE).text
    links = re.findall(rf'href="(/q/{CODE}[^"]*)"', page)

    pages = [council.client().get(html.unescape(link)) for link in links]

    assert PAGE in listed
    assert len(links) == 2
    assert [one.status_code for one in pages] == [200, 200]
    assert all("TRY" in one.text for one in pages)
    assert "http://127.0.0.1:8000/q/TRY0001" in page


def test_what_is_sent_from_a_try_out_is_not_kept(council: Council) -> None:
    """Thanked as always. The control: the same from the link of an open round leaves its rows."""
    council.round()

    tried = send(council, CODE)
    after_try = kept(council)
    answered = send(council, "BCDFGH")

    assert (tried, after_try) == (303, 0)
    assert answered == 303
    assert kept(council) == 2


def test_a_page_of_a_try_out_cannot_be_sent_to_a_round(council: Council) -> None:
    """Its token is worth nothing at a link that counts."""
    council.round()
    child = council.client()
    token = re.findall(r'name="token" value="([^"]+)"', child.get(f"/q/{CODE}").text)[0]

    sent = child.post("/q/BCDFGH", data={"token": token, "know": "yes"})

    assert sent.status_code == 422
    assert "Look through them and press Send" in sent.text
    assert kept(council) == 0


@pytest.mark.parametrize("code", ["TRY0002", "TRY0000", "TRY1", "TRY", "TRYTRY1", "TRY-00001"])
def test_a_try_code_of_nothing_is_an_unknown_code(council: Council, code: str) -> None:
    """The same kind page as for any other."""
    assert council.client().get(f"/q/{code}").status_code == 404


def test_a_try_code_is_typed_as_any_other(council: Council) -> None:
    """In small letters, with spaces, with Arabic digits; without the rule it is unknown."""
    for typed in ("try0001", "TRY 0001", "try-٠٠٠١"):
        assert council.client().get(f"/q/{typed}").status_code == 200


def test_without_the_rule_a_try_code_is_unknown(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: nothing else opens it."""
    monkeypatch.setattr(answering, "open_try_link", lambda *_: None)

    assert council.client().get(f"/q/{CODE}").status_code == 404


def test_a_try_code_is_that_of_its_version(council: Council) -> None:
    """There and back."""
    with council.database.reading() as session:
        version = session.get_one(PublishedVersion, 1)
        link = open_try_link(session, try_code_of(version))

    assert link
    assert link.version is version


def test_paper_cannot_be_typed_in_for_a_try_out(council: Council) -> None:
    """It is nobody's code there."""
    client = council.signed_in("interviewer")

    assert client.get(f"/staff/paper/{CODE}").status_code == 404
