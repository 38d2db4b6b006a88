"""Results in a browser: checked by a program, reached with the keyboard, and within the screen of a small phone."""

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import Page

from feedback.accounts import make_account
from feedback.config import Settings
from feedback.db import Database
from feedback.models.accounts import Role
from feedback.models.asking import Round
from feedback.progress import Step, telling
from feedback.teams import list_teams
from tests.councils import add_round, answer, count, make_snapshot
from tests.journeys.axe import check_page
from tests.journeys.fitting import EVERY_WIDTH, enlarge
from tests.journeys.phone import Phone

EMAIL, PASSWORD = "analyst@example.org", "correct horse battery staple"
MANAGER = "manager-of-oak@example.org"
NAME = "results-journey"  # a questionnaire of its own, so that no other journey meets it
SIZES = ((25, 5), (9, 3), (2, 4))
DAYS = (
    (dt.date(2026, 4, 1), dt.date(2026, 5, 31)),
    (dt.date(2026, 6, 1), dt.date(2026, 7, 31)),
    (dt.date(2026, 8, 1), dt.date(2026, 8, 31)),
)
GOOD = ["know=yes", "listened=always", "chaired=yes"]
BAD = ["know=no", "listened=never"]


@pytest.fixture(scope="package")
def counted(installation: tuple[Settings, Database], codes: dict[str, str]) -> list[int]:
    """An analyst, and three counted rounds, of which the last stays sealed; their ids."""
    _, database = installation
    found = []
    for place, (opens, closes) in enumerate(DAYS):
        with database.writing() as session:
            if not place:
                make_account(session, EMAIL, role=Role.ANALYST, password=PASSWORD)
                oak = list_teams(session)[0]
                make_account(session, MANAGER, role=Role.MANAGER, team=oak, password=PASSWORD)
            teams = list_teams(session)[:3]
            round_ = add_round(
                session, teams, snapshot=make_snapshot(questionnaire=NAME),
                opens_on=opens, closes_on=closes, due={team.name: 50 for team in teams},
            )  # fmt: skip
            few = place == 2
            for team, (good, bad) in zip(teams, ((1, 1),) if few else SIZES, strict=False):
                moved = 0 if few else 8 * place
                answer(session, round_, team, times=good - moved, answers=GOOD)
                answer(session, round_, team, times=bad + moved, answers=BAD)
            found.append(count(session, round_).id)
            assert round_.sealed is few
    return found


@pytest.fixture
def pages(counted: list[int]) -> dict[str, str]:
    """Every results page by name."""
    first, second, sealed = counted
    measure = "measure=iro.know"
    return {
        "index": "/staff/results",
        "round": f"/staff/rounds/{second}/results",
        "round before": f"/staff/rounds/{first}/results",
        "measure": f"/staff/rounds/{second}/results?{measure}",
        "unknown measure": f"/staff/rounds/{second}/results?measure=nothing",
        "sealed": f"/staff/rounds/{sealed}/results",
        "not counted": "/staff/rounds/1/results",
        "records": f"/staff/rounds/{second}/records",
        "no records": f"/staff/rounds/{sealed}/records",
        "found": "/staff/find-results",
        "found by theme": f"/staff/find-results?theme=voice&questionnaire={NAME}&who=team:Oak",
        "nothing found": "/staff/find-results?theme=nothing",
        "over time": f"/staff/results/{NAME}",
        "one team over time": f"/staff/results/{NAME}?{measure}&group=Oak",
        "nothing over time": "/staff/results/iro-survey",
        "why not alone": "/staff/teams/1/alone",
    }


def _sign_in(phone: Phone, email: str = EMAIL) -> Page:
    phone.page.goto(f"{phone.council.address}/staff/sign-in")
    phone.page.fill("[name=email]", email)
    phone.page.fill("[name=password]", PASSWORD)
    phone.page.click("main button")
    phone.page.wait_for_url("**/staff/")
    return phone.page


@EVERY_WIDTH
def test_every_results_page_is_sound(phones: Any, pages: dict[str, str], width: int) -> None:
    """WCAG 2.0 to 2.2, A and AA, and best practice; nothing runs over the edge."""
    phone = phones(width=width)
    page = _sign_in(phone)
    for name, path in pages.items():
        page.goto(phone.council.address + path)
        check_page(page)
        for legend in page.locator("ul.fb-key").all():
            assert legend.evaluate("one => getComputedStyle(one).position") == "static", name


def test_words_twice_as_large_stay_on_the_page(phone: Phone, pages: dict[str, str]) -> None:
    """Text at 200% on a small phone: rows stack and wrap."""
    page = _sign_in(phone)
    for name, path in pages.items():
        page.goto(phone.council.address + path)
        enlarge(page, 200)
        assert phone.overflow() <= 0, name


def test_everything_is_there_without_scripts(plain_phone: Phone, pages: dict[str, str]) -> None:
    """Bars are drawn by the server."""
    page = _sign_in(plain_phone)

    page.goto(plain_phone.council.address + pages["measure"])

    for table in (page.locator(".fb-chart").first, page.locator(".fb-chart").last):
        assert table.locator("tbody svg").count() == 4
        assert table.locator("tbody svg").first.is_visible()
    assert "Half-year 2026-27 H1" in page.locator(".fb-chart caption").last.inner_text()


def test_from_the_list_to_a_team_over_time_with_the_keyboard_alone(
    phone: Phone, counted: list[int]
) -> None:
    """Every stop has its ring, and the table can be reached to be moved."""
    page = _sign_in(phone)
    page.goto(f"{phone.council.address}/staff/results")
    _press(phone, "1 Jun 2026 to 31 Jul 2026: Conference survey", within=NAME)
    _press(phone, "Listened to")
    assert _stops(phone)["table"]
    _press(phone, "Listened to over time")
    _press(phone, "Choose a team")
    _press(phone, "Oak")

    assert "Listened to, Oak" in page.locator("h1 + p").inner_text()


def test_a_manager_finds_out_why_with_the_keyboard_alone(phone: Phone, counted: list[int]) -> None:
    """From Results to the reason, and from there into a round."""
    page = _sign_in(phone, MANAGER)
    page.goto(f"{phone.council.address}/staff/results")
    _press(phone, "Why Oak does not always stand alone")
    assert page.locator("h1").inner_text() == "Why is Oak not always shown alone?"
    _press(phone, "1 Jun 2026 to 31 Jul 2026: Conference survey")
    check_page(page)

    assert "1 Jun 2026 to 31 Jul 2026" in page.locator("h1").inner_text()
    assert page.locator("#own-measures").inner_text() == "Every core measure, Oak"


def test_a_count_under_way_is_sound_and_looked_at_again_with_the_keyboard(
    phone: Phone, counted: list[int], installation: tuple[Settings, Database]
) -> None:
    """The step stands in words beside its bar; the page waits until somebody asks for it anew."""
    settings, database = installation
    with database.writing() as session:
        (team,) = list_teams(session)[:1]
        round_ = add_round(
            session, [team], snapshot=make_snapshot(questionnaire=NAME),
            opens_on=dt.date(2026, 9, 1), closes_on=dt.date(2026, 9, 30),
        )  # fmt: skip
        ended = round_.id
    page = _sign_in(phone)
    try:
        with telling(settings.instance, ended) as tell:
            tell(Step.COUNT)
            page.goto(f"{phone.council.address}/staff/rounds")
            check_page(page)
            first = page.locator(f"#round-{ended}").inner_text()
            tell(Step.KEEP)
            _press(phone, "Look again: Conference survey", within="closing")
            again = page.locator(f"#round-{ended}").inner_text()
    finally:
        with database.writing() as session:
            session.delete(session.get_one(Round, ended))

    assert "Step 2 of 6: counting." in first
    assert "Step 6 of 6: putting it on the disk." in again


def test_from_a_round_to_its_record_level_file_with_the_keyboard_alone(
    phone: Phone, pages: dict[str, str]
) -> None:
    """Without a purpose the page says what is wrong and leads to the box; with one the file comes."""
    page = _sign_in(phone)
    page.goto(phone.council.address + pages["round"])
    _press(phone, "Record-level file for analysts")
    page.locator("button[value=xlsx]").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    check_page(page)
    _press(
        phone, "Say in a few words what the file is for, such as: Compare who feels listened to."
    )
    assert page.evaluate("document.activeElement.id") == "purpose"
    page.keyboard.type("Compare who feels listened to")
    page.keyboard.press("Tab")

    with page.expect_download() as download:
        page.keyboard.press("Enter")

    round_id = pages["round"].split("/")[3]
    assert download.value.suggested_filename == f"{NAME}-records-2026-07-31-round-{round_id}.xlsx"


def _stops(phone: Phone) -> dict[str, bool]:
    """What Tab comes to on this page, once round."""
    seen: dict[str, bool] = {"table": False}
    phone.page.locator("body").press("Home")
    for _ in range(60):
        phone.page.keyboard.press("Tab")
        focused = phone.focused()
        if focused["tag"] == "BODY":
            break
        assert focused["width"] >= 2, focused
        seen["table"] |= phone.page.evaluate(
            "document.activeElement.matches('[role=region][tabindex]')"
        )
    return seen


def _press(phone: Phone, text: str, *, within: str = "") -> None:
    """Tab to what has this text and press Enter."""
    for _ in range(120):
        phone.page.keyboard.press("Tab")
        focused = phone.focused()
        if focused["tag"] == "BODY":
            continue
        assert focused["width"] >= 2, focused
        inside = phone.page.evaluate(
            "name => !name || !!document.activeElement.closest(`[aria-labelledby='${name}']`)",
            within,
        )
        if focused["text"] == text and inside:
            _enter(phone.page, leads_on=focused["tag"] == "A")
            return
    raise AssertionError(f"Tab never came to {text!r}")


def _enter(page: Page, *, leads_on: bool) -> None:
    if not leads_on:
        page.keyboard.press("Enter")
        return
    with page.expect_navigation():
        page.keyboard.press("Enter")
