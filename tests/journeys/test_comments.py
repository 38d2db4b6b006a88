"""The duty reader's pages in a browser: with a program's check, with the keyboard alone, on a phone, with large text."""

from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete, select

from feedback.comments import Status, list_comments
from feedback.db import Database
from feedback.models.answering import Comment
from feedback.models.asking import Collector
from feedback.rounds import list_rounds
from feedback.themes import begin
from tests.conftest import NOON
from tests.councils import answer
from tests.journeys.axe import check_page
from tests.journeys.fitting import EVERY_SIZE, EVERY_WIDTH, enlarge
from tests.journeys.phone import Phone
from tests.journeys.reading import LONG, WORDS, look, sign_in
from tests.journeys.test_keyboard import _tab_to
from tests.test_highlights import TAKEN_OUT

A_FEW, FIFTY = 8, 50  # comments; fifty is what a reader clears in ten minutes


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
    for name in ("Released (1)", "Withheld (0)", "Read (2)"):
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
    _tab_to(phone, "R Release: comment 1")
    keys.press("Enter")
    expect(phone.page.locator("#here")).to_be_in_viewport()
    next_words = phone.tab_to(lambda one: one["tag"] == "TEXTAREA")["value"]
    _tab_to(phone, "W Withhold: comment 1")
    keys.press("Enter")
    expect(phone.page.locator("#here")).to_contain_text("Withheld")

    assert next_words == WORDS[1].strip()
    assert statuses(written) == [
        ("Somebody", Status.RELEASED),
        (LONG, Status.WITHHELD),
        ("مرحبا،", Status.READ),
    ]


@EVERY_SIZE
def test_nothing_runs_over_the_edge(phones: Any, written: Database, width: int, size: int) -> None:
    """Words without a gap, words from the right, themes beside their keys, and text twice as large."""
    with written.writing() as session:
        begin(session)
    phone = phones(width=width)
    sign_in(phone)
    enlarge(phone.page, size)
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


@pytest.mark.parametrize("many", [A_FEW, pytest.param(FIFTY, marks=pytest.mark.soak)])
def test_comments_are_cleared_by_keys_alone(
    phone: Phone, written: Database, codes: dict[str, str], many: int
) -> None:
    """As many responses: each read, a name taken out, sorted and released. No mouse, no Tab: four presses a comment."""
    with written.writing() as session:
        begin(session)
        session.execute(delete(Comment))
        collector = session.scalars(select(Collector).where(Collector.code == codes["open"])).one()
        round_ = next(r for r in list_rounds(session) if r.opens_on == NOON.date())
        for number in range(many):
            words = {"best": f"{number}: I told Darren about it"}
            answer(session, round_, collector.team, comments=words, read_by_on=NOON.date())
    phone.page.set_default_timeout(60_000)
    sign_in(phone)
    phone.page.get_by_role("link", name="To read").click()
    pressed = 0

    def press(key: str) -> None:
        nonlocal pressed
        pressed += 1
        if key in "mr":
            look(phone)
        phone.page.keyboard.press(key)

    for left in range(many, 0, -1):
        expect(phone.page.locator("#others")).to_have_text(f"{left} to read")
        press("m")
    expect(phone.page.locator("h2").first).to_have_text("Nothing to read now")
    phone.page.get_by_role("link", name="Read", exact=True).first.click()
    for left in range(many, 0, -1):
        expect(phone.page.locator(".fb-tools [aria-current]")).to_have_text(f"Read ({left})")
        for key in ("Shift+Digit1", "1", "r"):
            press(key)
    expect(phone.page.locator(".fb-tools [aria-current]")).to_have_text("Read (0)")

    with written.reading() as session:
        found = list_comments(session)
    assert pressed == 4 * many
    assert {(c.status, bool(c.themes), "[name] about it" in c.comment) for c in found} == {
        (Status.RELEASED, True, True)
    }
    assert len(found) == many


def test_a_press_too_many_decides_nothing(
    phone: Phone, written: Database, codes: dict[str, str]
) -> None:
    """Pressed twice or held down, the key of what was read takes nothing that nobody saw. Control: a moment later it does."""
    with written.writing() as session:
        collector = session.scalars(select(Collector).where(Collector.code == codes["open"])).one()
        round_ = next(r for r in list_rounds(session) if r.opens_on == NOON.date())
        for words in ("one", "two", "three", "four"):
            answer(
                session, round_, collector.team, comments={"best": words}, read_by_on=NOON.date()
            )
    sign_in(phone)
    phone.page.get_by_role("link", name="To read").click()
    others, keys = phone.page.locator("#others"), phone.page.keyboard

    expect(others).to_have_text("4 to read")
    look(phone)
    keys.press("m")
    keys.press("m")
    expect(others).to_have_text("3 to read")
    keys.press("m")
    look(phone)
    expect(others).to_have_text("3 to read")
    keys.down("m")
    expect(others).to_have_text("2 to read")
    look(phone)
    keys.down("m")  # it is still held: this is what a keyboard says then
    look(phone)
    expect(others).to_have_text("2 to read")
    keys.up("m")
    keys.press("m")
    expect(others).to_have_text("1 to read")


def test_a_name_left_in_asks_twice(phone: Phone, written: Database) -> None:
    """A press that was lost lets no name through. Control: without a name one press is enough."""
    with written.writing() as session:
        all_ = session.scalars(select(Comment).order_by(Comment.id)).all()
        all_[0].comment, all_[1].comment = "I told Darren about it", "it took too long"
    sign_in(phone)
    keys, here = phone.page.keyboard, phone.page.locator("#here")

    keys.press("r")
    expect(phone.page.get_by_text("still stands in the words")).to_be_visible()
    look(phone)
    assert {status for _, status in statuses(written)} == {Status.READ}
    keys.press("r")
    expect(here).to_contain_text("Released")

    look(phone)
    keys.press("r")
    expect(phone.page.locator(".fb-tools [aria-current]")).to_have_text("Read (1)")


def test_a_name_goes_where_it_is_a_word_of_its_own(phone: Phone, written: Database) -> None:
    """The browser cuts what the server would cut, and asks it where the name is no word of its own."""
    with written.writing() as session:
        one = session.scalars(select(Comment).order_by(Comment.id)).first()
        assert one
        one.comment = "xxSam came. Then Darren"
    sign_in(phone)
    card = phone.page.locator("[data-comment]").first
    box, button = card.locator("textarea"), card.locator("button[data-words]").first

    for text, words, left in TAKEN_OUT:
        if text in ("3Sam and Samosas", "xSam"):
            continue
        box.fill(text)
        button.evaluate(
            "(one, words) => { one.dataset.words = words; one.disabled = false }", words
        )
        button.click()
        assert box.input_value() == left

    button.evaluate(
        "one => { one.value = 'name:Sam'; one.dataset.words = 'Sam'; one.disabled = false }"
    )
    box.fill("Samosas and 3Sam")
    button.click()
    expect(phone.page.locator("[data-comment] textarea")).to_have_value("Samosas and 3[name]")


def test_a_key_does_one_thing(phone: Phone, written: Database) -> None:
    """No theme takes the key of a button: the first of two would be pressed, and the other never."""
    with written.writing() as session:
        begin(session)
    sign_in(phone)

    for card in phone.page.locator("[data-comment]").all():
        keys = card.locator("[data-key]").evaluate_all("all => all.map(one => one.dataset.key)")
        assert {"c", "r", "s", "w", "e", "1", "d"} <= set(keys)
        assert sorted(keys) == sorted(set(keys))


def test_keys_can_be_switched_off(phone: Phone, written: Database) -> None:
    """WCAG 2.1.4: then a letter does nothing. The control: switched on again it does."""
    sign_in(phone)
    button = phone.page.locator("#keys")

    button.click()
    phone.page.keyboard.press("w")
    expect(button).to_have_text("Switch keys on")
    still = statuses(written)
    button.click()
    phone.page.keyboard.press("w")
    expect(phone.page.locator("#here")).to_contain_text("Withheld")

    assert {status for _, status in still} == {Status.READ}


def test_a_letter_that_is_typed_is_a_letter(phone: Phone, written: Database) -> None:
    """In the box the keys write, and Escape leads out of it."""
    sign_in(phone)
    box = phone.page.locator("textarea").first

    phone.page.keyboard.press("t")
    phone.page.keyboard.press("End")
    phone.page.keyboard.type("w1r")
    typed = box.input_value()
    phone.page.keyboard.press("Escape")
    phone.page.keyboard.press("w")
    expect(phone.page.locator("#here")).to_contain_text("Withheld")

    assert "w1r" in typed
    assert [status for _, status in statuses(written)].count(Status.WITHHELD) == 1


@EVERY_WIDTH
def test_the_queue_and_its_pages_are_whole(
    phones: Any, written: Database, codes: dict[str, str], width: int
) -> None:
    """What is to be read, who reads, and the themes: a program finds nothing wrong, nothing runs over the edge."""
    with written.writing() as session:
        begin(session)
        round_ = next(r for r in list_rounds(session) if r.opens_on == NOON.date())
        collector = session.scalars(select(Collector).where(Collector.code == codes["open"])).one()
        for text in ("They hit me. I told Darren 07700 900123", f"{LONG} " * 8):
            words = {"best": text, "change": "Kim"}
            answer(session, round_, collector.team, comments=words, read_by_on=NOON.date())
    phone = phones(width=width)
    sign_in(phone)

    for path in ("/staff/to-read", "/staff/who-reads", "/staff/themes", "/staff/comments?status=second"):  # fmt: skip
        phone.page.goto(f"{phone.council.address}{path}")
        check_page(phone.page)


def test_without_scripts_it_is_the_same(plain_phone: Phone, written: Database) -> None:
    """The page has none; the buttons are of a form."""
    sign_in(plain_phone)

    plain_phone.page.locator("button[value=withhold]").first.click()

    expect(plain_phone.page.locator("#here")).to_contain_text("Withheld. Nobody else sees it.")
    assert [status for _, status in statuses(written)].count(Status.WITHHELD) == 1
