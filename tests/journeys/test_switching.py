"""From standard to easy read and back, with everything answered kept in both."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.phone import Phone

EASY = re.compile("fb-easy")


@pytest.mark.parametrize("scripts", [True, False])
def test_answers_of_both_variants_are_kept(phones: Any, stored: Any, scripts: bool) -> None:
    """What is asked in one variant only comes back on return; what is common to both is there in both."""
    phone = phones(scripts=scripts)
    phone.open()
    if scripts:
        phone.go_to("asked")
    for question, code in (("asked", "where"), ("know_iro", "yes"), ("listened", "3")):
        phone.page.locator(f"#{question}-{code}").evaluate("one => one.click()")
    phone.page.locator("#best").evaluate("one => { one.value = 'Biscuits' }")

    phone.page.locator(".fb-small:visible").first.click()

    expect(phone.page.locator("body")).to_have_class(EASY)
    assert phone.is_chosen("know_iro", "yes")
    assert phone.page.locator("#best").input_value() == "Biscuits"
    assert phone.page.locator("[name=listened]:checked").count() == 0
    expect(phone.page.locator("#asked-again")).to_contain_text("Did people listen to you?")
    phone.page.locator("#asked_where-no").evaluate("one => one.click()")
    phone.page.locator(".fb-small:visible").first.click()
    expect(phone.page.locator("body")).not_to_have_class(EASY)
    for question, code in (("asked", "where"), ("know_iro", "yes"), ("listened", "3")):
        assert phone.is_chosen(question, code)
    assert phone.page.locator("#best").input_value() == "Biscuits"
    phone.page.locator(".fb-small:visible").first.click()
    expect(phone.page.locator("body")).to_have_class(EASY)
    assert phone.is_chosen("asked_where", "no")
    assert stored() == []


def test_one_lands_where_one_was(phone: Phone) -> None:
    """Easy read is offered under every question and opens at the same question; Back still goes back."""
    phone.start()
    phone.go_to("spoke_before")
    phone.choose("spoke_before", "yes")
    phone.press("Easy read")
    expect(phone.page.locator("body")).to_have_class(EASY)
    phone.at("spoke_before")
    assert phone.is_chosen("spoke_before", "yes")
    assert phone.focused()["tag"] == "LEGEND"
    phone.press("More words")
    expect(phone.page.locator("body")).not_to_have_class(EASY)
    phone.at("spoke_before")


def test_a_question_of_one_variant_only_opens_the_one_before(phone: Phone) -> None:
    """Easy read has no list of ticks: it opens at the last question before it that both have."""
    phone.start()
    phone.go_to("views_counted")
    phone.press("Easy read")
    expect(phone.page.locator("body")).to_have_class(EASY)

    phone.at("understood")


def test_an_answer_with_another_scale_is_asked_again_in_place(phone: Phone) -> None:
    """The notice stands above the question one was at, is read out, and its link comes back."""
    phone.start()
    phone.go_to("listened")
    phone.choose("listened", "3")
    phone.go_to("told_after")
    phone.press("Easy read")
    phone.at("told_after")
    notice = phone.screen.locator("#asked-again")
    expect(notice).to_be_focused()

    notice.get_by_role("link", name="Did people listen to you?").click()
    phone.at("listened")
    phone.choose("listened", "yes")
    phone.press("Next")

    phone.at("told_after")
