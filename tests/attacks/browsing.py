"""A browser that is shown an app's responses as they are, and everything that came to life in it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import ConsoleMessage, Dialog, Error, Page, Route
from werkzeug.test import TestResponse

ADDRESS = "http://council.test"
# Every element with the names of its attributes, and every text that a person can see or a field holds.
READ = """() => {
    const all = [...document.querySelectorAll("*")].filter((one) => !one.closest("template"));
    const kinds = all.map((one) => [one.tagName, ...[...one.attributes].map((a) => a.name).sort()].join(" "));
    const texts = all.flatMap((one) => [
        String(one.value ?? ""), one.dataset ? one.dataset.at ?? "" : "", one.getAttribute("aria-label") ?? "",
        [...one.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join(""),
    ]);
    return {kinds, texts: texts.filter((text) => text.trim())};
}"""


@dataclass(frozen=True)
class Seen:
    """What stands on a page: its elements in order, and its texts."""

    kinds: list[str]
    texts: list[str]

    def lacks(self, texts: Iterable[str]) -> list[str]:
        """Which of these texts cannot be read, letter for letter but for spaces."""
        here = "\n".join(_plain(text) for text in self.texts)
        return [text for text in texts if _plain(text) not in here]


@dataclass
class Screen:
    """A page in Chromium. `faults` are dialogs, refused scripts, and whatever was fetched from elsewhere."""

    page: Page
    app: Flask
    faults: list[str] = field(default_factory=list)
    _next: TestResponse | None = None

    def __post_init__(self) -> None:
        """Watch the page, and answer whatever it asks for."""
        self.page.on("dialog", self._hear_dialog)
        self.page.on("console", self._hear)
        self.page.route("**/*", self._answer)

    def show(self, client: FlaskClient, path: str, **request: Any) -> Seen:
        """What a browser makes of the response to one request."""
        self._next = client.open(path, buffered=True, **request)
        try:
            self.page.goto(f"{ADDRESS}/shown", wait_until="load")
            found = self.page.evaluate(READ)
        except Error as error:  # the page has gone somewhere else
            self.faults.append(f"left: {error.message[:80]}")
            return Seen([], [])
        return Seen(found["kinds"], found["texts"])

    def _answer(self, route: Route) -> None:
        parts = urlsplit(route.request.url)
        if f"{parts.scheme}://{parts.netloc}" != ADDRESS:
            self.faults.append(f"fetched {route.request.url}")
            route.abort()
            return
        response = self._next
        if parts.path != "/shown" or response is None:
            response = self.app.test_client().get(parts.path, buffered=True)
            if not parts.path.startswith("/static/"):
                self.faults.append(f"fetched {parts.path}")
        kept = {name: value for name, value in response.headers if name != "Set-Cookie"}
        status = 200 if 300 <= response.status_code < 400 else response.status_code
        route.fulfill(status=status, headers=kept, body=response.get_data())

    def _hear_dialog(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _hear(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Refused" in message.text:
            self.faults.append(f"refused {message.text[:120]}")


def _plain(text: str) -> str:
    """Without spaces, and without what HTML has no letter for."""
    return "".join(c for c in text if not c.isspace() and c not in "\x00\x0b\x0c\ufffd")
