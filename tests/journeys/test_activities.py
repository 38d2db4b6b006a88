"""Activities, workbooks by period and e-mails on a phone and a desk, and by keyboard, in every state a program can check."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from feedback import accounts
from feedback.models.accounts import Role
from tests.journeys.axe import check_page
from tests.journeys.fitting import EVERY_WIDTH
from tests.journeys.phone import Council
from tests.journeys.test_counts import PASSWORD

OFFICER = "officer@westmere.gov.uk"


@pytest.fixture
def officer(phones: Any, council: Council) -> Callable[..., Page]:
    """A screen on which a participation officer, an administrator, is signed in."""
    with council.database.writing() as session:
        if accounts.get_by_email(session, OFFICER) is None:
            accounts.make_account(session, OFFICER, role=Role.ADMINISTRATOR, password=PASSWORD)

    def sign_in(**screen: Any) -> Page:
        page: Page = phones(**screen).page
        page.goto(f"{council.address}/staff/sign-in")
        page.fill("#email", OFFICER)
        page.fill("#password", PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        return page

    return sign_in


@EVERY_WIDTH
def test_an_activity_is_noted_changed_and_put_back(
    officer: Callable[..., Page], council: Council, width: int
) -> None:
    """Every state of its pages passes the check, a mistake included."""
    page = officer(width=width, height=800)
    page.goto(f"{council.address}/staff/activities")
    page.get_by_role("button", name="Note it").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("on which day")
    check_page(page)
    page.fill("#day", "2026-06-20")
    page.select_option("#method", "focus-group")
    page.fill("#people", "12")
    page.fill("#audience", f"Young carers at {width}")
    page.get_by_role("button", name="Note it").click()
    check_page(page)
    page.get_by_role("row", name=f"Young carers at {width}").get_by_role("link").click()
    check_page(page)
    page.get_by_role("button", name="Take it away").click()
    expect(page.get_by_role("status")).to_contain_text("Taken away")
    check_page(page)
    page.get_by_role("button", name="Put it back").click()
    expect(page.get_by_text(f"Young carers at {width}")).to_be_visible()


@EVERY_WIDTH
def test_workbooks_and_emails_are_accessible(
    officer: Callable[..., Page], council: Council, width: int
) -> None:
    """Also while there is nothing in them yet."""
    page = officer(width=width, height=800)
    for path in ("workbooks", "emails"):
        page.goto(f"{council.address}/staff/{path}")
        check_page(page)


def test_an_activity_is_noted_with_the_keyboard_alone(
    officer: Callable[..., Page], council: Council
) -> None:
    """Type, choose, tab and press Enter."""
    page = officer(width=1280, height=800)
    page.goto(f"{council.address}/staff/activities")
    page.locator("#day").focus()
    page.locator("#day").fill("2026-05-01")
    page.locator("#method").focus()
    page.keyboard.type("Forum")
    page.keyboard.press("Tab")
    page.keyboard.type("9")
    page.keyboard.press("Tab")
    page.keyboard.type("Care leavers")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_contain_text("Saved")
    expect(page.get_by_role("row", name="Care leavers")).to_contain_text("Forum")
