"""What a person does with a phone: open, press, type, go back; and what is in front of them."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import ConsoleMessage, Error, Locator, Page, Request, expect
from sqlalchemy import select

from feedback.config import Settings
from feedback.db import Database
from feedback.models.answering import SealedAnswer
from tests.journeys.fitting import measure_overflow

LEAVE = "https://www.bbc.co.uk/weather"
SHOWN = "[data-screen]:not([hidden])"


@dataclass(frozen=True)
class Council:
    """A served council: its address and one code of each kind."""

    address: str
    codes: dict[str, str]
    database: Database
    settings: Settings

    def questions(self, variant: str = "standard", kind: str = "open") -> str:
        """The address of the questions."""
        return f"{self.address}/q/{self.codes[kind]}?variant={variant}"


@dataclass(frozen=True)
class Sealed:
    """One row of the sealed intake, read."""

    answers: dict[str, list[str]]
    equality: dict[str, list[str]]
    comments: dict[str, str]
    variant: str
    helper: str | None


def sealed_answers(database: Database) -> list[Sealed]:
    """Everything in the sealed intake."""
    with database.reading() as session:
        rows = session.scalars(select(SealedAnswer))
        return [
            Sealed(
                _pairs(row.answers),
                _pairs(row.equality),
                json.loads(row.comments),
                row.variant,
                row.helper,
            )
            for row in rows
        ]


def _pairs(text: str) -> dict[str, list[str]]:
    pairs: dict[str, list[str]] = {}
    for item in json.loads(text):
        name, _, code = item.partition("=")
        pairs.setdefault(name, []).append(code)
    return pairs


def go_back(page: Page) -> None:
    """Go back and wait for nothing: the driver may lose sight of a page that comes back as it was kept."""
    try:
        page.evaluate("history.back()")
    except Error as error:  # the page may be gone before it has said that it goes
        if "context was destroyed" not in error.message:
            raise


@dataclass
class Phone:
    """A page in a browser, and everything that went wrong on it."""

    page: Page
    council: Council
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Watch the page. A status of 400 and more, or no signal, is logged by the browser and not a fault."""
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("request", self._see)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load"):
            self.faults.append(f"{message.type}: {message.text}")

    def _see(self, request: Request) -> None:
        if not request.url.startswith((self.council.address, LEAVE, "about:")):
            self.faults.append(f"fetched {request.url}")

    def open(self, variant: str = "standard", kind: str = "open") -> None:
        """Open the questions."""
        # Our script runs before this event; pictures may come later.
        self.page.goto(self.council.questions(variant, kind), wait_until="domcontentloaded")

    def start(self, variant: str = "standard") -> None:
        """Open the questions and press Start, by script."""
        self.open(variant)
        self.page.locator("[data-screen=start] [data-next]").evaluate("button => button.click()")

    @property
    def screen(self) -> Locator:
        """The screen that is shown."""
        return self.page.locator(SHOWN)

    def at(self, name: str) -> None:
        """Wait until this screen, and only this, is shown."""
        expect(self.screen).to_have_count(1)
        expect(self.screen).to_have_attribute("data-screen", name)

    def press(self, name: str) -> None:
        """Press the button with exactly this name."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def choose(self, question: str, code: str) -> None:
        """Choose an answer."""
        self.page.locator(f"#{question}-{code}").click()

    def write(self, question: str, text: str) -> None:
        """Write into a box."""
        self.page.locator(f"#{question}").fill(text)

    def is_chosen(self, question: str, code: str) -> bool:
        """Whether an answer is chosen, shown or not."""
        return self.page.locator(f"#{question}-{code}").is_checked()

    def go_to(self, name: str) -> None:
        """Press Start or Next until this screen is shown: by script, because there are two dozen screens."""
        # After a switch the page is there a moment before its script has put up one screen.
        expect(self.page.locator(".fb-js [data-screen]:not([hidden])")).to_have_count(1)
        reached = self.page.evaluate(
            """name => {
                for (let turn = 0; turn < 40; turn += 1) {
                    const shown = document.querySelector("[data-screen]:not([hidden])");
                    if (shown.dataset.screen === name) return name;
                    const next = shown.querySelector("[data-next]");
                    if (!next) return shown.dataset.screen;
                    next.click();
                }
                return "nowhere";
            }""",
            name,
        )
        assert reached == name
        self.at(name)

    def look_at(self, question: str) -> None:
        """Press Change or Answer beside a question in the list at the end."""
        self.page.locator(f"[data-row={question}]").click()
        self.at(question)

    def back(self) -> None:
        """Press the phone's own Back button."""
        self.page.go_back(wait_until="commit")

    def send(self) -> None:
        """Press Send."""
        self.press("Send my answers")

    def thanked(self) -> None:
        """Wait for the thank-you."""
        self.page.wait_for_url(re.compile(r"/sent\?"))
        expect(self.page.locator("h1")).to_contain_text("Thank you. We have your answers.")

    def focused(self) -> dict[str, Any]:
        """What has the focus: its tag, text, id and the outline drawn around it or its label."""
        return self.page.evaluate(
            """() => {
                const one = document.activeElement;
                const answer = one.matches("input[type=radio], input[type=checkbox]");
                const drawn = answer ? one.labels[0] : one;
                const style = getComputedStyle(drawn);
                return {
                    tag: one.tagName, id: one.id, name: one.name || "", value: one.value || "",
                    text: (answer ? drawn : one).textContent.trim(),
                    width: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
                    seen: one.checkVisibility(), next: one.matches("[data-next]"),
                    send: one.matches("[data-send]"),
                };
            }"""
        )

    def tab_to(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Press Tab until what has the focus is wanted; every stop on the way is seen and has its ring."""
        for _ in range(120):
            self.page.keyboard.press("Tab")
            focused = self.focused()
            if focused["tag"] == "BODY":  # past the end: round through the browser's own bar
                continue
            assert focused["width"] >= 2, focused
            assert focused["seen"], focused
            if wanted(focused):
                return focused
        raise AssertionError("Tab never came to what was wanted")

    def overflow(self) -> int:
        """By how many pixels the page is wider than the screen."""
        return measure_overflow(self.page)
