"""Listen, act, answer back: from what one child writes to what the next child reads, through pages alone."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from feedback import accounts, clock, themes
from feedback.app import create_app
from feedback.collectors import list_collectors
from feedback.config import read_settings
from feedback.db import Database
from feedback.models.accounts import Role
from feedback.questionnaires.library import read_library
from feedback.rounds import plan_round
from feedback.schema import upgrade
from feedback.teams import list_teams, save_teams
from feedback.tick import run_tick
from feedback.versions import open_published, publish_shipped
from tests.conftest import NOON, TEAMS
from tests.councils import answer
from tests.journeys.axe import check_page
from tests.journeys.phone import Council
from tests.journeys.serving import serve
from tests.journeys.walking import Walk

PASSWORD = "three plain words"
PEOPLE = (Role.DUTY_READER, Role.REVIEWER, Role.ANALYST, Role.ADMINISTRATOR)
WROTE = "Nobody told me my worker left. I asked three times."
YOU_SAID = "Tell us when a worker leaves."
WE_DID = "Your worker now tells you before they leave, and says who comes next."
EASY = "Your worker tells you who comes next."
FIRST = dt.date(2026, 11, 23), dt.date(2026, 11, 29)
NEXT = dt.date(2026, 12, 1), dt.date(2026, 12, 31)


@pytest.fixture
def walk(browser: Browser, moment: dt.datetime, tmp_path: Path) -> Iterator[Walk]:
    """A council that has said who listens: a round that runs and the next one, eleven answers, four accounts."""
    settings = read_settings(
        {
            "FEEDBACK_INSTANCE": str(tmp_path / "council"),
            "FEEDBACK_COUNCIL_NAME": "Westmere Council",
            "FEEDBACK_DUTY_READER": "Ada",
            "FEEDBACK_DUTY_COVER": "Bob",
            "FEEDBACK_DUTY_NUMBER": "01632 960123",
            "FEEDBACK_OUT_OF_HOURS": "At night call 01632 960999.",
        }
    )
    database = Database(settings.database_url)
    upgrade(database)
    with database.writing() as session:
        library = read_library(settings.forms)
        publish_shipped(session, settings.forms, library, on=clock.today(settings.zone))
        save_teams(session, TEAMS)
        themes.begin(session)
        version, oak = open_published(session, "iro-survey@2"), list_teams(session)[:1]
        rounds = [
            plan_round(session, version, oak, opens_on=a, closes_on=b, zone=settings.zone)
            for a, b in (FIRST, NEXT)
        ]
        session.flush()
        answer(session, rounds[0], oak[0], times=11, answers=("know_iro=yes", "listened=4"))
        code = list_collectors(session, round_id=rounds[0].id)[0].code
        for role in PEOPLE:
            accounts.make_account(session, email_of(role), role=role, password=PASSWORD)
    app = create_app(settings)
    with serve(app) as address:
        made = Walk(browser, Council(address, {"open": code}, database, settings), app)
        yield made
        faults = made.faults
        made.close()
    assert faults == []


def email_of(role: Role) -> str:
    """The address of the one with this role."""
    return f"{role}@westmere.gov.uk"


def enter(walk: Walk, role: Role, page: str) -> Page:
    """Sign in, and go to a page by the bar."""
    screen = walk.sign_in(email_of(role), PASSWORD)
    screen.get_by_role("link", name=page, exact=True).first.click()
    return screen


def write(walk: Walk) -> None:
    """A child answers one question, writes, and sends. Nothing says that this is a trial."""
    phone = walk.phone()
    phone.start()
    expect(phone.page.get_by_text("Trial: not for children yet")).to_have_count(0)
    phone.choose("know_iro", "no")
    phone.go_to("change")
    phone.write("change", WROTE)
    phone.go_to("check")
    phone.send()
    phone.thanked()
    expect(phone.page.get_by_text(YOU_SAID)).to_have_count(0)


def read_and_raise(walk: Walk) -> None:
    """The duty reader reads it at once, raises a complaint, passes it on and closes it; then it is read."""
    page = enter(walk, Role.DUTY_READER, "Comments")
    expect(page.locator(".fb-quote").first).to_contain_text("Nobody told me")
    page.get_by_role("link", name="Raise a concern").first.click()
    assert WROTE in page.locator("#words").input_value()
    page.select_option("#kind", "complaint")
    page.get_by_role("button", name="Raise this concern").click()
    check_page(page)
    page.fill("#text-pass-on", "The complaints team has it")
    page.get_by_role("button", name="Passed on").click()
    page.fill("#text-close", "The team manager called and said sorry")
    page.get_by_role("button", name="Close this concern").click()
    expect(page.get_by_role("status")).to_contain_text("Closed")
    page.get_by_role("link", name="Comments", exact=True).click()
    page.get_by_role("button", name="Mark as read").click()
    expect(page.get_by_role("status")).to_contain_text("Read.")


def code(page: Page) -> None:
    """It is given a theme and released."""
    page.get_by_role("link", name="Read", exact=True).first.click()
    expect(page.locator("textarea").first).to_contain_text("Nobody told me")
    page.get_by_label("Changes of worker").first.check()
    page.get_by_label("Complaint").first.check()
    page.get_by_role("button", name="Release").first.click()
    expect(page.locator("#here")).to_contain_text("Released")


def draft(walk: Walk) -> None:
    """A young reviewer writes what was said and proposes what should happen. No answer of the council is asked of them."""
    page = enter(walk, Role.REVIEWER, "Replies")
    page.get_by_role("link", name="Write a reply").click()
    page.get_by_role("link", name="IRO survey").first.click()
    expect(page.locator("#we_did")).to_have_count(0)
    page.fill("#theme", "Changes of worker")
    page.fill("#you_said", YOU_SAID)
    page.fill("#easy_you_said", "Tell us when a worker goes.")
    page.select_option("#picture", "worker-visit")
    page.fill("#proposal", "A card with the new worker's photo.")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.locator("h1")).to_contain_text("draft")


def answer_back(walk: Walk) -> None:
    """An analyst writes the answer; somebody who did not approves and publishes it."""
    page = enter(walk, Role.ANALYST, "Replies")
    page.get_by_role("link", name=YOU_SAID).click()
    expect(page.locator("#decide ~ dl")).to_contain_text("A card with the new worker's photo.")
    page.get_by_role("link", name="Change the words").click()
    page.get_by_label("We did", exact=True).check()
    page.fill("#we_did", WE_DID)
    page.fill("#easy_we_did", EASY)
    page.fill("#owner", "Head of service")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("You wrote this. Somebody else has to approve it.")).to_be_visible()
    other = enter(walk, Role.ADMINISTRATOR, "Replies")
    other.get_by_role("link", name=YOU_SAID).click()
    other.get_by_role("button", name="Approve it").click()
    expect(other.locator("h1")).to_contain_text("approved")
    other.get_by_role("button", name="Publish it").click()
    expect(other.locator("h1")).to_contain_text("published")


def read_news(walk: Walk) -> None:
    """The next child answers by the same poster, reads what changed, and finds more in easy read."""
    walk.wait_a_minute()
    phone = walk.phone()
    phone.start("easy-read")
    phone.choose("know_iro", "yes")
    phone.go_to("check")
    phone.send()
    phone.thanked()
    expect(phone.page.locator("main")).to_contain_text(EASY)
    phone.page.get_by_role("link", name="More of what changed because of what people said").click()
    expect(phone.page.locator("main")).to_contain_text(EASY)
    phone.page.get_by_role("link", name="More words").click()
    expect(phone.page.locator("main")).to_contain_text(WE_DID)
    expect(phone.page.locator("main")).not_to_contain_text(WROTE)
    check_page(phone.page)


def test_the_whole_loop(walk: Walk) -> None:
    """A child writes, it is read, acted on, coded, answered by young and grown-up people, and the next child reads it."""
    write(walk)
    read_and_raise(walk)
    with clock.frozen_at(NOON + dt.timedelta(days=8)):
        done = run_tick(walk.database, walk.council.settings)
        assert len(done.counted) == 1
        code(enter(walk, Role.DUTY_READER, "Comments"))
        draft(walk)
        answer_back(walk)
        read_news(walk)
