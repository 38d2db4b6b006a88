"""Which of our fonts prints which letters, and what keeps its order among letters that run from the right."""

import re
import unicodedata
from functools import cache
from importlib.resources import as_file, files

from fontTools.ttLib import TTFont

NBSP = "\N{NO-BREAK SPACE}"
FONTS = files("feedback") / "fonts"
LATIN = "NotoSans"  # and Greek, Cyrillic and Vietnamese: what every page is set in
OTHERS = ("NotoNaskhArabic", "NotoSansGurmukhi", "NotoSansEthiopic")
NASTALIQ = "NotoNastaliqUrdu"  # Urdu is read in it; what it lacks comes in the others
SLOPES = {"ur": NASTALIQ}  # by language
SIDES = {"L": "R", "R": "L", "C": "C"}
# A telephone number: digits in groups, perhaps with a plus before them.
NUMBER = re.compile(r"\+?\d[\d \N{NO-BREAK SPACE}]*\d")
FIRST_STRONG = "\N{FIRST STRONG ISOLATE}"  # whatever comes runs as its own letters do
ISOLATE, ISOLATED = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


class MissingGlyphError(ValueError):
    """A text holds a character that the bundled fonts cannot print."""


@cache
def list_signs(font: str) -> frozenset[int]:
    """What a font can print."""
    with as_file(FONTS / f"{font}-Regular.ttf") as path, TTFont(path, lazy=True) as opened:
        return frozenset(opened.getBestCmap())


def fonts_for(text: str, language: str = "") -> list[str]:
    """The fonts besides ours for Latin that `text` needs in a language. Raises MissingGlyphError."""
    others = (SLOPES[language], *OTHERS) if language in SLOPES else OTHERS
    needed: list[str] = []
    for sign in text:
        if ord(sign) in list_signs(LATIN):
            continue
        font = next((one for one in others if ord(sign) in list_signs(one)), None)
        if font is None:
            name = f"U+{ord(sign):04X} {unicodedata.name(sign, 'without a name')}"
            raise MissingGlyphError(f"The fonts cannot print {sign!r} ({name}) in {text!r}.")
        needed += [] if font in needed else [font]
    return needed


def keep_numbers(text: str) -> str:
    """Every number of several groups on one line and in its order, also where words run from the right."""
    return NUMBER.sub(lambda one: isolate(one[0]), text)


def isolate(text: str) -> str:
    """`text`, such as a code, on one line and from left to right wherever it stands."""
    return f"{ISOLATE}{text.replace(' ', NBSP)}{ISOLATED}"
