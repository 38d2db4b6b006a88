"""What goes into the gaps of a sentence: help numbers, the council's name and its rules, as plain text.

Numbers are never part of what is published, so that a new number needs no new version.
"""

import re

from feedback.config import Settings
from feedback.languages import N_
from feedback.speech import IN_ENGLISH, Speech

EMERGENCY, CHILDLINE, NSPCC = "999", "0800 1111", "0808 800 5000"
NUMBERS = ("emergency", "childline", "nspcc", "duty_number")  # the gaps to call
GAP = re.compile(r"\{(\w+)\}")


CHANGES = N_("What changed")


def list_plain_gaps(settings: Settings, speech: Speech = IN_ENGLISH) -> dict[str, str | None]:
    """What goes into each gap of a text in the language of `speech`; None for what the council has not set."""
    return {
        "council": settings.council_name,
        "emergency": EMERGENCY,
        "childline": CHILDLINE,
        "nspcc": NSPCC,
        "duty_number": settings.duty_number or None,
        "keep_comments": _months(settings.keep_comments_months, speech),
        "keep_responses": _months(settings.keep_responses_months, speech),
        "keep_figures": _months(settings.keep_figures_years * 12, speech),
        "changes": speech.gettext(CHANGES),
    }


def _months(months: int, speech: Speech) -> str:
    if months % 12:
        return speech.ngettext("%(num)s month", "%(num)s months", months) % {"num": months}
    years = months // 12
    return speech.ngettext("%(num)s year", "%(num)s years", years) % {"num": years}
