"""What the proxy in front refuses by itself looks as what the service refuses: the guide to installing says how."""

import re
from pathlib import Path

import pytest

from feedback.web.headers import A_YEAR, ALWAYS

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "install.md"
LINE = re.compile(r'^\s+add_header (?P<name>\S+) "(?P<value>[^"]*)" always;$', re.MULTILINE)
WANTED = {
    **dict(ALWAYS),
    "Strict-Transport-Security": f"max-age={2 * A_YEAR}; includeSubDomains",
    "Cache-Control": "no-store",
}
# What nginx answers itself: broken, too slow, too big, unknown versions, and a service that is not there.
REFUSED = {"400", "408", "413", "414", "494", "500", "501", "502", "503", "504", "505"}


def read_block(guide: str) -> str:
    """The part of the example of nginx that is about what nginx refuses."""
    found = re.search(r"error_page (?:.|\n)*?\n    }\n", guide)
    assert found, "the guide says nothing of it"
    return found[0]


def find_faults(block: str) -> list[str]:
    """What the page of the proxy lacks."""
    headers = {one["name"]: one["value"] for one in LINE.finditer(block)}
    faults = [name for name, value in WANTED.items() if headers.get(name) != value]
    faults += [f"more: {name}" for name in headers if name not in WANTED]
    told = set(block.split(" /", 1)[0].split()[1:])
    faults += sorted(REFUSED - told)
    return faults + [number for number in ("tel:999", "tel:08001111") if number not in block]


def test_what_the_proxy_refuses_has_our_headers_and_the_help_lines() -> None:
    """The example can be copied as it is."""
    assert find_faults(read_block(GUIDE.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "lost", ["nosniff", "frame-ancestors 'none'", "tel:999", " 413", "no-store"]
)
def test_a_page_that_lacks_one_is_found_out(lost: str) -> None:
    """The control."""
    block = read_block(GUIDE.read_text(encoding="utf-8"))

    assert find_faults(block.replace(lost, "", 1))
