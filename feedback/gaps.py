"""What goes into the gaps of a sentence: help numbers, the council's name and its rules, as plain text.

Numbers are never part of what is published, so that a new number needs no new version.
"""

import re

from feedback.config import Settings

EMERGENCY, CHILDLINE, NSPCC = "999", "0800 1111", "0808 800 5000"
NUMBERS = ("emergency", "childline", "nspcc", "duty_number")  # the gaps to call
GAP = re.compile(r"\{(\w+)\}")


def list_plain_gaps(settings: Settings) -> dict[str, str | None]:
    """What goes into each gap of a text; None for what the council has not set."""
    return {
        "council": settings.council_name,
        "emergency": EMERGENCY,
        "childline": CHILDLINE,
        "nspcc": NSPCC,
        "duty_number": settings.duty_number or None,
        "keep_comments": _months(settings.keep_comments_months),
        "keep_responses": _months(settings.keep_responses_months),
        "keep_figures": _months(settings.keep_figures_years * 12),
        "changes": "What changed",
    }


def _months(months: int) -> str:
    if months % 12:
        return f"{months} months" if months > 1 else "1 month"
    return f"{months // 12} years" if months > 12 else "1 year"
