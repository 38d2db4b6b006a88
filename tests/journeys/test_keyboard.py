"""With the keyboard alone: no trap, a ring around what has the focus, from start to sent."""

from typing import Any

from playwright.sync_api import expect

from tests.journeys.phone import Phone


def _tab_to(phone: Phone, wanted: str) -> dict[str, Any]:
    """Go to the thing with this value, tag or text."""
    return phone.tab_to(lambda one: wanted in (one["tag"], one["value"], one["text"]))


def test_from_start_to_sent_with_the_keyboard_alone(phone: Phone, stored: Any) -> None:
    """Tab, arrows, Space and Enter answer a choice, ticks, a number and a text, and send."""
    keys = phone.page.keyboard
    phone.open()
    _tab_to(phone, "Start")
    keys.press("Enter")
    phone.at("know_iro")
    _tab_to(phone, "yes")
    keys.press("Space")
    keys.press("ArrowDown")
    assert phone.is_chosen("know_iro", "no")
    keys.press("Enter")
    phone.at("contact_iro")
    phone.go_to("asked")
    _tab_to(phone, "when")
    keys.press("Space")
    _tab_to(phone, "Next")
    keys.press("Space")
    phone.at("went")
    phone.go_to("did_said")
    _tab_to(phone, "0")
    for _ in range(9):
        keys.press("ArrowRight")
    assert phone.is_chosen("did_said", "9")
    phone.go_to("best")
    _tab_to(phone, "TEXTAREA")
    keys.type("Biscuits")
    keys.press("Enter")
    keys.type("and tea")
    _tab_to(phone, "Next")
    keys.press("Enter")
    phone.at("change")
    phone.go_to("check")
    _tab_to(phone, "Send my answers")
    keys.press("Enter")
    phone.thanked()

    (row,) = stored()
    assert row.answers["know_iro"] == ["no"]
    assert row.answers["asked"] == ["when"]
    assert row.answers["did_said"] == ["9"]
    assert row.comments == {"best": "Biscuits\nand tea"}


def test_the_skip_link_comes_first_and_works(phone: Phone) -> None:
    """The first stop is a visible link past the bar at the top."""
    phone.open()
    phone.page.keyboard.press("Tab")
    assert phone.focused()["text"] == "Skip to the main part"
    assert phone.focused()["width"] >= 2
    expect(phone.page.get_by_role("link", name="Skip to the main part")).to_be_in_viewport()

    phone.page.keyboard.press("Enter")

    assert phone.focused()["id"] == "main"
    phone.page.keyboard.press("Tab")
    assert phone.focused()["text"] == "Easy read"


def test_tab_goes_round_and_is_nowhere_caught(phone: Phone) -> None:
    """On a page of every kind Tab comes to the last link, and Shift+Tab back to the first."""
    for name in ("know_iro", "did_said", "best", "check"):
        phone.start()
        phone.go_to(name)
        _tab_to(phone, "Accessibility")
        for _ in range(60):
            phone.page.keyboard.press("Shift+Tab")
            if phone.focused()["text"] == "Skip to the main part":
                break
        else:
            raise AssertionError(f"Shift+Tab is caught on {name}")


def test_the_ring_has_its_three_parts(phone: Phone) -> None:
    """White gap, ink ring, sun halo around a box to write in, as around everything else."""
    phone.start()
    phone.go_to("best")
    phone.page.keyboard.press("Tab")
    _tab_to(phone, "TEXTAREA")

    style = phone.page.locator("#best").evaluate(
        "one => { const s = getComputedStyle(one); return [s.outlineWidth, s.outlineOffset, s.boxShadow] }"
    )
    assert style[:2] == ["3px", "2px"]
    assert "255, 197, 61" in style[2]
