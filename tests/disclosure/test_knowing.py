"""300 small tables and somebody who knows the rule: every input that could have given what is shown is tried."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import product
from math import prod
from random import Random

import pytest

from feedback.disclosure.bands import COUNTED_FROM, Range, protect, protect_negative, split
from feedback.disclosure.totals import FittedRow, fit_row, protect_total, protect_total_negative
from tests.disclosure.knower import Findings, Knower

A_FEW, MANY = 60, 300  # tables in the everyday run, and behind `make soak`
Counts = tuple[int, ...]
Ends = tuple[int, int, int, int]  # of positive and of negative
Row = tuple[int, Range]
TotalRule = Callable[[int, int, Sequence[Row]], Range]


def draw_tables(tables: int) -> Iterator[tuple[Counts, Counts]]:
    """The bases of 2 to 4 rows, 20 to 25 answers so that there is a total; and how many were positive."""
    dice = Random(300)
    while tables:
        bases = tuple(sorted(dice.randint(5, 12) for _ in range(dice.randint(2, 4))))
        likely = [dice.betavariate(1.2, 1.2) for _ in bases]
        if COUNTED_FROM <= sum(bases) <= 25:
            tables -= 1
            chances = zip(bases, likely, strict=True)
            yield bases, tuple(sum(dice.random() < p for _ in range(n)) for n, p in chances)


def audited(count: int, base: int, rows: Sequence[Row]) -> Range:
    """Control: the exact total unless it pins a row, else widened by as little as needed. It looks at the secret."""
    least, most = sum(r.low for _, r in rows), sum(r.high for _, r in rows)
    for width in range(base + 1):
        for low in range(count - width, count + 1):
            total = Range(max(low, least), min(low + width, most))
            if not any(_narrow(row, total, least, most).exact for _, row in rows):
                return total
    raise AssertionError("the whole range pins nothing")


def _narrow(row: Range, total: Range, least: int, most: int) -> Range:
    """What a row can be by ranges alone."""
    low, high = total.low - (most - row.high), total.high - (least - row.low)
    return Range(max(row.low, low), min(row.high, high))


def attack(rule: TotalRule, tables: int) -> tuple[Findings, int]:
    """What is known over all inputs of so many tables, and of how many of the drawn ones a row is pinned."""
    found, broken = Findings(), 0
    for bases, drawn in draw_tables(tables):
        knower, show = think_of_positives(bases, rule)
        found += knower.find()
        broken += bool(knower.find(show(drawn)).pinned)
    print(f"{rule.__name__}: {found}, tables broken {broken}")  # noqa: T201 - the figures of the run
    return found, broken


def think_of_positives(bases: Counts, rule: TotalRule) -> tuple[Knower, Callable[[Counts], Counts]]:
    """Every positive of rows of `bases`, told in words and as the total of `rule`."""
    words = [[protect(count, base).range for count in range(base + 1)] for base in bases]

    @cache
    def total(count: int, lows: Counts) -> Range:
        rows = [(n, word[low]) for n, word, low in zip(bases, words, lows, strict=True)]
        return rule(count, sum(bases), rows)

    def show(counts: Counts) -> Counts:
        lows = tuple(word[count].low for word, count in zip(words, counts, strict=True))
        told = total(sum(counts), lows)
        return (*lows, told.low, told.high)

    knower = Knower(worded=len(bases))
    for counts in product(*(range(base + 1) for base in bases)):
        away = [n - p for n, p in zip(bases, counts, strict=True)]
        knower.think(show(counts), (*counts, *away, sum(counts), sum(away)))
    return knower, show


@pytest.mark.parametrize("tables", [A_FEW, pytest.param(MANY, marks=pytest.mark.soak)])
def test_who_knows_the_rule_learns_no_more(tables: int) -> None:
    """Rows in words and their total: no count is known to be 1 or 2 and no row is pinned, whatever the input."""
    found, broken = attack(protect_total, tables)

    assert found.small > 500 * tables
    assert found.worded > 500 * tables
    assert found.worked_out == found.pinned == broken == 0


@pytest.mark.parametrize("tables", [A_FEW, pytest.param(MANY, marks=pytest.mark.soak)])
def test_an_audit_that_looks_at_the_secret_breaks(tables: int) -> None:
    """The attack works: the total widened only where it pins tells that it would have, in one of five tables."""
    found, broken = attack(audited, tables)

    assert found.pinned > 0
    assert broken > 0.2 * tables


@pytest.mark.parametrize(
    ("tables", "most"), [(40, 6_000), pytest.param(MANY, 60_000, marks=pytest.mark.soak)]
)
def test_nor_with_negative_answers_and_options(tables: int, most: int) -> None:
    """The same with the negative of rows and of all teams, and a positive answer that two options share."""
    found, tried = Findings(), 0
    for bases in sorted({bases for bases, _ in draw_tables(tables)}):
        if _count_inputs(bases) <= most:
            tried += 1
            found += think_of_negatives(bases).find() + think_of_options(bases).find()
    print(f"negatives and options of {tried} sets of bases: {found}")  # noqa: T201 - the figures

    assert found.small > 10_000
    assert found.worked_out == found.pinned == 0


def _count_inputs(bases: Counts) -> int:
    return prod((base + 1) * (base + 2) // 2 for base in bases)


def think_of_negatives(bases: Counts) -> Knower:
    """Every positive and negative of rows of `bases`, told as the method tells them."""
    told = [_tell_row(base) for base in bases]

    @cache
    def total(positive: int, rows: tuple[Ends, ...]) -> Range:
        known = [(n, Range(one[0], one[1])) for n, one in zip(bases, rows, strict=True)]
        return protect_total(positive, sum(bases), known)

    @cache
    def fit(rows: tuple[Ends, ...]) -> list[FittedRow]:
        known = zip(bases, rows, strict=True)
        return [fit_row(n, Range(one[0], one[1]), Range(one[2], one[3])) for n, one in known]

    @cache
    def total_negative(negative: int, shown: Range, rows: tuple[Ends, ...]) -> Range:
        return protect_total_negative(negative, fit(rows), shown)

    knower = Knower(worded=len(bases))
    for inputs in product(*told):
        positives, negatives, rests, rows = zip(*inputs, strict=True)
        sums = sum(positives), sum(negatives), sum(rests)
        shown = total(sums[0], rows)
        knower.think(
            (rows, shown, total_negative(sums[1], shown, rows)),
            (*positives, *negatives, *rests, *sums),
        )
    return knower


def _tell_row(base: int) -> list[tuple[int, int, int, Ends]]:
    """Every positive, negative and rest of a row, and what is shown of it."""
    found = []
    for positive in range(base + 1):
        shown = protect(positive, base).range
        for negative in range(base - positive + 1):
            also = protect_negative(negative, base, shown)
            ends = (shown.low, shown.high, also.low, also.high)
            found.append((positive, negative, base - positive - negative, ends))
    return found


def think_of_options(bases: Counts) -> Knower:
    """Every positive of rows of `bases`, and how two options share it where the total is a count."""
    words = [[protect(count, base).range for count in range(base + 1)] for base in bases]

    @cache
    def total(positive: int, lows: Counts) -> Range:
        known = [(n, word[low]) for n, word, low in zip(bases, words, lows, strict=True)]
        return protect_total(positive, sum(bases), known)

    @cache
    def share(positive: int, first: int) -> tuple[Range | None, ...]:
        return tuple(split(positive, (first, positive - first)))

    knower = Knower(worded=len(bases))
    for counts in product(*(range(base + 1) for base in bases)):
        lows = tuple(word[count].low for word, count in zip(words, counts, strict=True))
        positive = sum(counts)
        told = total(positive, lows)
        for first in range(positive + 1):
            shared = share(positive, first) if told.exact else None
            output = (lows, told.low, told.high, shared)
            knower.think(output, (*counts, positive, first, positive - first))
    return knower
