"""A whole journey on the real server, every request recorded, every response exact."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Response

from feedback.models.accounts import Role
from tests.attacks.carried import list_header_faults
from tests.attacks.server import Server
from tests.browsers import quick_browser
from tests.guards.council import PASSWORD


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with quick_browser() as chromium:
        yield chromium


class Record:
    """What a page asked for, and what came back."""

    def __init__(self, page: Page) -> None:
        self.asked: list[str] = []
        self.answers: list[Response] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("response", lambda response: self.answers.append(response))

    def list_faults(self, own: str) -> list[str]:
        """Other hosts that were asked, and headers that were not exact."""
        faults = [
            f"asked {url}" for url in self.asked if urlsplit(url).netloc != urlsplit(own).netloc
        ]
        for answer in self.answers:
            pairs = [(each["name"], each["value"]) for each in answer.headers_array()]
            static = "/static/" in answer.url
            found = list_header_faults(answer.status, pairs, static=static)
            faults += [f"{answer.url}: {fault}" for fault in found]
        return faults


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window on an old phone."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def test_a_respondents_journey_asks_no_other_host(page: Page, served: Server) -> None:
    """From the box for a code to the thank-you: only us, only exact headers, one cookie that scripts cannot see."""
    record = Record(page)
    page.goto(f"{served.url}/")
    page.locator("input[name=code]").fill(served.council.codes["open"])
    page.keyboard.press("Enter")
    page.locator("[data-screen=start] [data-next]").click()
    page.locator("#know_iro-yes").evaluate("one => one.click()")
    page.locator("#answers").evaluate(
        "form => form.requestSubmit(form.querySelector('[data-send]'))"
    )
    page.wait_for_url("**/sent?**")
    for path in ("/help", "/talk", "/privacy", "/accessibility", "/changes"):
        page.goto(f"{served.url}{path}")

    assert record.list_faults(served.url) == []
    assert len(record.answers) > 10
    (cookie,) = page.context.cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (
        "page",
        True,
        "Lax",
        -1,
    )
    assert page.evaluate("document.cookie") == ""


def test_a_journey_of_staff_asks_no_other_host(page: Page, served: Server) -> None:
    """Signing in, rounds, results, posters and a round's page."""
    record = Record(page)
    page.goto(f"{served.url}/staff/")
    page.locator("input[name=email]").fill(f"{Role.ANALYST}@council.gov.uk")
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:text('What to do now')")
    for path in (
        "results",
        "collectors",
        "collectors/1/poster",
        "paper",
        f"rounds/{served.council.rounds['counted']}/results",
    ):
        page.goto(f"{served.url}/staff/{path}")

    assert record.list_faults(served.url) == []
    assert len(record.answers) > 8


def test_a_page_that_loads_from_elsewhere_is_found_out(page: Page, served: Server) -> None:
    """The control: a picture from another host is recorded, and a response without our headers too."""
    record = Record(page)
    page.route(
        "**/elsewhere",
        lambda route: route.fulfill(
            body="<img src='http://127.0.0.2:9/x.png'>", content_type="text/html"
        ),
    )
    page.goto(f"{served.url}/elsewhere")

    faults = record.list_faults(served.url)
    assert "asked http://127.0.0.2:9/x.png" in faults
    assert any("content-security-policy" in fault for fault in faults)
