"""Which language a page speaks, and the interface's own sentences in it."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from babel.support import NullTranslations, Translations

DOMAIN = "interface"


@dataclass(frozen=True)
class Language:
    """A language as it names itself. `direction` is ltr or rtl."""

    tag: str
    name: str
    direction: str


ENGLISH = Language("en", "English", "ltr")
OFFERED = {ENGLISH.tag: ENGLISH}  # approved translations join here


def N_(sentence: str) -> str:  # noqa: N802 - gettext's own name for this
    """Mark `sentence` for the catalogue; whoever shows it translates it."""
    return sentence


def choose_language(wanted: str | None) -> tuple[Language, bool]:
    """The language to show for `wanted`, and whether it is the one that was wanted."""
    language = OFFERED.get(wanted or ENGLISH.tag)
    return language or ENGLISH, language is not None


@lru_cache(maxsize=64)
def read_catalogue(folder: Path, tag: str) -> NullTranslations:
    """The interface sentences of `tag`; English ones where there is no catalogue."""
    return Translations.load(str(folder), [tag.replace("-", "_")], DOMAIN)
