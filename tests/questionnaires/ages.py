"""At what age a text can be read, by two formulas that know nothing of each other's idea of a hard word."""

import re
from collections.abc import Iterable

FILLED = {
    "council": "the council",
    "emergency": "999",
    "childline": "0800 1111",
    "nspcc": "0808 800 5000",
    "duty_number": "01632 960 123",
    "changes": "What changed",
    "keep_comments": "1 year",
    "keep_responses": "3 years",
    "keep_figures": "6 years",
}
SCHOOL_BEGINS = 5  # the age at which grade 0 is taught


def flesch_kincaid(texts: Iterable[str]) -> float:
    """By sentences and syllables (Kincaid and others, 1975)."""
    words, sentences = _cut(texts)
    syllables = sum(map(_count_syllables, words))
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59 + SCHOOL_BEGINS


def automated_readability(texts: Iterable[str]) -> float:
    """By sentences and letters (Smith and Senter, 1967)."""
    words, sentences = _cut(texts)
    letters = sum(len(word) for word in words)
    return 4.71 * letters / len(words) + 0.5 * len(words) / sentences - 21.43 + SCHOOL_BEGINS


def _cut(texts: Iterable[str]) -> tuple[list[str], int]:
    text = " ".join(re.sub(r"\{(\w+)\}", lambda gap: FILLED[gap[1]], text) for text in texts)
    sentences = [one for one in re.split(r"(?<=[.?!])\s+", text) if re.search("[a-z]", one)]
    return re.findall(r"[A-Za-z]+(?:'[a-z]+)?", text), len(sentences)


def _count_syllables(word: str) -> int:
    word = re.sub("[^a-z]", "", word.lower())
    if len(word) > 3:
        word = re.sub(r"(?:[^laeiouy]es|ed|[^laeiouy]e)$", "", word)
    return max(1, len(re.findall(r"[aeiouy]{1,2}", word.removeprefix("y"))))
