"""What is said in one language: sentences, counts with the right plural form, and days.

Sentences are marked where they are written, with `N_()`, `_()` or `ngettext()`; whoever shows one asks a Speech.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from gettext import c2py

from babel.dates import format_date, format_interval
from babel.numbers import format_percent

from feedback.languages import ENGLISH, Language

Said = str | tuple[str, ...]  # a sentence, or one for each plural form


@dataclass(frozen=True)
class Speech:
    """The words of one language, by the English sentence; what is not there is said in English."""

    language: Language = ENGLISH
    words: Mapping[str, Said] = field(default_factory=dict)

    def gettext(self, sentence: str) -> str:
        """`sentence` in this language."""
        said = self.words.get(sentence) or sentence
        return said if isinstance(said, str) else said[0]

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The form that goes with `number`. English where there is none; the only one where a language has one."""
        forms = self.words.get(one)
        if not forms:
            return one if number == 1 else many
        if isinstance(forms, str):
            return forms
        return forms[min(self._choose(number), len(forms) - 1)]

    def day(self, day: dt.date) -> str:
        """A day such as Sunday 29 November 2026."""
        if self.language == ENGLISH:
            return f"{day:%A} {day.day} {day:%B %Y}"
        return format_date(day, "full", locale=self.language.babel)

    def days(self, first: dt.date, last: dt.date) -> str:
        """From which day to which: 1 Sep 2026 to 31 Oct 2026."""
        if self.language == ENGLISH:
            return f"{first.day} {first:%b %Y} to {last.day} {last:%b %Y}"
        return format_interval(first, last, "yMMMd", locale=self.language.babel)

    def per_cent(self, number: int) -> str:
        """A whole per cent: 81%."""
        if self.language == ENGLISH:
            return f"{number}%"
        return format_percent(number / 100, locale=self.language.babel)

    def _choose(self, number: int) -> int:
        return int(self._rule(number))

    @cached_property
    def _rule(self):  # type: ignore[no-untyped-def]
        return c2py(self.language.plurals[1])


IN_ENGLISH = Speech()
