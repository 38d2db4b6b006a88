"""A program's check of a questionnaire in each language, with words made up in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect

from feedback import clock
from feedback.app import create_app
from feedback.collectors import list_collectors
from feedback.config import Settings, read_settings
from feedback.db import Database
from feedback.languages import ENGLISH, LISTED, Language
from tests.conftest import NOON, copy_database, open_round_of
from tests.journeys.axe import check_page
from tests.journeys.serving import serve
from tests.tongues import speak

OTHERS = [language for language in LISTED if language != ENGLISH]
HERE = "http://pages.test"
ODD = [
    "//other.example/x",
    "///other.example/x",
    "/.//other.example/x",
    "/%5Cother.example/x",
    "/%5C%5Cother.example/x",
    "/%09/other.example/x",
    "/%0A/other.example/x",
    "/%0D/other.example/x",
    "/%01//other.example/x",
    "/%2F/other.example/x",
    "/x%3F%23%22%3E/y",
]


def show(browser: Browser, app: Flask, path: str, *, scripts: bool = True) -> Page:
    """A page of `app` in a browser, without a server: 360 by 740; without our scripts it is one long page."""
    client = app.test_client()

    def answer(route: Route) -> None:
        response = client.get(route.request.url.removeprefix(HERE))
        content = response.data
        response.close()
        headers = {name: value for name, value in response.headers if name != "Content-Encoding"}
        route.fulfill(status=response.status_code, headers=headers, body=content)

    context = browser.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True)
    page = context.new_page()
    page.route(f"{HERE}/**", answer)
    if not scripts:
        page.route("**/*.js", lambda r: r.fulfill(content_type="text/javascript", body=""))
    page.goto(f"{HERE}{path}")
    return page


@pytest.fixture(scope="module")
def spoken(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, str]]:
    """The app of a council that speaks every language, and the address of its questions."""
    settings = read_settings(
        {
            "FEEDBACK_INSTANCE": str(tmp_path_factory.mktemp("spoken")),
            "FEEDBACK_COUNCIL_NAME": "Westmere Council",
        }
    )
    with clock.frozen_at(NOON):
        for database in copy_database(settings, template):
            round_ = open_round_of(database, settings, "iro-survey@2")
            speak(database, *(language.tag for language in OTHERS))
            with database.reading() as session:
                oak = list_collectors(session, round_id=round_.id)[0]
            yield create_app(settings), f"/q/{oak.code}"


@pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.tag)
def test_a_questionnaire_in_each_language(
    browser: Browser, spoken: tuple[Flask, str], language: Language
) -> None:
    """No fault that axe knows; the page has its tag and direction, and runs over no edge."""
    app, questions = spoken
    page = show(browser, app, f"{questions}?lang={language.tag}")

    check_page(page)

    root = page.locator("html")
    assert (root.get_attribute("lang"), root.get_attribute("dir")) == (
        language.tag,
        language.direction,
    )
    page.context.close()


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_the_picker_is_one_line_above_the_title(
    browser: Browser, spoken: tuple[Flask, str], tag: str
) -> None:
    """With every language offered, what the page is about is read without scrolling, on every page."""
    app, questions = spoken
    for path in ("/", "/help", "/talk", "/changes", questions):
        page = show(browser, app, f"{path}?lang={tag}")
        picker = page.locator(".fb-tongues summary").bounding_box()
        title = page.locator("h1:not(.govuk-visually-hidden), #answers .fb-title").first
        words = title.bounding_box()

        assert picker is not None
        assert words is not None
        assert picker["height"] <= 52, path
        assert picker["y"] + picker["height"] <= words["y"] < 300, path
        page.context.close()


def test_the_picker_by_keys(browser: Browser, settings: Settings, database: Database) -> None:
    """A globe and names in their own letters; Enter opens it, and a name leads to the same page in that language."""
    speak(database, "pl", "ar", "uk")
    page = show(browser, create_app(settings), "/help")
    picker = page.locator(".fb-tongues summary")
    expect(picker.locator("svg")).to_be_visible()
    assert picker.inner_text().split() == ["Language:", "polski", "·", "العربية", "·", "+1"]

    picker.focus()
    page.keyboard.press("Enter")
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.wait_for_url("**/help?lang=uk")
    expect(page.locator(".fb-tongues b")).to_have_text("українська")
    page.context.close()


def test_the_picker_of_a_page_that_is_not_there_stays_on_this_page(
    browser: Browser, settings: Settings, database: Database
) -> None:
    """Whatever the address holds, as a browser reads it: slashes, backslashes and what it leaves out."""
    speak(database, "pl")
    with serve(create_app(settings)) as address:
        page = browser.new_page()
        for path in ODD:
            page.goto(f"{address}{path}")
            expect(page.locator("h1")).to_have_text("We cannot find that page")
            here = page.evaluate("location.href")

            led = page.evaluate("[...document.querySelectorAll('a[hreflang]')].map(a => a.href)")

            assert led == [f"{here}?lang=en", f"{here}?lang=pl"], path
        page.close()
