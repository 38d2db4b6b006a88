"""Counting on a phone with a thumb, by keyboard and without scripts; due lists and teams, in every state a program can check."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete

from feedback import accounts
from feedback.models.accounts import Role
from feedback.models.asking import GivenOut
from feedback.teams import open_teams
from tests.journeys.axe import check_page
from tests.journeys.fitting import EVERY_WIDTH, NARROW
from tests.journeys.phone import Council

PASSWORD = "correct horse battery"
CHAMPION, ANALYST = "champion@westmere.gov.uk", "counter@westmere.gov.uk"
LIST = "team,questionnaire,due\nOak,iro-survey,12\n"
WRONG = f"{LIST}Oka,iro-survey,a dozen\n"
BIG = 56  # the least height of what a thumb presses
SignIn = Callable[..., Page]


@pytest.fixture
def sign_in(phones: Any, council: Council) -> SignIn:
    """A screen on which somebody is signed in; nothing is noted as given out yet."""
    with council.database.writing() as session:
        session.execute(delete(GivenOut))
        (oak,) = open_teams(session, "Oak")
        for email, role, team in ((CHAMPION, Role.CHAMPION, oak), (ANALYST, Role.ANALYST, None)):
            if accounts.get_by_email(session, email) is None:
                accounts.make_account(session, email, role=role, team=team, password=PASSWORD)

    def sign_in_(email: str, **screen: Any) -> Page:
        page: Page = phones(**screen).page
        page.goto(f"{council.address}/staff/sign-in")
        page.fill("#email", email)
        page.fill("#password", PASSWORD)
        page.locator("main button").click()
        page.wait_for_url("**/staff/")
        return page

    return sign_in_


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "without"])
def test_given_out_is_noted_in_two_taps(sign_in: SignIn, scripts: bool) -> None:
    """The bar, then +5 on the first link; big enough for a thumb, within 360 pixels; a third tap takes it back."""
    page = sign_in(CHAMPION, width=NARROW, scripts=scripts)

    page.get_by_role("link", name="Given out", exact=True).click()
    five = page.locator("button[name=add][value='5']").first
    expect(five).to_be_in_viewport(ratio=1)  # a thumb has nothing to scroll for
    five.click()

    expect(page.locator("[role=status]").first).to_contain_text("5 added.")
    expect(page.locator(".fb-tally").first).to_have_text("5")
    for button in page.locator(".fb-steps").first.locator("button").all():
        box = button.bounding_box()
        assert box
        assert box["height"] >= BIG
        assert box["x"] + box["width"] <= NARROW
    page.get_by_role("button", name=re.compile("^Undo")).click()
    expect(page.locator(".fb-tally").first).to_have_text("0")


def test_given_out_with_the_keyboard_alone(sign_in: SignIn, council: Council) -> None:
    """Tab to +1, Enter; Tab to Undo, Enter; open the box, type, Enter."""
    page = sign_in(CHAMPION, width=1280, height=800)
    page.goto(f"{council.address}/staff/given-out")
    tally = page.locator(".fb-tally").first

    tab_to(page, "+1")
    page.keyboard.press("Enter")
    expect(tally).to_have_text("1")
    tab_to(page, "Undo")
    page.keyboard.press("Enter")
    expect(tally).to_have_text("0")
    tab_to(page, "Type the number")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("30")
    page.keyboard.press("Enter")
    expect(tally).to_have_text("30")


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the focus is on what begins so."""
    for _ in range(80):
        if page.evaluate("document.activeElement.textContent.trim()").startswith(words):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {words!r}")


@EVERY_WIDTH
def test_counts_and_lists_are_accessible_in_every_state(
    sign_in: SignIn, council: Council, width: int
) -> None:
    """Pressed, wrong, looked through, saved; no sideways scrolling."""
    page = sign_in(ANALYST, width=width, height=800)
    page.goto(f"{council.address}/staff/given-out?team=1")
    check_page(page)
    page.locator("button[name=add]").first.click()
    check_page(page)
    page.locator("main summary").first.click()
    page.fill("input[name=count] >> nth=0", "a dozen")
    page.get_by_role("button", name="Save the number").first.click()
    expect(page.locator(".govuk-error-message").first).to_be_visible()
    check_page(page)
    for text, button in (("", None), (WRONG, "look"), (LIST, "look"), (LIST, "save")):
        if button != "save":
            page.goto(f"{council.address}/staff/due")
            page.fill("#list", text)
        if button:
            page.locator(f"button[value={button}]").first.click()
            page.wait_for_load_state()
        check_page(page)


@EVERY_WIDTH
def test_how_many_there_are_is_accessible_in_every_state(
    sign_in: SignIn, council: Council, width: int
) -> None:
    """Chosen, wrong, looked through and saved, with the keyboard; no sideways scrolling."""
    page = sign_in(ANALYST, width=width, height=800)
    address = f"{council.address}/staff/cohorts?questionnaire=iro-survey"
    for item in ("eq_hair", "eq_disability"):
        page.goto(address)
        check_page(page)
        page.fill("#list", f"item,code,count\n{item},yes,40\n{item},no,160\n")
        page.locator("button[value=look]").press("Enter")
        page.wait_for_load_state()
        check_page(page)
    page.locator("button[value=save]").press("Enter")
    expect(page.get_by_role("heading", name="Saved: ")).to_be_visible()
    check_page(page)


@EVERY_WIDTH
def test_teams_are_accessible_in_every_state(sign_in: SignIn, council: Council, width: int) -> None:
    """The list, one team, a wrong name, what is asked before the end, a pasted list; no sideways scrolling."""
    page = sign_in(ANALYST, width=width, height=800)
    for path in ("", "/1", "/1/merge", "/1/close", "/list"):
        page.goto(f"{council.address}/staff/teams{path}")
        check_page(page)
    page.fill("#list", "team,service\nOak,Fostering\nYouth forum,Youth voice\n")
    page.locator("button[value=look]").click()
    expect(page.get_by_role("heading", name="Is this right?")).to_be_visible()
    check_page(page)
    page.goto(f"{council.address}/staff/teams/1")
    page.fill("#name", "Elm")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("There is a team called")
    check_page(page)
    page.goto(f"{council.address}/staff/teams/1/merge")
    page.select_option("#into", label="Elm")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("button", name="Merge them")).to_be_visible()
    check_page(page)
