"""A shared phone: after leaving, and on the way back after Send, nothing that was answered comes back."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Error, Page, expect

from tests.journeys.phone import LEAVE, Phone, go_back

pytestmark = pytest.mark.back

SECRET = "a sentence nobody else may read"
SEE = f"""() => document.documentElement.outerHTML.includes({SECRET!r})
    || [...document.querySelectorAll("textarea, input")].some(
        one => one.value.includes({SECRET!r}) || one.checked)"""


def _answer(phone: Phone) -> None:
    phone.choose("know_iro", "yes")
    phone.page.locator("#best").evaluate("(box, text) => { box.value = text }", SECRET)


def see_answers_on_the_way_back(page: Page) -> bool:
    """Go back up to ten times, as far as there is anything, and look for answers each time."""
    for _ in range(10):
        if page.evaluate("navigation.currentEntry.index") == 0:
            break
        index = page.evaluate("navigation.currentEntry.index")
        go_back(page)
        page.wait_for_function("index => navigation.currentEntry.index < index", arg=index)
        page.wait_for_load_state()
        if page.evaluate(SEE):
            return True
    return False


def test_leave_now_empties_the_page_and_takes_its_place(phone: Phone) -> None:
    """At once nothing of the questions is on the page; the page of the weather takes its place."""
    phone.page.route(LEAVE, lambda route: route.fulfill(body="<title>Weather</title><p>Rain"))
    phone.start()
    _answer(phone)
    phone.go_to("best")
    before = phone.page.evaluate("history.length")

    left = phone.page.evaluate(
        "() => { document.querySelector('header a[data-away]').click(); return document.body.outerHTML }"
    )

    assert re.fullmatch(r"<body[^>]*></body>", left)
    expect(phone.page).to_have_title("Weather")
    assert phone.page.evaluate("history.length") == before
    assert not see_answers_on_the_way_back(phone.page)


def test_leave_now_works_without_scripts(plain_phone: Phone) -> None:
    """Without scripts it is a plain link that does not say where one came from."""
    plain_phone.page.route(LEAVE, lambda route: route.fulfill(body="<title>Weather</title>"))
    plain_phone.open()

    plain_phone.page.get_by_role("link", name="Leave now").first.click()

    expect(plain_phone.page).to_have_title("Weather")


@pytest.mark.parametrize("variant", ["standard", "easy-read"])
def test_back_after_send_never_shows_an_answer(phone: Phone, variant: str) -> None:
    """With the browser's cache for Back turned on, ten times Back shows no answer; nor does forward."""
    phone.page.goto(f"{phone.council.address}/help")
    phone.start(variant)
    _answer(phone)
    phone.go_to("check")
    phone.send()
    phone.thanked()

    assert not see_answers_on_the_way_back(phone.page)
    phone.page.go_forward()
    assert not phone.page.evaluate(SEE)


def _send_and_go_back(phone: Phone) -> None:
    """Answer and send without scripts, and go back to the questions."""
    phone.page.goto(f"{phone.council.address}/help")
    phone.open()
    phone.choose("know_iro", "yes")
    phone.write("best", SECRET)
    phone.send()
    phone.thanked()
    go_back(phone.page)
    phone.page.wait_for_url(re.compile(r"\?variant=standard$"), wait_until="commit")


def test_back_after_send_without_scripts_shows_no_answer(plain_phone: Phone) -> None:
    """Without scripts the changed cookie alone makes the browser drop the page it kept."""
    _send_and_go_back(plain_phone)

    expect(plain_phone.page.locator("#best")).to_have_value("")
    expect(plain_phone.page.locator("#know_iro-yes")).not_to_be_checked()


def test_without_the_changed_cookie_the_answers_would_come_back(
    plain_phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: this browser does keep pages, so the tests above would notice."""
    monkeypatch.setattr("feedback.public.answering.with_new_cookie", lambda response: response)
    _send_and_go_back(plain_phone)

    expect(plain_phone.page.locator("#best")).to_have_value(SECRET)
    expect(plain_phone.page.locator("#know_iro-yes")).to_be_checked()


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of ours in the place of the weather: of a page that comes back from elsewhere the driver loses sight."""
    monkeypatch.setattr("feedback.public.leaving.AWAY", "/accessibility")


def _leave_and_go_back(phone: Phone) -> None:
    """Answer without scripts, press Leave now, and go back to the questions."""
    phone.open()
    phone.choose("know_iro", "yes")
    phone.write("best", SECRET)
    phone.page.get_by_role("link", name="Leave now").first.click()
    phone.page.wait_for_url(re.compile("/accessibility$"))
    go_back(phone.page)
    phone.page.wait_for_url(re.compile(r"\?variant=standard$"), wait_until="commit")


@pytest.mark.usefixtures("away")
def test_back_after_leave_now_without_scripts_shows_no_answer(plain_phone: Phone) -> None:
    """The cookie that changes on the way makes the browser drop the page it kept."""
    _leave_and_go_back(plain_phone)

    expect(plain_phone.page.locator("#best")).to_have_value("")
    expect(plain_phone.page.locator("#know_iro-yes")).not_to_be_checked()


@pytest.mark.usefixtures("away")
def test_leaving_without_a_new_cookie_would_bring_the_answers_back(
    plain_phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: leaving alone does not take the page out of the browser's keeping."""
    monkeypatch.setattr("feedback.public.leaving.with_new_cookie", lambda response: response)
    _leave_and_go_back(plain_phone)

    expect(plain_phone.page.locator("#best")).to_have_value(SECRET)
    expect(plain_phone.page.locator("#know_iro-yes")).to_be_checked()


def _switch_leave_and_go_back(phone: Phone) -> None:
    """Answer without scripts, change to easy read, press Leave now, go back, and let the browser send the step again."""
    phone.open()
    phone.choose("know_iro", "yes")
    phone.write("best", SECRET)
    phone.page.get_by_role("button", name="Easy read").first.click()
    expect(phone.page.locator("#best")).to_have_value(SECRET)
    phone.page.get_by_role("link", name="Leave now").first.click()
    phone.page.wait_for_url(re.compile("/accessibility$"))
    go_back(phone.page)
    with suppress(Error):  # the browser asks first whether to send it again
        phone.page.wait_for_url(re.compile("variant=easy-read$"), wait_until="commit")
    for _ in range(20):
        with suppress(Error):  # between two pages
            phone.page.reload()
            break
        phone.page.wait_for_timeout(50)


@pytest.mark.usefixtures("away")
def test_a_switch_that_is_sent_again_after_leaving_without_scripts_is_empty(
    plain_phone: Phone,
) -> None:
    """The link names what is left, and the browser sends the step again."""
    _switch_leave_and_go_back(plain_phone)

    expect(plain_phone.page.locator("#best")).to_have_value("")
    expect(plain_phone.page.locator("#know_iro-yes")).not_to_be_checked()


@pytest.mark.usefixtures("away")
def test_a_link_that_names_nothing_would_bring_the_switch_back(
    plain_phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the cookie alone does not keep a browser from sending it again."""
    monkeypatch.setattr("feedback.public.memory.Memory.leave", lambda *_: None)
    _switch_leave_and_go_back(plain_phone)

    expect(plain_phone.page.locator("#best")).to_have_value(SECRET)


AROUND = ["Page help", "Your answers", "Accessibility"]


def _look_around(phone: Phone, name: str) -> None:
    """Half way, press a link at the foot of the page."""
    phone.start()
    _answer(phone)
    phone.go_to("best")
    phone.page.get_by_role("link", name=name, exact=True).click()
    phone.page.wait_for_url(re.compile(r"/(help|privacy|accessibility)$"))


@pytest.mark.parametrize(
    "name", [AROUND[0], *(pytest.param(name, marks=pytest.mark.soak) for name in AROUND[1:])]
)
def test_back_from_a_page_about_this_one_loses_no_answer(phone: Phone, name: str) -> None:
    """The page is where it was, on the same screen, and is sent once."""
    _look_around(phone, name)

    go_back(phone.page)

    phone.at("best")
    expect(phone.page.locator("#best")).to_have_value(SECRET)
    expect(phone.page.locator("#know_iro-yes")).to_be_checked()
    phone.go_to("check")
    phone.send()
    phone.thanked()
    assert not see_answers_on_the_way_back(phone.page)


@pytest.mark.usefixtures("away")
def test_leaving_from_a_page_about_this_one_takes_the_answers_away(phone: Phone) -> None:
    """The cookie that changes on the way makes the browser drop the page it kept, though it was not left from there."""
    _look_around(phone, "Page help")
    phone.page.get_by_role("link", name="Leave now").first.click()
    phone.page.wait_for_url(re.compile("/accessibility$"))

    assert not see_answers_on_the_way_back(phone.page)
