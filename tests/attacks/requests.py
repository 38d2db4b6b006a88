"""Requests made up by chance, sent to the app, and what went wrong with any of them."""

import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

HANGING = 20  # seconds: nothing honest takes a tenth of it on the slowest machine
WRITTEN = (
    "intake",
    "receipts",
    "responses",
    "comments",
    "equality_answers",
    "unread_answers",
    "accounts",
    "teams",
    "rounds",
    "collectors",
    "given_out",
    "round_teams",
    "former_names",
    "successors",
    "plans",
    "plan_teams",
    "plan_rounds",
    "talk_requests",
    "concerns",
    "concern_actions",
    "concern_exclusions",
    "concern_routes",
    "language_readers",
    "word_lists",
    "themes",
)


class HangError(BaseException):
    """A request that did not come back. Not an Exception, so that no error page swallows it."""


@dataclass
class Watch:
    """What came back: statuses, and each request that broke, hung or left rows behind though it was refused."""

    rows: "Rows"
    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0

    def send(self, client: FlaskClient, what: str, **request: Any) -> TestResponse | None:
        """Send one request; its response, or None when it hung."""
        before = self.rows.count()
        begun = time.monotonic()
        try:
            with patience():
                response = client.open(buffered=True, **request)
        except HangError:
            self.faults.append(f"hangs: {what}")
            return None
        self.slowest = max(self.slowest, time.monotonic() - begun)
        self.statuses[response.status_code] += 1
        if response.status_code >= 500:
            self.faults.append(f"{response.status_code}: {what}")
        if response.status_code >= 400 and self.rows.count() != before:
            self.faults.append(f"refused, and rows are left: {what}")
        return response


class Rows:
    """How many rows there are; counted again only when anybody has written."""

    def __init__(self, file: str) -> None:
        self._connection = sqlite3.connect(file)
        self._version, self._rows = -1, 0

    def count(self) -> int:
        """Rows of every table but the audit, to which a refusal may well add one."""
        (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        if version != self._version:
            self._version = version
            self._rows = sum(
                self._connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in WRITTEN
            )
        return self._rows


@contextmanager
def patience() -> Iterator[None]:
    """Break off what does not come back."""

    def give_up(_signal: int, _frame: FrameType | None) -> None:
        raise HangError

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, HANGING)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def list_targets(app: Flask) -> list[tuple[str, str]]:
    """Every method and address of the app that answers with something of its own."""
    return sorted(
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        if method in ("GET", "POST")
    )
