"""In which language a sheet or an interview is stored: the one somebody said, and who is told of what it says."""

import datetime as dt
import re

import pymupdf
import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from feedback import clock, escalation
from feedback.config import read_settings
from feedback.frozen import freeze_words
from feedback.languages import ENGLISH
from feedback.models.answering import SealedAnswer
from feedback.models.posting import Email
from feedback.offers import read_offers
from feedback.readers import Reading, save_reading, state_of
from feedback.translations import Scope
from tests.mail import receiving
from tests.reports.papers.conftest import read_page
from tests.tongues import speak

from .conftest import NOON, Council
from .test_interviews import SAID, Interviewer, give_link
from .test_paper import SHEET, Typist, plan, stored

PAGE = "/staff/paper/BCDFGH?variant=standard"


@pytest.fixture
def typist(council: Council) -> Typist:
    """An interviewer with sheets of a round that is asked in English and in Polish."""
    plan(council, first=-10, last=10)
    speak(council.database, "pl")
    return Typist(council, "BCDFGH")


def languages(council: Council) -> list[tuple[str, str]]:
    """Of each stored answer its mode and its language."""
    return [(row.mode, row.language) for row in stored(council)]


def chosen(response: TestResponse) -> str:
    """The language that the page has chosen."""
    found = re.search(r'<option value="([^"]*)" selected>', response.text)
    return found[1] if found else ""


def test_the_code_at_the_foot_says_the_language(typist: Typist) -> None:
    """Typed as it is printed it leads to the sheet in that language, and what is typed in is stored so."""
    found = typist.client.get("/staff/paper?code=bcd fgh/PL")
    whole = typist.client.get("/staff/paper?code=BCD FGH/pl · Polish · North")
    typist.path = found.location
    page = typist.client.get(typist.path)

    saved = typist.save(**SHEET)

    assert found.location == whole.location == "/staff/paper/BCDFGH?lang=pl"
    assert chosen(page) == "pl"
    assert '<span class="fb-code">BCD FGH/pl</span> · Polish · North</b>' in page.text
    assert languages(typist.council) == [("paper", "pl")]
    assert chosen(typist.client.get(saved.location)) == "pl"


def test_what_is_chosen_on_the_page_comes_before_the_address(typist: Typist) -> None:
    """One English sheet in a pile of Polish ones; the next page keeps what was chosen."""
    typist.path = f"{PAGE}&lang=pl"

    saved = typist.save(**SHEET, _language="en")

    assert languages(typist.council) == [("paper", "en")]
    assert "lang=en" in saved.location


def test_without_a_language_nothing_is_stored_and_nothing_is_lost(typist: Typist) -> None:
    """Nobody knows it from the code alone: it is asked, with every mark and word still there."""
    asked = typist.save(**SHEET, _language="")
    page = asked.text

    assert asked.status_code == 422
    assert '<a href="#_language">Choose the language.</a>' in page
    assert "Biscuits and Ayşe" in page
    assert re.search(r'name="know_iro" value="1"', page)
    assert stored(typist.council) == []


@pytest.mark.parametrize("tag", ["cy", "xx"])
def test_a_language_nobody_is_asked_in_is_said(typist: Typist, tag: str) -> None:
    """In the address it is said at once, on the page with everything that was typed."""
    seen = typist.client.get(f"{PAGE}&lang={tag}")
    sent = typist.save(**SHEET, _language=tag)
    words = "These questions are not asked in Welsh. " if tag == "cy" else ""

    assert f"{words}Choose the language." in seen.text
    assert sent.status_code == 422
    assert f"{words}Choose the language." in sent.text
    assert "Biscuits" in sent.text
    assert stored(typist.council) == []


def test_a_council_that_speaks_english_is_asked_nothing(council: Council) -> None:
    """There is one language, and no box for it."""
    plan(council, first=-10, last=10)
    typist = Typist(council, "BCDFGH")

    assert 'name="_language"' not in typist.client.get(PAGE).text
    assert typist.save(**SHEET).status_code == 303
    assert languages(council) == [("paper", "en")]


def test_sheets_come_back_after_their_language_waits_for_new_words(typist: Typist) -> None:
    """A release that says something new shows no Polish page any more; the Polish sheets are on the desk."""
    council = typist.council
    with council.database.writing() as session:
        new = ["", "", ["Something new."]]
        freeze_words(session, ENGLISH, Scope(), [new], approval=None)

    typist.save(**SHEET, _language="pl")

    with council.database.reading() as session:
        assert list(read_offers(session, drafts=False).pages) == ["en"]
    assert languages(council) == [("paper", "pl")]


def test_an_interview_is_english_unless_somebody_says_so(council: Council) -> None:
    """The page is in English; whoever asks in another language chooses it once."""
    plan(council, first=-10, last=10)
    give_link(council)
    speak(council.database, "pl")
    asker = Interviewer(council)

    asker.save(**SAID)
    saved = asker.save(**SAID, _language="pl")
    refused = asker.save(**SAID, _language="cy")

    assert sorted(languages(council)) == [("interview", "en"), ("interview", "pl")]
    assert "lang=pl" in saved.location
    assert refused.status_code == 422
    assert "These questions are not asked in Welsh." in refused.text
    assert "Biscuits and Ayşe" in refused.text


def test_what_is_typed_in_is_read_by_whoever_reads_its_language(typist: Typist) -> None:
    """When its day is over the Polish reader is told, and nobody who reads English."""
    council = typist.council
    with council.database.writing() as session:
        for tag in ("en", "pl"):
            reading = Reading(tag, "Readers", "Cover", (f"{tag}@westmere.example",))
            save_reading(session, reading, seen=state_of(None), by=None)
    typist.save(**SHEET, _language="pl")
    with council.database.reading() as session:
        day = session.scalars(select(SealedAnswer.read_by_on)).one()
    assert day is not None

    with receiving() as box, clock.frozen_at(NOON + 9 * dt.timedelta(days=1)):
        settings = read_settings(
            {"FEEDBACK_INSTANCE": str(council.settings.instance), **box.environ()}
        )
        escalation.tell_late(council.database, settings)

    assert day == (NOON + dt.timedelta(days=1)).date()
    with council.database.reading() as session:
        told = set(session.scalars(select(Email.address)))
    assert ("pl@westmere.example" in told, "en@westmere.example" in told) == (True, False)


@pytest.mark.parametrize(("tag", "name"), [("pl", "Polish"), ("ar", "Arabic")])
def test_every_page_of_a_printed_sheet_names_its_language(
    council: Council, tag: str, name: str
) -> None:
    """After the code, as the desk takes it, and for whoever cannot read the language. English names none."""
    plan(council, first=-10, last=10)
    speak(council.database, tag, say=str)
    client = council.signed_in("administrator")
    path = "/staff/collectors/1/paper-standard.pdf"

    pages = list(pymupdf.open(stream=client.get(f"{path}?lang={tag}").data))
    english = pymupdf.open(stream=client.get(path).data)[0]

    assert len(pages) > 1
    for page in pages:
        assert f"BCD FGH/{tag}" in read_page(page)
        assert f"{name} · North" in read_page(page)
    assert "BCD FGH · North" in read_page(english)
