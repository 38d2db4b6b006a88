"""What is said about a page is said of the page that was asked for, all of it."""

import time
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.journeys.axe import check_page
from tests.journeys.fitting import enlarge, measure_overflow
from tests.journeys.serving import serve

BEGIN = "<!doctype html><html lang=en><title>Slow</title><body style=margin:0><main><h1>Slow</h1>"
WIDE = "<p style='width: 90rem'>A line"
PAGES = {"/first": [f"{BEGIN}<a href=/slow>On"], "/slow": ["", BEGIN, f"{WIDE}</main>"]}


@pytest.fixture
def slow(browser: Browser) -> Iterator[Page]:
    """A page of which the browser has heard that it comes, and nothing else yet."""
    application = Flask(__name__)

    @application.get("/<name>")
    def show(name: str) -> Iterator[str]:
        for part in PAGES[f"/{name}"]:
            time.sleep(0.3)
            yield part

    with serve(application) as address:
        page = browser.new_page(viewport={"width": 360, "height": 740})
        page.goto(f"{address}/first")
        page.get_by_role("link", name="On").click()
        yield page
        page.close()


def test_a_page_that_only_begins_is_measured_whole(slow: Page) -> None:
    """Its width and its letters: not before it has a root, nor before its last line is there."""
    enlarge(slow, 50)
    assert slow.locator("html").get_attribute("style") == "font-size: 50%;"
    assert measure_overflow(slow) == 360


def test_what_runs_over_the_edge_is_found(slow: Page) -> None:
    """The check of every page finds it by itself."""
    with pytest.raises(AssertionError, match="by 1080 px"):
        check_page(slow)
