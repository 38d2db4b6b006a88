"""What in a comment may tell who somebody is: shown to the duty reader, who decides. It never decides by itself.

Names by their capital letter and by the list of staff, telephone numbers, e-mail addresses, postcodes, NHS numbers.
Words that may mean danger are shown too. Nothing found means nothing: many a name is written in small letters.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import chain, zip_longest

from feedback.folding import fold


class Mark(StrEnum):
    """What a stretch of words may be."""

    STAFF = "staff"
    NAME = "name"
    TELEPHONE = "telephone"
    EMAIL = "email"
    POSTCODE = "postcode"
    NHS = "nhs"
    CONCERN = "concern"


IN_ITS_PLACE = {
    Mark.STAFF: "[name]",
    Mark.NAME: "[name]",
    Mark.TELEPHONE: "[telephone number]",
    Mark.EMAIL: "[e-mail address]",
    Mark.POSTCODE: "[postcode]",
    Mark.NHS: "[number]",
}
PARTICLE = 3  # letters: “and”, “to” and “the” are written onto a name in Arabic, وال and لل
# A word of a list is found behind these of them: “and”, “so”, and “the”, with “in” and “to” before it.
_PARTICLES = "[وف]?(?:[بل]?ال|لل)?"
_ARABIC = re.compile("[\u0600-\u06ff]")
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
# The outward and the inward half, as Royal Mail writes them, in any case.
_POSTCODE = re.compile(
    r"\b(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2})\b", re.IGNORECASE
)
_DIGITS = re.compile(r"(?<![\w+])(?:\+ ?|\()?\d(?:[\d ().\-/]{5,18})\d(?!\w)")
# A word with a capital and small letters after it, O'Neill and Jean-Luc included; the next such words belong to it.
_WORD = r"(?:[^\W\d_][’'])?[^\W\d_][\w’'-]*"
_STARTS = re.compile(r"(?:^|[.!?:\n\"“(•*-]\s*)$")
# Capital letters that are no names.
_NO_NAMES = frozenset(
    {
        "i", "i'm", "i'd", "i've", "i'll", "i’m", "i’d", "i’ve", "i’ll", "ok", "iro", "iros", "nhs", "gp", "tv",
        "uk", "lac", "cin", "cp", "ehcp", "send", "camhs", "pe", "xbox", "playstation", "tiktok", "monday",
        "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march",
        "april", "may", "june", "july", "august", "september", "october", "november", "december", "christmas",
        "easter", "eid", "ramadan", "diwali", "english", "maths", "science", "god", "instagram", "snapchat",
        "youtube", "whatsapp", "facebook", "british", "england", "wales", "council", "mum", "dad", "nan",
    }
)  # fmt: skip
# Everything has a capital at the start of a sentence: these begin one far more often than a name does.
_BEGINNERS = frozenset(
    {
        "a", "about", "after", "again", "all", "also", "although", "always", "am", "an", "and", "another", "answer",
        "any", "are", "arrive", "as", "ask", "asked", "asking", "at", "be", "because", "been", "before", "being",
        "best", "better", "between", "both", "brilliant", "bring", "but", "call", "can", "can't", "cannot", "can’t",
        "carers", "change", "check", "children", "choose", "come", "could", "did", "didn't", "didn’t", "do", "does",
        "don't", "don’t", "during", "each", "easier", "easy", "either", "else", "enough", "even", "every",
        "everybody", "everyone", "everything", "except", "explain", "feel", "few", "find", "finish", "first",
        "follow", "for", "from", "get", "getting", "give", "go", "going", "good", "great", "had", "happy", "has",
        "have", "having", "he", "he's", "hello", "help", "her", "here", "he’s", "hi", "his", "honestly", "how",
        "if", "in", "into", "is", "it", "it's", "its", "it’s", "just", "keep", "kids", "know", "knowing", "last",
        "later", "leave", "less", "let", "like", "listen", "listened", "longer", "look", "lots", "make", "making",
        "many", "maybe", "me", "meet", "meeting", "meetings", "more", "most", "much", "my", "myself", "nearly",
        "need", "never", "new", "next", "nice", "no", "nobody", "none", "not", "nothing", "now", "of", "off",
        "often", "older", "on", "once", "one", "only", "or", "other", "our", "out", "over", "people", "please",
        "plus", "put", "quite", "read", "ready", "really", "reviews", "ring", "sad", "same", "say", "school", "see",
        "seeing", "send", "share", "she", "she's", "she’s", "short", "shorter", "should", "show", "since", "sit",
        "smaller", "so", "some", "somebody", "someone", "something", "sometimes", "soon", "sort", "speak",
        "speaking", "spend", "staff", "start", "started", "starting", "stay", "still", "stop", "such", "take",
        "talk", "talking", "tell", "than", "thank", "thanks", "that", "that's", "that’s", "the", "their", "them",
        "then", "there", "there's", "there’s", "these", "they", "they're", "they've", "they’re", "they’ve", "thing",
        "things", "think", "this", "those", "time", "to", "today", "too", "treat", "try", "turn", "under",
        "understand", "understanding", "until", "use", "very", "visit", "want", "was", "we", "we've", "well",
        "were", "we’ve", "what", "whatever", "when", "whenever", "where", "which", "while", "who", "why", "will",
        "with", "without", "work", "workers", "would", "write", "yes", "you", "you've", "younger", "your", "you’ve",
    }
)  # fmt: skip
_TITLES = frozenset(
    {
        "mr", "mrs", "miss", "ms", "mx", "dr", "aunt", "auntie", "uncle", "nurse", "sir", "madam",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Highlight:
    """A stretch of the words: from `start` up to `end`."""

    start: int
    end: int
    mark: Mark

    def take_out(self, text: str) -> str:
        """`text` with what stands for this stretch in its place."""
        return text[: self.start] + IN_ITS_PLACE[self.mark] + text[self.end :]


def find_highlights(
    text: str, *, staff: Collection[str] = (), concern: Collection[str] = ()
) -> list[Highlight]:
    """Every stretch of `text` to look at, in its order. Where two overlap the surer one is kept."""
    sure = (
        *_find(_EMAIL, text, Mark.EMAIL),
        *_find_numbers(text),
        *_find(_POSTCODE, text, Mark.POSTCODE),
        *_find_words(text, staff, Mark.STAFF),
        *_find_words(text, concern, Mark.CONCERN),
        *_find_names(text),
    )
    kept: list[Highlight] = []
    for one in sure:
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def take_out_words(text: str, words: str, mark: Mark) -> str:
    """`text` with what stands for `words` in their place: wherever they are words of their own.

    Where they are so nowhere, it is where they are highlighted, and else inside of whatever word they stand in.
    """
    places = [match.start() for match in re.finditer(re.escape(words), text)]
    whole = [at for at in places if _is_own_word(text, at, at + len(words))]
    marked = {one.start for one in find_highlights(text) if text[one.start : one.end] == words}
    for at in reversed(whole or [one for one in places if one in marked] or places):
        text = Highlight(at, at + len(words), mark).take_out(text)
    return text


def has_concern(text: str, words: Collection[str]) -> bool:
    """Whether one of `words` stands in `text`, however a phone typed it."""
    return next(_find_words(text, words, Mark.CONCERN), None) is not None


def split(text: str, found: Collection[Highlight]) -> list[tuple[str, Highlight | None]]:
    """`text` in pieces, each with its highlight or none: put together they are `text` again."""
    pieces: list[tuple[str, Highlight | None]] = []
    at = 0
    for one in found:
        pieces += [(text[at : one.start], None), (text[one.start : one.end], one)]
        at = one.end
    return [piece for piece in (*pieces, (text[at:], None)) if piece[0]]


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits end in the check digit of an NHS number (modulus 11, NHS Data Dictionary)."""
    if len(digits) != 10:
        return False
    total = sum(
        int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)
    )
    return -total % 11 == int(digits[9])


def _is_own_word(text: str, start: int, end: int) -> bool:
    """Whether no letter is joined to what stands there. Where there are no capitals, short particles may stand before."""
    if end < len(text) and _is_letter(text[end - 1]) and _is_letter(text[end]):
        return False
    before = start
    while before and _is_letter(text[start]) and _is_letter(text[before - 1]):
        before -= 1
    words = text[start:end]
    capitals = words.lower() != words.upper() or not words[0].isalpha()
    return start - before <= (0 if capitals else PARTICLE)


def _is_letter(sign: str) -> bool:
    """Whether it makes a word: a letter, a mark above or below one, or a digit."""
    return unicodedata.category(sign)[0] in "LMN" or sign == "_"


def _find(pattern: re.Pattern[str], text: str, mark: Mark) -> Iterator[Highlight]:
    for match in pattern.finditer(text):
        yield Highlight(match.start(), match.end(), mark)


def _find_numbers(text: str) -> Iterator[Highlight]:
    for match in _DIGITS.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if is_nhs_number(digits):
            yield Highlight(match.start(), match.end(), Mark.NHS)
        elif 7 <= len(digits) <= 15:
            yield Highlight(match.start(), match.end(), Mark.TELEPHONE)


def _find_words(text: str, words: Collection[str], mark: Mark) -> Iterator[Highlight]:
    any_of = _make_pattern(tuple(words))
    if any_of is None:
        return
    folded = fold(text)
    for match in any_of.finditer(folded.text):
        start, end = match.span(match.lastindex or 0)  # without a particle
        yield Highlight(folded.starts[start], folded.ends[end - 1], mark)


@lru_cache(maxsize=8)
def _make_pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """What finds any of `words` in a folded text, the longest first: made once, since hundreds of comments are looked through."""
    folded = sorted({fold(word).text for word in words}, key=lambda word: (-len(word), word))
    known = [word for word in folded if any(map(str.isalnum, word))]
    arabic = [word for word in known if _ARABIC.match(word)]
    others = [word for word in known if not _ARABIC.match(word)]
    ways = [f"({'|'.join(map(_make_way, others))})"] if others else []
    ways += [f"{_PARTICLES}({'|'.join(map(_make_way, arabic))})"] if arabic else []
    # No letter or digit may be joined to it. A line below may: phones make words _heavy_ with it.
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(ways)})(?![^\W_])") if ways else None


def _make_way(word: str) -> str:
    """Blanks of any width or a hyphen between its parts, for a hyphen nothing either; an apostrophe or none."""
    pieces = re.split(r"([\s-]+)", word.strip().strip("-"))
    gaps = [r"[\s-]*" if "-" in gap else r"[\s-]+" for gap in pieces[1::2]]
    bare = [re.escape(piece).replace("'", "'?") for piece in pieces[::2]]
    return "".join(chain.from_iterable(zip_longest(bare, gaps, fillvalue="")))


def _find_names(text: str) -> Iterator[Highlight]:
    at = len(text) if text.isupper() else 0  # somebody shouts: capitals say nothing
    for match in re.finditer(_WORD, text):
        if match.start() < at or not _is_name(text, match[0], match.start()):
            continue
        end = match.end()
        while (after := re.compile(rf" ({_WORD})").match(text, end)) and _is_capital(after[1]):
            end = after.end()
        at = end
        yield Highlight(match.start(), _without_owner(text, match.start(), end), Mark.NAME)


def _is_name(text: str, word: str, start: int) -> bool:
    if word.lower() in _TITLES:
        return _is_capital(word)
    if not _is_capital(word):
        return False
    return not (_STARTS.search(text[:start]) and word.lower().replace("’", "'") in _BEGINNERS)


def _is_capital(word: str) -> bool:
    bare = re.sub(r"[’']s$", "", word)
    return bare[0].isupper() and bare.lower() not in _NO_NAMES and (len(bare) > 1)


def _without_owner(text: str, start: int, end: int) -> int:
    """The end without the 's of an owner."""
    return end - 2 if re.search(r"\w[’']s$", text[start:end]) else end
