"""Every questionnaire in every variant: answered with the keyboard alone, checked by a program, and measured."""

from typing import Any

import pytest
from playwright.sync_api import Route

from feedback.questionnaires.definition import Kind
from tests.journeys.axe import check_page
from tests.journeys.phone import Phone
from tests.journeys.shelf import EASY, FORMS, NEWEST

# Where each picture lies beside its question, and the smallest letters of a question's own words.
MEASURE = """() => [...document.querySelectorAll("[data-screen] fieldset")].map(one => {
    const picture = one.querySelector("legend .fb-ask > .fb-pic");
    const words = one.querySelector("legend .fb-title").getBoundingClientRect();
    const sizes = [...one.querySelectorAll(".fb-title, .govuk-hint, label, .fb-ours, .fb-condition")]
        .map(each => parseFloat(getComputedStyle(each).fontSize));
    const box = picture && picture.getBoundingClientRect();
    return {
        name: one.closest("[data-screen]").dataset.screen,
        picture: Boolean(picture),
        before: Boolean(box) && (box.right <= words.left || box.bottom <= words.top),
        after: Boolean(box) && (box.left >= words.right || box.bottom <= words.top),
        smallest: Math.min(...sizes),
    };
})"""


def leave_out_the_script(phone: Phone) -> None:
    """One long page, as on a phone without scripts; the browser can still be asked about it."""

    def empty(route: Route) -> None:
        route.fulfill(body="", content_type="text/javascript")

    phone.page.route("**/public.js", empty)


@pytest.mark.parametrize(("questionnaire", "variant"), FORMS)
def test_the_keyboard_alone_gets_from_start_to_sent(
    phone: Phone, stored: Any, questionnaire: str, variant: str
) -> None:
    """Every question is reached, answered and left with Tab, Space and Enter; what was chosen is what is stored."""
    form = NEWEST[questionnaire].form(variant)
    keys = phone.page.keyboard
    phone.open(variant, kind=questionnaire)
    press_next(phone)
    for _ in range(len(form.questions) + len(form.parts) + 2):
        shown = phone.screen.get_attribute("data-screen") or ""
        if shown == "check":
            break
        question = form.questions.get(shown)
        if question and question.kind is Kind.TEXT:
            tab_to(phone, "TEXTAREA")
            keys.type("Biscuits")
        elif question and question.kind is not Kind.INFO:
            tab_to(phone, "INPUT")
            keys.press("Space")
        press_next(phone)
    tab_to(phone, "send")
    keys.press("Enter")
    phone.thanked()

    (answer,) = stored()
    asked = {q.id for q in form.about("service") if q.kind not in (Kind.TEXT, Kind.INFO)}
    assert set(answer.answers) >= asked
    assert answer.variant == variant


@pytest.mark.parametrize(("questionnaire", "variant"), FORMS)
def test_a_program_finds_nothing_wrong(phone: Phone, questionnaire: str, variant: str) -> None:
    """All questions on one page, as without scripts: labels, contrast, order, names; nothing runs over the edge."""
    leave_out_the_script(phone)

    phone.open(variant, kind=questionnaire)

    check_page(phone.page)
    assert phone.overflow() == 0


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize(("questionnaire", "variant"), EASY)
def test_easy_read_is_large_and_its_pictures_come_first(
    phone: Phone, questionnaire: str, variant: str, direction: str
) -> None:
    """A picture at the start side of every question or above it, and no letters under 20 px in it."""
    leave_out_the_script(phone)
    phone.open(variant, kind=questionnaire)
    phone.page.evaluate("direction => { document.documentElement.dir = direction }", direction)

    measured = phone.page.evaluate(MEASURE)

    own = set(NEWEST[questionnaire].form(variant).questions)
    assert {one["name"] for one in measured} == own
    side = "before" if direction == "ltr" else "after"
    assert [one["name"] for one in measured if one["picture"] and not one[side]] == []
    service = {q.id for q in NEWEST[questionnaire].form(variant).about("service")}
    assert [one["name"] for one in measured if one["name"] in service and not one["picture"]] == []
    assert [one for one in measured if one["smallest"] < 20] == []


def press_next(phone: Phone) -> None:
    """Go to the button that leads on, and press it."""
    tab_to(phone, "next")
    phone.page.keyboard.press("Enter")


def tab_to(phone: Phone, wanted: str) -> None:
    """Press Tab until the focus is on a thing of this kind: a tag, or the button that leads on or sends."""
    for _ in range(60):
        phone.page.keyboard.press("Tab")
        focused = phone.focused()
        if focused["tag"] == "BODY":  # past the end: round through the browser's own bar
            continue
        assert focused["width"] >= 2, focused
        assert focused["seen"], focused
        if wanted == focused["tag"] or (wanted in ("next", "send") and focused[wanted]):
            return
    raise AssertionError(f"Tab never came to {wanted!r}")
