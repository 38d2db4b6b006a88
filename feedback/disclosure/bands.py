"""Which class a figure is given as: fixed beforehand from the base, so the rule tells nothing new.

Method 1 has a rule for the positive of a row, the negative of a row, and the options at council level
(`split`); the rules for all teams are in `totals`. Worked through with an example in
docs/explanation/disclosure.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from feedback.disclosure.groups import SMALLEST

METHOD = 1
COUNTED_FROM = 20  # the least base of a count or per cent of a shown row
SMALL = 2  # a count that could point at somebody, and so is never told by itself
SMALLEST_SPLIT = 6  # the least total whose parts are told
LEAST_CUT = 10  # the least base of a figure by variant, language, helper or equality item


class Word(StrEnum):
    """What a figure of a small base says."""

    ALL = "all or nearly all"
    MOST = "most"
    HALF = "about half"
    SOME = "some"
    FEW = "few or none"


@dataclass(frozen=True, order=True)
class Range:
    """The least and the most a count can be, both included."""

    low: int
    high: int

    @property
    def exact(self) -> bool:
        """Whether it is a count."""
        return self.low == self.high

    @property
    def safe(self) -> bool:
        """Two values or more, and not just 1 or 2."""
        return self.low < self.high and (self.low, self.high) != (1, 2)

    def __contains__(self, count: int) -> bool:
        return self.low <= count <= self.high


@dataclass(frozen=True)
class Figure:
    """What may be said of a count out of `base`: a range, and a word where the base is small."""

    base: int
    range: Range
    word: Word | None = None


def list_classes(base: int) -> list[Figure]:
    """The classes of a count out of `base`, lowest first. They cover 0..base without gap or overlap."""
    if base < SMALLEST:
        raise ValueError(f"nothing is shown for a base of {base}")
    if base >= COUNTED_FROM:
        return [Figure(base, range_) for range_ in _joined_ends(base)]
    edge = word_edge(base)
    middle = _middle(base, edge)
    words = {1: (Word.HALF,), 2: (Word.SOME, Word.MOST), 3: (Word.SOME, Word.HALF, Word.MOST)}
    return [
        Figure(base, Range(0, edge), Word.FEW),
        *(Figure(base, r, w) for r, w in zip(middle, words[len(middle)], strict=True)),
        Figure(base, Range(base - edge, base), Word.ALL),
    ]


def protect(count: int, base: int) -> Figure:
    """The class that `count` of `base` falls in."""
    if base >= COUNTED_FROM:
        return Figure(base, _joined_end(count, base))
    return next(f for f in list_classes(base) if count in f.range)


def protect_negative(count: int, base: int, positive: Range) -> Range:
    """The class of a row's negative `count`, given the range its positive is shown as."""
    least, most = base - positive.high, base - positive.low
    if least == most:
        return _class_of(count, _halves(most)) if most < 6 else _joined_end(count, most)
    kept = [f.range for f in list_classes(base) if f.range.low <= least]
    kept[-1] = Range(kept[-1].low, most)
    return _class_of(count, _join_unsafe(kept, least, most))


def split(total: int, counts: Sequence[int]) -> list[Range | None]:
    """How far `counts`, which add up to the known `total`, may be told: exactly, as a range, or None.

    A count of all but 0-2 is told as such and nothing else is. Otherwise every count is told exactly but
    those of 0-2, and with them the smallest others wherever the hidden ones could be worked out together.
    The rule treats all counts alike, so it cannot be turned round: telling them one by one, largest first,
    gives 4-4-2 away (tests/disclosure/test_split.py tries every input of small totals).
    """
    if len(counts) == 1:
        return [Range(total, total)]
    if total < SMALLEST_SPLIT or max(counts) <= SMALL:
        return [None] * len(counts)
    if max(counts) >= total - SMALL:
        top = Range(total - SMALL, total)
        return [top if count in top else None for count in counts]
    largest_hidden = _largest_hidden(counts)
    return [None if count <= largest_hidden else Range(count, count) for count in counts]


def _largest_hidden(counts: Sequence[int]) -> int:
    """Up to which count nothing is told, so that no hidden count can only be 1 or 2."""
    small = [count for count in counts if count <= SMALL]
    if not small or (len(small) > 1 and SMALL < sum(small) <= SMALL * (len(small) - 1)):
        return SMALL
    if not any(small):
        return -1  # nobody chose them, which the others would tell anyway
    return min(count for count in counts if count > SMALL)


def word_edge(base: int) -> int:
    """How far the end classes of words reach."""
    return 1 if base <= 14 else 2 if base < COUNTED_FROM else base // 10


def _middle(base: int, edge: int) -> list[Range]:
    """The classes between the ends: one, two cut at the half, or three about as wide as each other."""
    low, high = edge + 1, base - edge - 1
    size = high - low + 1
    if size <= 3:
        return [Range(low, high)]
    if size <= 5:
        return [Range(low, base // 2), Range(base // 2 + 1, high)]
    third = round(size / 3)
    return [
        Range(low, low + third - 1),
        Range(low + third, high - third),
        Range(high - third + 1, high),
    ]


def _joined_ends(base: int) -> list[Range]:
    """0-2, then every count alone, then the last three."""
    between = [Range(count, count) for count in range(3, base - 2)]
    return [Range(0, 2), *between, Range(base - 2, base)]


def _joined_end(count: int, base: int) -> Range:
    """The class of `_joined_ends` that holds `count`, without making them all."""
    if SMALL < count < base - SMALL:
        return Range(count, count)
    return Range(0, SMALL) if count <= SMALL else Range(base - SMALL, base)


def _halves(base: int) -> list[Range]:
    return [Range(0, base // 2), Range(base // 2 + 1, base)]


def _class_of(count: int, classes: Sequence[Range]) -> Range:
    return next(range_ for range_ in classes if count in range_)


def _join_unsafe(classes: list[Range], least: int, most: int) -> list[Range]:
    """Join neighbours until neither the negative nor the rest can be worked out from a class."""
    joined = list(classes)
    place = 0
    while place < len(joined):
        range_ = joined[place]
        rest = Range(max(0, least - range_.high), most - range_.low)
        if (range_.safe and rest.safe) or len(joined) == 1:
            place += 1
            continue
        other = place + 1 if place + 1 < len(joined) else place - 1
        first = min(place, other)
        joined[first : first + 2] = [Range(joined[first].low, joined[first + 1].high)]
        place = max(0, first)
    return joined
