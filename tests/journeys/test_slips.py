"""Slips on a phone: two children with one phone, and a slip that somebody else was quicker with."""

from typing import Any

import pytest
from playwright.sync_api import expect

from feedback.collectors import open_collector
from tests.journeys.axe import check_page
from tests.journeys.phone import Council, Phone, sealed_answers
from tests.printing import print_batch


@pytest.fixture
def slips(council: Council) -> list[str]:
    """The addresses of three slips of the team whose questions are open."""
    with council.database.reading() as session:
        like = open_collector(session, "1")
        assert like.code == council.codes["open"]
    _, codes = print_batch(council.database, council.settings, like, 3)
    return [f"{council.address}/q/{code}" for code in codes]


def fill_in(phone: Phone, slip: str, words: str) -> None:
    """Open a slip's questions, write into one box and go to the end."""
    phone.page.goto(slip, wait_until="domcontentloaded")
    phone.page.locator("[data-screen=start] [data-next]").evaluate("button => button.click()")
    phone.go_to("best")
    phone.write("best", words)
    phone.go_to("check")


def test_two_children_on_one_phone_both_answer(phone: Phone, slips: list[str]) -> None:
    """One after the other, in one tab; the second sees nothing of the first."""
    for slip, words in zip(slips[:2], ("First", "Second"), strict=True):
        fill_in(phone, slip, words)
        expect(phone.screen).not_to_contain_text("First" if words == "Second" else "Second")
        phone.send()
        phone.thanked()

    found = [row.comments["best"] for row in sealed_answers(phone.council.database)]
    assert sorted(found) == ["First", "Second"]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_whoever_was_slower_sends_with_another_slip(
    phones: Any, slips: list[str], scripts: bool
) -> None:
    """The page comes back with what was written, beside Send a box for another code, and then it is sent."""
    slow, quick = phones(scripts=scripts), phones(scripts=False)
    if scripts:
        fill_in(slow, slips[0], "Mine")
    else:
        slow.page.goto(slips[0])
        slow.write("best", "Mine")
    quick.page.goto(slips[0])
    quick.write("best", "Quicker")
    quick.send()
    quick.thanked()

    slow.send()
    box = slow.page.get_by_label("Another code")
    expect(box).to_be_visible()
    expect(slow.page.locator("#put-right")).to_contain_text("This code does not work any more.")
    if scripts:
        slow.at("check")
        check_page(slow.page)
    assert slow.overflow() <= 0
    box.fill(slips[1].rpartition("/")[2].lower())
    slow.send()
    slow.thanked()

    found = [row.comments["best"] for row in sealed_answers(slow.council.database)]
    assert sorted(found) == ["Mine", "Quicker"]
