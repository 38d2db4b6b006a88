"""Asking for somebody to talk to, in a browser: from the middle of the questions and back, and on to a closed concern."""

import re
from collections import OrderedDict
from contextlib import suppress
from typing import Any, cast

import pytest
from flask import Flask
from playwright.sync_api import Error, Page, expect

from feedback.public.pages import Pages
from tests.journeys.axe import check_page
from tests.journeys.phone import Council, Phone
from tests.journeys.reading import sign_in
from tests.journeys.test_shared_phone import step

TALK = "I want someone to talk to me"
SECRET = "a sentence nobody else may read"
SEE = f"""() => document.documentElement.outerHTML.includes({SECRET!r})
    || [...document.querySelectorAll("textarea, input")].some(one => one.value.includes({SECRET!r}))"""
WIDE = {"width": 1280, "height": 800}


def see_on_the_way(page: Page) -> list[str]:
    """Eight times Back, then Forward, with a reload on each, which sends again what made the page; where it was seen."""
    seen = []
    for go in (*[page.go_back] * 8, *[page.go_forward] * 8):
        for press in (go, page.reload):
            step(press)
            for _ in range(20):
                with suppress(Error):  # between two pages
                    page.wait_for_load_state(timeout=500)
                    seen += [page.url] if page.evaluate(SEE) else []
                    break
                page.wait_for_timeout(50)
    return seen


def fill(page: Page, who: str = "Bluebell") -> None:
    """Say who one is and how one is reached."""
    page.fill("#who", who)
    page.fill("#reach", "At school")


@pytest.mark.back
def test_from_the_middle_of_the_questions_and_back(
    phone: Phone, council: Council, somebody: None, stored: Any
) -> None:
    """One press on any screen; nothing answered is lost, nothing is sent, and the questions go on where they were."""
    phone.start()
    phone.choose("know_iro", "yes")
    phone.go_to("best")
    phone.write("best", SECRET)
    phone.press(TALK)
    expect(phone.page.get_by_role("heading", level=1)).to_have_text(TALK)
    check_page(phone.page)

    fill(phone.page)
    phone.press("Send this")
    expect(phone.page.get_by_role("heading", level=1)).to_contain_text("We have what you sent")
    check_page(phone.page)
    phone.press("Go on with the questions")
    phone.at("best")

    assert stored() == []
    expect(phone.page.locator("#best")).to_have_value(SECRET)
    phone.go_to("check")
    phone.send()
    phone.thanked()
    assert len(stored()) == 1
    assert not see_on_the_way(phone.page)


def test_the_same_without_scripts(
    plain_phone: Phone, council: Council, somebody: None, stored: Any
) -> None:
    """What is missing is asked for; then it is sent, and the answers are still there."""
    plain_phone.open()
    plain_phone.choose("know_iro", "yes")
    plain_phone.press(TALK)
    plain_phone.press("Send this")
    expect(plain_phone.page.locator("#put-right")).to_be_visible()
    fill(plain_phone.page)
    plain_phone.press("Send this")
    plain_phone.press("Go on with the questions")

    assert plain_phone.is_chosen("know_iro", "yes")
    assert stored() == []


@pytest.mark.back
def test_after_sending_nothing_typed_comes_back(phone: Phone, somebody: None) -> None:
    """On a shared phone, ten times Back and then forward, also past a page that was put right."""
    phone.page.goto(f"{phone.council.address}/help")
    phone.page.goto(f"{phone.council.address}/talk")
    phone.page.fill("#about", SECRET)
    phone.press("Send this")
    expect(phone.page.locator("#put-right")).to_be_visible()
    check_page(phone.page)
    fill(phone.page, who=SECRET)
    phone.press("Send this")
    expect(phone.page.get_by_role("heading", level=1)).to_contain_text("We have what you sent")

    assert not see_on_the_way(phone.page)


@pytest.mark.parametrize(
    "screen", [{}, pytest.param(WIDE, marks=pytest.mark.soak)], ids=["phone", "desk"]
)
def test_from_a_request_to_a_closed_concern(
    phones: Any, council: Council, reader: Any, somebody: None, screen: dict[str, int]
) -> None:
    """Each page of staff on the way: sound for a program, not too wide, and done by pressing."""
    child, phone = phones(), phones(**screen)
    child.page.goto(f"{council.address}/talk")
    fill(child.page)
    child.press("Send this")
    sign_in(phone)
    page = phone.page
    for path in (
        "concerns",
        "concerns/new",
        "concern-routes",
        "concern-trends",
        "talks?status=done",
    ):
        page.goto(f"{council.address}/staff/{path}")
        check_page(page)
    page.goto(f"{council.address}/staff/talks")
    check_page(page)

    page.get_by_role("link", name="Raise a concern about Bluebell").click()
    page.select_option("#kind", "complaint")
    phone.press("Raise this concern")
    expect(page.get_by_role("status")).to_contain_text("Now pass it on")
    check_page(page)
    page.fill("#text-pass-on", "The complaints team has it")
    phone.press("Passed on")
    phone.press("Close this concern")
    expect(page.get_by_role("alert")).to_contain_text("Write how it ended")
    check_page(page)
    page.fill("#text-close", "They were called")
    phone.press("Close this concern")
    expect(page.get_by_role("status")).to_contain_text("Closed")
    check_page(page)
    page.goto(f"{council.address}/staff/concerns?show=all")
    check_page(page)


@pytest.fixture
def left(application: Flask, monkeypatch: pytest.MonkeyPatch) -> OrderedDict[str, None]:
    """What the server knows to be left, nothing yet. The weather is a page of ours: of others the driver loses sight."""
    monkeypatch.setattr("feedback.web.templates.AWAY", "/accessibility")
    memory = application.extensions["feedback.public"]
    monkeypatch.setattr(memory, "pages", Pages())
    monkeypatch.setattr(memory, "_left", OrderedDict())
    return cast(OrderedDict[str, None], memory._left)


def leave(page: Page, left: OrderedDict[str, None]) -> None:
    """Press Leave now, which empties the page at once; wait for the page in its place, and for the server to know."""
    body = page.evaluate(
        "() => { document.querySelector('header [data-away]').click(); return document.body.innerHTML }"
    )
    assert body == ""
    page.wait_for_url(re.compile("/accessibility$"))
    for _ in range(200):
        if left:
            return
        page.wait_for_timeout(50)
    raise AssertionError("the server was not told")


@pytest.mark.back
@pytest.mark.parametrize(
    "road",
    [
        "talk",
        "put right",
        *(pytest.param(road, marks=pytest.mark.soak) for road in ("and back", "thanks")),
    ],
)
def test_leaving_takes_the_answers_and_the_words_away(
    phone: Phone, somebody: None, left: OrderedDict[str, None], road: str
) -> None:
    """Eight times Back, with a reload on each: neither what travelled along nor what was typed."""
    phone.page.goto(f"{phone.council.address}/help")
    phone.start()
    phone.go_to("best")
    phone.write("best", SECRET)
    phone.press(TALK)
    expect(phone.page.get_by_role("heading", level=1)).to_have_text(TALK)
    if road == "put right":
        phone.page.fill("#who", SECRET)
        phone.press("Send this")
        expect(phone.page.locator("#put-right")).to_be_visible()
    elif road == "and back":
        phone.press("Go back to the questions, and send nothing of this")
        phone.at("best")
    elif road == "thanks":
        fill(phone.page)
        phone.press("Send this")
        expect(phone.page.get_by_role("heading", level=1)).to_contain_text("We have what you sent")
    assert phone.page.evaluate(SEE)

    leave(phone.page, left)

    assert not see_on_the_way(phone.page)
