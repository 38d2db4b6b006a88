"""Read aloud: a button where the device has a voice for the language, and only when it is pressed."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import delete

from feedback.models.recording import Recording
from feedback.models.translating import new_stamp
from tests.journeys.phone import Council, Phone
from tests.sounding import make_mp3, make_opus, record

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


@pytest.fixture
def recorded(council: Council) -> Iterator[dict[str, str]]:
    """The names of the recordings of two questions: an MP3 of half a minute, and Opus of a moment."""
    with council.database.writing() as session:
        names = {
            "know_iro": record(session, "know_iro", make_mp3(30)),
            "best": record(session, "best", make_opus(0.2)),
        }
    yield names
    with council.database.writing() as session:
        session.execute(delete(Recording))
        session.merge(new_stamp())


def _until(phone: Phone, fact: str) -> None:
    """Wait for a fact. The policy of the page forbids Playwright's own way, which is to make functions of words."""
    for _ in range(200):
        if phone.page.evaluate(fact):
            return
        phone.page.wait_for_timeout(25)
    raise AssertionError(fact)


PLAYING = (
    "[...document.querySelectorAll('audio')].filter((one) => !one.paused).map((one) => one.src)"
)


def test_a_recording_plays_when_it_is_pressed_and_not_before(
    phone: Phone, recorded: dict[str, str]
) -> None:
    """On a device without a voice, under the policy of the page; one at a time, and the next question is silent."""
    asked: list[str] = []
    phone.page.on(
        "request", lambda one: asked.append(one.url) if "/recordings/" in one.url else None
    )
    phone.open()
    phone.go_to("know_iro")
    assert phone.page.locator("audio:visible").count() == 0
    assert asked == []

    phone.press("Listen")

    _until(phone, "document.querySelector('audio').currentTime > 0")
    assert [one.rpartition("/")[2] for one in phone.page.evaluate(PLAYING)] == [
        recorded["know_iro"]
    ]
    assert {one.rpartition("/")[2] for one in asked} == {recorded["know_iro"]}
    phone.press("Stop listening")
    assert phone.page.evaluate(PLAYING) == []
    phone.press("Listen")
    phone.screen.locator("[data-next]").click()
    assert phone.page.evaluate(PLAYING) == []
    assert (
        phone.screen.locator("[data-aloud]:visible").count() == 0
    )  # no recording and no voice: the control


def test_after_a_recording_the_device_says_what_it_left_out(
    phone: Phone, recorded: dict[str, str]
) -> None:
    """Who reads the box under the question; the question itself is not said twice."""
    _open(phone, ENGLISH)
    phone.go_to("best")

    phone.press("Listen")

    _until(phone, "window.heard.some(([lang]) => lang)")
    box = " ".join(phone.screen.locator(".fb-ours").inner_text().split())
    assert _heard(phone) == [box]


def test_a_recording_that_does_not_come_is_read_by_the_device(
    phone: Phone, recorded: dict[str, str]
) -> None:
    """As if there were none; and without a voice the button offers it again."""
    phone.page.route("**/recordings/*", lambda route: route.abort())
    _open(phone, ENGLISH)
    phone.go_to("know_iro")

    phone.press("Listen")

    _until(phone, "window.heard.filter(([lang]) => lang).length > 2")
    phone.page.evaluate("window.voicesCame([])")
    phone.press("Stop listening")
    phone.press("Listen")
    expect(phone.screen.get_by_role("button", name="Listen", exact=True)).to_be_visible()
    phone.faults.clear()  # the browser tells of what did not come


def test_without_scripts_the_browser_offers_its_own_player(
    council: Council, browser: Browser, recorded: dict[str, str]
) -> None:
    """Beside each question that has one."""
    page = browser.new_page(java_script_enabled=False)
    page.goto(council.questions())

    assert page.locator("audio:visible").count() == 2
    page.close()
