"""When sending fails: nothing is lost, the page says so, tries again by itself, and one row is stored."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.phone import Phone

QUESTIONS = re.compile(r"/q/\w+\?")
UNSENT = "Not sent yet: there is no signal. Your answers are still here. Keep this page open."
OUR_SIDE = "Not sent yet: it is our side, not yours. Your answers are still here."


class Line:
    """The line between the phone and the server, which the test breaks and mends."""

    def __init__(self, page: Page) -> None:
        self.trouble: str | int | None = None
        self.posts = 0
        page.route(QUESTIONS, self._pass)

    def _pass(self, route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        self.posts += 1
        if self.trouble == "lost answer":
            route.fetch(max_redirects=0)  # it arrives, and the thank-you is lost on the way back
            route.abort("connectionreset")
        elif self.trouble == "unreachable":
            route.abort("internetdisconnected")
        elif self.trouble is None:
            route.continue_()
        else:
            route.fulfill(status=int(self.trouble), content_type="text/html", body="<p>Sorry</p>")


def _answer(phone: Phone) -> None:
    phone.page.clock.install()
    phone.start()
    phone.choose("know_iro", "yes")
    phone.go_to("change")
    phone.write("change", "Biscuits")
    phone.go_to("check")


def _expect_kept(phone: Phone) -> None:
    phone.at("check")
    expect(phone.screen).to_contain_text("Biscuits")
    assert phone.is_chosen("know_iro", "yes")


def test_no_signal_keeps_everything_and_sends_by_itself(phone: Phone, stored: Any) -> None:
    """Unreachable: said at once; the page tries again after a while without a press."""
    line = Line(phone.page)
    _answer(phone)
    line.trouble = "unreachable"
    phone.send()
    expect(phone.page.locator("[data-status]")).to_contain_text(UNSENT)
    expect(phone.screen.locator(".fb-after")).to_be_hidden()
    _expect_kept(phone)

    with phone.page.expect_event("requestfailed"):
        phone.page.clock.run_for(2100)
    expect(phone.page.locator("[data-status]")).to_contain_text(UNSENT)
    line.trouble = None
    phone.page.clock.run_for(5100)

    phone.thanked()
    assert line.posts == 3
    assert [row.comments for row in stored()] == [{"change": "Biscuits"}]


def test_the_signal_coming_back_sends_at_once(phone: Phone, stored: Any) -> None:
    """The browser says that it is online again: no waiting."""
    line = Line(phone.page)
    _answer(phone)
    line.trouble = "unreachable"
    phone.send()
    expect(phone.page.locator("[data-status]")).to_contain_text(UNSENT)
    line.trouble = None

    phone.page.evaluate("dispatchEvent(new Event('online'))")

    phone.thanked()
    assert len(stored()) == 1


def test_a_lost_thank_you_stores_one_row(phone: Phone, stored: Any) -> None:
    """Stored, but the answer never came back: the second try finds it there and thanks."""
    line = Line(phone.page)
    _answer(phone)
    line.trouble = "lost answer"
    phone.send()
    expect(phone.page.locator("[data-status]")).to_contain_text(UNSENT)
    line.trouble = None
    phone.page.clock.run_for(2100)

    phone.thanked()
    assert len(stored()) == 1


def test_trouble_on_our_side_is_called_that_and_tried_again(phone: Phone, stored: Any) -> None:
    """503, and a proxy's own 502: nothing on the page goes away, then it is sent."""
    line = Line(phone.page)
    _answer(phone)
    for trouble, wait in ((503, 2100), (502, 5100)):
        line.trouble = trouble
        if line.posts == 0:
            phone.send()
        expect(phone.page.locator("[data-status]")).to_contain_text(OUR_SIDE)
        _expect_kept(phone)
        line.trouble = None if trouble == 502 else 502
        phone.page.clock.run_for(wait)

    phone.thanked()
    assert len(stored()) == 1


def test_a_network_that_answers_with_its_own_page_counts_as_no_signal(
    phone: Phone, stored: Any
) -> None:
    """A sign-in page of a café, or a 404 of a proxy, does not take the place of the questions."""
    line = Line(phone.page)
    _answer(phone)
    line.trouble = 200
    phone.send()

    expect(phone.page.locator("[data-status]")).to_contain_text(UNSENT)
    _expect_kept(phone)
    line.trouble = None
    phone.page.clock.run_for(2100)
    phone.thanked()
    assert len(stored()) == 1


def test_whoever_goes_back_to_change_sends_again_by_hand(phone: Phone, stored: Any) -> None:
    """Nothing is sent behind the back of somebody who is changing an answer."""
    line = Line(phone.page)
    _answer(phone)
    line.trouble = "unreachable"
    phone.send()
    expect(phone.page.locator("[data-status]")).to_contain_text(UNSENT)
    line.trouble = None
    phone.look_at("change")
    phone.page.clock.run_for(60_000)
    phone.write("change", "Cake")
    phone.press("Next")
    phone.at("check")
    expect(phone.page.locator("[data-status]")).to_be_hidden()
    assert stored() == []
    phone.send()

    phone.thanked()
    assert [row.comments for row in stored()] == [{"change": "Cake"}]


def test_what_is_to_be_put_right_is_shown_in_place(phone: Phone, stored: Any) -> None:
    """422 in place: at the end where Send is, with all answers, a link to the box and a way back."""
    _answer(phone)
    phone.page.locator("#change").evaluate("box => { box.value = 'x'.repeat(1003) }")
    phone.send()

    summary = phone.page.locator("#put-right")
    expect(summary).to_be_focused()
    phone.at("check")
    expect(phone.page).to_have_title(re.compile("Error: "))
    expect(summary).to_contain_text("Nothing is lost. All your answers are still here.")
    assert phone.is_chosen("know_iro", "yes")
    summary.get_by_role("link", name="Make this 3 characters shorter").click()
    phone.at("change")
    expect(phone.page.locator("#change")).to_be_focused()
    phone.write("change", "Short")
    expect(phone.page.locator("#change-error")).to_be_hidden()
    phone.press("Next")
    phone.at("check")
    phone.send()
    phone.thanked()
    assert [row.comments for row in stored()] == [{"change": "Short"}]


@pytest.mark.back
def test_back_after_what_was_put_right_still_goes_question_by_question(phone: Phone) -> None:
    """The server's page that took the place of the first has the same steps behind it."""
    _answer(phone)
    phone.page.locator("#change").evaluate("box => { box.value = 'x'.repeat(1003) }")
    phone.send()
    expect(phone.page.locator("#put-right")).to_be_focused()

    phone.back()

    phone.at("eq_language")
    assert phone.is_chosen("know_iro", "yes")


def test_nothing_answered_leads_to_the_list_of_questions(phone: Phone, stored: Any) -> None:
    """Nobody is sent back to the beginning: the list has a link for every question."""
    phone.start()
    phone.go_to("check")
    phone.send()

    expect(phone.page.locator("#put-right")).to_contain_text("You have not answered anything yet.")
    phone.at("check")
    phone.look_at("know_iro")
    phone.choose("know_iro", "no")
    phone.press("Next")
    phone.at("check")
    phone.send()
    phone.thanked()
    assert len(stored()) == 1


def test_pressing_send_twice_stores_one_row(phone: Phone, stored: Any) -> None:
    """A double tap is one answer."""
    line = Line(phone.page)
    phone.start()
    phone.choose("know_iro", "yes")
    phone.go_to("check")

    phone.page.get_by_role("button", name="Send my answers").dblclick()

    phone.thanked()
    assert line.posts == 1
    assert len(stored()) == 1


def test_pressing_send_twice_without_scripts_stores_one_row(
    plain_phone: Phone, stored: Any
) -> None:
    """The same without scripts: the server knows the page by its token."""
    plain_phone.open()
    plain_phone.choose("know_iro", "yes")

    plain_phone.page.get_by_role("button", name="Send my answers").dblclick()

    plain_phone.thanked()
    assert len(stored()) == 1
