"""The duty reader's page in a browser: with a program's check, with the keyboard alone, on a phone, with large text."""

from typing import Any

import pytest
from playwright.sync_api import expect

from feedback.comments import Status, list_comments
from feedback.db import Database
from tests.journeys.axe import check_page
from tests.journeys.phone import Phone
from tests.journeys.reading import LONG, WORDS, sign_in
from tests.journeys.test_keyboard import _tab_to


def statuses(database: Database) -> list[tuple[str, Status]]:
    """The first word of each comment, and how far it has come."""
    with database.reading() as session:
        return [(c.comment.split()[0], c.status) for c in list_comments(session)]


def test_a_program_finds_nothing_wrong(phone: Phone, written: Database) -> None:
    """The list, with the notice of what was done, each filter, an empty one, and words that cannot be."""
    sign_in(phone)
    phone.page.locator("summary").click()
    check_page(phone.page)
    phone.page.locator("button[value=release]").first.click()
    expect(phone.page.locator("#here")).to_be_in_viewport()
    check_page(phone.page)
    for name in ("Released (1)", "Withheld (0)", "New (2)"):
        phone.page.get_by_role("link", name=name).click()
        expect(phone.page.locator("[aria-current=page]").last).to_have_text(name)
        check_page(phone.page)
    phone.page.locator("textarea").first.fill("")
    phone.page.locator("button[value=release]").first.click()
    expect(phone.page.locator("[role=alert]")).to_contain_text("There are no words to release")
    check_page(phone.page)


def test_with_the_keyboard_alone(phone: Phone, written: Database) -> None:
    """Tab to the words, take the name out, release; the next comment is where Tab goes on from."""
    sign_in(phone)
    keys = phone.page.keyboard

    _tab_to(phone, "TEXTAREA")
    keys.press("Control+A")
    keys.type("Somebody shouted")
    _tab_to(phone, "Release: comment 1")
    keys.press("Enter")
    expect(phone.page.locator("#here")).to_be_in_viewport()
    keys.press("Tab")
    keys.press("Tab")
    next_words = phone.focused()["value"]
    _tab_to(phone, "Withhold: comment 1")
    keys.press("Enter")
    expect(phone.page.locator("#here")).to_contain_text("Withheld")

    assert next_words == WORDS[1].strip()
    assert statuses(written) == [
        ("Somebody", Status.RELEASED),
        (LONG, Status.WITHHELD),
        ("مرحبا،", Status.NEW),
    ]


@pytest.mark.parametrize("size", [100, 200])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nothing_runs_over_the_edge(phones: Any, written: Database, width: int, size: int) -> None:
    """Words without a gap, words from the right, and text twice as large."""
    phone = phones(width=width)
    sign_in(phone)
    phone.page.evaluate("size => { document.documentElement.style.fontSize = `${size}%` }", size)
    phone.page.locator("summary").click()

    boxes = phone.page.locator("textarea").evaluate_all(
        "all => all.map(one => [one.getBoundingClientRect().left, one.getBoundingClientRect().right])"
    )
    assert phone.overflow() == 0
    assert all(0 <= left < right <= width for left, right in boxes)


def test_words_in_arabic_start_on_their_own_side(phone: Phone, written: Database) -> None:
    """The box stands where the others stand, its words begin at the right."""
    sign_in(phone)

    found = phone.page.locator("textarea").evaluate_all(
        "all => all.map(one => [getComputedStyle(one).direction, one.getBoundingClientRect().right])"
    )

    assert [direction for direction, _ in found] == ["ltr", "ltr", "rtl"]
    assert len({right for _, right in found}) == 1


def test_without_scripts_it_is_the_same(plain_phone: Phone, written: Database) -> None:
    """The page has none; the buttons are of a form."""
    sign_in(plain_phone)

    plain_phone.page.locator("button[value=withhold]").first.click()

    expect(plain_phone.page.locator("#here")).to_contain_text("Withheld. Nobody else sees it.")
    assert [status for _, status in statuses(written)].count(Status.WITHHELD) == 1
