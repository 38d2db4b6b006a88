"""How a sentence is filled on a page: telephone numbers, the council's name and its rules put into the gaps."""

import re
from collections.abc import Iterable, Mapping

from markupsafe import Markup, escape

from feedback.config import Settings
from feedback.gaps import CHANGES, GAP, NUMBERS, list_plain_gaps
from feedback.languages import ENGLISH
from feedback.questionnaires.snapshot import Line
from feedback.speech import IN_ENGLISH, Speech


def phone(number: str) -> Markup:
    """A number to tap, kept whole and left to right also inside Arabic, which would turn it round."""
    dialled = re.sub(r"[^0-9+]", "", number)
    return Markup('<bdi dir="ltr"><a href="tel:{}">{}</a></bdi>').format(dialled, number)


def in_english(words: str, speech: Speech) -> str:
    """A name or sentence that the council has set, in English: marked as such on a page in another language."""
    if speech.language == ENGLISH or not words:
        return words
    return Markup('<bdi lang="en">{}</bdi>').format(words)


def list_gaps(settings: Settings, speech: Speech = IN_ENGLISH) -> dict[str, Markup | None]:
    """What goes into each gap of a text in the language of `speech`; None for what the council has not set."""
    gaps: dict[str, Markup | None] = {}
    for name, words in list_plain_gaps(settings, speech).items():
        shown = phone if name in NUMBERS else escape
        gaps[name] = shown(words) if words else None
    gaps["council"] = escape(in_english(settings.council_name, speech))
    query = "" if speech.language == ENGLISH else f"?lang={speech.language.tag}"
    return gaps | {
        "changes": Markup('<a href="/changes{}">{}</a>').format(query, speech.gettext(CHANGES))
    }


def fill(text: str, gaps: Mapping[str, Markup | None]) -> Markup:
    """`text` as HTML with its gaps filled."""
    parts = GAP.split(text)
    filled = [
        (gaps.get(part) or Markup("")) if place % 2 else escape(part)
        for place, part in enumerate(parts)
    ]
    return Markup("").join(filled)


def fill_lines(
    lines: Iterable[Line], gaps: Mapping[str, Markup | None]
) -> list[tuple[Markup, str | None]]:
    """Each line filled, with its picture. A line that needs what is not set is left out."""
    return [
        (fill(line.text, gaps), line.picture)
        for line in lines
        if all(gaps.get(gap) for gap in GAP.findall(line.text))
    ]
