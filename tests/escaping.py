"""Looks for sentences that were never marked for translators: on a page in made-up words they stand without brackets."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from flask.testing import FlaskClient

from feedback.languages import LISTED
from tests.markup import read_html
from tests.pages import send, visit

SAID = re.compile(r"⟦[^⟦⟧]*(?:⟦[^⟦⟧]*⟧[^⟦⟧]*)*⟧")
READ = ("aria-label", "alt", "title", "placeholder")
# What is the same in every language: names, codes and signs.
NAMES = {"Westmere", "Council", "TRY", "DEMO", "English"}
UNTOLD = ("script", "style", "svg")


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


def list_sentences(html: str) -> list[str]:
    """The same as they stand there: each stretch of a page that has such a word, once."""
    lines = (
        SAID.sub(" ", words) for said in list_words(read_html(html)) for words in said.split("\n")
    )
    stretches = (" ".join(line.split()) for line in lines)
    words = list_escaped(html)
    return list(
        dict.fromkeys(one for one in stretches if words & set(re.findall(r"[A-Za-z]+", one)))
    )


def show_questions(client: FlaskClient, address: str, name: str) -> dict[str, str]:
    """The pages of a questionnaire in each variant, what is said to nothing sent, and the thank-you, by their addresses."""
    paths = [f"{address}?lang=pl&variant={one}" for one in ("standard", "easy-read", "picture")]
    paths += [f"{address}/sent?lang=pl&of={name}", f"{address}/sent?lang=pl&of={name}&try=1"]
    shown = {path: visit(client, path).html for path in paths}
    shown[f"{address}, nothing sent"] = send(client, visit(client, paths[0]), {}).text
    return shown


def show_around(client: FlaskClient) -> dict[str, str]:
    """Every page around the questions, by its address."""
    paths = [
        f"{p}?lang=pl"
        for p in ("/", "/help", "/privacy", "/talk", "/changes", "/accessibility", "/returns")
    ]
    paths += ["/?lang=pl&code=", "/changes?lang=pl&variant=easy-read", "/talk/sent?lang=pl"]
    shown = {path: visit(client, path).html for path in paths}
    return shown | {"an unknown code": visit(client, "/q/BCDFGH?lang=pl", 404).html}
