"""Help lines under a question: opened by an unsafe answer at that moment, by no other; open where there are no scripts."""

from collections.abc import Callable, Hashable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from feedback.public import help_boxes
from feedback.public.pages import Pages
from feedback.questionnaires.help_rules import rules_of
from feedback.questionnaires.snapshot import Form, HelpRule
from tests.journeys.axe import check_page
from tests.journeys.phone import Phone
from tests.journeys.shelf import FORMS, NEWEST, first_of_each

Rules = dict[str, HelpRule]
RULES: dict[tuple[str, str], Rules] = {
    (name, variant): rules_of(NEWEST[name], NEWEST[name].form(variant)) for name, variant in FORMS
}
HELPLINE = {
    "help-child": "tel:08001111",
    "help-child-copy": "tel:08001111",
    "help-parent": "tel:08088005000",
}
NUMBERS = ("tel:999", "tel:01632960123")
# Choose one answer after the other, without the mouse: which of them leave the box open.
OPENING = """fieldset => [...fieldset.querySelectorAll("input")].filter(input => {
    if (!input.checked) input.click();
    const box = fieldset.querySelector("[data-help]");
    return box && box.getClientRects().length > 0;
}).map(input => input.value)"""


def box_of(page: Page, question: str) -> Locator:
    """The help lines under `question`."""
    return page.locator(f"fieldset:has([name={question}]) [data-help]")


def go_to(phone: Phone, form: Form, question: str) -> None:
    """Answer what leads to `question`, and go there."""
    condition = form.questions[question].show_if
    if condition:
        before = phone.page.locator(f"#{condition.question}-{condition.codes[0]}")
        before.evaluate("one => one.click()")
    phone.go_to(question)


def list_opening(phone: Phone, form: Form, question: str) -> list[str]:
    """The answers to `question` that open its help lines, by script."""
    go_to(phone, form, question)
    found: list[str] = phone.screen.locator("fieldset").evaluate(OPENING)
    return found


def list_numbers(box: Locator) -> list[str]:
    """What can be called from `box` with one press."""
    links: list[str] = box.locator("a[href^=tel]").evaluate_all(
        "all => all.filter(a => a.getClientRects().length).map(a => a.getAttribute('href'))"
    )
    return links


def list_kinds(questionnaire: str, variant: str) -> set[Hashable]:
    """The kinds of rules of a form: in what variant, which lines, and which answers open them."""
    rules = RULES[questionnaire, variant].values()
    return {(variant, one.page, one.codes) for one in rules} | {variant}


@pytest.mark.parametrize(("questionnaire", "variant"), first_of_each(list_kinds))
def test_each_unsafe_answer_opens_help_and_no_other_does(
    phone: Phone, questionnaire: str, variant: str
) -> None:
    """Every rule of every questionnaire and variant; a question without a rule has no box at all."""
    form, rules = NEWEST[questionnaire].form(variant), RULES[questionnaire, variant]
    phone.open(variant, kind=questionnaire)

    boxes = phone.page.locator("[data-help]")
    assert boxes.count() == len(rules)
    for question, rule in rules.items():
        assert list_opening(phone, form, question) == [
            code for code in form.questions[question].codes if code in rule.codes
        ]
        phone.page.locator(f"#{question}-{rule.codes[-1]}").evaluate("one => one.click()")
        check_open(phone, question, rule)


def check_open(phone: Phone, question: str, rule: HelpRule) -> None:
    """Three numbers of one press, the way out, and nothing that a program finds wrong or that runs over the edge."""
    box = box_of(phone.page, question)
    expect(box).to_be_visible()
    assert sorted(list_numbers(box)) == sorted((*NUMBERS, HELPLINE[rule.page]))
    expect(box.get_by_role("link", name="Leave now")).to_be_visible()
    check_page(phone.page)


def test_without_scripts_help_stands_open(plain_phone: Phone) -> None:
    """From the start, under each question of every form that has a rule; each says which answers open it by script."""
    page = plain_phone.page

    for (questionnaire, variant), rules in RULES.items():
        plain_phone.open(variant, kind=questionnaire)
        assert page.locator("[data-help]").count() == len(rules)
        for question, rule in rules.items():
            box = box_of(page, question)
            expect(box).to_be_visible()
            expect(box).to_have_attribute("data-help", " ".join(rule.codes))
            expect(box).to_contain_text("safe")
            assert sorted(list_numbers(box)) == sorted((*NUMBERS, HELPLINE[rule.page]))


def forget(_snapshot: object, _form: object) -> Rules:
    """In place of the rules: none."""
    return {}


def take_all(snapshot: Any, form: Form) -> Rules:
    """In place of the rules: the same, each met by every answer."""
    return {
        name: rule.model_copy(update={"codes": tuple(form.questions[name].codes)})
        for name, rule in rules_of(snapshot, form).items()
    }


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize(
    ("broken", "opening"), [(forget, []), (take_all, ["4", "3", "2", "1", "ns", "rns"])]
)
def test_pages_with_wrong_rules_would_be_noticed(
    phones: Any,
    application: Flask,
    monkeypatch: pytest.MonkeyPatch,
    scripts: bool,
    broken: Callable[..., Rules],
    opening: list[str],
) -> None:
    """The control: without rules nothing opens, and with too many everything does; the tests above would fail."""
    monkeypatch.setattr(help_boxes, "rules_of", broken)
    monkeypatch.setattr(application.extensions["feedback.public"], "pages", Pages())
    form = NEWEST["short-breaks-child"].form("standard")
    phone = phones(scripts=scripts)
    phone.open(kind="short-breaks-child")

    assert phone.page.locator("[data-help]").count() == (2 if opening else 0)
    if scripts:
        assert list_opening(phone, form, "staff_kind") == opening
    phone.page.wait_for_load_state("networkidle")  # a picture cut off leaves its file open


def test_help_opens_politely(phone: Phone) -> None:
    """It is in a region that is read out when it changes; the focus and the answer stay, and nothing is fetched."""
    phone.open("easy-read", kind="short-breaks-child")
    phone.go_to("staff_kind")
    fetched: list[str] = []
    phone.page.on("request", lambda request: fetched.append(request.url))

    phone.choose("staff_kind", "no")

    box = box_of(phone.page, "staff_kind")
    expect(box).to_be_visible()
    expect(phone.screen.get_by_role("status")).to_contain_text("you can talk to someone")
    assert phone.focused()["id"] == "staff_kind-no"
    expect(box).to_be_in_viewport()
    expect(phone.page.locator("label[for=staff_kind-no]")).to_be_in_viewport()
    phone.press("Next")
    phone.at("staff_listened")
    assert fetched == []


def test_a_changed_answer_closes_help(phone: Phone) -> None:
    """Nobody who looks over a shoulder sees from an open box what was chosen before."""
    phone.open(kind="short-breaks-child")
    phone.go_to("staff_kind")
    box = box_of(phone.page, "staff_kind")

    phone.choose("staff_kind", "1")
    expect(box).to_be_visible()
    phone.choose("staff_kind", "4")

    expect(box).to_be_hidden()
    expect(phone.page.locator("#help")).to_contain_text("0800 1111")


@pytest.mark.back
def test_help_is_still_open_on_the_way_back(phone: Phone) -> None:
    """Next, and the phone's Back: the answer is still chosen, so its help is still there."""
    phone.open(kind="short-breaks-child")
    phone.go_to("staff_kind")
    phone.choose("staff_kind", "1")
    phone.press("Next")
    phone.at("staff_listened")

    phone.back()

    phone.at("staff_kind")
    expect(box_of(phone.page, "staff_kind")).to_be_visible()


def test_help_stays_open_in_other_words(phone: Phone) -> None:
    """A switch to easy read asks with faces: the answer is asked again, and the help it opened stays until then."""
    phone.open(kind="short-breaks-child")
    phone.go_to("staff_kind")
    phone.choose("staff_kind", "1")

    phone.press("Easy read")

    expect(phone.page.locator("#asked-again")).to_be_visible()
    phone.go_to("staff_kind")
    box = box_of(phone.page, "staff_kind")
    expect(box).to_be_visible()
    phone.choose("staff_kind", "yes")
    expect(box).to_be_hidden()


def test_help_is_open_on_the_page_that_comes_back(phone: Phone) -> None:
    """422 by script: the page in the place of the old one has the help open for the answers it brings."""
    phone.open(kind="short-breaks-child")
    phone.go_to("staff_kind")
    phone.choose("staff_kind", "1")
    phone.go_to("check")
    phone.page.locator("#best").evaluate("box => { box.value = 'x'.repeat(1003) }")
    phone.send()
    expect(phone.page.locator("#put-right")).to_be_visible()

    phone.look_at("staff_kind")

    expect(box_of(phone.page, "staff_kind")).to_be_visible()
    expect(box_of(phone.page, "comfortable")).to_be_hidden()


def test_keys_reach_every_number(phone: Phone) -> None:
    """With the keyboard alone: Tab goes from the answer to each number, to the way out and on to Next."""
    phone.open(kind="short-breaks-child")
    phone.go_to("staff_kind")
    phone.choose("staff_kind", "1")
    stops: list[str] = []

    phone.tab_to(lambda one: bool(stops.append(one["text"])) or one["text"] == "Next")

    assert stops[-5:] == ["999", "0800 1111", "01632 960123", "Leave now", "Next"]
