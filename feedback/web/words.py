"""How a sentence is filled: telephone numbers, the council's name and its rules put into the gaps.

Numbers are never part of what is published, so that a new number needs no new version.
"""

import re
from collections.abc import Iterable, Mapping

from markupsafe import Markup, escape

from feedback.config import Settings
from feedback.questionnaires.snapshot import Line

EMERGENCY, CHILDLINE, NSPCC = "999", "0800 1111", "0808 800 5000"
GAP = re.compile(r"\{(\w+)\}")


def phone(number: str) -> Markup:
    """A number to tap, kept whole and left to right also inside Arabic, which would turn it round."""
    dialled = re.sub(r"[^0-9+]", "", number)
    return Markup('<bdi dir="ltr"><a href="tel:{}">{}</a></bdi>').format(dialled, number)


def list_gaps(settings: Settings) -> dict[str, Markup | None]:
    """What goes into each gap of a text; None for what the council has not set."""
    return {
        "council": escape(settings.council_name),
        "emergency": phone(EMERGENCY),
        "childline": phone(CHILDLINE),
        "nspcc": phone(NSPCC),
        "duty_number": phone(settings.duty_number) if settings.duty_number else None,
        "keep_comments": escape(_months(settings.keep_comments_months)),
        "keep_responses": escape(_months(settings.keep_responses_months)),
        "keep_figures": escape(_months(settings.keep_figures_years * 12)),
        "changes": Markup('<a href="/changes">What changed</a>'),
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


def _months(months: int) -> str:
    if months % 12:
        return f"{months} months" if months > 1 else "1 month"
    return f"{months // 12} years" if months > 12 else "1 year"
