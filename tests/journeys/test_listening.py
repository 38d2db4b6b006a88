"""Read aloud: a button where the device has a voice for the language, and only when it is pressed."""

import json

from playwright.sync_api import expect

from tests.journeys.phone import Phone

# A device with voices: what it is asked to say is written down, since nothing can be heard here.
VOICES = """voices => {
    window.heard = [];
    const listeners = [];
    const speech = {
        getVoices: () => window.voices,
        speak: (said) => { window.heard.push([said.lang, said.text]); window.last = said; },
        cancel: () => { window.heard.push(["", "stop"]); },
        addEventListener: (_, listener) => listeners.push(listener),
    };
    window.voices = voices;
    window.voicesCame = (came) => { window.voices = came; listeners.forEach((one) => one()); };
    Object.defineProperty(window, "speechSynthesis", { value: speech });
    window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
}"""
ENGLISH = {"lang": "en-GB", "localService": True}
FAR = {"lang": "en-GB", "localService": False}
POLISH = {"lang": "pl-PL", "localService": True}


def _open(phone: Phone, *voices: dict[str, object]) -> None:
    phone.page.add_init_script(f"({VOICES})({json.dumps(voices)})")
    phone.open()


def _heard(phone: Phone) -> list[str]:
    return [text for _, text in phone.page.evaluate("window.heard") if text != "stop"]


def test_a_question_and_its_answers_are_read_out(phone: Phone) -> None:
    """Pressed once it reads the question, then each answer, in a voice of the language; nothing before."""
    _open(phone, POLISH, ENGLISH)
    phone.go_to("know_iro")
    assert _heard(phone) == []

    phone.press("Listen")

    heard = phone.page.evaluate("window.heard.filter(([lang]) => lang)")
    assert {lang for lang, _ in heard} == {"en-GB"}
    texts = [text for _, text in heard]
    assert texts[0] == phone.screen.locator(".fb-title").inner_text().replace("\n", " ")
    labels = [" ".join(one.split()) for one in phone.screen.locator("label").all_inner_texts()]
    assert texts[-len(labels) :] == labels
    expect(phone.screen.get_by_role("button", name="Stop listening")).to_be_visible()


def test_without_a_voice_there_is_no_button(phone: Phone) -> None:
    """Nor with a voice of another language, nor with one of a far server; it comes when a voice comes."""
    _open(phone, POLISH, FAR)
    phone.go_to("know_iro")
    assert phone.page.locator("[data-aloud]:visible").count() == 0

    phone.page.evaluate("voice => window.voicesCame([voice])", ENGLISH)

    expect(phone.screen.locator("[data-aloud]")).to_be_visible()
    phone.page.evaluate("window.voicesCame([])")
    assert phone.page.locator("[data-aloud]:visible").count() == 0


def test_it_stops_when_pressed_again_and_on_going_on(phone: Phone) -> None:
    """The button says what it does; the next question begins in silence."""
    _open(phone, ENGLISH)
    phone.go_to("know_iro")
    phone.press("Listen")
    phone.press("Stop listening")
    assert phone.page.evaluate("window.heard.at(-1)") == ["", "stop"]
    phone.press("Listen")

    phone.screen.locator("[data-next]").click()

    assert phone.page.evaluate("window.heard.at(-1)") == ["", "stop"]
    expect(phone.screen.locator("[data-aloud]")).to_have_attribute("aria-pressed", "false")


def test_it_is_found_and_pressed_by_keys(phone: Phone) -> None:
    """Tab comes to it, with a ring; Enter starts it, and sends nothing."""
    _open(phone, ENGLISH)
    phone.go_to("know_iro")
    phone.tab_to(lambda one: one["text"] == "Listen")

    phone.page.keyboard.press("Enter")

    assert len(_heard(phone)) > 1
    phone.at("know_iro")


def test_when_it_has_ended_the_button_offers_it_again(phone: Phone) -> None:
    """After the last answer."""
    _open(phone, ENGLISH)
    phone.go_to("know_iro")
    phone.press("Listen")

    phone.page.evaluate("window.last.onend()")

    expect(phone.screen.get_by_role("button", name="Listen", exact=True)).to_be_visible()
