"""Pages of staff that no journey of their own opens: accessible, and no wider than the screen."""

from typing import Any

import pytest
from playwright.sync_api import Page

from feedback import accounts
from feedback.models.accounts import Role
from tests.journeys.axe import check_page
from tests.journeys.phone import Council

PASSWORD = "correct horse battery"
PAGES = {
    Role.ADMINISTRATOR: (
        "who-reads", "themes", "results/themes-by-quarter", "concern-routes", "concern-trends", "set-up", "replies",
        "replies/new", "news/iro-survey", "draws", "prizes", "pledges", "languages", "languages/ar", "recordings/en",
        "recordings/en/iro-survey/2/easy-read", "recordings/ar", "workbooks",
        "activities", "emails", "accounts", "account",
    ),
    Role.DUTY_READER: ("to-read", "comments", "talks", "concerns", "concerns/new"),
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


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("role", PAGES)
def test_every_page_is_sound(phones: Any, council: Council, role: Role, width: int) -> None:
    """WCAG 2.0 to 2.2, A and AA, and best practice; the page itself never moves sideways."""
    phone = phones(width=width, height=800)
    sign_in(phone.page, council, role)
    for path in PAGES[role]:
        answer = phone.page.goto(f"{council.address}/staff/{path}")

        assert answer is not None
        assert answer.status == 200, path
        check_page(phone.page)
        assert phone.overflow() <= 0, path
