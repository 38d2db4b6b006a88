"""Pages of staff that no journey of their own opens: accessible, and no wider than the screen."""

from typing import Any

import pytest
from playwright.sync_api import Page

from feedback import accounts, clock
from feedback.compliments import Passing, pass_on
from feedback.concerns import Raised, raise_concern
from feedback.draws import make_draw, read_list
from feedback.models.accounts import Role
from feedback.models.concerning import Kind
from feedback.prizes import add_prize, list_prizes
from feedback.teams import list_teams
from tests.journeys.axe import check_page
from tests.journeys.fitting import EVERY_WIDTH, NARROW, enlarge
from tests.journeys.phone import Council

PASSWORD = "correct horse battery"
PAGES = {
    Role.ADMINISTRATOR: (
        "who-reads", "themes", "results/themes-by-quarter", "concern-routes", "concern-trends", "set-up", "replies",
        "replies/new", "news/iro-survey", "draws?leavers=140", "draws/1", "prizes", "prizes/1", "../prize/1", "pledges",
        "languages", "languages/ar", "recordings/en", "recordings/en/iro-survey/2/easy-read", "recordings/ar", "workbooks",
        "activities", "emails", "accounts", "account",
    ),
    Role.DUTY_READER: (
        "to-read", "comments", "talks", "concerns", "concerns/new", "concerns/{praise}", "concerns/{praise}/compliment",
        "compliments/{passed}",
    ),
}  # fmt: skip


def sign_in(page: Page, council: Council, role: Role) -> None:
    """Sign in as somebody with this role."""
    email = f"looks-{role}@westmere.gov.uk"
    with council.database.writing() as session:
        if accounts.get_by_email(session, email) is None:
            accounts.make_account(session, email, role=role, password=PASSWORD)
    page.goto(f"{council.address}/staff/sign-in")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.locator("main button").click()
    page.wait_for_url("**/staff/")


def draw_once(council: Council) -> None:
    """A random draw with its list, and a prize that can be entered for."""
    listed, zone = (
        read_list("\n".join(f"L-{number}" for number in range(120))),
        council.settings.zone,
    )
    with council.database.writing() as session:
        team = list_teams(session)[0]
        make_draw(session, listed, team=team, questionnaire="iro-survey", size=12, zone=zone)
        if not list_prizes(session):
            add_prize(
                session, questionnaire="iro-survey", prize="a voucher", winners=1,
                last_on=clock.today(zone), zone=zone, by=None,
            )  # fmt: skip


def praise_once(council: Council) -> dict[str, str]:
    """A compliment that may be passed on, and how it was once: the names of both."""
    passing = Passing("Ada", "She was kind, and she came every week")
    with council.database.writing() as session:
        by = accounts.get_by_email(session, f"looks-{Role.DUTY_READER}@westmere.gov.uk")
        if by is None:  # the pages of nobody else
            return {}
        raised = Raised(kind=Kind.COMPLIMENT, words=passing.words, worker=passing.worker)
        praise = raise_concern(session, raised, zone=council.settings.zone, by=by)
        looked = passing.state
        passed = pass_on(session, council.settings, praise, passing, looked=looked, by=by)
        return {"praise": praise.reference, "passed": passed.reference}


@EVERY_WIDTH
@pytest.mark.parametrize("role", PAGES)
def test_every_page_is_sound(phones: Any, council: Council, role: Role, width: int) -> None:
    """WCAG 2.0 to 2.2, A and AA, and best practice; the page itself never moves sideways."""
    phone = phones(width=width, height=800)
    sign_in(phone.page, council, role)
    draw_once(council)
    names = praise_once(council)
    for path in PAGES[role]:
        answer = phone.page.goto(f"{council.address}/staff/{path.format(**names)}")

        assert answer is not None
        assert answer.status == 200, path
        check_page(phone.page)


def test_a_duty_reader_who_needs_large_letters_moves_nothing_sideways(
    phones: Any, council: Council
) -> None:
    """Twice as large on a phone, all that is folded opened."""
    phone = phones(width=NARROW, height=800)
    sign_in(phone.page, council, Role.DUTY_READER)
    names = praise_once(council)
    for path in (*PAGES[Role.DUTY_READER], "", "concern-routes", "concern-trends", "who-reads"):
        phone.page.goto(f"{council.address}/staff/{path.format(**names)}")
        enlarge(phone.page, 200)
        phone.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")

        assert phone.overflow() == 0, path
