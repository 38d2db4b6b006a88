"""Posters and links as staff see them: every team for some, the own team for a champion."""

import io
import re
import zipfile
from urllib.parse import unquote

import pytest
from pypdfium2 import PdfDocument
from sqlalchemy import select

from feedback.models.asking import Channel, Collector, RoundTeam, Team
from feedback.pseudo import make_turned
from tests.pages import CSP
from tests.reports.reading import open_only_page, open_png, rasterise, read_code
from tests.tongues import speak

from .conftest import Council

ADDRESS = "http://127.0.0.1:8000/q/BCDFGH"
FILES = (
    "poster",
    "poster.pdf",
    "poster.png",
    "qr.svg",
    "paper-standard.pdf",
    "paper-easy-read.pdf",
)


@pytest.fixture
def south(council: Council) -> Council:
    """The council with an open round of each team; South's collector is the second."""
    add_south(council)
    council.round(team="North")
    council.round(team="South")
    return council


def add_south(council: Council, *, round_id: int | None = None) -> None:
    """South's collector, and its part in a round if one is named."""
    with council.database.writing() as session:
        team = session.scalars(select(Team).where(Team.name == "South")).one()
        channel = Channel.POSTER.value
        session.add(
            Collector(questionnaire="iro-survey", team_id=team.id, channel=channel, code="GHJKMN")
        )
        if round_id:
            session.add(RoundTeam(round_id=round_id, team_id=team.id))


def test_every_link_of_open_and_planned_rounds_is_listed(south: Council) -> None:
    """Code, address, the files and the pack; what is over is not there."""
    south.round(days=(-60, -20))
    south.round(days=(20, 40))

    page = south.signed_in().get("/staff/collectors").text

    tags = re.findall(r'"govuk-tag[^>]*>([^<]+)<', page)
    assert tags == ["Open now", "Open now", "Planned"]
    assert "BCD FGH" in page
    assert ADDRESS in page
    for name in FILES:
        assert f'"/staff/collectors/1/{name}"' in page
        assert f'"/staff/collectors/2/{name}"' in page
    assert re.findall(r"/staff/rounds/(\d)/pack", page) == ["1", "2", "4"]


def test_a_champion_sees_the_own_team_only(south: Council) -> None:
    """Not that there are others."""
    page = south.signed_in("champion").get("/staff/collectors").text

    assert "BCD FGH" in page
    assert "South" not in page
    assert "GHJ KMN" not in page
    assert "Everything for your team" in page


@pytest.mark.parametrize("path", [f"collectors/2/{name}" for name in FILES] + ["rounds/2/pack.zip"])
def test_a_champion_gets_nothing_of_another_team(south: Council, path: str) -> None:
    """403, and a sentence that says whom to ask."""
    response = south.signed_in("champion").get(f"/staff/{path}")

    assert response.status_code == 403
    assert "for your own team only" in response.text


def test_a_champions_pack_is_the_own_folder(council: Council) -> None:
    """In a round of several teams; an analyst gets them all."""
    round_id = council.round(team="North")
    add_south(council, round_id=round_id)
    path = f"/staff/rounds/{round_id}/pack.zip"

    own = zipfile.ZipFile(io.BytesIO(council.signed_in("champion").get(path).data))
    every = zipfile.ZipFile(io.BytesIO(council.signed_in("analyst").get(path).data))

    assert {name.partition("/")[0] for name in own.namelist()} == {"README.txt", "North"}
    assert {name.partition("/")[0] for name in every.namelist()} == {"README.txt", "North", "South"}


def test_every_file_leads_to_the_same_questions(council: Council) -> None:
    """Page, paper, picture and code hold one address."""
    council.round()
    client = council.signed_in()
    page, pdf, png, svg = (client.get(f"/staff/collectors/1/{name}") for name in FILES[:4])

    codes = [
        read_code(rasterise(open_only_page(pdf.data))),
        read_code(open_png(png.data)),
        *re.findall("<title>(HTTP.*)</title>", page.text + svg.text),
    ]

    assert codes == [ADDRESS.upper()] * 4


def test_a_paper_form_carries_the_code_it_is_typed_in_under(council: Council) -> None:
    """In the variant that was asked for; one that the version lacks is not there."""
    council.round()
    client = council.signed_in()

    paper = client.get("/staff/collectors/1/paper-easy-read.pdf")

    words = " ".join(page.get_textpage().get_text_range() for page in PdfDocument(paper.data))
    assert "BCD FGH" in words
    assert "easy read · page 1 of" in words
    assert "easy-read.pdf" in unquote(paper.headers["Content-Disposition"])
    assert client.get("/staff/collectors/1/paper-nothing.pdf").status_code == 404


@pytest.mark.parametrize(
    ("path", "kind", "name"),
    [
        ("collectors/1/poster.pdf", "application/pdf", "North BCDFGH.pdf"),
        ("collectors/1/poster.png", "image/png", "North BCDFGH.png"),
        ("collectors/1/qr.svg", "image/svg+xml", "North BCDFGH.svg"),
        ("rounds/1/pack.zip", "application/zip", "iro-survey-2026-12-03-round-1.zip"),
    ],
)
def test_files_are_saved_under_a_name_and_kept_nowhere(
    council: Council, path: str, kind: str, name: str
) -> None:
    """The browser saves it; nothing on the way keeps a copy; the policy is the same as everywhere."""
    council.round()

    response = council.signed_in().get(f"/staff/{path}")

    saved = unquote(response.headers["Content-Disposition"])
    assert response.mimetype == kind
    assert saved.startswith("attachment;")
    assert name in saved
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Security-Policy"] == CSP


def test_the_page_says_what_the_poster_says(council: Council) -> None:
    """Title, team, trial and the tools around it, under the policy of every page."""
    council.round()

    response = council.signed_in().get("/staff/collectors/1/poster")

    assert response.headers["Content-Security-Policy"] == CSP
    for said in ("What was your review like?", "North", "Trial: not for children yet", "BCD FGH"):
        assert said in response.text
    assert response.text.index("Back to all posters") < response.text.index("<main")


def test_a_name_that_cannot_be_printed_is_said_in_words(council: Council) -> None:
    """409 with the sign and what to do, on the page and for each file."""
    council.round()
    with council.database.writing() as session:
        session.scalars(select(Team).where(Team.name == "North")).one().name = "North ☃"
    client = council.signed_in()

    for name in FILES[:3]:
        response = client.get(f"/staff/collectors/1/{name}")
        assert response.status_code == 409
        assert "Write that name in other letters" in response.text


def test_the_page_of_posters_says_which_team_has_none(council: Council) -> None:
    """Beside the file of everything, which holds the others'. Control: a name in letters of ours."""
    council.round()
    client = council.signed_in()
    before = client.get("/staff/collectors").text
    with council.database.writing() as session:
        session.scalars(select(Team).where(Team.name == "North")).one().name = "North ☃"

    after = client.get("/staff/collectors").text

    assert "has no poster" not in before
    assert "North ☃ has no poster, no paper form and no slips" in after
    assert "Write that name in other letters." in after


def test_nothing_to_hand_out_says_what_to_do(council: Council) -> None:
    """Without a round each role reads what would bring one."""
    assert ">Plan a round</a>" in council.signed_in("administrator").get("/staff/collectors").text
    assert "No round with North" in council.signed_in("champion").get("/staff/collectors").text


def test_a_collector_or_round_there_is_not(council: Council) -> None:
    """404, and 409 for the pack of a round that is over."""
    over = council.round(days=(-60, -20))
    client = council.signed_in()

    assert client.get("/staff/collectors/77/poster").status_code == 404
    assert client.get("/staff/collectors/x/qr.svg").status_code == 404
    assert client.get("/staff/rounds/77/pack.zip").status_code == 404
    assert client.get(f"/staff/rounds/{over}/pack.zip").status_code == 409


@pytest.mark.parametrize(
    ("role", "shown"), [("analyst", True), ("champion", True), ("manager", False)]
)
def test_the_way_there_is_shown_to_those_who_may(council: Council, role: str, shown: bool) -> None:
    """A link that leads to a refusal is none."""
    page = council.signed_in(role).get("/staff/rounds").text

    assert ('href="/staff/collectors"' in page) is shown


def test_files_are_made_in_the_language_that_is_chosen(council: Council) -> None:
    """Links of the page carry it; a poster, its PDF and the paper form are in it, and from right to left."""
    council.round()
    client = council.signed_in()

    speak(council.database, "ar", say=make_turned)
    page = client.get("/staff/collectors?lang=ar").text
    poster = client.get("/staff/collectors/1/poster?lang=ar").text
    pdf = client.get("/staff/collectors/1/poster.pdf?lang=ar")
    paper = client.get("/staff/collectors/1/paper-standard.pdf?lang=ar")

    assert "/staff/collectors/1/poster.pdf?lang=ar" in page
    assert "/staff/collectors/1/paper-standard.pdf?lang=ar" in page
    assert 'lang="ar" dir="rtl"' in poster
    assert make_turned("Or go to") in poster
    assert read_code(rasterise(open_only_page(pdf.data), 150)).endswith("/Q/BCDFGH/AR")
    assert "/q/BCDFGH/ar" in page
    assert " ar.pdf" in unquote(pdf.headers["Content-Disposition"])
    assert paper.status_code == 200
    assert "العربية" in client.get("/staff/collectors/1/poster").text


def test_a_language_that_is_not_offered_is_not_made(council: Council) -> None:
    """Neither by the page, which has no choice then, nor by an address."""
    council.round()
    client = council.signed_in()

    answer = client.get("/staff/collectors/1/poster.pdf?lang=ar")

    assert 'name="lang"' not in client.get("/staff/collectors").text
    assert answer.status_code in (400, 409, 422)
    assert "not offered in" in answer.text
