"""Debian's Chromium, as the tests start it: whole, or without its windows, which takes half of the time."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
QUICK = shutil.which("chromium-headless-shell") or CHROMIUM
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@contextmanager
def quick_browser() -> Iterator[Browser]:
    """The quick one: it keeps no pages for Back."""
    with sync_playwright() as playwright, start(playwright) as browser:
        yield browser


@contextmanager
def start(playwright: Playwright, *, keeping: bool = False) -> Iterator[Browser]:
    """The quick one, or the whole with the cache for Back that phones have and Playwright would turn off."""
    assert Path(CHROMIUM).exists(), "these tests need Chromium: apt-get install chromium"
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM if keeping else QUICK,
        args=QUIET,
        ignore_default_args=["--disable-back-forward-cache"] if keeping else None,
    )
    yield browser
    browser.close()
