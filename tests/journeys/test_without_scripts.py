"""The same questions with scripts turned off: one long page, and the server says what is to be put right."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.phone import Phone

TOO_LONG = "word " * 210  # 1,050 characters


def test_the_long_page_shows_everything_and_is_sent(plain_phone: Phone, stored: Any) -> None:
    """All questions are there with their conditions in words; Send leads to the thank-you with a redirect."""
    phone = plain_phone
    phone.open()
    answered: list[int] = []
    phone.page.on(
        "response",
        lambda r: (
            answered.append(r.status) if r.request.method == "POST" or "/sent" in r.url else None
        ),
    )

    for question in phone.page.locator("fieldset.fb-question").all():
        expect(question).to_be_visible()
    expect(phone.page.get_by_text("Only if you went to your review.")).to_be_visible()
    expect(phone.page.get_by_text("You can write up to 1000 characters.").first).to_be_visible()
    for pressed_by_script in ("Start", "Next", "Skip these questions"):
        expect(phone.page.get_by_role("button", name=pressed_by_script, exact=True)).to_have_count(
            0
        )
    phone.choose("know_iro", "yes")
    phone.choose("went", "no")
    phone.choose("co_chair", "yes")
    phone.write("best", "Biscuits")
    phone.send()
    phone.thanked()

    assert answered == [303, 200]
    (row,) = stored()
    assert row.answers["know_iro"] == ["yes"]
    assert row.answers["co_chair"] == ["_na"]
    assert row.comments == {"best": "Biscuits"}


def test_too_long_a_text_comes_back_with_every_answer(plain_phone: Phone, stored: Any) -> None:
    """The page that says what to put right still has all answers, links to the box, and can be sent."""
    phone = plain_phone
    phone.open()
    phone.choose("know_iro", "no")
    phone.choose("asked", "who")
    phone.write("change", TOO_LONG)
    phone.send()

    expect(phone.page).to_have_title(re.compile("^Error: "))
    summary = phone.page.locator("#put-right")
    expect(summary).to_contain_text("One thing to put right")
    expect(summary).to_contain_text("Nothing is lost. All your answers are still here.")
    expect(phone.page.locator("#change")).to_have_value(TOO_LONG)
    assert phone.is_chosen("know_iro", "no")
    assert phone.is_chosen("asked", "who")
    assert stored() == []
    summary.get_by_role("link", name="Make this 50 characters shorter").click()
    expect(phone.page.locator("#change")).to_be_in_viewport()
    phone.write("change", "Shorter")
    phone.send()
    phone.thanked()
    assert stored()[0].comments == {"change": "Shorter"}


def test_nothing_answered_says_what_to_do(plain_phone: Phone, stored: Any) -> None:
    """An empty page is not stored, and is told so without a word of blame."""
    plain_phone.open()
    plain_phone.send()

    expect(plain_phone.page.locator("#put-right")).to_contain_text(
        "You have not answered anything yet. Answer one question or more, then press Send."
    )
    assert stored() == []


@pytest.mark.parametrize("scripts", [False, True])
def test_enter_neither_sends_nor_switches(phones: Any, stored: Any, scripts: bool) -> None:
    """Enter on an answer keeps the answers, the language and the variant, and stores nothing."""
    phone = phones(scripts=scripts)
    phone.open()
    if scripts:
        phone.press("Start")
    phone.choose("know_iro", "yes")
    phone.page.locator("#know_iro-yes").press("Enter")
    if scripts:
        phone.at("contact_iro")
    else:
        phone.page.wait_for_url(re.compile("lang=en&variant=standard"))

    assert phone.is_chosen("know_iro", "yes")
    expect(phone.page.locator("body")).not_to_have_class(re.compile("fb-easy"))
    assert stored() == []
