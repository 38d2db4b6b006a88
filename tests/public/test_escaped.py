"""Made-up translations show every sentence that escaped: what is not in brackets was never marked for translators."""

import subprocess
import sys
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from feedback.app import create_app
from feedback.config import Settings
from feedback.db import Database
from tests.escaping import list_escaped, list_sentences, show_around, show_questions
from tests.pages import send, visit
from tests.tongues import SHIPPED, speak


@pytest.fixture
def polish(settings: Settings, database: Database) -> FlaskClient:
    """A visitor of a council that speaks made-up Polish, and reads it."""
    speak(database, "pl")
    settings = replace(
        settings, comment_languages=("pl",), duty_number="01632 960123", duty_reader="The team"
    )
    return create_app(settings).test_client()


def test_no_page_has_a_sentence_that_escaped(
    polish: FlaskClient, oak: str, database: Database, settings: Settings
) -> None:
    """Questions in both variants, with faults, too late, unknown; thanks; and every page around them."""
    shown = show_questions(polish, oak, "iro-survey") | show_around(polish)
    page = visit(polish, f"{oak}?lang=pl")
    shown["wrong"] = send(polish, page, {"know_iro": "x", "best": "7" * 1200}).text
    shown["two"] = send(polish, page, {"asked": ["where", "none"], "know_iro": ["yes", "no"]}).text

    escaped = {path: found for path, html in shown.items() if (found := list_escaped(html))}

    assert escaped == {}


def test_a_sentence_that_escapes_is_found(polish: FlaskClient, oak: str) -> None:
    """The control: one that is not marked, in the text, in a label and in what a script shows."""
    html = visit(polish, f"{oak}?lang=pl").html

    for place in ("<p>Not marked</p></main>", '<p aria-label="Not marked"></p></main>'):
        assert list_escaped(html.replace("</main>", place)) == {"Not", "marked"}
    assert list_escaped(html.replace(' data-count="', ' data-more="Not marked" data-count="')) == {
        "Not",
        "marked",
    }


def test_what_escaped_is_shown_as_it_stands(polish: FlaskClient, oak: str) -> None:
    """The sentence, once, and nothing that was translated. Control: a page without one says nothing."""
    html = visit(polish, f"{oak}?lang=pl").html

    assert list_sentences(html) == []
    put = "<p>Not <b>marked</b> at all</p><p>Not <b>marked</b> at all</p></main>"
    assert list_sentences(html.replace("</main>", put)) == ["Not marked at all"]


@pytest.mark.soak
def test_the_tool_walks_a_questionnaire_to_its_end() -> None:
    """As a maintainer runs it: nothing escaped, and it says so."""
    tool = [sys.executable, "scripts/pseudo", "post-conference-parent"]

    said = subprocess.run(tool, cwd=SHIPPED.parent, capture_output=True, text=True, check=False)

    assert (said.returncode, said.stdout.strip()) == (0, "No sentences escaped."), said.stderr
