"""A duty reader, a counted round and its comments."""

import datetime as dt

from playwright.sync_api import expect
from sqlalchemy.orm import Session

from feedback import accounts
from feedback.closing import count_round
from feedback.config import Settings
from feedback.models.accounts import Role
from feedback.models.answering import Comment
from feedback.models.asking import Round
from feedback.rounds import plan_round
from feedback.teams import list_teams
from feedback.versions import open_published
from tests.councils import answer
from tests.journeys.phone import Phone

EMAIL, PASSWORD = "reader@council.gov.uk", "three plain words"
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
WORDS = ("Darren shouted at me", f"{LONG} " * 12, "مرحبا، لم يسمعني أحد")
SOON = 450  # milliseconds: of a page that is shown for less no decision is taken, since nobody has read it
SEPTEMBER = dt.date(2025, 9, 1), dt.date(2025, 9, 30)


def make_reader(session: Session, settings: Settings) -> Round:
    """A duty reader's account, and a counted round with no comments yet."""
    team = list_teams(session)[:1]
    version = open_published(session, "iro-survey@1")
    opens, closes = SEPTEMBER
    round_ = plan_round(
        session, version, team, opens_on=opens, closes_on=closes, zone=settings.zone
    )
    answer(session, round_, team[0], times=12)
    count_round(session, round_, zone=settings.zone)
    accounts.make_account(session, EMAIL, role=Role.DUTY_READER, password=PASSWORD)
    return round_


def write_comments(session: Session, round_: Round) -> None:
    """A comment for each of WORDS, read and not decided."""
    session.add_all(
        Comment(
            id=number.to_bytes(16, "big"),
            round_id=round_.id,
            team_id=list_teams(session)[0].id,
            question="best",
            comment=text.strip(),
            language="ar" if number == 2 else "en",
            status="read",
        )
        for number, text in enumerate(WORDS)
    )


def sign_in(phone: Phone) -> None:
    """Sign in as a duty reader, and go on to the comments that were read."""
    phone.page.goto(f"{phone.council.address}/staff/sign-in")
    phone.page.locator("#email").fill(EMAIL)
    phone.page.locator("#password").fill(PASSWORD)
    phone.page.locator("main button").click()
    expect(phone.page.locator("h1")).to_have_text("What to do now")
    phone.page.get_by_role("link", name="Comments", exact=True).click()
    expect(phone.page.locator("h1")).to_have_text("To read")
    phone.page.get_by_role("link", name="Read", exact=True).click()
    expect(phone.page.locator("h1")).to_have_text("Comments: read")
    look(phone)


def look(phone: Phone) -> None:
    """As a reader does before a decision."""
    phone.page.wait_for_timeout(SOON)
