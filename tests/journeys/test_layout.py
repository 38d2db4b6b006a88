"""Where things stand: what fits on the screen of a small phone, how large it is, and that nothing runs over the edge."""

from typing import Any

import pytest
from playwright.sync_api import Locator

from tests.journeys.fitting import EVERY_SIZE, enlarge
from tests.journeys.phone import Phone
from tests.journeys.reading import LONG

HEIGHT = 740  # of the phone this is drawn for
BANNER = 30  # what the line above everything may take
LENGTHEN = """word => {
    const shown = document.querySelector("[data-screen]:not([hidden])");
    for (const one of shown.querySelectorAll(".fb-title, label, dt")) one.append(word);
}"""
# A screen of each kind, by variant.
KINDS = {
    "standard": ("start", "know_iro", "asked", "listened", "did_said", "best", "check"),
    "easy-read": ("start", "know_iro", "listened", "best", "check"),
}
AROUND = (
    "/", "/?code=", "/q/2222BB", "/talk", "/changes", "/help", "/privacy", "/accessibility",
    "/q/2222BB/sent?variant=standard&of=iro-survey", "/q/2222BB/sent?variant=easy-read&of=iro-survey",
)  # fmt: skip


def _box(locator: Locator) -> dict[str, float]:
    box = locator.bounding_box()
    assert box is not None
    return dict(box)


def _end_of(locator: Locator) -> float:
    box = _box(locator)
    return box["y"] + box["height"]


def _end_of_start_and_next(phone: Phone) -> tuple[float, float]:
    phone.open()
    start = _end_of(phone.screen.locator("[data-next]"))
    phone.go_to("listened")
    return start, _end_of(phone.screen.locator("[data-next]"))


def test_start_and_next_are_on_the_first_screen(phone: Phone, listening: Any) -> None:
    """Without a banner the Start button and the Next of a four-point question end above 740 pixels."""
    start, next_ = _end_of_start_and_next(phone)

    assert start <= HEIGHT
    assert next_ <= HEIGHT


def test_the_banner_of_a_trial_takes_one_line(phone: Phone) -> None:
    """With it both buttons end at most that much lower."""
    start, next_ = _end_of_start_and_next(phone)

    assert start <= HEIGHT + BANNER
    assert next_ <= HEIGHT + BANNER


@pytest.mark.parametrize("width", [320, 360])
@pytest.mark.parametrize("variant", ["standard", "easy-read"])
def test_what_is_pressed_is_large_enough(phones: Any, width: int, variant: str) -> None:
    """Answers are 48 pixels high or more, faces 64, everything else 44; links in a sentence as they fall."""
    phone = phones(width=width)
    phone.open(variant)
    small = []
    for name in KINDS[variant]:
        phone.go_to(name)
        small += phone.page.evaluate(
            """() => [...document.querySelectorAll("label, .fb-faces svg, button, header a, .fb-links a, [data-row], summary")]
                .filter(one => one.checkVisibility() && one.tabIndex >= -1 && !one.closest("[aria-hidden]:not(svg)"))
                .map(one => {
                    const { width, height } = one.getBoundingClientRect();
                    const quiet = one.closest(".fb-quiet");
                    const least = one.matches("svg") ? 64 : one.matches("label") && !quiet ? 48 : 44;
                    return [one.textContent.trim() || one.tagName, width, height, least];
                })
                .filter(([, width, height, least]) => height < least - 0.1 || width < 40)"""
        )

    assert small == []


@EVERY_SIZE
def test_nothing_runs_over_the_edge(phones: Any, width: int, size: int) -> None:
    """Also with letters twice as large, and with a word in a question that no screen is wide enough for."""
    phone = phones(width=width)
    wide = []

    def look(what: str) -> None:
        enlarge(phone.page, size)
        if phone.overflow() > 0:
            wide.append((what, phone.overflow()))

    for variant, names in KINDS.items():
        phone.open(variant)
        for name in names:
            phone.go_to(name)
            look(f"{variant} {name}")
            phone.page.evaluate(LENGTHEN, LONG)
            look(f"{variant} {name} with long words")
    for path in AROUND:
        phone.page.goto(phone.council.address + path)
        look(path)

    assert wide == []


@pytest.mark.parametrize("width", [320, 360])
@pytest.mark.parametrize("size", [100, 200])
def test_telephone_numbers_stay_whole(phones: Any, width: int, size: int) -> None:
    """No number is broken over two lines, nor sticks out of its box, however large the letters are."""
    phone = phones(width=width)
    broken = []
    questions = f"/q/{phone.council.codes['open']}"
    for path in ("/talk", questions, f"{questions}?variant=easy-read"):
        phone.page.goto(phone.council.address + path)
        enlarge(phone.page, size)
        broken += phone.page.evaluate(
            """() => [...document.querySelectorAll("a[href^='tel:']")]
                .filter(one => one.checkVisibility())
                .filter(one => one.getClientRects().length !== 1
                    || one.getBoundingClientRect().right > one.closest("p, li").parentElement.getBoundingClientRect().right + 1)
                .map(one => one.textContent)"""
        )

    assert broken == []


def test_everything_mirrors_from_right_to_left(phone: Phone) -> None:
    """The picture stands right of the question, the first face rightmost, the mark right of its answer."""
    phone.start("easy-read")
    phone.page.evaluate("document.documentElement.dir = 'rtl'")
    picture = _box(phone.screen.locator(".fb-ask > svg"))
    words = _box(phone.screen.locator(".fb-title"))
    assert picture["x"] >= words["x"] + words["width"]
    mark, word = phone.screen.locator("label").first.evaluate(
        """label => {
            const range = document.createRange();
            range.selectNodeContents(label.lastChild);
            const box = label.getBoundingClientRect();
            const start = parseFloat(getComputedStyle(label, "::before").right);
            return [box.right - start, range.getBoundingClientRect().right];
        }"""
    )
    assert mark > word

    phone.go_to("listened")

    faces = [_box(face)["x"] for face in phone.screen.locator(".fb-faces label").all()]
    assert faces == sorted(faces, reverse=True)
    assert len(faces) == 3
    assert phone.overflow() <= 0


def test_ten_stands_under_its_words(phone: Phone) -> None:
    """0 to 10 in two rows: 0 begins under the words of the low end, 10 ends above those of the high end."""
    phone.start()
    phone.go_to("did_said")
    low, high = phone.screen.locator(".fb-ends").all()
    nought = _box(phone.page.locator("label[for=did_said-0]"))
    ten = _box(phone.page.locator("label[for=did_said-10]"))

    assert abs(nought["x"] - _box(low)["x"]) < 2
    assert abs(ten["x"] + ten["width"] - _box(high)["x"] - _box(high)["width"]) < 2
    assert nought["y"] < ten["y"]
