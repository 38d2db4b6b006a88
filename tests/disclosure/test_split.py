"""How the parts of a known total are told: attacked with every input, by somebody who knows the rule."""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.disclosure.bands import Range, split

Told = list[Range | None]
CASES = [(2, n) for n in range(3, 24)] + [(3, n) for n in range(3, 22)]
CASES += [(4, n) for n in range(3, 15)] + [(5, n) for n in range(3, 13)] + [(6, 10), (6, 12)]


def list_inputs(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Every way to split `total` into `parts`."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in list_inputs(total - first, parts - 1):
            yield (first, *rest)


def count_worked_out(rule: Callable[[int, Sequence[int]], Told], total: int, parts: int) -> int:
    """How many inputs let somebody who knows `rule` say that a part, or parts together, are 1 or 2."""
    by_output: dict[tuple[Range | None, ...], list[tuple[int, ...]]] = {}
    for counts in list_inputs(total, parts):
        by_output.setdefault(tuple(rule(total, counts)), []).append(counts)
    groups = [g for size in range(1, parts) for g in combinations(range(parts), size)]
    return sum(
        len(inputs)
        for inputs in by_output.values()
        if any({sum(counts[i] for i in group) for counts in inputs} <= {1, 2} for group in groups)
    )


@pytest.mark.parametrize(("parts", "total"), CASES)
def test_nobody_can_work_out_a_count_of_one_or_two(parts: int, total: int) -> None:
    """Not of one part and not of several together: every input of this total was tried."""
    assert count_worked_out(split, total, parts) == 0


def test_telling_the_largest_first_is_worked_out() -> None:
    """The attack works: a rule that tells counts one by one, largest first, gives small ones away."""

    def largest_first(total: int, counts: Sequence[int]) -> Told:
        told: Told = [None] * len(counts)
        left = total
        for place in sorted(range(len(counts)), key=lambda place: (-counts[place], place)):
            if left < 6 or not 2 < counts[place] < left - 2:
                told[place] = Range(max(0, left - 2), left) if counts[place] > 2 else None
                break
            told[place] = Range(counts[place], counts[place])
            left -= counts[place]
        return told

    assert count_worked_out(largest_first, 10, 3) > 0


@given(counts=st.lists(st.integers(0, 60), min_size=1, max_size=8))
def test_what_is_told_is_true(counts: list[int]) -> None:
    """Every range holds its count, and a count of one or two is never told as such."""
    told = split(sum(counts), counts)

    for count, range_ in zip(counts, told, strict=True):
        assert range_ is None or count in range_
        assert len(counts) == 1 or range_ is None or not (range_.exact and count in (1, 2))


@given(counts=st.lists(st.integers(0, 60), min_size=2, max_size=6), data=st.data())
def test_the_order_of_the_parts_does_not_matter(counts: list[int], data: st.DataObject) -> None:
    """The same counts in another order are told the same way."""
    order = data.draw(st.permutations(range(len(counts))))

    told = split(sum(counts), counts)
    told_again = split(sum(counts), [counts[place] for place in order])

    assert told_again == [told[place] for place in order]


def test_a_plain_case_is_told_exactly() -> None:
    """40 answers with no small part: everything is told."""
    assert split(40, [25, 10, 5]) == [Range(25, 25), Range(10, 10), Range(5, 5)]


def test_nearly_everybody_is_a_range() -> None:
    """All but one in a part: it is told as all but 0 to 2, and nothing else is."""
    assert split(40, [39, 1, 0]) == [Range(38, 40), None, None]
