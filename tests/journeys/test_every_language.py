"""A program's check of every questionnaire in every language that a release brings, in its real words: behind `make soak`.

The everyday run checks one questionnaire in each language, in made-up words (`test_languages.py`).
"""

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from feedback.app import create_app
from feedback.languages import LANGUAGES, LISTED
from tests.journeys.axe import check_page
from tests.journeys.test_languages import show
from tests.tongues import SHIPPED, list_anonymous, make_shipped

TRANSLATED = [one.tag for one in LISTED if (SHIPPED / one.folder).is_dir()]
PROMISED = (  # whole in every language that comes with a release
    "iro-survey", "post-conference-child", "post-conference-parent", "six-monthly-child", "six-monthly-parent",
    "exit-interview", "early-help-parent", "uasc-settling-in",
)  # fmt: skip


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> tuple[Flask, dict[str, str]]:
    """A council that asks everything, in every language there is."""
    settings, codes = make_shipped(tmp_path_factory.mktemp("every"), *list_anonymous())
    return create_app(settings), codes


def list_variants(page: Page) -> list[str]:
    """The variants that a page can be switched to, and its own."""
    values = page.eval_on_selector_all("[name=_show]", "all => all.map(one => one.value)")
    return sorted({value.partition("/")[2] for value in values})


def check(page: Page, tag: str) -> None:
    """It is in this language, nothing is over an edge, and no fault that axe knows."""
    root = page.locator("html")
    said = root.get_attribute("lang"), root.get_attribute("dir")
    assert said == (tag, LANGUAGES[tag].direction)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    check_page(page)


@pytest.mark.soak
@pytest.mark.parametrize("tag", TRANSLATED)
@pytest.mark.parametrize("questionnaire", list_anonymous())
def test_every_questionnaire_in_every_language(
    browser: Browser, shipped: tuple[Flask, dict[str, str]], questionnaire: str, tag: str
) -> None:
    """In each variant it has in that language: its first screen, and without scripts every question on one page."""
    app, codes = shipped
    address = f"/q/{codes[questionnaire]}?lang={tag}"
    first = show(browser, app, address)
    variants = list_variants(first)
    if first.locator("html").get_attribute("lang") != tag:
        assert questionnaire not in PROMISED, "not whole in this language"
        variants = []
    first.context.close()

    for variant in variants:
        for scripts in (True, False):
            page = show(browser, app, f"{address}&variant={variant}", scripts=scripts)
            if page.locator("html").get_attribute("lang") == tag:
                check(page, tag)
            page.context.close()
