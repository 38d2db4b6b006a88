"""The figures of all teams: nothing can be worked out by subtracting rows, whoever knows the rule."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import combinations_with_replacement, pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.disclosure.bands import Range, list_classes, protect, protect_negative
from feedback.disclosure.totals import fit_row, protect_total, protect_total_negative

Shown = tuple[tuple[int, Range, Range], ...]  # base, positive and negative of each row
NegativeRule = Callable[[int, Shown, Range], Range]
SEVERAL = [
    (10, 10), (7, 14), (5, 15), (6, 14), (8, 12), (20, 5), (20, 6), (21, 9),
    (5, 5, 10), (5, 6, 9), (7, 7, 6),
]  # fmt: skip
LONG = [pytest.param(bases, marks=pytest.mark.soak) for bases in ((20, 20), (5, 5, 5, 5))]


def _tables(bases: range, rows: int) -> Iterator[list[tuple[int, Range]]]:
    """Every set of rows of these bases, with every combination of what they may show."""
    for chosen in combinations_with_replacement(bases, rows):
        for figures in product(*(list_classes(base) for base in chosen)):
            yield [(base, f.range) for base, f in zip(chosen, figures, strict=True)]


@pytest.mark.parametrize(
    ("bases", "rows"), [(range(5, 15), 2), (range(5, 9), 3), (range(18, 23), 2), (range(5, 7), 4)]
)
def test_all_teams_leaves_every_row_its_whole_word(bases: range, rows: int) -> None:
    """Whatever total is shown, each row can still be anything its word allows."""
    for table in _tables(bases, rows):
        base = sum(n for n, _ in table)
        least, most = sum(r.low for _, r in table), sum(r.high for _, r in table)
        for total in {protect_total(count, base, table) for count in range(least, most + 1)}:
            for _, row in table:
                others_least, others_most = least - row.low, most - row.high
                assert total.low - others_most <= row.low
                assert total.high - others_least >= row.high


@pytest.mark.parametrize(("bases", "rows"), [(range(5, 15), 2), (range(5, 9), 3)])
def test_all_teams_is_told_in_classes_without_gap(bases: range, rows: int) -> None:
    """Each possible total falls into exactly one class, and each class holds the totals that give it."""
    for table in _tables(bases, rows):
        base = sum(n for n, _ in table)
        least, most = sum(r.low for _, r in table), sum(r.high for _, r in table)
        told = {count: protect_total(count, base, table) for count in range(least, most + 1)}

        for count, total in told.items():
            assert count in total
            assert {told[c] for c in range(max(least, total.low), min(most, total.high) + 1)} == {
                total
            }


EXAMPLE = [
    (9, Range(8, 9), Range(0, 1)),
    (7, Range(6, 7), Range(0, 1)),
    (6, Range(5, 6), Range(0, 1)),
    (5, Range(4, 5), Range(0, 1)),
    (8, Range(5, 6), Range(0, 1)),
]


def test_all_teams_of_the_worked_example() -> None:
    """The worked example: 31 of 35 is told, and 28 to 29 and 32 to 33 are one class each."""
    rows = [(base, positive) for base, positive, _ in EXAMPLE]

    told = [protect_total(count, 35, rows) for count in range(28, 34)]

    assert told == [
        Range(28, 29),
        Range(28, 29),
        Range(30, 30),
        Range(31, 31),
        Range(32, 33),
        Range(32, 33),
    ]


def test_the_negative_of_all_teams_of_the_worked_example() -> None:
    """Three would leave exactly one in neither, and Other teams has one: so it is 0 to 3, whatever it is."""
    rows = [fit_row(*row) for row in EXAMPLE]

    told = {protect_total_negative(count, rows, Range(31, 31)) for count in range(4)}

    assert told == {Range(0, 3)}


def test_all_teams_of_one_row_is_that_row() -> None:
    """One row only: the total says what the row says and no more."""
    row = protect(22, 24).range
    negative = protect_negative(1, 24, row)

    assert protect_total(22, 24, [(24, row)]) == row == Range(22, 24)
    assert protect_total_negative(1, [fit_row(24, row, negative)], row) == negative


@given(bases=st.lists(st.integers(5, 40), min_size=2, max_size=6), data=st.data())
def test_the_negative_is_told_in_classes_without_gap(bases: list[int], data: st.DataObject) -> None:
    """For what rows and the total show, every possible negative falls into the one class that holds it."""
    inputs = [data.draw(_answers(base)) for base in bases]
    rows = [fit_row(*_shown(base, *answer)) for base, answer in zip(bases, inputs, strict=True)]
    total = protect_total(sum(p for p, _ in inputs), sum(bases), _positives(bases, inputs))
    count = sum(m for _, m in inputs)

    told = protect_total_negative(count, rows, total)

    assert count in told
    assert {protect_total_negative(n, rows, total) for n in range(told.low, told.high + 1)} == {
        told
    }
    assert told.low < told.high or told.low > 2


def _answers(base: int) -> st.SearchStrategy[tuple[int, int]]:
    return st.integers(0, base).flatmap(
        lambda positive: st.tuples(st.just(positive), st.integers(0, base - positive))
    )


def _positives(bases: Sequence[int], inputs: Sequence[tuple[int, int]]) -> list[tuple[int, Range]]:
    return [(base, protect(p, base).range) for base, (p, _) in zip(bases, inputs, strict=True)]


@cache
def _shown(base: int, positive: int, negative: int) -> tuple[int, Range, Range]:
    range_ = protect(positive, base).range
    return base, range_, protect_negative(negative, base, range_)


@cache
def our_rule(count: int, rows: Shown, positive: Range) -> Range:
    """The rule of the method."""
    return protect_total_negative(count, [fit_row(*row) for row in rows], positive)


def exact_rule(count: int, _rows: Shown, _positive: Range) -> Range:
    """A rule that tells the total as it is."""
    return Range(count, count)


def count_worked_out(rule: NegativeRule, bases: Sequence[int]) -> int:
    """How many small counts somebody who knows `rule` can work out, over every input of rows of `bases`.

    A small count is a positive, negative or rest of 1 or 2, or of all but 1 or 2, of a row or of all teams; a row in words whose
    positive is known exactly counts too.
    """
    by_output: dict[tuple[object, ...], list[set[int]]] = defaultdict(list)
    choices = [[(p, m) for p in range(n + 1) for m in range(n - p + 1)] for n in bases]
    for inputs in product(*choices):
        shown = tuple(_shown(n, *one) for n, one in zip(bases, inputs, strict=True))
        rows = tuple((n, positive) for n, positive, _ in shown)
        total = _total(sum(p for p, _ in inputs), sum(bases), rows)
        output = (shown, total, rule(sum(m for _, m in inputs), shown, total))
        values = by_output[output]
        found = [*_values(bases, inputs)]
        if not values:
            values.extend(set() for _ in found)
        for known, value in zip(values, found, strict=True):
            known.add(value)
    return sum(_small(output, values) for output, values in by_output.items())


@cache
def _total(count: int, base: int, rows: tuple[tuple[int, Range], ...]) -> Range:
    return protect_total(count, base, rows)


def _values(bases: Sequence[int], inputs: Sequence[tuple[int, int]]) -> Iterator[int]:
    """Positive, negative and rest of each row, then of all teams; and how many were not in each."""
    for n, (p, m) in zip(bases, inputs, strict=True):
        yield from (p, m, n - p - m, n - p, n - m, p + m)
    positive, negative = (sum(one[place] for one in inputs) for place in (0, 1))
    base = sum(bases)
    yield from (positive, negative, base - positive - negative)
    yield from (base - positive, base - negative, positive + negative)


def _small(output: tuple[object, ...], values: Sequence[set[int]]) -> int:
    shown = output[0]
    assert isinstance(shown, tuple)
    worded = [values[6 * place] for place, (n, _, _) in enumerate(shown) if n < 20]
    return sum(known <= {1, 2} for known in values) + sum(len(known) == 1 for known in worded)


@pytest.mark.parametrize("bases", [*SEVERAL, *LONG], ids=str)
def test_nobody_can_work_out_a_small_count_from_all_teams(bases: tuple[int, ...]) -> None:
    """Every input of these rows was tried: no positive, negative or rest is known to be 1 or 2."""
    assert count_worked_out(our_rule, bases) == 0


@pytest.mark.parametrize("bases", SEVERAL[:6], ids=str)
def test_telling_the_negative_as_it_is_would_be_worked_out(bases: tuple[int, ...]) -> None:
    """The attack works: the plain total beside the words of the rows gives small counts away."""
    assert count_worked_out(exact_rule, bases) > 0


def test_the_classes_of_the_negative_do_not_depend_on_the_answers() -> None:
    """The classes that come out for all possible counts follow on one another and cover them all."""
    rows = tuple(_shown(base, base - 2, 1) for base in (20, 12, 9, 6))
    total = protect_total(39, 47, [(base, positive) for base, positive, _ in rows])

    told = sorted({our_rule(count, rows, total) for count in range(5)})

    assert all(a.high + 1 == b.low for a, b in pairwise(told))


def test_nobody_learns_that_all_but_one_or_two_were_negative() -> None:
    """A row that says 15 to 17 of 17 stays so: with 15 to 16 in all, one or two people would be left over."""
    rows = [fit_row(17, Range(0, 2), Range(15, 17)), fit_row(21, Range(16, 16), Range(0, 2))]

    told = {protect_total_negative(count, rows, Range(16, 18)) for count in range(15, 20)}

    assert Range(15, 16) not in told
    assert all(range_.high >= 17 for range_ in told)
