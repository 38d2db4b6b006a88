"""What a process remembers: little, bounded, and nothing of who asked."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient

from feedback.links import Link, State
from feedback.public.memory import KEPT_LINKS, MOST_UNKNOWN_A_MINUTE, Memory, get_memory
from feedback.public.pages import KEPT_PAGES, Pages
from tests.pages import visit


def link(code: str) -> Link:
    """A link that leads nowhere."""
    return Link(1, code, "self", State.SHUT)


def test_a_link_is_found_again() -> None:
    """Under its code, as it was last."""
    memory = Memory()
    memory.keep_link(link("AAAAAA"))

    found = memory.get_link("AAAAAA")

    assert found == link("AAAAAA")
    assert memory.get_link("BBBBBB") is None


def test_the_oldest_links_are_forgotten() -> None:
    """However many codes are tried, the memory stays the same size."""
    memory = Memory()
    for number in range(KEPT_LINKS + 1):
        memory.keep_link(link(str(number)))

    kept = [number for number in range(KEPT_LINKS + 1) if memory.get_link(str(number))]

    assert kept == list(range(1, KEPT_LINKS + 1))


def test_unknown_codes_are_counted_by_the_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six hundred in a minute are let through, and the next minute starts afresh."""
    seconds = [30.0]
    monkeypatch.setattr("feedback.public.memory.time.monotonic", lambda: seconds[0])
    memory = Memory()

    first = [memory.too_many_unknown() for _ in range(MOST_UNKNOWN_A_MINUTE + 2)]
    seconds[0] = 61.0
    later = memory.too_many_unknown()

    assert first == [False] * MOST_UNKNOWN_A_MINUTE + [True, True]
    assert later is False


def test_a_page_is_rendered_once() -> None:
    """The second time it is there."""
    pages, rendered = Pages(), []

    def render() -> str:
        rendered.append("page")
        return "<p>"

    first, second = pages.get("a", render), pages.get("a", render)

    assert first is second
    assert rendered == ["page"]


def test_a_class_that_opens_a_new_page_together_has_it_rendered_once() -> None:
    """The others wait for the first: making it for each of them would take as many times as long."""
    pages, rendered, together = Pages(), [], threading.Barrier(8)

    def render() -> str:
        rendered.append("page")
        time.sleep(0.05)
        return "<p>"

    def open_it(_: int) -> bytes:
        together.wait()
        return pages.get("a", render).start

    with ThreadPoolExecutor(8) as pupils:
        seen = list(pupils.map(open_it, range(8)))

    assert set(seen) == {b"<p>"}
    assert rendered == ["page"]


def test_the_least_used_pages_are_forgotten() -> None:
    """A page that is asked for stays; the others make room."""
    pages = Pages()
    first = pages.get("first", lambda: "x")
    for number in range(KEPT_PAGES - 1):
        pages.get(number, lambda: "x")
    pages.get("first", lambda: "x")

    pages.get("one more", lambda: "x")

    assert pages.get("first", lambda: "y") is first
    assert pages.get(0, lambda: "y").start == b"y"


def test_an_app_has_one_memory(client: FlaskClient, oak: str) -> None:
    """A page that was shown is remembered; a wrong code is not."""
    visit(client, oak)
    visit(client, "/q/222222", 404)

    with client.application.app_context():
        memory = get_memory()

    assert memory.get_link(oak.removeprefix("/q/"))
    assert memory.get_link("222222") is None
    assert memory.get_version("iro-survey")
    assert memory.get_version("nothing") is None
