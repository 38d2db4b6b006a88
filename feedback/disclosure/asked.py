"""What is told of a question that is put to some by what they answered before: words without a base.

How many of a team were asked is how many gave the answer that leads to the question.
So neither a word nor where one stands may tell it. docs/explanation/disclosure.md gives the reasons.
"""

from feedback.disclosure.bands import LEAST_CUT, Range, Word, word_edge

LEAST_ASKED = 7  # from here on each of the four words has two values or more, whatever the base
LEAST_ROW = LEAST_CUT  # three may be left out of the least row that tells, and four are of one that does not


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
