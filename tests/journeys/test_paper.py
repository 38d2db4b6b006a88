"""Typing in paper with the keyboard alone, and what the browser keeps of it."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from feedback import accounts
from feedback.models.accounts import Role
from tests.journeys.axe import check_page
from tests.journeys.fitting import EVERY_WIDTH
from tests.journeys.phone import Council

EMAIL, PASSWORD = "typist@westmere.gov.uk", "correct horse battery"


@pytest.fixture
def desk(phones: Any, council: Council) -> Page:
    """A wide screen on which an interviewer is signed in."""
    with council.database.writing() as session:
        if accounts.get_by_email(session, EMAIL) is None:
            accounts.make_account(session, EMAIL, role=Role.INTERVIEWER, password=PASSWORD)
    page = phones(width=1280, height=800).page
    page.goto(f"{council.address}/staff/sign-in")
    page.fill("#email", EMAIL)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/")
    page.get_by_role("link", name="Paper", exact=True).click()
    page.wait_for_url("**/staff/paper")
    expect(page.locator("#code")).to_be_focused()
    return page


def _focused(page: Page) -> str:
    return page.evaluate("document.activeElement.id || document.activeElement.textContent")


def _tab_to(page: Page, wanted: str) -> None:
    for _ in range(60):
        if _focused(page) == wanted:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {wanted!r}")


def test_a_sheet_from_the_code_to_the_next_with_the_keyboard_alone(
    desk: Page, council: Council, stored: Any
) -> None:
    """The code, Enter; a mark and Tab, a mark and Tab; Enter in a box saves nothing; save, and an empty sheet."""
    keys = desk.keyboard
    keys.type(council.codes["open"].lower())
    keys.press("Enter")
    desk.wait_for_url(re.compile("/staff/paper/"))
    for name, mark in (
        ("know_iro", "1"),
        ("contact_iro", "n"),
        ("spoke_before", ""),
        ("asked", "13"),
    ):
        expect(desk.locator(f"#{name}")).to_be_focused()
        keys.type(mark)
        keys.press("Enter")
        keys.press("Tab")
    expect(desk.locator("#went")).to_be_focused()
    assert stored() == []
    _tab_to(desk, "best")
    keys.type("Biscuits")
    _tab_to(desk, "Save and next")
    keys.press("Enter")
    expect(desk.locator("[role=status]")).to_contain_text("1 saved in this sitting")

    (row,) = stored()
    expect(desk.locator("#know_iro")).to_be_focused()
    assert desk.input_value("#know_iro") == desk.input_value("#best") == ""
    assert row.answers["know_iro"] == ["yes"]
    assert row.answers["contact_iro"] == ["ns"]
    assert row.answers["asked"] == ["where", "who"]
    assert row.comments == {"best": "Biscuits"}


def test_a_mistake_puts_the_cursor_where_it_is(desk: Page, council: Council) -> None:
    """What was typed is still there, and the cursor stands in the box to put right."""
    desk.goto(f"{council.address}/staff/paper/{council.codes['open']}")
    desk.fill("#know_iro", "1")
    desk.fill("#spoke_before", "9")
    desk.get_by_role("button", name="Save and next").click()

    expect(desk.locator(".govuk-error-summary")).to_contain_text("3: There is no 9 here.")
    expect(desk.locator("#spoke_before")).to_be_focused()
    assert desk.input_value("#know_iro") == "1"


@pytest.mark.back
def test_back_shows_no_answer(desk: Page, council: Council) -> None:
    """After saving, the sheet before is empty, whatever the browser keeps for Back."""
    desk.goto(f"{council.address}/staff/paper/{council.codes['open']}")
    desk.fill("#best", "Biscuits")
    desk.get_by_role("button", name="Save and next").click()
    expect(desk.locator("[role=status]")).to_be_visible()

    desk.go_back(wait_until="load")

    assert desk.input_value("#best") == ""


@EVERY_WIDTH
def test_every_state_of_the_pages_is_accessible(desk: Page, council: Council, width: int) -> None:
    """The list, a wrong code, an empty sheet, a saved one, a wrong one, a try-out; no sideways scrolling."""
    desk.set_viewport_size({"width": width, "height": 800})
    sheet = f"{council.address}/staff/paper/{council.codes['open']}?variant="
    for path in ("", "?code=BBBBBB", f"/{council.codes['soon']}"):
        desk.goto(f"{council.address}/staff/paper{path}")
        check_page(desk)
    for variant, mark in (("standard", "1"), ("easy-read", "9")):
        desk.goto(sheet + variant)
        check_page(desk)
        desk.fill("#know_iro", mark)
        desk.get_by_role("button", name="Save and next").click()
        expect(desk.locator("[role=status], [role=alert]")).to_be_visible()
        check_page(desk)
