"""Asking with the keyboard alone, one question to a screen, and what is left of it after Save."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from feedback import accounts
from feedback.collectors import make_collectors
from feedback.models.accounts import Role
from feedback.models.asking import Channel
from feedback.teams import list_teams
from tests.journeys.axe import check_page
from tests.journeys.fitting import EVERY_WIDTH
from tests.journeys.phone import SHOWN, Council
from tests.journeys.test_leaving import SEE

EMAIL, PASSWORD = "asker@westmere.gov.uk", "correct horse battery"


@pytest.fixture
def link(council: Council) -> str:
    """The page of Oak's interviewer link."""
    with council.database.writing() as session:
        oak = [team for team in list_teams(session) if team.name == "Oak"]
        (collector,) = make_collectors(session, "iro-survey", oak, channel=Channel.INTERVIEWER)
        return f"{council.address}/staff/interviews/{collector.code}?variant=standard"


@pytest.fixture
def desk(phones: Any, council: Council, link: str) -> Page:
    """A wide screen on which an interviewer is signed in and has opened the link."""
    with council.database.writing() as session:
        if accounts.get_by_email(session, EMAIL) is None:
            accounts.make_account(session, EMAIL, role=Role.INTERVIEWER, password=PASSWORD)
    page = phones(width=1280, height=800).page
    page.goto(f"{council.address}/staff/sign-in")
    page.fill("#email", EMAIL)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/")
    page.goto(link)
    return page


def at(page: Page, name: str) -> None:
    """Wait until this screen, and only this, is shown."""
    expect(page.locator(SHOWN)).to_have_count(1)
    expect(page.locator(SHOWN)).to_have_attribute("data-screen", name)


def go_on_to(page: Page, name: str) -> None:
    """Press Enter, or Ctrl and Enter in a text box, until a screen is shown."""
    for _ in range(40):
        if page.locator(SHOWN).get_attribute("data-screen") == name:
            return
        box = page.locator(f"{SHOWN} textarea")
        if box.count():
            box.focus()
        page.keyboard.press("Control+Enter" if box.count() else "Enter")
    raise AssertionError(f"never came to {name}")


def test_an_interview_with_the_keyboard_alone(desk: Page, stored: Any) -> None:
    """Start, letters and digits choose and go on, Esc goes back, = is ten, words, Save; then nothing of it is there."""
    keys = desk.keyboard
    keys.press("Enter")
    at(desk, "know_iro")
    keys.press("y")
    expect(desk.locator(SHOWN)).not_to_have_attribute("data-screen", "know_iro")
    keys.press("Escape")
    at(desk, "know_iro")
    keys.press("2")
    assert desk.locator("#know_iro-no").is_checked()
    keys.press("Escape")
    keys.press("1")
    go_on_to(desk, "asked")
    keys.press("1")
    keys.press("3")
    at(desk, "asked")
    scale = desk.locator("[data-screen]:has(.fb-tens)").first.get_attribute("data-screen")
    assert scale
    go_on_to(desk, scale)
    keys.press("=")
    expect(desk.locator(SHOWN)).not_to_have_attribute("data-screen", scale)
    go_on_to(desk, "best")
    keys.press("Tab")
    desk.locator("#best").focus()
    keys.type("Biscuits 1 y")
    keys.press("Control+Enter")
    go_on_to(desk, "check")
    expect(desk.locator("[data-review]")).to_contain_text("Biscuits 1 y")
    assert stored() == []
    desk.locator("[data-send]").focus()
    keys.press("Enter")
    expect(desk.locator("[role=status]").first).to_contain_text("Saved. Thank the person")

    (row,) = stored()
    assert row.answers["know_iro"] == ["yes"]
    assert sorted(row.answers["asked"]) == ["where", "who"]
    assert row.answers[scale] == ["10"]
    assert row.comments == {"best": "Biscuits 1 y"}
    assert not desk.evaluate(SEE.replace("a sentence nobody else may read", "Biscuits"))


PRESS = """keys => keys.forEach(key => document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })))"""


def test_keys_that_are_quicker_than_back_wait_for_it(desk: Page) -> None:
    """Esc, and the next key before the question before is there: the key is for that question, however often."""
    answered = desk.locator("#answers input:checked")
    desk.keyboard.press("Enter")
    at(desk, "know_iro")
    desk.keyboard.press("1")
    at(desk, "contact_iro")

    desk.evaluate(PRESS, ["Escape", "2"])

    at(desk, "contact_iro")
    assert [one.get_attribute("id") for one in answered.all()] == ["know_iro-no"]
    desk.evaluate(PRESS, ["1", "Escape", "Escape", "1"])
    at(desk, "contact_iro")
    chosen = [one.get_attribute("id") for one in answered.all()]
    assert chosen == ["know_iro-yes", desk.locator("[name=contact_iro]").first.get_attribute("id")]


def test_keys_after_the_link_back_wait_for_it_too(desk: Page) -> None:
    """As after Esc."""
    desk.keyboard.press("Enter")
    at(desk, "know_iro")
    desk.keyboard.press("1")
    at(desk, "contact_iro")

    desk.locator(f"{SHOWN} [data-back]").evaluate(f"back => {{ back.click(); ({PRESS})(['2']) }}")

    at(desk, "contact_iro")
    answered = desk.locator("#answers input:checked")
    assert [one.get_attribute("id") for one in answered.all()] == ["know_iro-no"]


def test_the_prompt_stands_before_the_words(desk: Page) -> None:
    """After a number: “What makes you say that?”, above the box."""
    box = desk.locator("[data-screen]:has(.fb-prompt)").first
    name = box.get_attribute("data-screen")
    assert name
    desk.keyboard.press("Enter")
    go_on_to(desk, name)

    expect(desk.locator(f"{SHOWN} .fb-prompt")).to_contain_text("What makes you say that?")


def test_an_unsafe_answer_stays_and_says_ring_now(desk: Page) -> None:
    """The key chooses and does not go on: the duty number is there at once. Another answer closes it and goes on."""
    screen = desk.locator("[data-screen]:has([data-help])").first
    name = screen.get_attribute("data-screen")
    code = (screen.locator("[data-help]").get_attribute("data-help") or "").split(" ")[0]
    assert name
    key = (desk.locator(f"#{name}-{code}").get_attribute("data-keys") or "")[0]
    desk.keyboard.press("Enter")
    go_on_to(desk, name)
    expect(desk.locator(f"{SHOWN} [data-help]")).to_be_hidden()
    desk.keyboard.press(key)

    at(desk, name)
    expect(desk.locator(f"{SHOWN} [data-help]")).to_contain_text(
        "Ring the duty team now: 01632 960123"
    )
    desk.keyboard.press("Enter")
    expect(desk.locator(SHOWN)).not_to_have_attribute("data-screen", name)


def test_without_help_lines_the_key_would_go_on(desk: Page) -> None:
    """The control: on a page without them the same key leaves the question."""
    screen = desk.locator("[data-screen]:has([data-help])").first
    name = screen.get_attribute("data-screen")
    code = (screen.locator("[data-help]").get_attribute("data-help") or "").split(" ")[0]
    key = (desk.locator(f"#{name}-{code}").get_attribute("data-keys") or "")[0]
    desk.evaluate("document.querySelectorAll('[data-help]').forEach(box => box.remove())")
    desk.keyboard.press("Enter")
    assert name
    go_on_to(desk, name)
    desk.keyboard.press(key)

    expect(desk.locator(SHOWN)).not_to_have_attribute("data-screen", name)


def test_without_signal_it_is_saved_once_later(desk: Page, stored: Any) -> None:
    """The answers stay until they arrive; a lost thank-you stores nothing twice."""
    lost = iter([True])

    def line(route: Any) -> None:
        if route.request.method == "POST" and next(lost, False):
            route.fetch(max_redirects=0)
            route.abort("connectionreset")
        else:
            route.continue_()

    desk.route(re.compile("/staff/interviews/"), line)
    desk.keyboard.press("Enter")
    desk.keyboard.press("1")
    go_on_to(desk, "check")
    desk.locator("[data-send]").click()
    expect(desk.locator("[data-status]")).to_contain_text("Not saved yet: there is no signal.")
    expect(desk.locator("[role=status]").first).to_contain_text("Saved. Thank the person")

    assert len(stored()) == 1


def test_a_long_interview_stays_signed_in(desk: Page, link: str) -> None:
    """From question to question the session is kept, every five minutes and not more often."""
    asked: list[str] = []
    kept = re.compile("/staff/interviews$")
    desk.on("request", lambda one: asked.append(one.url) if kept.search(one.url) else None)
    desk.clock.install()
    desk.goto(link)
    desk.keyboard.press("Enter")
    desk.keyboard.press("1")
    assert asked == []
    desk.clock.run_for(6 * 60 * 1000)
    with desk.expect_request(kept):
        desk.keyboard.press("Enter")
    desk.keyboard.press("Enter")

    assert len(asked) == 1


def sign_in_elsewhere(desk: Page) -> None:
    """In another tab of the same browser."""
    tab = desk.context.new_page()
    tab.goto(re.sub("/staff/.*", "/staff/sign-in", desk.url))
    tab.fill("#email", EMAIL)
    tab.fill("#password", PASSWORD)
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/staff/")
    tab.close()


def save_after_the_session_ended(desk: Page) -> None:
    """Answer, be signed out before Save, and sign in again as it says."""
    desk.keyboard.press("Enter")
    desk.keyboard.press("1")
    go_on_to(desk, "check")
    desk.context.clear_cookies()
    desk.locator("[data-send]").click()
    expect(desk.locator("[data-status]")).to_contain_text("Sign in in another tab")
    sign_in_elsewhere(desk)
    desk.locator("[data-send]").click()


def test_whoever_was_signed_out_saves_after_signing_in(desk: Page, stored: Any) -> None:
    """Nothing that was said is asked again: the answers wait on the page, and go with the new session."""
    save_after_the_session_ended(desk)
    expect(desk.locator("[role=status]").first).to_contain_text("Saved. Thank the person")

    assert len(stored()) == 1


def test_with_the_old_proof_it_would_be_refused(desk: Page, stored: Any) -> None:
    """The control: a page that gets no new proof can never be saved."""
    desk.route(
        re.compile(r"/staff/interviews/\w+\?"),
        lambda route: (
            route.abort()
            if route.request.resource_type == "fetch" and route.request.method == "GET"
            else route.continue_()
        ),
    )
    save_after_the_session_ended(desk)
    expect(desk.locator("[data-status]")).not_to_contain_text("Saving")

    assert stored() == []


@pytest.mark.back
def test_back_after_save_shows_no_answer(desk: Page) -> None:
    """Whatever the browser keeps for Back, and reload."""
    desk.keyboard.press("Enter")
    desk.keyboard.press("1")
    go_on_to(desk, "check")
    desk.locator("[data-send]").click()
    expect(desk.locator("[role=status]").first).to_contain_text("Saved.")
    for _ in range(3):
        desk.go_back(wait_until="load")
        assert not desk.evaluate(SEE)
        desk.reload()
        assert not desk.evaluate(SEE)


@EVERY_WIDTH
def test_every_state_of_the_pages_is_accessible(
    desk: Page, council: Council, link: str, width: int
) -> None:
    """The list, the notice, a choice, a number, help lines, the end; no sideways scrolling."""
    desk.set_viewport_size({"width": width, "height": 800})
    desk.goto(f"{council.address}/staff/interviews")
    check_page(desk)
    desk.goto(link)
    check_page(desk)
    kinds = ("fieldset", ".fb-tens", "[data-help]", "textarea")
    wanted = {
        desk.locator(f"[data-screen]:has({kind})").first.get_attribute("data-screen"): kind
        for kind in kinds
    }
    order = desk.locator("[data-screen]").evaluate_all("all => all.map(one => one.dataset.screen)")
    desk.keyboard.press("Enter")
    for name in [name for name in order if name in wanted] + ["check"]:
        go_on_to(desk, name)
        if wanted.get(name) == "[data-help]":
            desk.locator(f"{SHOWN} [data-help]").evaluate("box => { box.hidden = false }")
        check_page(desk)
