"""What people told, quarter by quarter, side by side: compliments, complaints, and what comments were about.

Each number is told as its own page tells it, and a bar is as high as what is told, so that it gives away nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy.orm import Session

from feedback.concern_records import count_by_quarter, say_count
from feedback.concern_steps import LABELS
from feedback.models.asking import Round
from feedback.models.concerning import Kind
from feedback.reports.charts import INK, YES
from feedback.reports.theming import Trend, read_trends

KINDS = (Kind.COMPLIMENT, Kind.COMPLAINT)
WIDTH, GAP, HEIGHT, LEAST = 14, 4, 36, 3


@dataclass(frozen=True)
class Told:
    """What is told of one quarter: how many, and how many of them praise and complain."""

    words: str
    tones: str = ""

    @property
    def number(self) -> int:
        """As much as the words certainly say: 15 for "15 or more", 1 for "1 to 2", 0 for fewer than some."""
        found = re.match(r"\d+", self.words)
        return int(found[0]) if found else 0


@dataclass(frozen=True)
class Line:
    """One thing people told of, over the quarters; `kind` says what sort of thing it is."""

    name: str
    kind: str
    told: tuple[Told, ...]

    def draw(self) -> Markup:
        """A bar for each quarter, on the scale of this line; a quarter of nothing has none."""
        most = max((one.number for one in self.told), default=0)
        wide = len(self.told) * (WIDTH + GAP)
        bars = Markup().join(
            _bar(place, one.number, most) for place, one in enumerate(self.told) if one.number
        )
        return Markup(
            '<svg width="{}" height="{}" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">'
            '{}<path d="M0 {}H{}" stroke="{}"/></svg>'
        ).format(wide, HEIGHT, wide, HEIGHT, bars, HEIGHT - 0.5, wide, INK)


def read_lines(session: Session, rounds: Sequence[Round]) -> tuple[list[str], list[Line]]:
    """The quarters of which anything is told, oldest first, and what is told in each: compliments and complaints first."""
    counted = {(one.name, one.kind): one.words for one in count_by_quarter(session, KINDS)}
    own, trends = read_trends(session, rounds)
    quarters = sorted({name for name, _ in counted} | set(own))
    if not quarters:
        return [], []
    raised = [
        Line(
            f"{LABELS[kind]}s",
            "Raised as a concern",
            tuple(Told(counted.get((one, kind), say_count(0))) for one in quarters),
        )
        for kind in KINDS
    ]
    return quarters, [*raised, *(_line_of(trend, quarters, own) for trend in trends)]


def _line_of(trend: Trend, quarters: Sequence[str], own: Sequence[str]) -> Line:
    """A quarter in which too few answered says nothing of themes."""
    told = (
        Told(trend.say(one), trend.say_tone(one)) if one in own else Told("–") for one in quarters
    )
    return Line(trend.theme, trend.kind, tuple(told))


def _bar(place: int, number: int, most: int) -> Markup:
    tall = max(LEAST, round((HEIGHT - 2) * number / most, 1))
    return Markup('<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>').format(
        place * (WIDTH + GAP), round(HEIGHT - tall, 1), WIDTH, tall, YES
    )
