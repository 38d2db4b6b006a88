"""Planning a round and the year: by keyboard, without scripts, with Back, and in every state a program can check."""

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from feedback.rounds import list_rounds
from tests.journeys.axe import check_page
from tests.journeys.fitting import EVERY_WIDTH, NARROW
from tests.journeys.phone import Council
from tests.journeys.test_counts import ANALYST, SignIn, sign_in, tab_to

__all__ = ["sign_in"]
YEAR = date.today().year + 3  # noqa: DTZ011 - far from every round of the council
OPENS, CLOSES = f"{YEAR}-04-01", f"{YEAR}-06-30"


def planned(council: Council) -> list[int]:
    """The rounds of that far year."""
    with council.database.reading() as session:
        return [one.id for one in list_rounds(session) if one.opens_on.year == YEAR]


def go_on(page: Page) -> None:
    """Press the one button of a screen."""
    page.get_by_role("button", name="Go on").click()


def go_through(page: Page, council: Council, *, check: Any = lambda _: None) -> None:
    """The first three screens."""
    page.goto(f"{council.address}/staff/rounds")
    page.get_by_role("link", name="Plan a round").click()
    check(page)
    go_on(page)
    expect(page.locator(".govuk-error-summary")).to_contain_text("Choose what is asked.")
    check(page)
    page.get_by_label("IRO survey").check()
    go_on(page)
    check(page)
    page.get_by_label("Oak", exact=True).check()
    go_on(page)
    page.fill("#opens", OPENS)
    page.fill("#closes", f"{YEAR - 1}-01-01")
    go_on(page)
    expect(page.locator(".govuk-error-summary")).to_contain_text("before it opens")
    check(page)
    page.fill("#closes", CLOSES)
    go_on(page)
    check(page)


def cancel(page: Page, council: Council, *, check: Any = lambda _: None) -> None:
    """Take the planned round away again."""
    (id_,) = planned(council)
    page.locator(f"#round-{id_}").get_by_role("link", name="Cancel").click()
    check(page)
    page.get_by_role("button", name="Cancel the round").click()
    expect(page.locator(f"#round-{id_}")).to_have_count(0)


@EVERY_WIDTH
@pytest.mark.back
def test_four_screens_are_accessible_and_back_loses_nothing(
    sign_in: SignIn, council: Council, width: int
) -> None:
    """Right and wrong, changed and cancelled. Back and Back again show what was chosen; without scripts, on the phone."""
    page = sign_in(ANALYST, width=width, height=800)
    go_through(page, council, check=check_page)

    page.go_back()
    expect(page.locator("#opens")).to_have_value(OPENS)
    page.go_forward()
    page.get_by_role("button", name="Plan the round").click()
    (id_,) = planned(council)
    page.locator(f"#round-{id_}").get_by_role("link", name="Change").click()
    check_page(page)
    expect(page.get_by_label("Oak", exact=True)).to_be_checked()

    page.goto(f"{council.address}/staff/rounds")
    check_page(page)
    cancel(page, council, check=check_page)
    assert planned(council) == []


def test_four_screens_without_scripts(sign_in: SignIn, council: Council) -> None:
    """They are forms and links."""
    page = sign_in(ANALYST, width=NARROW, scripts=False)
    go_through(page, council)

    page.get_by_role("button", name="Plan the round").click()

    assert len(planned(council)) == 1
    cancel(page, council)


def test_a_round_is_planned_with_the_keyboard_alone(sign_in: SignIn, council: Council) -> None:
    """Tab, arrows, Space and Enter from the first screen to the last."""
    page = sign_in(ANALYST, width=1280, height=800)
    page.goto(f"{council.address}/staff/rounds/new?opens={OPENS}&closes={CLOSES}")

    page.locator("#what-1").focus()
    page.keyboard.press("Space")
    tab_to(page, "Go on")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Which teams are asked?")
    page.locator("#team-1").focus()
    page.keyboard.press("Space")
    tab_to(page, "Go on")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("From when to when?")
    tab_to(page, "Go on")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look it all through")
    tab_to(page, "Plan the round")
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/rounds#round-*")

    assert len(planned(council)) == 1
    cancel(page, council)


@EVERY_WIDTH
def test_the_year_is_accessible_in_every_state(
    sign_in: SignIn, council: Council, width: int
) -> None:
    """The form, wrong and right; the grid of this and of that year; what is asked before a line is stopped."""
    page = sign_in(ANALYST, width=width, height=800)
    page.get_by_role("link", name="Year", exact=True).click()
    check_page(page)
    page.get_by_role("link", name="Add a line").first.click()
    check_page(page)
    page.locator("#what-1").check()
    page.locator("#often-6").check()
    page.locator("#team-1").check()
    page.fill("#starts", OPENS)
    page.get_by_role("button", name="Add the line").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Write who replies")
    check_page(page)
    page.fill("#reply_owner", "Head of service")
    page.get_by_role("button", name="Add the line").click()
    page.goto(f"{council.address}/staff/year?year={YEAR}")
    expect(page.locator("tbody .govuk-tag").first).to_have_text("To come")
    check_page(page)
    page.get_by_role("link", name="Stop this line").click()
    check_page(page)
    page.get_by_role("button", name="Stop this line").click()
    expect(page.get_by_role("link", name="Stop this line")).to_have_count(0)


@EVERY_WIDTH
def test_trying_out_is_accessible(sign_in: SignIn, council: Council, width: int) -> None:
    """The list, one questionnaire with its QR code, and from there a page that says TRY."""
    page = sign_in(ANALYST, width=width, height=800)
    page.goto(f"{council.address}/staff/collectors")
    page.get_by_role("link", name="Try a questionnaire out").click()
    check_page(page)
    page.get_by_role("link", name="IRO survey").click()
    check_page(page)
    page.locator("main a[href^='/q/TRY']").first.click()
    expect(page.get_by_text("TRY").first).to_be_visible()
