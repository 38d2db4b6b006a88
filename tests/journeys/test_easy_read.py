"""Easy read on a phone, a question to a screen: the picture stands beside the words, and every word is large."""

from typing import Any

import pytest

from tests.journeys.phone import Phone
from tests.journeys.shelf import EASY, NEWEST

SMALLEST = 20  # pixels, of every word of a screen
# Every screen in turn: where its picture lies, and every text on it that is smaller than it should be.
WALK = """(smallest) => {
    const found = [];
    for (let turn = 0; turn < 40; turn += 1) {
        const shown = document.querySelector("[data-screen]:not([hidden])");
        const picture = shown.querySelector("legend .fb-pic");
        const words = shown.querySelector("legend .fb-title");
        const small = [];
        const texts = document.createTreeWalker(shown, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
            const one = texts.currentNode.parentElement;
            const text = texts.currentNode.data.trim();
            const hidden = one.closest(".govuk-visually-hidden") || !one.checkVisibility();
            const size = parseFloat(getComputedStyle(one).fontSize);
            if (text && !hidden && size < smallest) small.push([text, size]);
        }
        found.push({
            name: shown.dataset.screen,
            small,
            picture: picture && picture.getBoundingClientRect().toJSON(),
            words: words && words.getBoundingClientRect().toJSON(),
        });
        const next = shown.querySelector("[data-next]");
        if (!next) return found;
        next.click();
    }
    return found;
}"""


def walk(phone: Phone, direction: str) -> dict[str, dict[str, Any]]:
    """Every screen of the page that is open, by its name."""
    phone.at("start")
    phone.page.evaluate("direction => { document.documentElement.dir = direction }", direction)
    screens = phone.page.evaluate(WALK, SMALLEST)
    return {screen["name"]: screen for screen in screens}


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize(("questionnaire", "variant"), EASY)
def test_the_picture_is_beside_the_words_and_the_words_are_large(
    phone: Phone, questionnaire: str, variant: str, direction: str
) -> None:
    """At the start side on each screen, level with the question; no word of the screen under 20 pixels."""
    asked = NEWEST[questionnaire].form(variant).about("service")
    phone.open(variant, kind=questionnaire)

    screens = walk(phone, direction)

    for question in asked:
        if question.show_if is None:
            picture, words = screens[question.id]["picture"], screens[question.id]["words"]
            assert picture, question.id
            if direction == "ltr":
                assert picture["right"] <= words["left"], question.id
            else:
                assert picture["left"] >= words["right"], question.id
            assert picture["top"] < words["bottom"], question.id
            assert words["top"] < picture["bottom"], question.id
    assert {name: screen["small"] for name, screen in screens.items() if screen["small"]} == {}


@pytest.mark.parametrize(("questionnaire", "variant"), EASY)
def test_what_a_word_means_stands_under_its_question(
    phone: Phone, questionnaire: str, variant: str
) -> None:
    """The sentence that explains is seen without a tap, on the same screen."""
    explained = [q for q in NEWEST[questionnaire].form(variant).about("service") if q.help]
    phone.open(variant, kind=questionnaire)
    phone.at("start")

    for question in [q for q in explained if q.show_if is None][:2]:
        phone.go_to(question.id)
        assert phone.screen.get_by_text(question.help or "", exact=True).is_visible()
