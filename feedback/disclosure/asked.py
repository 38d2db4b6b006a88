"""What is told of a question that not everybody is asked: words without a base, and a total.

How many of a team were asked is how many of it used a variant, or gave the answer that leads to the question.
So neither a word nor where one stands may tell it. docs/explanation/disclosure.md gives the reasons.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from feedback.disclosure.bands import LEAST_CUT, SMALL, Range, Word, word_edge

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
    told = [_reach(row.received, row.word) for row in rows if row.word]
    least = sum(low for low, _, _ in told)
    most = asked - sum(away for _, away, _ in told)
    widest = max([SMALL, *(width for _, _, width in told)])
    bottom, top = max(least + widest, SMALL), min(most - widest, asked - SMALL)
    if bottom >= top:
        return Range(least, most)
    if count >= top:
        return Range(top, most)
    return Range(least, bottom) if count <= bottom else Range(count, count)


def _reach(received: int, word: Word) -> tuple[int, int, int]:
    """The least that are positive, the least that are not, and the widest, over all that may have been asked."""
    ranges = [(asked, list_words(asked)[word]) for asked in range(LEAST_ASKED, received + 1)]
    return (
        min(range_.low for _, range_ in ranges),
        min(asked - range_.high for asked, range_ in ranges),
        max(range_.high - range_.low for _, range_ in ranges),
    )
