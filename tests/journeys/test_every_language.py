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


# Whether the council's name, Help and Leave now stand on one another: the ink of the letters, not their boxes.
CROWDED = """() => {
    const inks = [...document.querySelector(".fb-top").children].map(one => {
        const range = document.createRange();
        range.selectNodeContents(one);
        return [...range.getClientRects()];
    });
    const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.5;
    return inks.some((some, place) => inks.slice(place + 1).some(
        others => some.some(a => others.some(b => meet(a, b)))));
}"""


# Words that are cut in two because there is no room for them.
CUT = """() => {
    const cut = [], nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = nodes.nextNode(); node; node = nodes.nextNode())
        for (const word of node.data.matchAll(/[^\\s\\u2010-\\u2015-]+/gu)) {
            const range = document.createRange();
            range.setStart(node, word.index);
            range.setEnd(node, word.index + word[0].length);
            const tops = [...range.getClientRects()].filter(one => one.width > 1).map(one => one.top);
            if (Math.max(...tops) - Math.min(...tops) > 8) cut.push(word[0]);
        }
    return cut;
}"""


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
    assert not page.evaluate(CROWDED)
    assert page.evaluate(CUT) == []
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


@pytest.mark.soak
@pytest.mark.parametrize("tag", ["pl", "vi", "ps", "ckb"])
def test_a_crowded_header_is_seen(
    browser: Browser, shipped: tuple[Flask, dict[str, str]], tag: str
) -> None:
    """The control: where the name may shrink under its letters, long words of “Leave now” push Help onto it."""
    app, codes = shipped
    page = show(browser, app, f"/q/{codes['iro-survey']}?lang={tag}")
    assert not page.evaluate(CROWDED)

    page.evaluate("""document.querySelector(".fb-top p").style = "flex: 0 1 3rem; min-width: 0" """)

    assert page.evaluate(CROWDED)
    page.context.close()


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Flask, str]:
    """A council that asks about reviews in every language there is, and the path of its page."""
    settings, codes = make_shipped(tmp_path_factory.mktemp("reviewed"), "iro-survey")
    return create_app(settings), f"/q/{codes['iro-survey']}"


@pytest.mark.parametrize("tag", ["pl", "uk"])
def test_no_word_is_cut_in_two(browser: Browser, reviewed: tuple[Flask, str], tag: str) -> None:
    """Long words beside a picture go under it, and those of faces stand beside them. The control: without either."""
    app, path = reviewed
    page = show(browser, app, f"{path}?lang={tag}&variant=easy-read", scripts=False)
    assert page.evaluate(CUT) == []

    page.add_style_tag(content=".fb-ask > :last-child { min-width: 0 }")
    page.evaluate("""for (const one of document.querySelectorAll(".fb-stacked"))
        one.classList.remove("fb-stacked")""")

    assert page.evaluate(CUT)
    page.context.close()
