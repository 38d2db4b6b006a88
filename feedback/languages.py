"""Which languages there are: tag, own name, direction, whose rules they follow, and the letters they need.

Babel refuses some tags that families here use and names others as nobody does, so the list is our own
(content study 6, checked against Babel 2.18). Its order is the order of the picker, on every page and poster.
"""

import unicodedata
from dataclasses import dataclass
from functools import cached_property

from babel import Locale
from babel.messages.plurals import get_plural


def N_(sentence: str) -> str:  # noqa: N802 - gettext's own name for this
    """Mark `sentence` for the catalogue; whoever shows it translates it."""
    return sentence


LATIN = "system-ui, sans-serif"
ARABIC = '"Noto Naskh Arabic", "Geeza Pro", "Segoe UI", Tahoma, sans-serif'
NASTALIQ = '"Noto Nastaliq Urdu", "Jameel Noori Nastaleeq", "Urdu Typesetting", serif'
GURMUKHI = '"Noto Sans Gurmukhi", "Gurmukhi MN", Raavi, sans-serif'
ETHIOPIC = '"Noto Sans Ethiopic", Kefa, Nyala, sans-serif'


@dataclass(frozen=True)
class Language:
    """A language as it names itself. `direction` is ltr or rtl; `fonts` a stack, of the device's own fonts.

    `locale` is the nearest that Babel knows, for dates, numbers and plural forms.
    """

    tag: str
    english: str
    name: str
    direction: str = "ltr"
    locale: str = ""
    fonts: str = LATIN

    @property
    def folder(self) -> str:
        """The folder of its catalogues, as gettext spells it: fa_AF."""
        return self.tag.replace("-", "_")

    @property
    def path(self) -> str:
        """What a printed address ends in, so that it opens in this language: /ar. Nothing for English."""
        return "" if self.tag == "en" else f"/{self.tag.lower()}"

    @cached_property
    def babel(self) -> Locale:
        """The locale whose dates and plural forms it uses."""
        return Locale.parse(self.locale or self.folder)

    @property
    def plurals(self) -> tuple[int, str]:
        """How many plural forms it has, and gettext's rule to choose one."""
        found = get_plural(self.babel)
        return int(found[0]), str(found[1])


ENGLISH = Language("en", "English", "English", locale="en_GB")

LISTED = (
    ENGLISH,
    Language("cy", "Welsh", "Cymraeg"),
    Language("pl", "Polish", "polski"),
    Language("ro", "Romanian", "română"),
    Language("ar", "Arabic", "العربية", "rtl", fonts=ARABIC),
    Language("fa", "Farsi", "فارسی", "rtl", fonts=ARABIC),
    Language("fa-AF", "Dari", "دری", "rtl", fonts=ARABIC),
    Language("ps", "Pashto", "پښتو", "rtl", fonts=ARABIC),
    Language("ckb", "Kurdish Sorani", "سۆرانی", "rtl", fonts=ARABIC),
    Language("ur", "Urdu", "اردو", "rtl", fonts=NASTALIQ),
    Language("pa", "Panjabi", "ਪੰਜਾਬੀ", fonts=GURMUKHI),
    Language("ti", "Tigrinya", "ትግርኛ", fonts=ETHIOPIC),
    Language("so", "Somali", "Soomaali"),
    Language("sq", "Albanian", "shqip"),
    Language("uk", "Ukrainian", "українська"),
    Language("vi", "Vietnamese", "Tiếng Việt"),
)
LANGUAGES = {language.tag: language for language in LISTED}


def direction_of(words: str) -> str:
    """Which way somebody's words run: as their first letter does, as `dir="auto"` says on pages."""
    letters = (unicodedata.bidirectional(sign) for sign in words)
    first = next((kind for kind in letters if kind in ("L", "R", "AL")), "L")
    return "ltr" if first == "L" else "rtl"


def get_language(tag: str) -> Language | None:
    """The language called `tag`, in any case and with either dash, or None."""
    wanted = tag.replace("_", "-").casefold()
    return next((one for one in LISTED if one.tag.casefold() == wanted), None)
