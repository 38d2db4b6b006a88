"""What is told of a question that not everybody is asked: words without a base, and a total.

How many of a team were asked is how many of it used a variant, or gave the answer that leads to the question.
So neither a word nor where one stands may tell it. docs/explanation/disclosure.md gives the reasons.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from feedback.disclosure.bands import LEAST_CUT, SMALL, Range, Word, protect, word_edge

LEAST_ASKED = 7  # from here on each of the four words has two values or more, whatever the base
LEAST_ROW = LEAST_CUT  # three may be left out of the least row that tells, and four are of one that does not


@dataclass(frozen=True)
class AskedRow:
    """A row of `received` people of whom some were asked: its word, or None where it tells nothing."""

    received: int
    word: Word | None


def list_words(asked: int) -> dict[Word, Range]:
    """The classes of a count of those `asked`, lowest first: the same four words for every base."""
    edge = word_edge(asked)
    return {
        Word.FEW: Range(0, edge),
        Word.SOME: Range(edge + 1, asked // 2),
        Word.MOST: Range(asked // 2 + 1, asked - edge - 1),
        Word.ALL: Range(asked - edge, asked),
    }


def choose_word(count: int, asked: int, received: int) -> Word | None:
    """The word for `count` of those `asked` in a row of `received`, or None."""
    if received < LEAST_ROW or asked < LEAST_ASKED:
        return None
    return next(word for word, range_ in list_words(asked).items() if count in range_)


def protect_asked_total(count: int, asked: int, rows: Sequence[AskedRow]) -> Range:
    """The class of the positive `count` of all who were `asked`, given what the `rows` say.

    As in `totals`, counts in the middle, and at each end of what the rows allow a class as wide as the widest word.
    """
    if len(rows) == 1:
        return protect(count, asked).range
    allowed = _allow(asked, rows)
    widths = [_width(row.received, row.word) for row in rows if row.word]
    widest = max([SMALL, *widths])
    bottom, top = max(allowed.low + widest, SMALL), min(allowed.high - widest, asked - SMALL)
    if bottom >= top:
        return allowed
    if count >= top:
        return Range(top, allowed.high)
    return Range(allowed.low, bottom) if count <= bottom else Range(count, count)


def _width(received: int, word: Word) -> int:
    range_ = list_words(received)[word]
    return range_.high - range_.low


def _allow(asked: int, rows: Sequence[AskedRow]) -> Range:
    """How many of all `asked` can be positive: over every way that those left out can be spread over the `rows`."""
    left_out = sum(row.received for row in rows) - asked
    low, high = {0: 0}, {0: 0}  # by how many of the rows so far were left out
    for row in rows:
        lower: dict[int, int] = {}
        higher: dict[int, int] = {}
        for own, range_ in _list_own(row):
            for before in low:
                if (total := before + row.received - own) <= left_out:
                    lower[total] = min(lower.get(total, asked), low[before] + range_.low)
                    higher[total] = max(higher.get(total, 0), high[before] + range_.high)
        low, high = lower, higher
    return Range(low[left_out], high[left_out])


def _list_own(row: AskedRow) -> list[tuple[int, Range]]:
    """How many of `row` can have been asked, and then be positive: where no word stands there were few."""
    if row.word:
        return [(n, list_words(n)[row.word]) for n in range(LEAST_ASKED, row.received + 1)]
    most = row.received if row.received < LEAST_ROW else LEAST_ASKED - 1
    return [(n, Range(0, n)) for n in range(most + 1)]
