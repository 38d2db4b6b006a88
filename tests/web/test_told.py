"""Figures on public pages in another language: nothing of them is in English that does not say so."""

import re
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient

from feedback.db import Database
from feedback.models.asking import Round
from feedback.public_results import list_showable, publish_results
from tests.councils import LONDON, add_teams
from tests.pages import visit
from tests.replying import make_counted, make_published, with_words
from tests.tongues import speak, translate

PAGES = ("/changes/iro-survey?lang=ar", "/changes?lang=ar", "/q/222222/sent?of=iro-survey&lang=ar")
ASKED = "Can you get in touch with your IRO if you want to?"
SMALL = {"Oak": 8, "Elm": 5, "Ash": 4, "Fir": 3}  # words, ranges and other teams


def publish(database: Database, sizes: dict[str, int]) -> None:
    """Replies of a team, of small teams put together and of all, and three figures for everybody."""
    with database.writing() as session:
        add_teams(session, ("Fir", "Children in care"))
        round_ = make_counted(session, sizes=sizes)
        for team in ("All teams", "Oak", "Other teams"):
            make_published(session, round_, with_words(team=team))
    with database.writing() as session:
        chosen = sorted(list_showable(session, session.get_one(Round, round_.id)))[:3]
        publish_results(session, session.get_one(Round, round_.id), chosen, zone=LONDON, by=None)


def say_own(element: Element) -> str:
    """The text of an element without what says that it is in another language."""
    parts = [element.text or ""]
    for child in element:
        parts += ["" if child.get("lang") else say_own(child), child.tail or ""]
    return " ".join(parts)


def list_english(text: str) -> list[str]:
    """The words in our letters that no translator wrote: made-up ones stand in brackets."""
    before = ""
    while before != text:
        before, text = text, re.sub("⟦[^⟦⟧]*⟧", " ", text)
    return re.findall("[A-Za-z]+", text)


@pytest.mark.parametrize("variant", ["", "&variant=easy-read"])
@pytest.mark.parametrize("sizes", [{"Oak": 30, "Elm": 24, "Ash": 2, "Fir": 4}, SMALL])
def test_nothing_is_in_english_that_does_not_say_so(
    client: FlaskClient, database: Database, sizes: dict[str, int], variant: str
) -> None:
    """Questions, answers, figures, days and rows; the council's own words say that they are English."""
    publish(database, sizes)
    speak(database, "ar")

    for path in PAGES:
        page = visit(client, f"{path}{variant}")
        assert list_english(say_own(page.find("main"))) == []
        assert "⟦" in page.text


def test_a_question_that_is_not_offered_says_that_it_is_english(
    client: FlaskClient, database: Database
) -> None:
    """Only the pages are said in Arabic: the question and its answers are in English, and marked."""
    publish(database, {"Oak": 30, "Elm": 24, "Ash": 2, "Fir": 4})
    with database.writing() as session:
        translate(session, "ar", lambda scope, _: scope.questionnaire == "interface", approved=True)

    page = visit(client, PAGES[0])

    assert f'<bdi lang="en">{ASKED}</bdi>' in page.html
    assert '<bdi lang="en">Yes</bdi>' in page.html
    assert list_english(say_own(page.find("main"))) == []
