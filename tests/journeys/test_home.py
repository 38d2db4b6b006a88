"""The first page and the audit in a browser: accessible, by keyboard, and at ease on a narrow screen."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from feedback import accounts
from feedback.models.accounts import Role
from tests.journeys.axe import check_page
from tests.journeys.fitting import EVERY_WIDTH, NARROW, enlarge, measure_overflow
from tests.journeys.phone import Council

PASSWORD = "correct horse battery"
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


@EVERY_WIDTH
def test_home_and_audit_are_accessible(sign_in: SignIn, council: Council, width: int) -> None:
    """WCAG 2.0 to 2.2, A and AA, and best practice; no sideways scrolling; an empty month too."""
    page = sign_in(Role.ADMINISTRATOR, width=width, height=800)
    expect(page.locator(".fb-job").first).to_be_visible()
    for path in ("/staff/", "/staff/audit", "/staff/audit?deed=printed-slips"):
        page.goto(council.address + path)
        check_page(page)


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


@pytest.mark.parametrize("scripts", [True, False])
@EVERY_WIDTH
def test_more_opens_with_the_keyboard(sign_in: SignIn, *, width: int, scripts: bool) -> None:
    """Tab, Enter, and the pages in it are there, accessible, within the edge, each high enough for a thumb."""
    page = sign_in(Role.ADMINISTRATOR, width=width, height=740, scripts=scripts)
    inside = page.locator(".fb-rest a")
    assert not any(link.is_visible() for link in inside.all())

    tab_to(page, "More")
    page.keyboard.press("Enter")

    expect(inside.first).to_be_visible()
    if scripts:
        check_page(page)
    assert min(link.bounding_box()["height"] for link in inside.all()) >= 44  # type: ignore[index]
    assert measure_overflow(page) <= 0
    tab_to(page, "Audit")
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/audit")


def test_more_shuts_with_escape_and_when_somebody_goes_on(sign_in: SignIn) -> None:
    """The focus stays on More after Escape. The control: a press inside leaves it open."""
    page = sign_in(Role.ADMINISTRATOR, width=1280, height=740)
    more, box = page.locator(".fb-rest summary"), page.locator(".fb-rest ul")

    more.click()
    box.click(position={"x": 3, "y": 3})
    expect(box).to_be_visible()
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(more).to_be_focused()
    more.click()
    page.locator("h1").click(position={"x": 5, "y": 5})
    expect(box).to_be_hidden()


def test_the_bar_is_one_row_on_a_desk_and_two_on_a_phone(sign_in: SignIn) -> None:
    """In columns, each high enough for a thumb; the control: with letters twice as large it takes more, within the edge."""
    page = sign_in(Role.ADMINISTRATOR, width=1280, height=740)
    links = page.locator(".fb-bar nav > ul > li > :first-child")

    def rows() -> int:
        return len({round(link.bounding_box()["y"] / 4) for link in links.all()})  # type: ignore[index]

    assert rows() == 1
    page.set_viewport_size({"width": NARROW, "height": 740})
    assert rows() == 2
    assert min(link.bounding_box()["height"] for link in links.all()) >= 44  # type: ignore[index]
    enlarge(page, 200)
    assert rows() > 2
    assert measure_overflow(page) <= 0
