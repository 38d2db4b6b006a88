"""The pages of accounts on a phone, on a desk and by keyboard, in every state a program can check."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from feedback import accounts
from feedback.models.accounts import Role
from tests.journeys.axe import check_page
from tests.journeys.fitting import EVERY_WIDTH
from tests.journeys.phone import Council
from tests.journeys.test_counts import PASSWORD, tab_to

CHIEF, OTHER = "chief@westmere.gov.uk", "somebody-with-a-long-name@westmere.gov.uk"


@pytest.fixture
def chief(phones: Any, council: Council) -> Callable[..., Page]:
    """A screen on which an administrator is signed in; there is somebody else to change."""
    with council.database.writing() as session:
        for email, role in ((CHIEF, Role.ADMINISTRATOR), (OTHER, Role.CONTRIBUTOR)):
            if accounts.get_by_email(session, email) is None:
                accounts.make_account(session, email, role=role, password=PASSWORD)

    def sign_in(**screen: Any) -> Page:
        page: Page = phones(**screen).page
        page.goto(f"{council.address}/staff/sign-in")
        page.fill("#email", CHIEF)
        page.fill("#password", PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.goto(f"{council.address}/staff/accounts")
        return page

    return sign_in


@EVERY_WIDTH
def test_accounts_are_accessible_in_every_state(chief: Callable[..., Page], width: int) -> None:
    """The list, one account, what is asked before closing, a wrong password, an address shown once."""
    page = chief(width=width, height=800)
    check_page(page)
    page.get_by_role("link", name=OTHER).click()
    check_page(page)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Type your own password")
    check_page(page)
    page.get_by_role("link", name="Close the account").click()
    check_page(page)
    page.get_by_role("link", name="No, leave it open").click()
    page.fill("#password-again", PASSWORD)
    page.get_by_role("button", name="Make an invitation").click()
    expect(page.get_by_text("/staff/invitation/")).to_be_visible()
    check_page(page)


def test_somebody_is_invited_with_the_keyboard_alone(chief: Callable[..., Page]) -> None:
    """Tab to the form, type, choose, and press Enter."""
    page = chief(width=1280, height=800)
    page.locator("#email").focus()

    page.keyboard.type("kim@westmere.gov.uk")
    page.keyboard.press("Tab")
    page.keyboard.type("Interv")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    tab_to(page, "Make an invitation")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Hand this over")).to_be_visible()
    expect(page.get_by_text("An invitation for kim@westmere.gov.uk")).to_be_visible()
