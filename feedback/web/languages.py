"""Which language a page speaks, and the interface's own sentences in it."""

from feedback.languages import ENGLISH, Language
from feedback.speech import IN_ENGLISH, Speech

OFFERED = {ENGLISH.tag: ENGLISH}  # approved translations join here


def choose_language(wanted: str | None) -> tuple[Language, bool]:
    """The language to show for `wanted`, and whether it is the one that was wanted."""
    language = OFFERED.get(wanted or ENGLISH.tag)
    return language or ENGLISH, language is not None


def get_speech() -> Speech:
    """What the page asked for is said in."""
    return IN_ENGLISH
