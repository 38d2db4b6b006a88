"""A shared phone: whoever has it next presses Back, Forward and reload, and opens the tab again; no answer is seen."""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Error, Page, expect

from tests.journeys.phone import Phone
from tests.journeys.test_leaving import SECRET, SEE, see_answers_on_the_way_back

pytestmark = pytest.mark.back

STEPS = 10


def answer(phone: Phone) -> None:
    """Choose an answer and write one."""
    phone.page.locator("#know_iro-yes").evaluate("one => one.click()")
    phone.page.locator("#best").evaluate("(box, text) => { box.value = text }", SECRET)


def press(phone: Phone, selector: str) -> None:
    """Press a button, shown on this screen or not, and wait for the page that comes."""
    with phone.page.expect_response(lambda response: response.request.method == "POST"):
        phone.page.locator(selector).first.evaluate("button => button.click()")


def send(phone: Phone) -> None:
    """Press Send and be thanked."""
    phone.page.locator("[data-send], #answers > * [type=submit]:not([name])").last.evaluate(
        "button => button.click()"
    )
    phone.thanked()


def only_send(phone: Phone) -> None:
    """Nothing in between."""


def switch(phone: Phone) -> None:
    """To easy read and back, with the answers."""
    for value, easy in (("en/easy-read", True), ("en/standard", False)):
        press(phone, f"button[name=_show][value='{value}']:not(.govuk-visually-hidden)")
        body = expect(phone.page.locator("body"))
        (body.to_have_class if easy else body.not_to_have_class)(re.compile("fb-easy"))
        expect(phone.page.locator("#best")).to_have_value(SECRET)


def switch_and_change(phone: Phone) -> None:
    """The same, and another answer afterwards."""
    switch(phone)
    phone.page.locator("#listened-rarely, #overall-ok, [name=told_after]").first.evaluate(
        "one => one.click()"
    )


def put_right(phone: Phone) -> None:
    """Write too much, be told, and write less."""
    phone.page.locator("#change").evaluate("box => { box.value = 'x'.repeat(1003) }")
    press(phone, "[data-send], form#answers button[type=submit]:not([name])")
    expect(phone.page.locator("#put-right")).to_be_visible()
    expect(phone.page.locator("#best")).to_have_value(SECRET)
    phone.page.locator("#change").evaluate("box => { box.value = '' }")


ROADS: dict[str, Callable[[Phone], None]] = {
    "only send": only_send,
    "switch and send": switch,
    "switch, change and send": switch_and_change,
    "put right and send": put_right,
}


def shows_answers(page: Page) -> bool:
    """Whether an answer is on the page, once it is there. The browser's own page of refusal shows none."""
    for _ in range(20):
        with suppress(Error):  # between two pages
            page.wait_for_load_state(timeout=500)
            return bool(page.evaluate(SEE))
        page.wait_for_timeout(50)
    raise AssertionError(f"no page came: {page.url}")


def step(go: Callable[..., Any]) -> None:
    """Back, forward or reload. A page that was sent may be refused by the browser itself when asked for again."""
    with suppress(Error):
        go(wait_until="commit", timeout=3000)


def walk(page: Page, addresses: list[str]) -> list[str]:
    """Back to the first address, forward to the last, and reload on each; where an answer was seen."""
    seen = []
    steps = min(len(addresses) - 1, STEPS)
    for name, go in [("back", page.go_back)] * steps + [("forward", page.go_forward)] * steps:
        step(go)
        if shows_answers(page):
            seen.append(f"{name} to {page.url}")
        step(page.reload)
        if shows_answers(page):
            seen.append(f"reload after {name} to {page.url}")
    return seen


@pytest.mark.parametrize("road", ROADS)
def test_after_send_without_scripts_no_answer_is_seen(plain_phone: Phone, road: str) -> None:
    """Back, forward, reload on each page, which sends again what it was made from, and every address opened again."""
    addresses = answer_and_send(plain_phone, road)

    seen = walk(plain_phone.page, addresses)
    seen += [f"opened {a}" for a in set(addresses) if open_again(plain_phone.page, a)]

    assert len(addresses) >= 2
    assert seen == []


@pytest.mark.parametrize("road", ROADS)
def test_after_send_no_answer_is_seen(phone: Phone, road: str) -> None:
    """The same with scripts: every screen is a place in the history, and the last reload is at the first of them."""
    addresses = answer_and_send(phone, road)

    seen = ["back"] if see_answers_on_the_way_back(phone.page) else []
    step(phone.page.reload)
    seen += ["reload"] if shows_answers(phone.page) else []
    seen += [f"opened {a}" for a in set(addresses) if open_again(phone.page, a)]

    assert len(addresses) >= 2
    assert seen == []


@pytest.mark.parametrize(
    "road", ["put right and send", pytest.param("switch, change and send", marks=pytest.mark.soak)]
)
def test_a_server_that_repeats_what_is_sent_again_shows_an_answer(
    plain_phone: Phone, monkeypatch: pytest.MonkeyPatch, road: str
) -> None:
    """The control: it shows whatever comes from a page that was sent, and a reload on the way back shows it."""
    monkeypatch.setattr("feedback.public.posted.Posted.emptied", lambda posted: posted)
    addresses = answer_and_send(plain_phone, road)

    assert walk(plain_phone.page, addresses)


def answer_and_send(phone: Phone, road: str) -> list[str]:
    """Open, answer, take `road` and be thanked; the addresses that the tab came to."""
    found: list[str] = []
    phone.page.on("framenavigated", lambda frame: found.append(frame.url))
    phone.open()
    answer(phone)
    ROADS[road](phone)
    send(phone)
    return list(found)


def open_again(page: Page, address: str) -> bool:
    """Open `address` in a new tab of the same browser; whether an answer is seen."""
    tab = page.context.new_page()
    tab.goto(address)
    seen = shows_answers(tab)
    tab.close()
    return seen
