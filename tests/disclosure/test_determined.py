"""The same output whenever the secret changes within its classes: rows, all teams, options, sizes and languages."""

from collections.abc import Mapping, Sequence
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.counting import PersonCounts
from feedback.disclosure.bands import Range, list_classes, protect, protect_negative, split
from feedback.disclosure.sizes import tell_sizes
from feedback.disclosure.totals import fit_row, protect_total, protect_total_negative
from feedback.option_figures import OTHER, tell_people
from tests.disclosure.small import SURVEYS
from tests.disclosure.test_knowing import TotalRule, audited

Row = tuple[int, int, int]  # base, positive, negative
FEW = st.integers(0, 30)


def tell_rows(rows: Sequence[Row]) -> tuple[object, ...]:
    """Everything that rows and all teams say."""
    shown = [(n, protect(p, n).range) for n, p, _ in rows]
    negative = [protect_negative(m, n, r) for (n, _, m), (_, r) in zip(rows, shown, strict=True)]
    total = protect_total(sum(p for _, p, _ in rows), sum(n for n, _, _ in rows), shown)
    fitted = [fit_row(n, r, m) for (n, r), m in zip(shown, negative, strict=True)]
    also = protect_total_negative(sum(m for _, _, m in rows), fitted, total)
    return (*shown, *negative, total, also)


@st.composite
def draw_rows(draw: st.DrawFn) -> tuple[list[Row], list[Row]]:
    """Rows, and rows of the same classes: a positive and a negative of each drawn from what is shown."""
    rows, others = [], []
    for n in draw(st.lists(st.integers(5, 30), min_size=2, max_size=5)):
        positive = draw(st.integers(0, n))
        row = (n, positive, draw(st.integers(0, n - positive)))
        shown = protect(positive, n).range
        negative = protect_negative(row[2], n, shown)
        changed = draw(st.integers(shown.low, min(shown.high, n - negative.low)))
        low, high = negative.low, min(negative.high, n - changed)
        rows.append(row)
        others.append((n, changed, draw(st.integers(low, high))))
    return rows, others


@given(pair=draw_rows())
def test_rows_and_all_teams_are_the_same_within_their_classes(
    pair: tuple[list[Row], list[Row]],
) -> None:
    """Other answers that fit what the rows and all teams say give the very same output."""
    rows, others = pair
    *told, total, also = tell_rows(rows)
    assert isinstance(total, Range)
    assert isinstance(also, Range)

    again = tell_rows(others)

    if sum(p for _, p, _ in others) in total and sum(m for _, _, m in others) in also:
        assert again == (*told, total, also)
    else:
        assert again[:-2] == tuple(told)


@given(counts=st.lists(FEW, min_size=2, max_size=6), data=st.data())
def test_options_are_the_same_when_hidden_ones_change(
    counts: list[int], data: st.DataObject
) -> None:
    """What is not told moves among the hidden answers as long as each stays in its class: the same output."""
    told = split(sum(counts), counts)
    changed = _move(counts, [place for place, range_ in enumerate(told) if range_ is None], data)

    if _classes(changed) == _classes(counts):
        assert split(sum(changed), changed) == told


def _move(counts: Sequence[int], hidden: Sequence[int], data: st.DataObject) -> list[int]:
    """`counts` with one person moved from a hidden place to another, where that can be."""
    changed = list(counts)
    givers = [place for place in hidden if counts[place]]
    if givers and len(hidden) > 1:
        giver = data.draw(st.sampled_from(givers))
        taker = data.draw(st.sampled_from([place for place in hidden if place != giver]))
        changed[giver] -= 1
        changed[taker] += 1
    return changed


def _classes(counts: Sequence[int]) -> list[object]:
    """Which are small, the order of the others, and whether nearly all chose one."""
    small = [count <= 2 for count in counts]
    largest = max(counts) >= sum(counts) - 2
    shared = sum(count for count in counts if count <= 2) if not all(small) else 0
    others = sorted(count for count in counts if count > 2)
    return [
        small,
        largest,
        shared,
        others[1:],
        sum(counts) < 6,
        not any(c for c in counts if c < 3),
    ]


@settings(deadline=None)
@given(counts=st.lists(FEW, min_size=3, max_size=3), data=st.data())
def test_sizes_and_languages_are_the_same_when_hidden_ones_change(
    counts: list[int], data: st.DataObject
) -> None:
    """One of 1 to 4 becomes another of 1 to 4, and the other that is hidden with it takes up the difference."""
    sizes = dict(zip(("en", "pl", "so"), counts, strict=True))
    told = tell_sizes(sizes)
    hidden = [place for place, code in enumerate(sizes) if told[code] is None]
    changed = dict(zip(sizes, _move(counts, hidden, data), strict=True))

    if _size_classes(changed) == _size_classes(sizes):
        assert tell_sizes(changed) == told
        assert _tell_languages(changed) == _tell_languages(sizes)


def _size_classes(sizes: Mapping[str, int]) -> list[object]:
    """Who is nobody, who is one to four, which are the smallest of the others, and what those above them are."""
    larger = sorted(n for n in sizes.values() if n >= 5)
    smallest = larger[0] if larger else 0
    kinds = [(n > 0) + (n >= 5) + (n > smallest >= 5) for n in sizes.values()]
    return [kinds, [n for n in larger if n > smallest]]


def _tell_languages(sizes: Mapping[str, int]) -> object:
    """What Who answered says of languages."""
    used = {code: n for code, n in sizes.items() if n}
    people = PersonCounts({}, {"standard": sum(sizes.values())}, used, {})
    said = tell_people(SURVEYS[1], people, tell_sizes(people.variant))
    told = next(shown for item, _, shown in said if item == "language")
    assert OTHER in told
    return told


def count_differing(rule: TotalRule, bases: Sequence[int]) -> int:
    """How often a total that falls into the class of another is given another class itself."""
    differing = 0
    for figures in product(*(list_classes(base) for base in bases)):
        rows = [(base, figure.range) for base, figure in zip(bases, figures, strict=True)]
        least, most = sum(r.low for _, r in rows), sum(r.high for _, r in rows)
        told = {count: rule(count, sum(bases), rows) for count in range(least, most + 1)}
        differing += sum(
            told[other] != range_
            for range_ in told.values()
            for other in range(range_.low, range_.high + 1)
        )
    return differing


def test_a_total_depends_on_its_class_alone_and_an_audit_does_not() -> None:
    """Every total of these rows; the control, which looks at the secret, gives totals of one class different ones."""
    for bases in ((5, 7, 9), (10, 12), (6, 6, 8)):
        assert count_differing(protect_total, bases) == 0
        assert count_differing(audited, bases) > 0
