"""Slips on the staff pages: printed as a file, voided after a question, and no page tells how many are unused."""

import re

import pymupdf
import pytest
from sqlalchemy import select

from feedback.codes import read_code
from feedback.models.asking import Collector
from feedback.models.slips import Slip
from tests.pages import send, visit
from tests.reports.reading import A4
from tests.tongues import only, speak, translate

from .conftest import Council
from .test_collectors import add_south

PRINT, PAGE = "/staff/collectors/slips.pdf", "/staff/collectors"
CODE = re.compile(r"[2-9B-Z]{3} [2-9B-Z]{3} [2-9B-Z]{4}")


def test_printed_slips_work(council: Council) -> None:
    """The file has a guide and the slips, nothing keeps it, and each code opens the questions once."""
    council.round()

    response = council.post(council.signed_in(), PRINT, page=PAGE, collector="1", count=" 12 ")
    guide, *sheets = pymupdf.open(stream=response.data)
    codes = [read_code(code) for sheet in sheets for code in CODE.findall(sheet.get_text())]
    page = visit(council.client(), f"/q/{codes[0]}")
    answer = send(council.client(), page, {"know": "yes"})

    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Disposition"].endswith('"North slips batch 1.pdf"')
    assert (round(guide.rect.width), round(guide.rect.height)) == A4
    assert "Batch 1: 12 slips" in guide.get_text()
    assert len(set(codes)) == 12
    assert answer.status_code == 303
    assert council.client().get(f"/q/{codes[0]}").status_code == 404
    assert ("printed-slips", "slip batch 1") in council.deeds()


@pytest.mark.parametrize("count", ["", "0", "501", "-3", "many", "9" * 30, "²"])
def test_a_number_that_cannot_be_printed_is_refused(council: Council, count: str) -> None:
    """With how many can, and nothing is made."""
    council.round()

    response = council.post(council.signed_in(), PRINT, page=PAGE, collector="1", count=count)

    assert response.status_code == 409
    assert "1 to 500 at a time" in response.text
    assert "printed-slips" not in dict(council.deeds())


def test_a_language_that_the_questions_are_not_asked_in_is_refused(council: Council) -> None:
    """Only the pages around them are said in Polish: as with posters and paper, nothing is made. Control: once they are too."""
    council.round()
    client = council.signed_in()
    made = [f"{PAGE}/1/poster.pdf?lang=pl", f"{PAGE}/1/paper-standard.pdf?lang=pl"]
    wanted = {"page": PAGE, "collector": "1", "count": "2", "language": "pl"}
    with council.database.writing() as session:
        translate(session, "pl", only(), approved=True)

    refused = council.post(client, PRINT, **wanted)
    others = [client.get(path).status_code for path in made]
    deeds = council.deeds()
    speak(council.database, "pl", say=str)  # letters that can be printed

    assert (refused.status_code, others) == (409, [409, 409])
    assert "not offered in &#39;pl&#39; yet. It is in: en." in refused.text
    assert "printed-slips" not in dict(deeds)
    assert council.post(client, PRINT, **wanted).status_code == 200


def test_a_batch_is_voided_after_a_question(council: Council) -> None:
    """The question changes nothing; the button does, and it is written down who pressed it."""
    council.round()
    (code,) = council.print_slips(1)
    client = council.signed_in()

    asked = client.get("/staff/slips/1/void")
    before = council.client().get(f"/q/{code}").status_code
    done = council.post(client, "/staff/slips/1/void", page="/staff/slips/1/void")
    after = council.client().get(f"/q/{code}").status_code

    assert "This cannot be undone." in asked.text
    assert (before, done.location, after) == (200, "/staff/collectors#slips", 404)
    assert ("voided-slips", "slip batch 1") in council.deeds()
    assert "is void since 23 November 2026" in client.get("/staff/slips/1/void").text
    assert "Void this batch" not in client.get(PAGE).text


def test_a_champion_prints_and_voids_for_the_own_team_only(council: Council) -> None:
    """403 for another team, whose batches the page does not show."""
    add_south(council)
    council.round(team="North")
    council.round(team="South")
    council.print_slips(1, like=1)
    council.print_slips(1, like=2)
    champion = council.signed_in("champion")
    page = champion.get(PAGE).text

    other = council.post(champion, PRINT, page=PAGE, collector="2", count="1")
    voided = council.post(champion, "/staff/slips/2/void", page=PAGE)
    own = council.post(champion, PRINT, page=PAGE, collector="1", count="1")

    assert (other.status_code, voided.status_code, own.status_code) == (403, 403, 200)
    assert champion.get("/staff/slips/2/void").status_code == 403
    assert "/staff/slips/1/void" in page
    assert "South" not in page
    assert "/staff/slips/2/void" in council.signed_in("analyst").get(PAGE).text


@pytest.mark.parametrize("path", ["/staff/slips/9/void", "/staff/slips/x/void"])
def test_a_batch_there_is_not_is_not_found(council: Council, path: str) -> None:
    """404, and where the numbers stand."""
    response = council.signed_in().get(path)

    assert response.status_code == 404
    assert "There is no batch" in response.text


def test_no_page_shows_a_code_or_how_many_are_unused(council: Council) -> None:
    """The same bytes with ten slips and with two left; the slip collector's own code stands nowhere either."""
    council.round()
    codes = council.print_slips(10)
    client = council.signed_in()
    paths = (PAGE, "/staff/slips/1/void", "/staff/rounds", "/staff/paper")
    hidden = re.compile(r'name="csrf_token" value="[^"]+"')

    def seen() -> list[str]:
        return [hidden.sub("", client.get(path).text) for path in paths]

    before = seen()
    with council.database.writing() as session:
        own = session.scalars(select(Collector.code).where(Collector.channel == "slip")).one()
        for slip in session.scalars(select(Slip).limit(8)):
            session.delete(slip)

    assert seen() == before
    assert "23 November 2026" in before[0]
    assert not [one for one in (*codes, own) for page in before if one in page.replace(" ", "")]
    assert f"{own[:3]} {own[3:]}" not in "".join(before)
