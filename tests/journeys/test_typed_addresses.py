"""How to reach somebody, typed on a shared phone: for a prize draw and for news; after sending, Back brings none of it."""

import datetime as dt
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from feedback.app import create_app
from feedback.config import Settings
from feedback.db import Database
from feedback.models.asking import Round
from feedback.prizes import add_prize
from tests.conftest import NOON
from tests.journeys.phone import go_back
from tests.journeys.serving import serve

pytestmark = pytest.mark.back

NUMBER = "07700 900123"
Send = Callable[[Page], str]


@pytest.fixture
def address(settings: Settings, database: Database, round_: Round) -> Iterator[str]:
    """Where a council is served that has a prize draw and a questionnaire."""
    with database.writing() as session:
        add_prize(
            session, questionnaire="iro-survey", prize="a book voucher", winners=1,
            last_on=NOON.date() + dt.timedelta(days=10), zone=settings.zone,
        )  # fmt: skip
    with serve(create_app(settings)) as found:
        yield found


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def page(request: pytest.FixtureRequest, keeping_browser: Browser, address: str) -> Iterator[Page]:
    """A phone that has read a page of this council before."""
    context = keeping_browser.new_context(java_script_enabled=request.param)
    opened = context.new_page()
    opened.goto(f"{address}/help")
    yield opened
    context.close()


def enter_the_draw(page: Page) -> str:
    """Choose, type and send; the box that was typed in."""
    page.check("#whose-own")
    page.fill("#contact", NUMBER)
    page.get_by_role("button", name="Put me in the draw").click()
    page.wait_for_url(re.compile(r"/prize/1/sent$"))
    return "#contact"


def ask_for_news(page: Page) -> str:
    """Type and send; the box that was typed in."""
    page.fill("#where", NUMBER)
    page.get_by_role("button", name="Tell me").click()
    page.wait_for_url(re.compile(r"/tell-me/[0-9a-f]+$"))
    return "#where"


PLACES: list[tuple[str, Send]] = [
    ("/prize/1", enter_the_draw),
    ("/changes/iro-survey/tell-me", ask_for_news),
]


def send_and_go_back(page: Page, place: str, send: Send) -> str:
    """Open the page, type, send and go back to it; the box that was typed in."""
    page.goto(place)
    box = send(page)
    go_back(page)
    page.wait_for_url(place, wait_until="commit")
    return box


@pytest.mark.parametrize(("path", "send"), PLACES, ids=["prize", "news"])
def test_back_after_sending_shows_no_number(
    page: Page, address: str, path: str, send: Send
) -> None:
    """The cookie that changes makes the browser drop the page it kept: the box is empty, and nothing is chosen."""
    box = send_and_go_back(page, f"{address}{path}", send)

    expect(page.locator(box)).to_have_value("")
    expect(page.locator("main input:checked")).to_have_count(0)


@pytest.mark.parametrize(("path", "send"), PLACES, ids=["prize", "news"])
def test_without_the_changed_cookie_the_number_would_come_back(
    page: Page, address: str, path: str, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: this browser keeps pages."""
    for module in ("prizes", "changes"):
        monkeypatch.setattr(f"feedback.public.{module}.with_new_cookie", lambda response: response)
    box = send_and_go_back(page, f"{address}{path}", send)

    expect(page.locator(box)).to_have_value(NUMBER)
