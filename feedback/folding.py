"""When two stretches of words are the same to a reader, however a phone typed them: for matching, never for showing.

Capitals, wide letters, accents behind their letters, curly apostrophes, long dashes, signs that nobody sees, Arabic
vowel marks and lines that stretch a word, and the letters that Arabic, Persian and Urdu keyboards make differently.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

MOST_IN_ONE = 8  # a heap of accents takes time that grows with its square
# What is in none of these is as it stands. ZWNJ parts the halves of a Persian word, which others part by a blank.
_ALIKE = {
    **dict.fromkeys("‘’‛ʹʻʼ′", "'"),
    **dict.fromkeys("‐‑‒–—―−\u200c", "-"),
    **dict.fromkeys("أإآٱ", "ا"),
    **dict.fromkeys("یىې", "ي"),
    **dict.fromkeys("کڪ", "ك"),
    **dict.fromkeys("ةہھۀۂە", "ه"),
    "ı": "i",
    "\u0307": "",  # what small letters leave of a Turkish İ
    "\u0640": "",  # the line that stretches a word
    **dict.fromkeys(map(chr, (*range(0x64B, 0x660), 0x670, *range(0x6D6, 0x6EE))), ""),
    **dict.fromkeys(map(chr, range(0xFE00, 0xFE10)), ""),  # which picture of a sign is meant
}
_BEFORE = str.maketrans("´`", "''")  # NFKC would make a blank and an accent of the first
_AFTER = str.maketrans(_ALIKE)
# What is not plain, with the plain letter before it: an accent may follow that.
_ODD = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+")


@dataclass(frozen=True)
class Folded:
    """`text` to look through. Each sign of it stands for those of the original from `starts` up to `ends`."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


def fold(text: str) -> Folded:
    """`text` as it is compared, and where in it each sign comes from."""
    plain = text.translate(_BEFORE)
    if plain.isascii():
        return Folded(plain.lower(), range(len(plain)), range(1, len(plain) + 1))
    signs: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for odd in (*_ODD.finditer(plain), None):
        begins = odd.start() if odd else len(plain)
        signs.append(plain[at:begins].lower())
        starts.extend(range(at, begins))
        ends.extend(range(at + 1, begins + 1))
        for start, end in _cut(plain, begins, odd.end()) if odd else ():
            as_one = _fold_one(plain[start:end])
            signs.append(as_one)
            starts.extend([start] * len(as_one))
            ends.extend([end] * len(as_one))
        at = odd.end() if odd else at
    return Folded("".join(signs), starts, ends)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """From `start` up to `end` in pieces: a sign with the accents that follow it, as many as a language has."""
    at = start
    for here in range(start + 1, end):
        if not _goes_on(text[here]) or here - at == MOST_IN_ONE:
            yield at, here
            at = here
    yield at, end


@lru_cache(maxsize=4096)
def _goes_on(sign: str) -> bool:
    """Whether it is one with what stands before it: an accent, or a later part of a Korean syllable."""
    return unicodedata.category(sign)[0] == "M" or "\u1160" <= sign <= "\u11ff"


@lru_cache(maxsize=4096)
def _fold_one(piece: str) -> str:
    alike = unicodedata.normalize("NFKC", piece).casefold().translate(_AFTER)
    return "".join(sign for sign in alike if unicodedata.category(sign) != "Cf")
