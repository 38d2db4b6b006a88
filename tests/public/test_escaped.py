"""Made-up translations show every sentence that escaped: what is not in brackets was never marked for translators."""

import re
from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient

from feedback.app import create_app
from feedback.config import Settings
from feedback.db import Database
from feedback.languages import LISTED
from tests.markup import read_html
from tests.pages import send, visit
from tests.tongues import speak

SAID = re.compile(r"⟦[^⟦⟧]*(?:⟦[^⟦⟧]*⟧[^⟦⟧]*)*⟧")
READ = ("aria-label", "alt", "title", "placeholder")
# What is the same in every language: names, codes and signs.
NAMES = {"Westmere", "Council", "TRY", "DEMO", "English"}
UNTOLD = ("script", "style", "svg")


@pytest.fixture
def polish(settings: Settings, database: Database) -> FlaskClient:
    """A visitor of a council that speaks made-up Polish, and reads it."""
    speak(database, "pl")
    settings = replace(
        settings, comment_languages=("pl",), duty_number="01632 960123", duty_reader="The team"
    )
    return create_app(settings).test_client()


def list_words(element: Element) -> Iterator[str]:
    """Everything of a page that is read, aloud too, or that a script will show."""
    yield "".join(_read(element))
    for one in element.iter():
        yield from (one.get(name, "") for name in READ)
        if one.get("id") == "words":
            yield from (value for name, value in one.items() if name.startswith("data-"))


def _read(element: Element) -> Iterator[str]:
    """The text of `element` as it is read. A sentence may go through links and numbers."""
    if element.tag not in UNTOLD:
        yield element.text or ""
        for child in element:
            yield from _read(child)
    yield element.tail or ""


def list_escaped(html: str) -> set[str]:
    """The English words on a page that no translator was shown."""
    own = {word for language in LISTED for word in re.findall(r"[^\W\d_]+", language.name)}
    text = "\n".join(SAID.sub(" ", words) for words in list_words(read_html(html)))
    found = {word for word in re.findall(r"[A-Za-z]{2,}", text) if word.isascii()}
    return found - NAMES - own


def test_no_page_has_a_sentence_that_escaped(
    polish: FlaskClient, oak: str, database: Database, settings: Settings
) -> None:
    """Questions in both variants, with faults, too late, unknown; thanks; and every page around them."""
    pages = [
        f"{oak}?lang=pl",
        f"{oak}?lang=pl&variant=easy-read",
        f"{oak}/sent?lang=pl&of=iro-survey",
    ]
    pages += [
        f"{p}?lang=pl" for p in ("/", "/help", "/privacy", "/talk", "/changes", "/accessibility")
    ]
    pages += ["/?lang=pl&code=", f"{oak}/sent?lang=pl&of=iro-survey&try=1"]
    shown = {path: visit(polish, path).html for path in pages}
    shown["unknown"] = visit(polish, "/q/BCDFGH?lang=pl", 404).html
    page = visit(polish, f"{oak}?lang=pl")
    shown["nothing"] = send(polish, page, {}).text
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
