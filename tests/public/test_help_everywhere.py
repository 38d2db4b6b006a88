"""Help and the way out on every page that nobody signs in for, in every state: there at once, each one press."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feedback import clock
from feedback.config import Settings
from feedback.db import Database
from feedback.models.asking import Collector
from feedback.public import storing
from feedback.responses import RoundOverError
from feedback.web.access import EVERYBODY, access_mark
from tests.conftest import NOON, open_round_of
from tests.markup import read_html, words
from tests.pages import send, visit
from tests.printing import print_batch
from tests.questionnaires.conftest import NEWEST

YES = {"know_iro": "yes"}
LEAVE = "/leave"
WANTED = {"tel:999", "tel:08001111", "tel:01632960123", LEAVE, "#help"}
NO_PAGE = {
    "information.health",
    "leaving.forget",
    "leaving.leave",
    "recordings.hear",
    "static",
}  # for whoever watches; the way out, and what a script says on it; files
STATES = (200, 400, 404, 405, 410, 413, 422, 429, 500, 503)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A council that has set the number of its duty team."""
    return replace(settings, duty_number="01632 960123")


def list_seen(root: Element) -> Iterator[Element]:
    """What is there without a press: not folded away, not one screen of many, not opened by an answer."""
    yield root
    for child in root:
        folded = child.tag in ("template", "details") or {"hidden", "data-help"} & set(child.attrib)
        if not folded and "data-screen" not in child.attrib:
            yield from list_seen(child)


def list_missing(html: str) -> set[str]:
    """Which of the numbers, the way out and the link to the help are not on a page."""
    links = [one for one in list_seen(read_html(html)) if one.tag == "a"]
    found = {link.get("href", "").partition("?left=")[0] for link in links if words(link)}
    return WANTED - found


@dataclass
class Visitor:
    """Somebody with a browser, and what may happen around them."""

    app: Flask
    database: Database
    settings: Settings
    monkeypatch: pytest.MonkeyPatch

    def __post_init__(self) -> None:
        """Open a round of the IRO survey."""
        self.client: FlaskClient = self.app.test_client()
        open_round_of(self.database, self.settings, "iro-survey@2")
        with self.database.reading() as session:
            self.collector = session.query(Collector).filter_by(questionnaire="iro-survey").first()
        assert self.collector
        self.oak = f"/q/{self.collector.code}"

    def get(self, path: str) -> TestResponse:
        """Open a page."""
        return self.client.get(path)

    def send(self, answers: dict[str, object], path: str = "") -> TestResponse:
        """Open the questions and press Send."""
        return send(self.client, visit(self.client, path or self.oak), answers)

    def slip(self) -> str:
        """The address of a new slip."""
        assert self.collector
        return f"/q/{print_batch(self.database, self.settings, self.collector, 1)[1][0]}"


@pytest.fixture
def visitor(
    app: Flask, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Visitor:
    """Somebody with a browser."""
    return Visitor(app, database, settings, monkeypatch)


def closed(one: Visitor) -> TestResponse:
    """Between two rounds."""
    with clock.frozen_at(NOON + dt.timedelta(days=60)):
        return one.get(one.oak)


def closed_on_the_way(one: Visitor) -> TestResponse:
    """The round ended while the answers were on their way."""

    def end(*_: object, **__: object) -> None:
        raise RoundOverError

    one.monkeypatch.setattr(storing, "take", end)
    return one.send(YES)


def try_out(one: Visitor) -> TestResponse:
    """Before the first opening day."""
    with clock.frozen_at(NOON - dt.timedelta(days=1)):
        return one.get(one.oak)


def tried(one: Visitor) -> TestResponse:
    """The thank-you of a try-out."""
    with clock.frozen_at(NOON - dt.timedelta(days=1)):
        return one.get(one.send(YES).headers["Location"])


def too_often(one: Visitor) -> TestResponse:
    """Too many wrong codes."""
    one.monkeypatch.setattr("feedback.public.memory.MOST_UNKNOWN_A_MINUTE", 0)
    return one.get("/q/222222")


def lost(one: Visitor, *tables: str) -> None:
    """The database cannot be read."""
    with one.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        for table in tables:
            connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO gone_{table}")
        connection.commit()


def in_trouble(one: Visitor) -> TestResponse:
    """The page again, because the answers cannot be kept."""
    page = visit(one.client, one.oak)
    lost(one, "receipts")
    return send(one.client, page, YES)


def in_trouble_at_once(one: Visitor) -> TestResponse:
    """No page at all."""
    lost(one, "collectors", "versions")
    return one.get(one.oak)


def broken(one: Visitor) -> TestResponse:
    """A mistake of ours."""

    def fail(*_: object, **__: object) -> None:
        raise ValueError

    one.monkeypatch.setattr("feedback.public.answering.read_code", fail)
    return one.get(one.oak)


def slip_gone(one: Visitor) -> TestResponse:
    """Answers to a slip that somebody else has used."""
    slip = one.slip()
    page = visit(one.client, slip)
    one.send(YES, slip)
    return send(one.client, page, YES)


def sent_before(one: Visitor) -> TestResponse:
    """Other answers from a page that was sent."""
    page = visit(one.client, one.oak)
    send(one.client, page, YES)
    return send(one.client, page, {"know_iro": "no"})


State = Callable[[Visitor], TestResponse]
PAGES: dict[str, tuple[int, State]] = {
    "home": (200, lambda one: one.get("/")),
    "home without a code": (200, lambda one: one.get("/?code=")),
    "questions": (200, lambda one: one.get(one.oak)),
    "questions in easy read": (200, lambda one: one.get(f"{one.oak}?variant=easy-read")),
    "questions in no such language": (200, lambda one: one.get(f"{one.oak}?lang=xx")),
    "questions by the poster's address": (200, lambda one: one.get(one.oak.upper())),
    "questions of a slip": (200, lambda one: one.get(one.slip())),
    "try-out": (200, try_out),
    "tried": (200, tried),
    "switched": (200, lambda one: one.send(YES | {"_show": "en/easy-read"})),
    "sent": (200, lambda one: one.get(one.send(YES).headers["Location"])),
    "sent, without anything known": (200, lambda one: one.get("/q/X/sent")),
    "sent, by the poster's address": (200, lambda one: one.get("/Q/X/sent")),
    "changes": (200, lambda one: one.get("/changes")),
    "talk": (200, lambda one: one.get("/talk")),
    "talk, from the questions": (
        200,
        lambda one: one.client.post(f"/talk?from={one.oak.removeprefix('/q/')}", data=YES),
    ),
    "talk, sent": (200, lambda one: one.get("/talk/sent")),
    "help": (200, lambda one: one.get("/help")),
    "privacy": (200, lambda one: one.get("/privacy")),
    "accessibility": (200, lambda one: one.get("/accessibility")),
    "400": (400, lambda one: one.send({"asked": ["who"] * 201})),
    "404": (404, lambda one: one.get("/q/222222")),
    "404, no page": (404, lambda one: one.get("/nowhere")),
    "405": (405, lambda one: one.client.delete(one.oak)),
    "410": (410, closed),
    "410 with answers": (410, closed_on_the_way),
    "413": (413, lambda one: one.send({"best": "x" * 70_000})),
    "422": (422, lambda one: one.send({})),
    "422, one thing to put right": (422, lambda one: one.send({"best": "x" * 1001})),
    "422, sent before": (422, sent_before),
    "404, slip gone": (404, slip_gone),
    "429": (429, too_often),
    "500": (500, broken),
    "503 with answers": (503, in_trouble),
    "503": (503, in_trouble_at_once),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_help_is_on_every_page(visitor: Visitor, name: str) -> None:
    """999, Childline, the council's number and the way out, none of them folded away."""
    status, state = PAGES[name]

    response = state(visitor)

    assert response.status_code == status
    assert response.mimetype == "text/html"
    assert list_missing(response.text) == set()


@pytest.mark.parametrize("path", NEWEST, ids=lambda path: path.parent.name)
def test_help_is_on_every_questionnaire(visitor: Visitor, path: Path) -> None:
    """In every variant, before it is sent and after."""
    name = path.parent.name
    if name != "iro-survey":
        open_round_of(visitor.database, visitor.settings, name)
    with visitor.database.reading() as session:
        code = session.query(Collector.code).filter_by(questionnaire=name).first()[0]

    for variant in ("standard", "easy-read", "picture"):
        for page in (f"/q/{code}?variant={variant}", f"/q/{code}/sent?variant={variant}&of={name}"):
            assert list_missing(visitor.get(page).text) == set(), page


def test_every_door_and_every_status_is_walked(visitor: Visitor) -> None:
    """A new public page or a new status that is not in the list above is noticed."""
    opened: set[str] = set()
    visitor.app.before_request(lambda: opened.add(request.endpoint or ""))
    public = {
        rule.endpoint
        for rule in visitor.app.url_map.iter_rules()
        if EVERYBODY in (access_mark(visitor.app.view_functions[rule.endpoint]) or ())
        and not rule.rule.startswith("/staff")
    }

    for path in (
        "/",
        "/pl",
        visitor.oak,
        visitor.oak.upper(),
        f"{visitor.oak}/pl",
        f"{visitor.oak}/pl".upper(),
        "/q/X/sent",
        "/Q/X/sent",
        "/changes",
        "/changes/iro-survey",
        "/CHANGES/IRO-SURVEY",
        "/changes/iro-survey/pl",
        "/CHANGES/IRO-SURVEY/PL",
        "/changes/iro-survey/tell-me",
        "/tell-me/00",
        "/prize/1",
        "/prize/1/sent",
        "/returns",
        "/returns/1",
        "/return/x",
    ):
        visitor.get(path)
    for path in ("/talk", "/talk/sent", "/help", "/privacy", "/accessibility"):
        visitor.get(path)
    visitor.send(YES)
    visitor.client.post("/talk", data=YES)
    visitor.client.post(visitor.oak.upper(), data=YES)
    for path in ("/return/x", "/prize/1", "/changes/iro-survey/tell-me", "/tell-me/00"):
        visitor.client.post(path)

    assert public - opened - NO_PAGE == set()
    assert {status for status, _ in PAGES.values()} == set(STATES)


HELP = '<div class="fb-help" id="help">'


@pytest.mark.parametrize(
    ("part", "instead", "missing"),
    [
        (f"{HELP}.*?</div></div>", "", WANTED - {LEAVE, "#help"}),
        (r'<a class="govuk-exit-this-page__button".*?</a>', "", {LEAVE}),
        (r'<bdi dir="ltr"><a href="tel:01632960123">.*?</a></bdi>', "", {"tel:01632960123"}),
        (HELP, HELP.replace(">", " hidden>"), WANTED - {LEAVE, "#help"}),
    ],
)
def test_a_page_without_help_would_be_noticed(
    visitor: Visitor, part: str, instead: str, missing: set[str]
) -> None:
    """The control: the footer's help, the way out or one number taken away, or the help folded away."""
    html = visitor.get(visitor.oak).text

    changed = re.sub(part, instead, html, flags=re.DOTALL)

    assert list_missing(html) == set()
    assert list_missing(changed) == missing
