"""A computer of staff that was left alone: what was read is gone from the screen when its session is over."""

from playwright.sync_api import expect

from feedback.db import Database
from feedback.staff.sessions import IDLE
from tests.journeys.axe import check_page
from tests.journeys.phone import Phone
from tests.journeys.reading import WORDS, sign_in
from tests.journeys.test_signing_out import sees_words

MINUTES = int(IDLE.total_seconds() // 60)


def leave_alone(phone: Phone, minutes: int) -> None:
    """Let so many minutes go by on the page."""
    phone.page.clock.fast_forward(f"{minutes:02}:00")


def test_a_page_left_alone_is_put_away(phone: Phone, written: Database) -> None:
    """Not before its session is over; then no comment is left in it, no request was made, and a link leads on."""
    phone.page.clock.install()
    sign_in(phone)
    asked: list[str] = []
    phone.page.on("request", lambda request: asked.append(request.url))

    leave_alone(phone, MINUTES)
    assert sees_words(phone)
    leave_alone(phone, 2)

    expect(phone.page.locator("h1")).to_have_text("This page was put away")
    assert not sees_words(phone)
    assert phone.page.title() == "This page was put away"
    assert asked == []
    phone.page.clock.resume()
    check_page(phone.page)
    phone.page.get_by_role("link", name="Sign in to go on").click()
    expect(phone.page.locator("h1")).to_have_text("What to do now")


def test_nothing_typed_is_lost(phone: Phone, written: Database) -> None:
    """A page with words that were changed and not sent stays; put back as they were, it goes."""
    phone.page.clock.install()
    sign_in(phone)
    box = phone.page.locator("textarea").first

    box.fill("Somebody shouted")
    leave_alone(phone, MINUTES + 2)
    assert box.input_value() == "Somebody shouted"

    box.fill(WORDS[0])
    leave_alone(phone, 1)
    expect(phone.page.locator("h1")).to_have_text("This page was put away")


def test_without_the_script_the_words_would_stay(phone: Phone, written: Database) -> None:
    """The control: the same minutes, and every word is still there."""
    phone.page.route("**/staff.js", lambda r: r.fulfill(content_type="text/javascript", body=""))
    phone.page.clock.install()
    sign_in(phone)

    leave_alone(phone, MINUTES + 2)

    assert sees_words(phone)
