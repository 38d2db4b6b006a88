"""Which class a figure of all teams is given as: fixed by what its rows already show.

A total is the sum of its rows, so whoever subtracts the others may learn about one of them. Each class is wide
enough that nothing small can be worked out so: first the positive, then the negative given the positive (steps
4 and 5 of the method). docs/explanation/disclosure.md works an example.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from feedback.disclosure.bands import COUNTED_FROM, SMALL, Range


class Parts(NamedTuple):
    """How many of some people can be positive, negative, and neither: middle, not sure, declined, skipped."""

    positive: Range
    negative: Range
    rest: Range


@dataclass(frozen=True)
class FittedRow:
    """What a row of `base` people shows, and what follows from it."""

    base: int
    parts: Parts


@dataclass(frozen=True)
class _Table:
    """What is known before the negative of all teams is told. `total` is the sum of `rows`."""

    base: int
    positive: Range
    rows: tuple[FittedRow, ...]
    total: Parts
    worded: Parts | None  # the sum of the rows whose positive is a range
    counted: Parts  # the sum of the others


def protect_total(count: int, base: int, rows: Sequence[tuple[int, Range]]) -> Range:
    """The class of the positive `count` of all teams, given `rows`: each row's base and positive range.

    Every row keeps the whole range of its word whatever class comes out.
    """
    if len(rows) == 1:
        return rows[0][1]
    least, most = sum(r.low for _, r in rows), sum(r.high for _, r in rows)
    if least == most:
        return Range(count, count)
    top, bottom = _total_ends(base, rows, least, most)
    if bottom >= top:
        return Range(least, most)
    if count >= top:
        return Range(top, most)
    return Range(least, bottom) if count <= bottom else Range(count, count)


def fit_row(base: int, positive: Range, negative: Range) -> FittedRow:
    """The row of `base` people that shows `positive` and `negative`."""
    return FittedRow(base, _fit(Parts(positive, negative, Range(0, base)), base))


def protect_total_negative(count: int, rows: Sequence[FittedRow], positive: Range) -> Range:
    """The class of the negative `count` of all teams, given its `rows` and the `positive` it shows.

    Whatever class comes out, each row keeps the whole range of its positive; and no negative or rest, of a
    row, of all rows or of the rows in words, becomes known as 1 or 2, or as one value where it was a range;
    nor that of a row or of all rows as all but 1 or 2.
    All classes are tested and not only that of `count`: that is what makes the rule harmless to know.
    """
    if len(rows) == 1:
        return rows[0].parts.negative
    table = _make_table(rows, positive)
    classes = _join_telling(_list_counts(table), table)
    return next(range_ for range_ in classes if count in range_)


def _total_ends(
    base: int, rows: Sequence[tuple[int, Range]], least: int, most: int
) -> tuple[int, int]:
    """Where the top class of all teams begins and the bottom class ends."""
    widest = max(r.high - r.low for _, r in rows)
    counted = [(n, r) for n, r in rows if r.exact]
    positives = sum(r.low for _, r in counted)
    others = sum(n - r.low for n, r in counted)
    top, bottom = most - widest, least + widest
    if base - most - others <= 2:
        top = min(top, base - others - 2)
    if base - most <= 2 and base >= COUNTED_FROM:
        top = min(top, base - 2)
    if least - positives <= 2:
        bottom = max(bottom, positives + 2)
    if least <= 2 and base >= COUNTED_FROM:
        bottom = max(bottom, 2)
    return top, bottom


def _make_table(rows: Sequence[FittedRow], positive: Range) -> _Table:
    parts = [row.parts for row in rows]
    worded = [row for row in parts if not row.positive.exact]
    return _Table(
        base=sum(row.base for row in rows),
        positive=positive,
        rows=tuple(rows),
        total=_add(parts),
        worded=_add(worded) if worded else None,
        counted=_add(row for row in parts if row.positive.exact),
    )


def _fit(parts: Parts, base: int) -> Parts:
    """`parts` without the values that cannot stand in a sum of `base`."""
    positive, negative, rest = parts
    positive = _cut(positive, base - negative.high - rest.high, base - negative.low - rest.low)
    negative = _cut(negative, base - positive.high - rest.high, base - positive.low - rest.low)
    rest = _cut(rest, base - positive.high - negative.high, base - positive.low - negative.low)
    return Parts(positive, negative, rest)


def _cut(range_: Range, low: int, high: int) -> Range:
    return Range(max(range_.low, low), min(range_.high, high))


def _add(rows: Iterable[Parts]) -> Parts:
    known = list(rows)
    sums = (
        Range(sum(row[place].low for row in known), sum(row[place].high for row in known))
        for place in range(3)
    )
    return Parts(*sums)


def _list_counts(table: _Table) -> list[Range]:
    """0 to 2 together and every other count alone, cut to what the negative of all teams can be."""
    can_be = _fit(table.total._replace(positive=table.positive), table.base).negative
    alone = [Range(n, n) for n in range(max(SMALL + 1, can_be.low), can_be.high + 1)]
    if can_be.low > SMALL:
        return alone
    return [Range(can_be.low, min(SMALL, can_be.high)), *alone]


def _join_telling(classes: list[Range], table: _Table) -> list[Range]:
    """Join each class that would tell something small with its neighbour nearer the middle."""
    joined = list(classes)
    telling = [_tells(range_, table) for range_ in joined]
    while len(joined) > 1 and any(telling):
        place = telling.index(True)
        first = place if place < len(joined) // 2 else place - 1
        joined[first : first + 2] = [Range(joined[first].low, joined[first + 1].high)]
        telling[first : first + 2] = [_tells(joined[first], table)]
    return joined


def _tells(negative: Range, table: _Table) -> bool:
    """Whether somebody who knows `table` and the rule could work out something small from `negative`."""
    told = _fit(table.total._replace(positive=table.positive, negative=negative), table.base)
    if any(_points_at_few(part, table.base) for part in (told.negative, told.rest)):
        return True
    return any(_is_opened(row, told, table) for row in table.rows) or _opens_worded(told, table)


def _is_opened(row: FittedRow, told: Parts, table: _Table) -> bool:
    """Whether `row` is narrowed too far by subtracting what the other rows can be from `told`."""
    seen = [
        _cut(part, all_.low - (total.high - part.high), all_.high - (total.low - part.low))
        for part, all_, total in zip(row.parts, told, table.total, strict=True)
    ]
    positive, *others = _fit(Parts(*seen), row.base)
    return positive != row.parts.positive or any(
        now != before and (now.exact or _points_at_few(now, row.base))
        for now, before in zip(others, row.parts[1:], strict=True)
    )


def _opens_worded(told: Parts, table: _Table) -> bool:
    """Whether the rows in words together are narrowed to a small negative or rest, or to none."""
    if table.worded is None:
        return False
    pairs = zip(told[1:], table.worded[1:], table.counted[1:], strict=True)
    seen = (
        _cut(worded, all_.low - counted.high, all_.high - counted.low)
        for all_, worded, counted in pairs
    )
    return any(_is_small(part) or part.high == 0 for part in seen)


def _points_at_few(part: Range, base: int) -> bool:
    """Whether it is known that one or two people are in `part`, or that all but one or two are."""
    return _is_small(part) or _is_small(Range(base - part.high, base - part.low))


def _is_small(range_: Range) -> bool:
    return range_.low > 0 and range_.high <= SMALL
