"""The two tutorials, walked on the sample council by their own words: each name that is pressed is read out of the page."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from feedback.app import create_app
from feedback.config import read_settings
from feedback.db import Database
from feedback.demo.making import Demo, make_demo
from feedback.making import make_orders
from feedback.questionnaires.library import read_library
from feedback.schema import upgrade
from feedback.versions import publish_shipped
from tests.conftest import NOON
from tests.guards.test_docs import read
from tests.journeys.phone import Council
from tests.journeys.serving import serve
from tests.journeys.walking import Walk

TOKEN = re.compile(r"\*\*(.+?)\*\*|`([^`]+)`|```\n(.+?)```", re.DOTALL)
FIRST, LAST = dt.date(2026, 12, 1), dt.date(2026, 12, 29)


@pytest.fixture(scope="module")
def sample(
    browser: Browser, moment: dt.datetime, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Walk, Demo]]:
    """What `make run` makes, served."""
    settings = read_settings(
        {"FEEDBACK_INSTANCE": str(tmp_path_factory.mktemp("sample")), "FEEDBACK_COUNCIL_NAME": "S"}
    )
    database = Database(settings.database_url)
    upgrade(database)
    with database.writing() as session:
        library = read_library(settings.forms)
        publish_shipped(session, settings.forms, library, on=NOON.date())
    demo = make_demo(database, settings, tell=lambda _: None)
    app = create_app(settings)
    with serve(app) as address:
        walk = Walk(browser, Council(address, {}, database, settings), app)
        yield walk, demo
        faults = walk.faults
        walk.close()
    assert faults == []


@dataclass
class Walker:
    """Somebody who follows a tutorial. What is bold there is pressed, chosen or seen; what stands as code is typed."""

    page: Page
    text: str
    at: int = 0
    tokens: list[tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        """Everything from the first heading with a number to what comes next."""
        steps = self.text[self.text.index("\n## 1.") : self.text.index("\n## What next")]
        found = TOKEN.finditer(steps)
        self.tokens = [
            ("name", one[1]) if one[1] else ("typed", one[2] or re.sub(r"(?m)^ +", "", one[3]))
            for one in found
        ]

    def _next(self, kind: str) -> str:
        found, words = self.tokens[self.at]
        assert found == kind, (words, self.tokens[self.at - 1])
        self.at += 1
        return words

    def name(self) -> str:
        """The next name, where the page is not pressed by it alone."""
        return self._next("name")

    def press(self) -> None:
        """The link, button or fold with the next name; one that says more after it, for those who hear the page, too."""
        name = re.compile(f"^{re.escape(self._next('name'))}( |:|,|$)")
        links, buttons = (self.page.get_by_role(role, name=name) for role in ("link", "button"))
        folds = self.page.locator("summary").filter(has_text=name)
        links.or_(buttons).or_(folds).first.click()

    def see(self) -> None:
        """The next name stands on the page."""
        expect(self.page.get_by_text(self._next("name")).first).to_be_visible()

    def land_on(self) -> None:
        """The next name is the page's heading."""
        expect(self.page.locator("h1")).to_contain_text(self._next("name"))

    def choose(self) -> None:
        """A box or one of several answers, whose label begins so."""
        name = re.compile(f"^{re.escape(self._next('name'))}")
        self.page.locator("main").get_by_label(name).first.check()

    def fill(self, value: str = "") -> None:
        """The field with the next name: what stands there to be typed, or a day."""
        field_ = self.page.get_by_label(self._next("name"), exact=True)
        field_.fill(value or self._next("typed"))

    def pick(self) -> None:
        """From a list, by its name and the next."""
        self.page.get_by_label(self._next("name"), exact=True).select_option(
            label=self._next("name")
        )

    def get(self) -> Path:
        """A file that the next button or link gives."""
        with self.page.expect_download() as download:
            self.press()
        return Path(download.value.path())

    def is_through(self) -> bool:
        """Whether everything that the page names was done."""
        return self.at == len(self.tokens)


def test_the_officers_tutorial(sample: tuple[Walk, Demo]) -> None:
    """Planned, in the year, printed, counted, pasted, and answered back."""
    walk, demo = sample
    page = walk.sign_in(demo.staff.email, demo.staff.password)
    one = Walker(page, read("tutorial-officer.md"))

    one.land_on()
    plan(one)
    one.press(), one.press()
    one.choose(), one.choose(), one.fill(str(FIRST)), one.choose()
    one.fill(), one.press(), one.see(), one.press()
    expect(page.locator("h1")).to_contain_text("The year")
    print_things(one)
    give_out(one)
    answer_back(one)

    assert one.is_through()


def plan(one: Walker) -> None:
    """Four screens."""
    one.press(), one.press()
    one.choose(), one.press()
    one.choose(), one.press()
    one.fill(str(FIRST)), one.fill(str(LAST)), one.press()
    one.press()
    one.land_on(), one.see()


def print_things(one: Walker) -> None:
    """A poster on the screen, and a file of slips."""
    one.press(), one.see(), one.press()
    expect(one.page.locator("svg").first).to_be_visible()
    one.page.goto(f"{one.page.url.partition('/staff')[0]}/staff/")
    one.press()
    one.pick(), one.fill()
    assert one.get().read_bytes().startswith(b"%PDF")


def give_out(one: Walker) -> None:
    """Two taps and back; then a pasted list."""
    one.press(), one.pick(), one.press()
    one.press(), one.see(), one.press()
    one.press()
    one.fill()
    one.press(), one.see(), one.press()
    expect(one.page.get_by_role("heading", name="Saved")).to_be_visible()


def answer_back(one: Walker) -> None:
    """A draft, as everybody will read it."""
    one.press(), one.press(), one.press()
    one.fill(), one.fill(), one.fill()
    one.pick(), one.choose()
    one.fill(), one.fill(), one.fill()
    one.press()
    one.see()


def open_newest(one: Walker) -> None:
    """The first round under the questionnaire whose name is next."""
    name = one.name()
    one.page.get_by_role("link", name=re.compile(rf"^[0-9].*: {name}$")).first.click()


def read_results(one: Walker) -> None:
    """A round, why a team does not stand alone, and over time."""
    one.press()
    open_newest(one)
    one.see(), one.see()
    one.press(), one.press(), one.land_on()
    one.press()
    name = one.name()
    one.page.get_by_role("link", name=re.compile(f"^{name} ?: IRO survey")).click()
    one.see()


def take_along(one: Walker, walk: Walk) -> None:
    """The core measures, single answers with their purpose, a workbook of a period."""
    one.press()
    one.page.get_by_role("link", name=re.compile(r"^[0-9].*: IRO survey$")).first.click()
    assert b"Knows who their IRO is" in one.get().read_bytes()
    one.press(), one.fill()
    assert one.get().read_bytes().startswith(b"PK")
    one.press(), one.press()
    one.page.get_by_label(one.name(), exact=True).select_option(index=1)
    one.press()
    assert make_orders(walk.database, walk.council.settings) == 1  # `serve` does, each second
    one.page.reload()
    one.land_on()
    assert one.get().read_bytes().startswith(b"PK")


def test_the_analysts_tutorial(sample: tuple[Walk, Demo]) -> None:
    """Read, explained, compared, taken along, and a reply approved that everybody can read."""
    walk, demo = sample
    page = walk.sign_in(demo.analyst.email, demo.analyst.password)
    one = Walker(page, read("tutorial-analyst.md"))

    read_results(one)
    take_along(one, walk)
    one.press(), one.press()
    expect(page.locator("h1")).to_have_text("Themes by quarter")
    one.press(), one.see(), one.press()
    reply = page.locator("h1").inner_text()
    one.press(), one.press()
    expect(page.locator("h1")).to_have_text(reply.replace("draft", "published"))
    one.press(), one.press()
    expect(page.locator("main")).to_contain_text("a page with who helps, with what")
    expect(page.locator("body")).to_contain_text("DEMO")

    assert one.is_through()
