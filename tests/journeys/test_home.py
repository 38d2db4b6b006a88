"""The first page and the audit in a browser: accessible, by keyboard, and at ease on a narrow screen."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from feedback import accounts
from feedback.models.accounts import Role
from tests.journeys.axe import check_page
from tests.journeys.phone import Council

PASSWORD = "correct horse battery"
NARROW = 360
SignIn = Callable[..., Page]


@pytest.fixture
def sign_in(phones: Any, council: Council) -> SignIn:
    """A screen on which somebody with a role is signed in, on their first page."""

    def sign_in_(role: Role, **screen: Any) -> Page:
        email = f"home-{role}@westmere.gov.uk"
        with council.database.writing() as session:
            if accounts.get_by_email(session, email) is None:
                accounts.make_account(session, email, role=role, password=PASSWORD)
        page: Page = phones(**screen).page
        page.goto(f"{council.address}/staff/sign-in")
        page.fill("#email", email)
        page.fill("#password", PASSWORD)
        page.locator("main button").click()
        page.wait_for_url("**/staff/")
        return page

    return sign_in_


@pytest.mark.parametrize("width", [1280, NARROW])
def test_home_and_audit_are_accessible(sign_in: SignIn, council: Council, width: int) -> None:
    """WCAG 2.0 to 2.2, A and AA, and best practice; no sideways scrolling; an empty month too."""
    page = sign_in(Role.ADMINISTRATOR, width=width, height=800)
    expect(page.locator(".fb-job").first).to_be_visible()
    for path in ("/staff/", "/staff/audit", "/staff/audit?deed=printed-slips"):
        page.goto(council.address + path)
        check_page(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


@pytest.mark.parametrize("role", [Role.DUTY_READER, Role.INTERVIEWER, Role.CONTRIBUTOR])
def test_a_first_page_with_nothing_on_it_is_accessible(sign_in: SignIn, role: Role) -> None:
    """Each kind sentence."""
    check_page(sign_in(role, width=NARROW))


def test_from_what_to_do_to_the_numbers_with_the_keyboard_alone(
    sign_in: SignIn, council: Council
) -> None:
    """Tab to the one yellow button, Enter; then the audit, by choosing a deed and pressing Show."""
    page = sign_in(Role.ADMINISTRATOR, width=1280, height=800)

    tab_to(page, "Enter numbers")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("What to do now")
    page.goto(f"{council.address}/staff/audit")
    tab_to(page, "Everything")
    page.keyboard.type("Signed in")
    tab_to(page, "Show")
    page.keyboard.press("Enter")
    page.wait_for_url("**deed=signed-in**")
    expect(page.locator("tbody tr").first).to_contain_text("Signed in")


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the focus is on what begins so."""
    for _ in range(80):
        if page.evaluate("document.activeElement.textContent.trim()").startswith(words):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {words!r}")


def test_the_bar_takes_three_rows_on_a_phone(sign_in: SignIn) -> None:
    """Eleven pages in columns, each high enough for a thumb; the control: with letters twice as large they take more, within the edge."""
    page = sign_in(Role.ADMINISTRATOR, width=NARROW, height=740)
    links = page.locator(".fb-bar nav a")

    def rows() -> int:
        return len({round(link.bounding_box()["y"]) for link in links.all()})  # type: ignore[index]

    assert links.count() == 11
    assert rows() == 3
    assert min(link.bounding_box()["height"] for link in links.all()) >= 44  # type: ignore[index]
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert rows() > 3
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
