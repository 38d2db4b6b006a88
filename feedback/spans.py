"""The periods that a workbook is issued for: months, financial quarters, half-years and years. They never roll."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from feedback.clock import FIRST_DAY, LAST_DAY, add_months

FIRST_MONTH = 4  # a financial year begins in April


class Span(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"


MONTHS = {Span.MONTH: 1, Span.QUARTER: 3, Span.HALF_YEAR: 6, Span.YEAR: 12}
SPAN_WORDS = {
    Span.MONTH: "Months",
    Span.QUARTER: "Financial quarters",
    Span.HALF_YEAR: "Half-years",
    Span.YEAR: "Financial years",
}


@dataclass(frozen=True, order=True)
class Window:
    """One period, by its first day."""

    first: dt.date
    span: Span

    @property
    def last(self) -> dt.date:
        """Its last day."""
        return add_months(self.first, MONTHS[self.span]) - dt.timedelta(days=1)

    @property
    def name(self) -> str:
        """ "November 2026", "2026-27 Q3", "2026-27 H2" or "2026-27"."""
        if self.span is Span.MONTH:
            return f"{self.first:%B %Y}"
        begun = self.first.year - (self.first.month < FIRST_MONTH)
        year = f"{begun}-{(begun + 1) % 100:02}"
        part = (self.first.month - FIRST_MONTH) % 12 // MONTHS[self.span] + 1
        return {
            Span.QUARTER: f"{year} Q{part}",
            Span.HALF_YEAR: f"{year} H{part}",
            Span.YEAR: year,
        }[self.span]

    @property
    def key(self) -> str:
        """How a form names it: "quarter-2026-10-01"."""
        return f"{self.span}-{self.first}"

    def holds(self, day: dt.date) -> bool:
        """Whether `day` lies in it."""
        return self.first <= day <= self.last


def window_of(day: dt.date, span: Span) -> Window:
    """The period of this length that `day` lies in."""
    months = MONTHS[span]
    back = (day.month - FIRST_MONTH) % 12 % months
    return Window(add_months(day.replace(day=1), -back), span)


def list_windows(days: Iterable[dt.date], *, today: dt.date) -> list[Window]:
    """Every period that is over and holds one of `days`: by length, newest first."""
    found = {window_of(day, span) for day in days for span in Span}
    over = [window for window in found if window.last < today]
    order = list(Span)
    return sorted(over, key=lambda one: (order.index(one.span), -one.first.toordinal()))


def read_window(key: str) -> Window | None:
    """The period that a form names; None for one there is not."""
    for span in Span:
        if key.startswith(f"{span}-"):
            return _read_first(key.removeprefix(f"{span}-"), span)
    return None


def _read_first(typed: str, span: Span) -> Window | None:
    """The period of this length that begins on a day as it was typed, if one does."""
    try:
        first = dt.date.fromisoformat(typed)
    except ValueError:
        return None
    window = window_of(first, span)
    return window if window.first == first and FIRST_DAY <= first <= LAST_DAY else None
