"""A program's check of a page: WCAG 2.0 to 2.2, A and AA, and best practice."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
AXE = Axe()
FIND = """async rules => {
    const options = { runOnly: { type: "tag", values: rules }, resultTypes: ["violations"] };
    const { violations } = await axe.run(document, options);
    return violations.flatMap(one => one.nodes.map(
        node => [one.id, node.target.join(" "), node.failureSummary]));
}"""


def check_page(page: Page) -> None:
    """Nothing is found on `page` as it stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    found = page.evaluate(FIND, RULES)
    assert found == [], found
