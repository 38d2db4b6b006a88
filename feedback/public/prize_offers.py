"""Which prize draws the thank-you offers: remembered for a minute, so that it asks the database no more than that."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock
from typing import cast

from flask import Flask, current_app

from feedback import clock
from feedback.exceptions import StorageError
from feedback.models.drawing import PrizeDraw
from feedback.prizes import list_offers
from feedback.web.context import get_database, get_settings

LASTS_SECONDS = 60


@dataclass
class Offers:
    """What could be entered when it was last asked, by questionnaire."""

    _known: dict[str, int] = field(default_factory=dict)
    _until: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    def get(self, questionnaire: str) -> int | None:
        """The id of the prize draw for `questionnaire`. None in storage trouble too: the thank-you always answers."""
        with self._lock:
            if time.monotonic() >= self._until:
                self._known = {one.questionnaire: one.id for one in _read()}
                self._until = time.monotonic() + LASTS_SECONDS
            return self._known.get(questionnaire)

    def forget(self) -> None:
        """Ask anew the next time."""
        self._until = 0.0


def init_app(app: Flask) -> None:
    """Let `app` remember its offers."""
    app.extensions["feedback.prize_offers"] = Offers()


def get_offers() -> Offers:
    """What the current app remembers."""
    return cast(Offers, current_app.extensions["feedback.prize_offers"])


def _read() -> Iterable[PrizeDraw]:
    try:
        with get_database().reading() as session:
            return list_offers(session, today=clock.today(get_settings().zone))
    except StorageError:
        return ()
