"""Returns in a browser: accessible, by keyboard alone, at ease on a phone, with a link and without an account."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from feedback import accounts, return_links, return_publishing
from feedback.models.accounts import Role
from feedback.teams import list_teams
from tests.journeys.axe import check_page
from tests.journeys.fitting import EVERY_WIDTH
from tests.journeys.phone import Council
from tests.returning import TODAY, ask, send

PASSWORD = "correct horse battery"


@pytest.fixture
def asked(council: Council) -> dict[str, str]:
    """A team is asked, another has sent and is public, an organisation has a link: where each stands."""
    with council.database.writing() as session:
        first, second = list_teams(session)[:2]
        for role in (Role.ANALYST, Role.CONTRIBUTOR):
            email = f"returns-{role}@westmere.gov.uk"
            if accounts.get_by_email(session, email) is None:
                accounts.make_account(session, email, role=role, team=first, password=PASSWORD)
        own = ask(session, "participation-coprod7", team=first.name)
        sent = ask(session, "participation-coprod7", team=second.name)
        if sent.status != "sent":
            send(
                session, sent, today=TODAY, recruitment="5", training="2", shows="Notes of a panel"
            )
        return_publishing.publish(session, sent, with_evidence=True, today=TODAY, by=None)
        invited = ask(session, "participation-lundy", maker="Kite Trust")
        address = return_links.make_link(session, council.settings, invited, today=TODAY, by=None)
        return {
            "own": f"/staff/returns/{own.id}", "sent": f"/staff/returns/{sent.id}",
            "public": f"/returns/{sent.id}", "link": "/return/" + address.rpartition("/")[2],
        }  # fmt: skip


def sign_in(page: Page, council: Council, role: Role) -> None:
    """Sign in as somebody with this role."""
    page.goto(f"{council.address}/staff/sign-in")
    page.fill("#email", f"returns-{role}@westmere.gov.uk")
    page.fill("#password", PASSWORD)
    page.locator("main button").click()
    page.wait_for_url("**/staff/")


@EVERY_WIDTH
def test_every_page_of_returns_is_accessible(
    phones: Any, council: Council, asked: dict[str, str], width: int
) -> None:
    """WCAG 2.0 to 2.2, A and AA, and best practice; no sideways scrolling of the page."""
    page: Page = phones(width=width, height=800).page
    sign_in(page, council, Role.ANALYST)
    for path in (
        "/staff/returns", "/staff/returns/new", "/staff/returns/new?questionnaire=young-inspectors-visit",
        asked["own"], asked["sent"], f"{asked['sent']}/publish", "/staff/returns/pledge",
        "/staff/returns/compare?questionnaire=participation-coprod7", "/returns", asked["public"], asked["link"],
    ):  # fmt: skip
        page.goto(council.address + path)
        check_page(page)


def test_a_contributor_fills_one_in_with_the_keyboard_alone(
    phones: Any, council: Council, asked: dict[str, str]
) -> None:
    """From the first page: Tab to the return, choose a rung by arrow, write, save by Enter on its button."""
    page: Page = phones(width=1280, height=800).page
    sign_in(page, council, Role.CONTRIBUTOR)
    page.locator(f'main a[href="{asked["own"]}"]').focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{asked['own']}")
    page.locator("#recruitment-7").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#recruitment-6")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("Two panels in May")
    page.get_by_role("button", name="Save and go on later").last.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("Saved. You or somebody of your team can go on later.")).to_be_visible()
    expect(page.locator("#recruitment-6")).to_be_checked()
    expect(page.locator("#recruitment-evidence")).to_have_value("Two panels in May")


def test_enter_in_a_field_never_sends(phones: Any, council: Council, asked: dict[str, str]) -> None:
    """On the page of a link too: the first button saves."""
    page: Page = phones(width=360, height=740).page
    page.goto(council.address + asked["link"])
    page.locator("#space_asked-yes").check()
    page.locator("#space_asked-yes").press("Enter")

    expect(page.get_by_text("You can go on with the same link")).to_be_visible()
    expect(page.locator("#space_asked-yes")).to_be_checked()


def test_a_mark_opens_what_shows_it(phones: Any, council: Council, asked: dict[str, str]) -> None:
    """One press, and one more to the whole return."""
    page: Page = phones(width=1280, height=800).page
    sign_in(page, council, Role.ANALYST)
    page.goto(f"{council.address}/staff/returns/compare?questionnaire=participation-coprod7")
    page.locator("summary", has_text="5").first.click()
    expect(page.get_by_text("Notes of a panel").first).to_be_visible()
    page.get_by_role("link", name="The whole return").first.click()
    page.wait_for_url(f"**{asked['sent']}#q-recruitment")


def test_marks_are_printed(phones: Any, council: Council, asked: dict[str, str]) -> None:
    """What opens on the screen is left out of print, but a mark is what the table is for."""
    page: Page = phones(width=1280, height=800).page
    sign_in(page, council, Role.ANALYST)
    page.goto(f"{council.address}/staff/returns/compare?questionnaire=participation-coprod7")

    page.emulate_media(media="print")

    expect(page.locator(".fb-mark summary").first).to_be_visible()
    expect(page.locator(".fb-filter").first).to_be_hidden()
