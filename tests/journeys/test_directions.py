"""Both directions: what stands where on a page that runs from right to left, which no check of accessibility sees."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from feedback import clock
from feedback.app import create_app
from feedback.collectors import list_collectors
from feedback.config import read_settings
from feedback.db import Database
from feedback.pseudo import make_turned
from feedback.questionnaires.library import read_library
from feedback.rounds import plan_round
from feedback.schema import upgrade
from feedback.teams import list_teams, save_teams
from feedback.versions import open_published, publish_shipped
from tests.conftest import TEAMS
from tests.journeys.axe import check_page
from tests.journeys.fitting import EVERY_WIDTH
from tests.journeys.phone import Council, Phone
from tests.journeys.serving import serve
from tests.tongues import speak

AROUND = ("/", "/help", "/privacy", "/accessibility", "/talk", "/changes")
# Where the middle of something is, from 0 at the start of the screen's width to 1 at its right.
MIDDLES = """selector => [...document.querySelectorAll(`[data-screen]:not([hidden]) ${selector}`)].map(one => {
    const { left, right } = one.getBoundingClientRect();
    return (left + right) / 2 / innerWidth;
})"""
# For every number to call: where each of its characters is drawn.
NUMBERS = """() => [...document.querySelectorAll('a[href^="tel:"]')].filter(one => one.checkVisibility()).map(one => {
    const text = one.firstChild;
    const range = document.createRange();
    return [...text.data].map((_, place) => {
        range.setStart(text, place);
        range.setEnd(text, place + 1);
        return range.getBoundingClientRect().left;
    });
})"""
# Words in Latin letters that stand as if they were in the language of the page.
ESCAPED = """() => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walk.nextNode()) {
        const { parentElement, data } = walk.currentNode;
        const said = parentElement.closest("[lang]").lang;
        if (said === document.documentElement.lang && /[A-Za-z]{2}/.test(data)) found.push(data.trim());
    }
    return found;
}"""


@pytest.fixture(scope="module")
def turned(
    moment: dt.datetime, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Council, Database]]:
    """A council that speaks made-up Arabic, Urdu, Panjabi and Tigrinya, served."""
    settings = read_settings(
        {
            "FEEDBACK_INSTANCE": str(tmp_path_factory.mktemp("turned")),
            "FEEDBACK_COUNCIL_NAME": "Westmere Council",
            "FEEDBACK_DUTY_NUMBER": "01632 960123",
            "FEEDBACK_COMMENT_LANGUAGES": "ar ur pa ti",
        }
    )
    database = Database(settings.database_url)
    upgrade(database)
    with database.writing() as session:
        published = read_library(settings.forms)
        publish_shipped(session, settings.forms, published, on=clock.today(settings.zone))
        save_teams(session, TEAMS)
        oak = [one for one in list_teams(session) if one.name == "Oak"]
        round_ = plan_round(
            session, open_published(session, "iro-survey@2"), oak,
            opens_on=dt.date(2026, 11, 23), closes_on=dt.date(2026, 12, 31), zone=settings.zone,
        )  # fmt: skip
        code = list_collectors(session, round_id=round_.id)[0].code
    speak(database, "ar", "ur", say=make_turned)
    speak(database, "pa", "ti")
    with serve(create_app(settings)) as address:
        yield Council(address, {"open": code}, database, settings), database


@pytest.fixture
def arab(browser: Browser, turned: tuple[Council, Database]) -> Iterator[Any]:
    """Opens the questions in a language on a phone of this council."""
    council, _ = turned
    made: list[Phone] = []

    def open_(tag: str = "ar", variant: str = "standard", width: int = 360) -> Phone:
        context = browser.new_context(
            viewport={"width": width, "height": 740}, reduced_motion="reduce"
        )
        context.set_default_timeout(30_000)
        made.append(Phone(context.new_page(), council))
        made[-1].page.goto(f"{council.questions(variant)}&lang={tag}")
        return made[-1]

    yield open_
    for phone in made:
        phone.page.context.close()
    assert [fault for phone in made for fault in phone.faults] == []


def _middles(phone: Phone, selector: str) -> list[float]:
    return phone.page.evaluate(MIDDLES, selector)


def _runs_left(places: list[float]) -> bool:
    return len(places) > 1 and places == sorted(places, reverse=True)


def test_the_page_says_its_language_and_direction(arab: Any) -> None:
    """On the page itself, and nothing in other letters stands unmarked: the council's name, the picker and the draft do."""
    phone = arab()

    assert phone.page.evaluate("[document.documentElement.lang, document.dir]") == ["ar", "rtl"]
    assert phone.page.evaluate(ESCAPED) == []
    for name in ("asked", "listened", "did_said", "best", "check"):
        phone.go_to(name)
        assert phone.page.evaluate(ESCAPED) == []


def test_a_mark_that_is_missing_is_seen(arab: Any) -> None:
    """The check finds the council's name when it is not said to be English."""
    phone = arab()
    phone.page.evaluate(
        "document.querySelectorAll('header .fb-top [lang]').forEach(one => one.removeAttribute('lang'))"
    )

    assert "Westmere Council" in phone.page.evaluate(ESCAPED)


@pytest.mark.parametrize("path", AROUND)
def test_pages_around_it_are_marked_too(arab: Any, path: str) -> None:
    """The first page, help, privacy and the others."""
    phone = arab()
    phone.page.goto(f"{phone.council.address}{path}?lang=ar")

    assert phone.page.evaluate("document.dir") == "rtl"
    assert phone.page.evaluate(ESCAPED) == []
    assert phone.overflow() == 0
    check_page(phone.page)


def test_numbers_run_from_the_start_side_and_keep_their_codes(arab: Any) -> None:
    """0 stands at the right and 10 at the left; what is sent is the same. In English it is the other way round."""
    phone = arab(width=1280)
    phone.go_to("did_said")
    places = _middles(phone, ".fb-tens label")
    codes = phone.page.evaluate(
        "[...document.querySelectorAll('.fb-tens input')].map(i => i.value)"
    )
    low, high = phone.screen.locator(".fb-ends").all()
    sides = [one.evaluate("one => getComputedStyle(one).textAlign") for one in (low, high)]
    english = arab("en", width=1280)
    english.go_to("did_said")

    assert _runs_left(places)
    assert codes == [str(number) for number in range(11)]
    assert sides == ["start", "end"]
    assert not _runs_left(_middles(english, ".fb-tens label"))


def test_faces_run_from_the_start_side_and_keep_their_codes(arab: Any) -> None:
    """The first face is at the right, and pressing it sends what it sends in English."""
    phone = arab(variant="easy-read")
    phone.go_to("listened")
    first = phone.screen.locator(".fb-faces input").first
    english = arab("en", variant="easy-read")
    english.go_to("listened")

    assert _runs_left(_middles(phone, ".fb-faces label")[:2])
    assert not _runs_left(_middles(english, ".fb-faces label")[:2])
    assert first.get_attribute("value") == english.screen.locator(
        ".fb-faces input"
    ).first.get_attribute("value")


def test_pictures_and_the_way_back_stand_at_the_start(arab: Any) -> None:
    """The picture of a line is right of its words, and Back right of how far one has come."""
    phone = arab()
    pictures, words = (
        _middles(phone, f".fb-lines li:has(svg) > {part}") for part in ("svg", "span")
    )
    phone.go_to("know_iro")
    (back,), (bar,) = _middles(phone, "[data-back]"), _middles(phone, "progress")

    assert all(picture > word for picture, word in zip(pictures, words, strict=True))
    assert back > bar


@pytest.mark.parametrize("path", ["", "/help", "/talk"])
def test_a_telephone_number_reads_from_left_to_right(arab: Any, path: str) -> None:
    """Digit after digit, on one line: 0800 1111 never becomes 1111 0800."""
    phone = arab()
    if path:
        phone.page.goto(f"{phone.council.address}{path}?lang=ar")
    numbers = phone.page.evaluate(NUMBERS)

    assert numbers
    assert all(places == sorted(places) for places in numbers)


def test_a_number_that_is_not_isolated_turns_round(arab: Any) -> None:
    """The measure sees it: without its own direction the number of Childline is drawn the wrong way."""
    phone = arab()
    phone.page.evaluate(
        "document.querySelectorAll('bdi[dir]').forEach(one => one.replaceWith(...one.childNodes))"
    )

    assert any(places != sorted(places) for places in phone.page.evaluate(NUMBERS))


@EVERY_WIDTH
@pytest.mark.parametrize("tag", ["ar", "ur", "pa", "ti"])
def test_nothing_runs_over_the_edge(arab: Any, tag: str, width: int) -> None:
    """In tall letters and from right to left, on the narrowest phone and on a desk."""
    phone = arab(tag, width=width)
    over = {"start": phone.overflow()}
    for name in ("know_iro", "asked", "did_said", "best", "check"):
        phone.go_to(name)
        over[name] = phone.overflow()

    assert {name: by for name, by in over.items() if by} == {}


@pytest.mark.parametrize("variant", ["standard", "easy-read"])
def test_every_kind_of_screen_is_accessible(arab: Any, variant: str) -> None:
    """The same check as in English."""
    phone = arab(variant=variant)
    check_page(phone.page)
    for name in ("know_iro", "listened", "best", "check"):
        phone.go_to(name)
        check_page(phone.page)


def test_switching_keeps_the_answers(arab: Any) -> None:
    """From right to left and back: what was chosen stays chosen, on the question where one was."""
    phone = arab()
    phone.go_to("listened")
    phone.screen.locator("input").nth(1).click()
    code = phone.screen.locator("input:checked").get_attribute("value")
    phone.page.locator(".fb-langs [lang=ti]").evaluate("button => button.click()")
    phone.page.wait_for_selector("html[lang=ti].fb-js")

    phone.at("listened")
    assert phone.is_chosen("listened", code or "")
    phone.page.locator(".fb-langs [lang=ar]").evaluate("button => button.click()")
    phone.page.wait_for_selector("html[lang=ar].fb-js")
    assert phone.is_chosen("listened", code or "")
