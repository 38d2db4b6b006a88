"""A shared computer of staff: after signing out, Back shows nothing of what was read."""

import pytest
from playwright.sync_api import expect

from feedback.db import Database
from feedback.staff.sessions import StaffSessions
from tests.journeys.phone import Phone
from tests.journeys.reading import WORDS, sign_in

pytestmark = pytest.mark.back


def read_and_sign_out(phone: Phone) -> None:
    """Read a comment, sign out, and be asked to sign in."""
    expect(phone.page.locator("textarea").first).to_have_value(WORDS[0])
    phone.press("Sign out")
    expect(phone.page.locator("h1")).to_have_text("Sign in")


def sees_words(phone: Phone) -> bool:
    """Whether the page that is open has a comment in it, also in a box."""
    return phone.page.evaluate(
        """words => [document.documentElement.outerHTML, ...[...document.querySelectorAll("textarea")]
            .map(box => box.value)].some(text => text.includes(words))""",
        WORDS[0],
    )


def test_back_after_signing_out_shows_no_comment(phone: Phone, written: Database) -> None:
    """The session's cookie changes, so the browser drops the pages that it kept."""
    sign_in(phone)
    read_and_sign_out(phone)

    for _ in range(2):
        phone.back()
        expect(phone.page.locator("h1")).to_have_text("Sign in")
        assert not sees_words(phone)


def test_with_the_cookie_left_alone_the_comment_would_come_back(
    phone: Phone,
    written: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: the session is dead all the same, but this browser still has the page."""
    sign_in(phone)
    monkeypatch.setattr(StaffSessions, "save_session", lambda *_: None)
    phone.page.reload()
    read_and_sign_out(phone)

    phone.back()

    expect(phone.page.locator("h1")).to_have_text("Comments: read")
    assert sees_words(phone)
