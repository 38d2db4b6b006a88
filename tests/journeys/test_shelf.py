"""Every questionnaire in every variant: answered with the keyboard alone, and checked by a program."""

from collections.abc import Hashable
from typing import Any

import pytest
from playwright.sync_api import Route

from feedback.questionnaires.definition import Kind
from tests.journeys.axe import check_page
from tests.journeys.phone import Phone
from tests.journeys.shelf import FORMS, NEWEST, first_of_each


def leave_out_the_script(phone: Phone) -> None:
    """One long page, as on a phone without scripts; the browser can still be asked about it."""

    def empty(route: Route) -> None:
        route.fulfill(body="", content_type="text/javascript")

    phone.page.route("**/public.js", empty)


def list_ways_to_answer(questionnaire: str, variant: str) -> set[Hashable]:
    """The kinds of questions of a form: of what scale, only asked at times or not, with another way out or not."""
    questions = NEWEST[questionnaire].form(variant).questions.values()
    asked = {(one.kind, one.scale, one.show_if is None, one.escapes == ()) for one in questions}
    return {(variant, *one) for one in asked} | {variant}


@pytest.mark.parametrize(("questionnaire", "variant"), first_of_each(list_ways_to_answer))
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


def press_next(phone: Phone) -> None:
    """Go to the button that leads on, and press it."""
    tab_to(phone, "next")
    phone.page.keyboard.press("Enter")


def tab_to(phone: Phone, wanted: str) -> None:
    """Go to a thing of this kind: a tag, or the button that leads on or sends."""
    phone.tab_to(lambda one: wanted == one["tag"] or (wanted in ("next", "send") and one[wanted]))
