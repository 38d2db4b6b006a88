"""A program's check of every page and state."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.axe import check_page
from tests.journeys.phone import Phone

SCREENS = {
    "standard": ("know_iro", "asked", "listened", "did_said", "best", "part-equality_child"),
    "easy-read": ("know_iro", "listened", "best", "part-equality_child"),
}


@pytest.mark.parametrize("variant", ["standard", "easy-read"])
def test_every_screen_of_the_questions(phone: Phone, variant: str) -> None:
    """The start, one question of each kind with an answer, the list, and a send that failed."""
    phone.open(variant)
    phone.page.locator("summary").click()
    check_page(phone.page)
    for name in SCREENS[variant]:
        phone.go_to(name)
        answers = phone.screen.locator("input")
        if answers.count():
            answers.first.click()
        check_page(phone.page)
    phone.go_to("check")
    check_page(phone.page)
    phone.page.route("**/q/**", lambda route: route.abort())
    phone.send()
    expect(phone.page.locator("[data-status]")).to_contain_text("Not sent yet")
    check_page(phone.page)


@pytest.mark.parametrize("variant", ["standard", "easy-read"])
def test_the_long_page_and_what_is_to_be_put_right(phone: Phone, variant: str) -> None:
    """Without our script: one page, and the same after 422."""
    _leave_out_the_script(phone)
    phone.open(variant)
    check_page(phone.page)
    phone.write("best", "word " * 220)
    phone.send()
    expect(phone.page.locator("#put-right")).to_be_visible()
    check_page(phone.page)


def _leave_out_the_script(phone: Phone) -> None:
    # The check is a script itself: scripts stay on, and ours is empty.
    phone.page.route("**/public.js", lambda r: r.fulfill(content_type="text/javascript", body=""))


@pytest.mark.parametrize("variant", ["standard", "easy-read"])
def test_what_is_to_be_put_right_in_place(phone: Phone, variant: str) -> None:
    """422 shown by the script: the list with the summary, and the box it leads to."""
    phone.start(variant)
    phone.go_to("check")
    phone.page.locator("#best").evaluate("box => { box.value = 'x'.repeat(1003) }")
    phone.send()
    expect(phone.page.locator("#put-right")).to_be_focused()
    check_page(phone.page)
    phone.page.locator("#put-right a").click()
    phone.at("best")
    check_page(phone.page)


@pytest.mark.parametrize("variant", ["standard", "easy-read"])
def test_a_switch_that_asks_again(phone: Phone, variant: str) -> None:
    """The page in the other variant, with the notice of what is to be answered again."""
    phone.start(variant)
    phone.go_to("listened")
    phone.screen.locator("input").nth(1).click()
    phone.screen.locator(".fb-small").click()
    expect(phone.page.locator("#asked-again")).to_be_focused()
    check_page(phone.page)


def _path(path: str) -> Callable[[Phone], str]:
    return lambda phone: phone.council.address + path


def _sent(variant: str, kind: str = "open") -> Callable[[Phone], str]:
    tried = "&try=1" if kind == "soon" else ""
    return lambda phone: (
        f"{phone.council.address}/q/{phone.council.codes[kind]}/sent"
        f"?lang=en&variant={variant}&of=iro-survey{tried}"
    )


PAGES: dict[str, Callable[[Phone], str]] = {
    "home": _path("/"),
    "home with an error": _path("/?code="),
    "404": _path("/q/2222BB"),
    "410": lambda phone: phone.council.questions(kind="shut"),
    "talk": _path("/talk"),
    "changes": _path("/changes"),
    "help": _path("/help"),
    "privacy": _path("/privacy"),
    "accessibility": _path("/accessibility"),
    "sent": _sent("standard"),
    "sent in easy read": _sent("easy-read"),
    "tried": _sent("standard", "soon"),
    "try-out": lambda phone: phone.council.questions(kind="soon"),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_around_the_questions(phone: Phone, name: str) -> None:
    """Every page that nobody signs in for, also those that say that something is wrong."""
    phone.page.goto(PAGES[name](phone))

    check_page(phone.page)


def test_in_front_of_a_listening_council(phone: Phone, listening: Any) -> None:
    """The same without the banner of a trial, with what is said beside a box that is read."""
    phone.start()
    phone.go_to("best")
    expect(phone.screen).to_contain_text("A small safety team reads this")
    check_page(phone.page)


def test_a_page_that_is_not_there_yet_is_waited_for(phone: Phone) -> None:
    """A new page has no root for a moment; the check begins when there is one."""
    phone.page.goto(PAGES["home"](phone))
    phone.page.evaluate(
        """() => { const root = document.documentElement;
            root.remove(); setTimeout(() => document.append(root), 200) }"""
    )
    check_page(phone.page)
