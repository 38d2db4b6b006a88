"""Staff print a poster from the browser: one sheet, a code that can be read, and a page everybody can use."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from feedback import accounts
from feedback.models.accounts import Account, Role
from feedback.reports.poster_pages import make_page
from feedback.reports.poster_words import Poster
from tests.journeys.axe import check_page
from tests.journeys.phone import Council, Phone
from tests.reports.reading import open_only_page, rasterise, read_code
from tests.reports.test_posters import POSTERS

EMAIL, PASSWORD = "analyst@council.gov.uk", "correct horse battery"
PRINTED = {
    name: POSTERS[name] for name in ("child", "parent", "tongues", "one long word", "longest")
}
RUNS_OVER = """() => {
    const sheet = document.querySelector("main");
    const edge = sheet.getBoundingClientRect();
    const outside = [...sheet.querySelectorAll("*")].filter((one) => {
        const box = one.getBoundingClientRect();
        return box.right > edge.right + 1 || box.bottom > edge.bottom + 1;
    });
    return [sheet.scrollHeight - sheet.clientHeight, ...outside.map((one) => one.textContent)];
}"""


@pytest.fixture
def desk(phones: object, council: Council) -> Phone:
    """A desktop computer at which an analyst is signed in."""
    with council.database.writing() as session:
        if session.scalars(select(Account).where(Account.email == EMAIL)).first() is None:
            account = accounts.make_account(session, EMAIL, role=Role.ANALYST)
            account.password = PasswordHasher().hash(PASSWORD)
    desk: Phone = phones(width=1280, height=900)  # type: ignore[operator]
    desk.page.goto(f"{council.address}/staff/sign-in")
    desk.page.fill("[name=email]", EMAIL)
    desk.page.fill("[name=password]", PASSWORD)
    desk.page.locator("main button").click()
    desk.page.wait_for_url("**/staff/")
    return desk


def test_a_poster_is_found_and_printed_on_one_sheet(desk: Phone) -> None:
    """From the rounds to the poster; the browser's own print is one A4 page, and its code leads to Oak."""
    desk.page.get_by_role("link", name="Posters").click()
    reviews = desk.page.locator("section", has_text="IRO survey").first
    reviews.locator("tr", has_text="Oak").get_by_text("To print").click()
    expect(desk.page.get_by_role("heading", level=1)).to_contain_text("What was your review like")

    page = open_only_page(desk.page.pdf(prefer_css_page_size=True))

    code = desk.council.codes["open"]
    assert read_code(rasterise(page)) == f"{desk.council.settings.public_url}/q/{code}".upper()
    text = " ".join(page.get_text().split())
    assert "Trial: not for children yet" in text
    assert "Back to all posters" not in text
    assert "Ctrl" not in text


@pytest.mark.parametrize("path", ["/staff/collectors", "/staff/collectors/1/poster"])
@pytest.mark.parametrize("width", [1280, 320])
def test_the_pages_pass_the_program(desk: Phone, path: str, width: int) -> None:
    """WCAG and best practice, at a desk and on the narrowest phone, with nothing over the edge."""
    desk.page.set_viewport_size({"width": width, "height": 740})

    desk.page.goto(desk.council.address + path)

    check_page(desk.page)


@pytest.mark.parametrize("path", ["/staff/collectors", "/staff/collectors/1/poster"])
def test_every_link_is_reached_with_the_keyboard_alone(desk: Phone, path: str) -> None:
    """Tab comes to each link in turn, each with its ring."""
    desk.page.goto(desk.council.address + path)
    links = desk.page.locator("a:visible").all_text_contents()
    reached = []

    for _ in range(len(links) + 60):  # boxes and buttons stand between them
        desk.page.keyboard.press("Tab")
        focused = desk.focused()
        if focused["tag"] == "A":
            assert focused["width"] >= 2, focused
            reached.append(focused["text"])

    assert len(links) >= 4
    assert set(reached) == {" ".join(text.split()) for text in links}


@pytest.fixture
def file_page(browser: Browser) -> Iterator[Page]:
    """A window that opens files, as somebody who was sent one does."""
    context = browser.new_context(viewport={"width": 1000, "height": 1200})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("trial", [True, False])
@pytest.mark.parametrize("poster", PRINTED.values(), ids=PRINTED.keys())
def test_any_poster_prints_on_one_sheet(
    file_page: Page, tmp_path: Path, poster: Poster, trial: bool
) -> None:
    """Long names or short, in a file of its own: one A4 page, nothing cut, and the code is read."""
    file = tmp_path / "poster.html"
    file.write_bytes(make_page(replace(poster, trial=trial)))
    file_page.goto(file.as_uri())

    over = file_page.evaluate(RUNS_OVER)
    page = open_only_page(file_page.pdf(prefer_css_page_size=True))

    assert over == [0]
    assert read_code(rasterise(page)) == poster.url.upper()


def test_another_font_still_fits(file_page: Page, tmp_path: Path) -> None:
    """The page is measured with our letters and shown with the browser's, which may be wider."""
    file = tmp_path / "poster.html"
    wide = make_page(POSTERS["longest"]).decode().replace("system-ui", "DejaVu Sans,system-ui")
    file.write_text(wide)
    file_page.goto(file.as_uri())

    over = file_page.evaluate(RUNS_OVER)

    assert over == [0]
