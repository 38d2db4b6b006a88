"""What one server process remembers: pages it made, where codes led, which pages were left, how many wrong codes came."""

import time
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import cast

from flask import current_app

from feedback.bursts import Bursts
from feedback.links import Link
from feedback.models.asking import PublishedVersion
from feedback.public.news import News
from feedback.public.pages import Pages
from feedback.talk_bursts import OF_REQUESTS
from feedback.tokens import Token, name_left

KEPT_LINKS = 1000
KEPT_LEFT = 20_000  # pages
MOST_UNKNOWN_A_MINUTE = (
    600  # of unknown codes; live ones are never throttled, a school is one address
)


@dataclass
class Memory:
    """Held by the app, lost when it stops; nothing in it is about who asked."""

    pages: Pages = field(default_factory=Pages)
    bursts: Bursts = field(default_factory=Bursts)
    talk_bursts: Bursts = field(default_factory=lambda: Bursts(OF_REQUESTS))
    news: News = field(default_factory=News)
    _versions: dict[str, PublishedVersion] = field(default_factory=dict)
    _links: OrderedDict[str | int, Link] = field(default_factory=OrderedDict)
    _left: OrderedDict[str, None] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)
    _minute: int = 0
    _unknown: int = 0

    def keep_link(self, link: Link) -> None:
        """Remember where a code led, to show its page again when the database does not answer.

        Of a slip only the collector is remembered, not the code.
        """
        kept = replace(link, code="") if link.slip else link
        with self._lock:
            self._links[kept.code or kept.collector_id] = kept
            if link.version:
                self._versions[link.version.questionnaire] = link.version
            while len(self._links) > KEPT_LINKS:
                self._links.popitem(last=False)

    def get_link(self, code: str, collector_id: int = 0) -> Link | None:
        """Where `code` led when it was last asked for, or where slips of the collector did."""
        link = self._links.get(code) or self._links.get(collector_id)
        return replace(link, code=code) if link else None

    def get_version(self, questionnaire: str) -> PublishedVersion | None:
        """The version of `questionnaire` that was last asked for."""
        return self._versions.get(questionnaire)

    def leave(self, name: str) -> None:
        """Remember in no file that somebody left the page of this name, as `name_left` gives it, before Send."""
        with self._lock:
            self._left[name] = None
            while len(self._left) > KEPT_LEFT:
                self._left.popitem(last=False)

    def was_left(self, token: Token | None) -> bool:
        """Whether somebody left it. What a browser sends of it again may then not be shown."""
        return token is not None and name_left(token) in self._left

    def too_many_unknown(self) -> bool:
        """Count one unknown code; whether there were too many in this minute."""
        minute = int(time.monotonic() // 60)
        with self._lock:
            if minute != self._minute:
                self._minute, self._unknown = minute, 0
            self._unknown += 1
            return self._unknown > MOST_UNKNOWN_A_MINUTE


def get_memory() -> Memory:
    """The memory of the current app."""
    return cast(Memory, current_app.extensions["feedback.public"])
