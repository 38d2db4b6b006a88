"""Drawing who is asked, from the list to an answer with a slip; and a prize, from switching it on to the last entry deleted."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import delete, select

from feedback.models.accounts import Role
from feedback.models.asking import Collector
from feedback.models.drawing import Draw, DrawReference, PrizeDraw, PrizeEntry
from feedback.public.prize_offers import Offers
from tests.journeys.axe import check_page
from tests.journeys.phone import Council, Phone, sealed_answers
from tests.journeys.test_staff_pages import sign_in

LEAVERS = [f"L-{number:03}" for number in range(1, 121)]
ENTRIES = ("0161 496 0001", "0161 496 0002", "carer@example.org")


@pytest.fixture
def tidy(council: Council) -> Iterator[None]:
    """Nothing was drawn, and nothing of it is left."""

    def empty() -> None:
        with council.database.writing() as session:
            for table in (DrawReference, Draw, PrizeEntry, PrizeDraw):
                session.execute(delete(table))

    empty()
    yield
    empty()


def by_lot(entries: Sequence[str], seed: str) -> list[str]:
    """The entries in the order of their lots, as the pages say that anybody can work it out."""
    return sorted(entries, key=lambda one: hashlib.sha256(f"{seed}\n{one}".encode()).digest())


def read_fact(page: Page, name: str) -> str:
    """What stands beside a name in a list of facts."""
    row = page.locator(".govuk-summary-list__row", has=page.get_by_text(name, exact=True))
    return row.locator("code").inner_text()


def draw(page: Page, council: Council) -> None:
    """From the page of posters to the references that are drawn."""
    page.goto(f"{council.address}/staff/collectors")
    page.get_by_role("link", name="Random draws: who of many leavers is asked").click()
    page.get_by_label("How many leave in a year").fill(str(len(LEAVERS)))
    page.get_by_role("button", name=re.compile("^See")).click()
    page.get_by_label("Whom it is for").select_option(label="Exit interview with young people, Oak")
    page.get_by_label("How many to draw").fill("8")
    page.get_by_label("The list").fill("Sam Smith\n" + "\n".join(LEAVERS))
    page.get_by_role("button", name="Look through it").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Line 1: a reference is")
    check_page(page)
    page.get_by_label("The list").fill("\n".join(LEAVERS))
    page.get_by_role("button", name="Look through it").click()
    expect(page.locator("main")).to_contain_text("120 different references. 8 of them are drawn.")
    check_page(page)
    page.get_by_role("button", name="Draw 8").click()
    expect(page.get_by_role("heading", name="Who was drawn")).to_be_visible()
    check_page(page)


def print_slips(page: Page, folder: Path) -> list[str]:
    """The codes of the slips that the page prints; nothing else of it is on them."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Print 8 slips (PDF)").click()
    download.value.save_as(folder / "slips.pdf")
    with pymupdf.open(folder / "slips.pdf") as sheets:
        text = "\n".join(sheet.get_text() for sheet in sheets)
    assert "L-" not in text
    return re.findall(r"^([2-9B-Z]{3} [2-9B-Z]{3} [2-9B-Z]{4})\s*$", text, re.MULTILINE)


def answer(phone: Phone, code: str) -> None:
    """Type the code of a slip, choose one answer, and send."""
    page = phone.page
    page.goto(phone.council.address)
    page.locator("input[name=code]").fill(code.lower())
    page.locator("input[name=code]").press("Enter")
    page.wait_for_url("**/q/**")
    page.locator("main input[type=radio]").first.check()
    phone.send()
    phone.thanked()


def note_refusals(page: Page, council: Council) -> None:
    """Two who did not want to, as a count of the team."""
    with council.database.reading() as session:
        code = council.codes["exit-interview"]
        team = session.scalars(select(Collector.team_id).where(Collector.code == code)).one()
    page.goto(f"{council.address}/staff/given-out?team={team}")
    section = page.locator(
        "section", has=page.get_by_role("heading", name=re.compile("Exit interview"))
    )
    section.get_by_text("Change these").first.click()
    section.get_by_label("Refused", exact=True).fill("2")
    check_page(page)
    section.get_by_role("button", name="Save the counts").click()
    expect(page.locator("[role=status]")).to_have_text("Saved.")


def test_who_is_asked_is_drawn_and_one_answers(
    phones: Any, council: Council, tidy: None, tmp_path: Path
) -> None:
    """The list is looked through and drawn from, slips are printed, one is used, refusals are a count, the list goes."""
    page = phones(width=1280, height=800).page
    sign_in(page, council, Role.ANALYST)
    draw(page, council)
    seed = read_fact(page, "Seed")
    shown = page.locator(".fb-whole").all_inner_texts()

    codes = print_slips(page, tmp_path)
    answer(phones(scripts=False), codes[0])
    note_refusals(page, council)
    page.goto(f"{council.address}/staff/draws")
    page.get_by_role("link", name=re.compile("Exit interview")).click()
    page.get_by_role("button", name="Delete the list").click()

    expect(page.locator("main")).to_contain_text("The list is deleted.")
    expect(page.locator("main")).not_to_contain_text("L-")
    assert len(set(codes)) == 8
    assert sorted(shown) == sorted(by_lot(LEAVERS, seed)[:8])
    assert len(sealed_answers(council.database)) == 1


def enter(phone: Phone, prize: str, contact: str, whose: str) -> None:
    """Put somebody in the draw, on the page of its own."""
    phone.page.goto(prize)
    phone.page.locator(f"#whose-{whose}").check()
    phone.page.get_by_label("Phone number or e-mail address").fill(contact)
    phone.page.get_by_role("button", name="Put me in the draw").click()
    expect(phone.page.locator("h1")).to_have_text("You are in the draw")


def switch_on(page: Page, council: Council) -> str:
    """A prize draw after the IRO survey; where it is entered."""
    page.goto(f"{council.address}/staff/prizes")
    check_page(page)
    page.get_by_label("After which questionnaire").select_option("iro-survey")
    page.get_by_label("What can be won").fill("a book voucher")
    page.get_by_label("How many win").fill("2")
    page.get_by_label("Last day to enter").fill("2026-12-31")
    page.get_by_role("button", name="Switch it on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("a book voucher")
    check_page(page)
    return f"{council.address}/prize/{page.url.rpartition('/')[2]}"


def test_a_prize_is_entered_for_apart_and_drawn_so_that_anybody_can_check(
    phones: Any, council: Council, tidy: None, application: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Offered after Send, entered on a page of its own, drawn, drawn again the same, and forgotten."""
    monkeypatch.setitem(application.extensions, "feedback.prize_offers", Offers())
    page = phones(width=1280, height=800).page
    sign_in(page, council, Role.ADMINISTRATOR)
    prize = switch_on(page, council)
    child = phones()
    child.start()
    child.go_to("know_iro")
    child.screen.locator("input").first.click()
    child.go_to("check")
    child.send()
    child.thanked()
    child.page.get_by_role("link", name="Do you want to be in the prize draw?").click()
    assert child.page.url == prize
    check_page(child.page)

    for contact, whose in zip(ENTRIES, ("own", "own", "adult"), strict=True):
        enter(child, prize, contact, whose)
    page.get_by_role("button", name="Stop it now").click()
    check_page(page)
    page.get_by_role("button", name="Draw the winners").click()
    expect(page.locator("main")).to_contain_text("from 3 entries")
    expect(page.locator("main")).to_contain_text(
        "Drawn again just now from the same entries, the same win."
    )
    check_page(page)
    seed = read_fact(page, "Seed")
    page.get_by_role("button", name="Show who won").click()
    check_page(page)
    winners = page.locator("main ol strong").all_inner_texts()
    kept = [one.replace(" ", "") for one in ENTRIES]
    page.get_by_label("The winners know.").check()
    page.get_by_role("button", name="Delete every entry").click()

    expect(page.locator("main")).to_contain_text("Every entry is deleted.")
    assert winners == by_lot(kept, seed)[:2]
    child.page.goto(prize)
    expect(child.page.locator("h1")).to_have_text("This prize draw is over")
    check_page(child.page)
    with council.database.reading() as session:
        assert session.scalars(select(PrizeEntry)).all() == []
