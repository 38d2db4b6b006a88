"""What a half-year and a year say: the sums of what their rounds show, and nothing else.

Whoever has the rounds can do the same sums, so they tell nothing new and need no audit. The periods are fixed:
April to September, October to March, and the financial year. docs/explanation/disclosure.md works an example.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from feedback.disclosure.bands import COUNTED_FROM, METHOD, Range, Word, list_classes

FIRST_MONTH = 4  # a financial year begins in April
MIDDLE_MONTH = 10  # and its second half in October
FEWEST_ROUNDS = 2  # that a period adds up: the figure of one stands there already


class Length(StrEnum):
    """How long a period is."""

    HALF_YEAR = "half-year"
    YEAR = "year"


@dataclass(frozen=True, order=True)
class Period:
    """A half-year or a financial year, by its first day."""

    first: date
    length: Length

    @property
    def last(self) -> date:
        """Its last day."""
        if self.length is Length.HALF_YEAR and self.first.month == FIRST_MONTH:
            return date(self.first.year, MIDDLE_MONTH, 1) - timedelta(days=1)
        return date(self.first.year + 1, FIRST_MONTH, 1) - timedelta(days=1)

    @property
    def name(self) -> str:
        """ "2025-26 H1", or "2025-26" for a year."""
        begun = self.first.year
        if self.length is Length.YEAR:
            return f"{begun}-{(begun + 1) % 100:02}"
        return f"{begun}-{(begun + 1) % 100:02} H{1 if self.first.month == FIRST_MONTH else 2}"


@dataclass(frozen=True)
class Part:
    """What one row of a round shows of one question. `negative` is None where only the positive is told."""

    base: int
    positive: Range
    negative: Range | None


@dataclass(frozen=True)
class Sum(Part):
    """Parts added up. It has a word where one word of its base covers all that it can be."""

    word: Word | None
    method: int = METHOD


def period_of(last_day: date, length: Length) -> Period:
    """The period that a round belongs to: the one of its last day, as for its quarter."""
    april = date(last_day.year - (last_day.month < FIRST_MONTH), FIRST_MONTH, 1)
    october = april.replace(month=MIDDLE_MONTH)
    second = length is Length.HALF_YEAR and last_day >= october
    return Period(october if second else april, length)


def group_teams(rows: Iterable[Collection[str]]) -> list[frozenset[str]]:
    """The finest groups of teams such that each of `rows`, all rows of all rounds, lies in one of them.

    A team is alone if it was alone in every round.
    """
    groups: list[frozenset[str]] = []
    for row in dict.fromkeys(map(frozenset, rows)):
        joined = row.union(*(group for group in groups if not group.isdisjoint(row)))
        groups = [*(group for group in groups if group.isdisjoint(row)), joined]
    return groups


def add_up(parts: Iterable[Part | None]) -> Sum | None:
    """The least and the most that `parts` can be together; None where one of them is hidden."""
    known = list(parts)
    told = [part for part in known if part is not None]
    if not told or len(told) < len(known):
        return None
    base = sum(part.base for part in told)
    positive = _add([part.positive for part in told])
    negatives = [part.negative for part in told if part.negative is not None]
    negative = _add(negatives) if len(negatives) == len(told) else None
    return Sum(base, positive, negative, choose_word(base, positive))


def add_totals(rounds: Iterable[tuple[Iterable[Part | None], Iterable[Part | None]]]) -> Sum | None:
    """All teams of a period, from what each round shows of all its teams, and of its rows.

    A round with too few answers for a row All teams counts as the sum of its rows. As in a round, the row is
    told from a base of 20.
    """
    total = add_up(add_up(totals) or add_up(rows) for totals, rows in rounds)
    return total if total and total.base >= COUNTED_FROM else None


def choose_word(base: int, range_: Range) -> Word | None:
    """The word of `base` whose class holds all of `range_`, if one does."""
    if base >= COUNTED_FROM:
        return None
    found = (f.word for f in list_classes(base) if range_.low in f.range and range_.high in f.range)
    return next(found, None)


def _add(ranges: Sequence[Range]) -> Range:
    return Range(sum(range_.low for range_ in ranges), sum(range_.high for range_ in ranges))
