"""From the first page to the thank-you on a small phone, one question to a screen."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.phone import Council, Phone

SENTENCE = "I would like to choose who sits next to me."


def test_a_whole_questionnaire_is_answered_and_stored_once(phone: Phone, stored: Any) -> None:
    """Read, start, answer every kind of question, look it through, send: one sealed row, word for word."""
    phone.open()
    expect(phone.screen.locator("h2")).to_have_text("What was your review like for you?")
    phone.press("Start")
    phone.choose("know_iro", "yes")
    phone.go_to("contact_iro")
    phone.choose("contact_iro", "ns")
    phone.go_to("asked")
    phone.choose("asked", "where")
    phone.choose("asked", "when")
    phone.go_to("went")
    phone.choose("went", "all")
    phone.go_to("co_chair")
    phone.choose("co_chair", "would")
    phone.go_to("listened")
    phone.choose("listened", "3")
    phone.go_to("understood")
    phone.choose("understood", "rns")
    phone.go_to("did_said")
    phone.choose("did_said", "10")
    phone.go_to("change")
    phone.write("change", SENTENCE)
    phone.go_to("helped_by")
    phone.choose("helped_by", "carer")
    phone.go_to("helped_how")
    phone.choose("helped_how", "read")
    phone.go_to("eq_age")
    phone.choose("eq_age", "11-13")
    phone.go_to("check")
    phone.send()
    phone.thanked()

    (row,) = stored()
    assert row.answers["know_iro"] == ["yes"]
    assert row.answers["contact_iro"] == ["ns"]
    assert sorted(row.answers["asked"]) == ["when", "where"]
    assert row.answers["co_chair"] == ["would"]
    assert row.answers["understood"] == ["rns"]
    assert row.answers["did_said"] == ["10"]
    assert "spoke_before" not in row.answers
    assert row.equality == {"eq_age": ["11-13"]}
    assert row.comments == {"change": SENTENCE}
    assert row.variant == "standard"


@pytest.mark.back
def test_the_phones_back_button_goes_to_the_question_before(phone: Phone) -> None:
    """Back goes one question back with the answer kept, forward goes forward, and no address changes."""
    phone.start()
    phone.choose("know_iro", "yes")
    phone.press("Next")
    phone.choose("contact_iro", "no")
    phone.press("Next")
    phone.at("spoke_before")
    url = phone.page.url

    phone.back()
    phone.at("contact_iro")
    assert phone.is_chosen("contact_iro", "no")
    phone.back()
    phone.at("know_iro")
    assert phone.is_chosen("know_iro", "yes")
    phone.page.go_forward(wait_until="commit")
    phone.at("contact_iro")
    assert phone.is_chosen("contact_iro", "no")
    phone.page.locator("[data-back]:visible").click()
    phone.at("know_iro")
    phone.back()
    phone.at("start")
    assert phone.page.url == url


def test_focus_title_and_progress_say_where_one_is(phone: Phone) -> None:
    """The question itself has the focus on every screen, so that it is read out; the title counts too."""
    phone.start()

    assert phone.focused()["tag"] == "LEGEND"
    assert phone.focused()["text"].startswith("Do you know who your Independent Reviewing Officer")
    expect(phone.page).to_have_title("Question 1 of 15 - Questions")
    expect(phone.screen.locator("[data-count]")).to_have_text("1 of 15")
    expect(phone.screen.locator("progress")).to_have_attribute("aria-label", "Question 1 of 15")
    phone.press("Next")
    phone.at("contact_iro")
    assert phone.focused()["text"] == "Can you get in touch with your IRO if you want to?"
    expect(phone.page).to_have_title("Question 2 of 15 - Questions")
    phone.go_to("helped_by")
    expect(phone.page).to_have_title("Nearly done - Questions")
    phone.go_to("check")
    assert phone.focused() | {"text": ""} == phone.focused() | {"text": "", "tag": "H2"}
    expect(phone.page).to_have_title("Read it through, then send - Questions")
    assert phone.page.evaluate("scrollY") == 0


def test_every_question_may_be_left_blank(phone: Phone) -> None:
    """Next works with nothing chosen, and says so beforehand; nothing is chosen for anybody."""
    phone.start()

    assert phone.page.locator("input:checked").count() == 0
    expect(phone.screen.locator(".fb-after")).to_have_text("You can leave this one blank.")
    phone.go_to("check")
    expect(phone.screen.locator(".fb-blank").first).to_have_text("You left this blank")
    assert phone.page.locator("[required], [aria-required=true]").count() == 0


@pytest.mark.back
def test_a_question_that_does_not_apply_is_not_asked(phone: Phone, stored: Any) -> None:
    """Who did not go is not asked about running it; who changes that answer is."""
    phone.start()
    phone.go_to("went")
    phone.choose("went", "no")
    phone.press("Next")
    phone.at("listened")
    expect(phone.screen.locator("[data-count]")).to_have_text("6 of 14")
    phone.back()
    phone.at("went")
    expect(phone.screen.locator("[data-count]")).to_have_text("5 of 15")
    phone.choose("went", "part")
    phone.press("Next")
    phone.at("co_chair")
    expect(phone.screen.locator("[data-count]")).to_have_text("6 of 15")
    phone.choose("co_chair", "yes")
    phone.back()
    phone.at("went")
    phone.choose("went", "no")
    phone.go_to("check")
    expect(phone.screen).not_to_contain_text("Did you run any part of your review?")
    phone.send()
    phone.thanked()

    (row,) = stored()
    assert row.answers["went"] == ["no"]
    assert row.answers["co_chair"] == ["_na"]


def test_words_over_the_limit_stay_and_say_by_how_many(phone: Phone) -> None:
    """Too long a text is kept whole, counted as the server counts, and holds Next until it fits."""
    phone.start()
    phone.go_to("best")
    box, count = phone.page.locator("#best"), phone.page.locator("#best-count")
    expect(count).to_have_text("Characters left: 1000")
    phone.write("best", "é😀\n" * 330)
    expect(count).to_have_text("Characters left: 10")
    phone.write("best", "x" * 1003)
    expect(count).to_have_text("Characters too many: 3")

    phone.press("Next")

    phone.at("best")
    expect(box).to_be_focused()
    expect(box).to_have_value("x" * 1003)
    expect(box).to_have_attribute("aria-invalid", "true")
    phone.write("best", "x" * 1000)
    expect(box).to_have_attribute("aria-invalid", "false")
    phone.press("Next")
    phone.at("change")


def test_the_optional_part_is_left_out_with_one_press(phone: Phone, stored: Any) -> None:
    """Skip goes past all questions about the person; the list does not mention them."""
    phone.start()
    phone.choose("know_iro", "no")
    phone.go_to("part-equality_child")
    phone.press("Skip these questions")
    phone.at("check")

    assert phone.screen.locator("dt").count() == 14
    expect(phone.screen).not_to_contain_text("How old are you?")
    expect(phone.screen).not_to_contain_text("Who helped you")
    phone.send()
    phone.thanked()
    assert stored()[0].equality == {}


@pytest.mark.back
def test_change_comes_back_to_the_list(phone: Phone) -> None:
    """A Change link leads to its question, and Next leads back to the place in the list."""
    phone.start()
    phone.choose("know_iro", "yes")
    phone.go_to("did_said")
    phone.choose("did_said", "7")
    phone.go_to("check")
    expect(phone.screen).to_contain_text("7 out of 10")

    phone.look_at("did_said")
    phone.choose("did_said", "4")
    phone.press("Next")

    phone.at("check")
    expect(phone.screen).to_contain_text("4 out of 10")
    assert phone.focused()["text"].startswith("Change: Have people done what they said")
    phone.back()
    phone.at("eq_language")


def test_a_change_that_brings_a_question_asks_it_first(phone: Phone) -> None:
    """Whoever changes "no" to "yes" is asked what follows from it, and then comes back to the list."""
    phone.start()
    phone.go_to("went")
    phone.choose("went", "no")
    phone.go_to("check")
    phone.look_at("went")
    phone.choose("went", "all")
    phone.press("Next")
    phone.at("co_chair")
    phone.choose("co_chair", "yes")
    phone.press("Next")

    phone.at("check")
    expect(phone.screen).to_contain_text("Did you run any part of your review?")


@pytest.mark.back
def test_back_passes_over_a_question_that_is_no_longer_asked(phone: Phone) -> None:
    """A routed question that was shown before leads to the one before it, not to the beginning."""
    phone.start()
    phone.go_to("went")
    phone.choose("went", "all")
    phone.go_to("listened")
    phone.page.evaluate("document.getElementById('went-no').click()")

    phone.back()

    phone.at("went")


def test_none_of_these_takes_the_other_ticks_away(phone: Phone) -> None:
    """An answer that stands alone unticks the others, and the other way round."""
    phone.start()
    phone.go_to("asked")
    phone.choose("asked", "where")
    phone.choose("asked", "none")
    assert not phone.is_chosen("asked", "where")
    phone.choose("asked", "when")
    assert not phone.is_chosen("asked", "none")


def test_a_reloaded_page_is_empty(phone: Phone) -> None:
    """Nothing half-filled is kept by the browser: the next person starts with nothing."""
    phone.start()
    phone.choose("know_iro", "yes")
    phone.go_to("best")
    phone.write("best", SENTENCE)

    phone.page.reload()

    phone.at("start")
    assert phone.page.locator("input:checked").count() == 0
    assert phone.page.locator("#best").input_value() == ""


def test_easy_read_is_answered_on_faces(phone: Phone, stored: Any) -> None:
    """The faces of the easy-read pages are answers like others."""
    phone.start("easy-read")
    phone.go_to("listened")
    phone.choose("listened", "bit")
    phone.go_to("check")
    expect(phone.screen).to_contain_text("A bit")
    phone.send()
    phone.thanked()

    assert stored()[0].answers["listened"] == ["bit"]
    assert stored()[0].variant == "easy-read"


def test_an_old_browser_can_send_and_switch(page: Page, phone: Phone, stored: Any) -> None:
    """Browsers of before 2021 do not say which button sent a form, among other things; all works on them."""
    page.add_init_script(
        "delete SubmitEvent.prototype.submitter;"
        "delete Element.prototype.replaceChildren;"
        "delete window.AbortController"
    )
    phone.start()
    phone.choose("know_iro", "yes")
    phone.press("Easy read")
    expect(page.locator("body")).to_have_class("fb-easy fb-tint-1")
    phone.go_to("check")
    phone.send()
    phone.thanked()

    assert stored()[0].answers["know_iro"] == ["yes"]


@pytest.mark.parametrize("variant", ["standard", "easy-read"])
def test_a_try_out_says_so_and_keeps_nothing(
    phone: Phone, stored: Any, council: Council, variant: str
) -> None:
    """Before the first round every page says TRY; the thank-you says that nothing was kept."""
    phone.open(variant, "soon")
    expect(phone.page.locator(".fb-banner")).to_contain_text("TRY")
    phone.press("Start")
    phone.screen.locator("input").first.click()
    phone.go_to("check")
    phone.send()

    expect(phone.page.locator("h1")).to_have_text("That works. Nothing was kept.")
    expect(phone.page.locator(".fb-banner")).to_contain_text("TRY")
    assert json.dumps(stored()) == "[]"
