"""The server dies between typing and Send: the words are still there, and sent again they are stored once."""

import re
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from feedback.config import Settings
from feedback.db import Database
from tests.browsers import quick_browser
from tests.conftest import stored
from tests.durability.conftest import Tell
from tests.durability.server import Server
from tests.journeys.phone import Council, Phone
from tests.journeys.test_sending import UNSENT

A_FEW, MANY = 2, 20
TYPED = "Not to be lost. " * 20


# Of the module: while it runs, nothing else in the process can start an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with quick_browser() as chromium:
        yield chromium


@pytest.fixture
def take_phone(
    browser: Browser,
    serve: Callable[..., Server],
    long_round: str,
    database: Database,
    settings: Settings,
) -> Iterator[Callable[..., tuple[Phone, Server]]]:
    """A new phone and the server it talks to."""
    server = serve()
    server.process.stdout.readline()  # type: ignore[union-attr]
    council = Council(server.url, {"open": long_round.removeprefix("/q/")}, database, settings)
    contexts: list[Any] = []

    def take(*, scripts: bool) -> tuple[Phone, Server]:
        contexts.append(browser.new_context(java_script_enabled=scripts))
        contexts[-1].set_default_timeout(20_000)
        return Phone(contexts[-1].new_page(), council), server

    yield take
    for context in contexts:
        context.close()


def type_and_lose(phone: Phone, server: Server, *, scripts: bool) -> None:
    """Type, and press Send when the server has died."""
    if scripts:
        phone.start()
        phone.go_to("best")
        phone.write("best", TYPED)
        phone.go_to("check")
    else:
        phone.open()
        phone.write("best", TYPED)
    server.kill()
    phone.page.get_by_role("button", name="Send my answers").click(no_wait_after=True)


def see_nobody(phone: Phone) -> None:
    """Wait for the browser's own page, which says that nobody answers."""
    expect(phone.page).to_have_url(re.compile("chrome-error"))
    expect(phone.page.locator("#best")).to_have_count(0)


def come_back(server: Server) -> None:
    """Start the server again and wait until it answers."""
    server.start()
    assert "Listening" in server.process.stdout.readline()  # type: ignore[union-attr]


@pytest.mark.parametrize("times", [A_FEW, pytest.param(MANY, marks=pytest.mark.soak)])
def test_with_scripts_the_page_keeps_the_words_and_sends_by_itself(
    take_phone: Callable[..., tuple[Phone, Server]], database: Database, times: int, tell: Tell
) -> None:
    """It says that there is no signal; once the server is back, it is thanked without a press."""
    for number in range(times):
        phone, server = take_phone(scripts=True)
        type_and_lose(phone, server, scripts=True)
        expect(phone.page.locator("[data-status]")).to_contain_text(UNSENT)
        assert phone.page.locator("#best").input_value() == TYPED
        come_back(server)
        phone.page.evaluate("dispatchEvent(new Event('online'))")
        phone.page.wait_for_url(re.compile(r"/sent\?"))
        assert len(stored(database)) == number + 1

    tell("server dead at Send, with scripts", sent=times, stored=len(stored(database)))
    assert all(TYPED.strip() in row.comments for row in stored(database))


@pytest.mark.parametrize("times", [A_FEW, pytest.param(MANY, marks=pytest.mark.soak)])
def test_without_scripts_reloading_sends_the_words_again(
    take_phone: Callable[..., tuple[Phone, Server]], database: Database, times: int, tell: Tell
) -> None:
    """The browser's own page says that nobody answers and holds what was typed: Reload sends it."""
    for number in range(times):
        phone, server = take_phone(scripts=False)
        type_and_lose(phone, server, scripts=False)
        see_nobody(phone)
        come_back(server)
        phone.page.reload()
        phone.page.wait_for_url(re.compile(r"/sent\?"))
        assert len(stored(database)) == number + 1

    tell("server dead at Send, no scripts", sent=times, stored=len(stored(database)))
    assert all(TYPED.strip() in row.comments for row in stored(database))


def test_a_server_that_forgets_its_secret_cannot_take_the_page(
    take_phone: Callable[..., tuple[Phone, Server]], database: Database, settings: Settings
) -> None:
    """The control: were the key of a page kept in memory only, the page could not be sent after the server died."""
    phone, server = take_phone(scripts=False)
    type_and_lose(phone, server, scripts=False)
    see_nobody(phone)
    (settings.instance / "secret-key").write_text(secrets.token_urlsafe(48))
    come_back(server)

    phone.page.reload()

    expect(phone.page.locator("#best")).to_have_value(TYPED)
    assert stored(database) == []


def test_without_our_script_the_words_leave_the_page(
    take_phone: Callable[..., tuple[Phone, Server]],
) -> None:
    """The control: it is our script that keeps the page when nobody answers."""
    phone, server = take_phone(scripts=True)
    phone.page.route("**/*.js*", lambda route: route.abort())
    type_and_lose(phone, server, scripts=False)

    see_nobody(phone)
    assert "Not to be lost" not in phone.page.content()
