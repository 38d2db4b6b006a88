"""How text from outside goes into a cell: as text, whole or visibly cut, never as a formula."""

import re

MOST_CHARACTERS = 32_000  # Excel stops at 32,767 and openpyxl cuts there without a word
CUT = " [cut here: the text goes on]"
REPLACED = "\ufffd"  # stands where a character cannot be kept in a workbook

# What starts a formula in Excel, or in whatever a saved CSV is opened with.
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Excel reads "_x0041_" as "A" (ECMA-376, ST_Xstring); an escaped underscore keeps what was written.
_READ_AS_CODE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def safe_text(text: str) -> str:
    """`text` as a cell can hold it: line ends as LF, what XML forbids replaced visibly, a cut marked."""
    kept = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = _NOT_XML.sub(REPLACED, kept)
    if _count_units(_escape(kept)) > MOST_CHARACTERS:
        kept = _cut(kept) + CUT
    return kept


def starts_formula(text: str) -> bool:
    """Whether `text` would be taken for a formula by something less careful than this workbook."""
    return text.startswith(_STARTS_FORMULA)


def as_written(text: str) -> str:
    """`text` as it is written into a cell, which shows it as `safe_text` says."""
    return _escape(safe_text(text))


def _escape(text: str) -> str:
    return _READ_AS_CODE.sub("_x005F_", text)


def _cut(text: str) -> str:
    """The beginning of `text` that leaves room for the mark, also once it is escaped, which makes it longer."""
    room = MOST_CHARACTERS - len(CUT)
    while (written := _count_units(_escape(text))) > room:
        text = _first_units(text, min(room, _count_units(text) * room // written))
    return text


def _count_units(text: str) -> int:
    """How long Excel takes `text` to be: it counts in UTF-16."""
    return len(text.encode("utf-16-le")) // 2


def _first_units(text: str, units: int) -> str:
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", errors="ignore")
