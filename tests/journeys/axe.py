"""A program's check of a page: WCAG 2.0 to 2.2, A and AA, and best practice; and that nothing runs over its edge."""

from contextlib import suppress

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page
from playwright.sync_api import TimeoutError as NothingCame

from tests.journeys.fitting import WIDER

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
AXE = Axe()
FIND = """async rules => {
    const options = { runOnly: { type: "tag", values: rules }, resultTypes: ["violations"] };
    const { violations } = await axe.run(document, options);
    window.checked = document.documentElement.outerHTML;
    const found = violations.flatMap(one => one.nodes.map(
        node => [one.id, node.target.join(" "), node.failureSummary]));
    const wider = {WIDER};
    return wider > 0 ? [...found, ["wider than the screen", "html", `by ${wider} px`]] : found;
}""".replace("{WIDER}", WIDER)
NOT_CHECKED_YET = "() => window.checked !== document.documentElement?.outerHTML"
BORN = "performance.timeOrigin"
LATER = f"born => {BORN} !== born"


def check_page(page: Page) -> None:
    """Nothing is found on `page` as it stands, and nothing has to be scrolled sideways.

    On a busy machine a click may return before the page that it asks for is there. A page that was checked and has not
    changed has a second to give way; one that goes while it is checked is left, and the one after it is checked.
    """
    with suppress(NothingCame):
        page.wait_for_function(NOT_CHECKED_YET, timeout=1000)
    born = None
    try:
        born = page.evaluate(BORN)
        found = _find(page)
    except Error as gone:
        try:
            page.wait_for_function(LATER, arg=born, timeout=1000)
        except NothingCame:
            raise gone from None
        found = _find(page)
    assert found == [], (page.url, found)


def _find(page: Page) -> list[list[str]]:
    """What the program finds: the rule, where, and why."""
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    return list(page.evaluate(FIND, RULES))
