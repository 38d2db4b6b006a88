"""What can be seen to be wrong with a translation by somebody who does not speak the language."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from feedback.languages import Language

GAP = re.compile(r"%\(\w+\)s|\{\w+\}")
NUMBER = re.compile(r"\d+")
# What turns the direction of words round and is not closed again turns the rest of the page round.
OPENS, CLOSES = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068", "\u202c\u2069"
MARKS = ("**",)
SCRIPTS = {
    "ARABIC": ("ar", "ckb", "fa", "fa-AF", "ps", "ur"),
    "ETHIOPIC": ("ti",),
    "GURMUKHI": ("pa",),
    "CYRILLIC": ("uk",),
}
SCRIPT_OF = {tag: script for script, tags in SCRIPTS.items() for tag in tags}


def list_faults(
    language: Language, sentence: str, words: Sequence[str], *, plural: str | None = None
) -> list[str]:
    """Everything wrong with `words` as a translation of `sentence`, each as a sentence that says what to do."""
    wanted = language.plurals[0] if plural else 1
    if len(words) != wanted:
        return [f"It needs {wanted} {'form' if wanted == 1 else 'forms'}, and has {len(words)}."]
    faults: list[str] = []
    for place, form in enumerate(words):
        # The form for one may say it without a number; the last one, for many, must not.
        loose = plural is not None and place < len(words) - 1
        faults += _list_faults(language, plural or sentence, form, loose=loose)
    return faults


def _list_faults(language: Language, english: str, form: str, *, loose: bool) -> Iterator[str]:
    if not form.strip():
        yield "It is empty: write the translation."
        return
    if form != form.strip():
        yield "It begins or ends with a space: take it away."
    if "\n" in form:
        yield "It has more than one line: write it in one."
    yield from _gaps(english, form, loose=loose)
    yield from _numbers(english, form)
    for mark in MARKS:
        if english.count(mark) != form.count(mark):
            yield f"The English has {english.count(mark)} of {mark}, this has {form.count(mark)}."
    if not _is_balanced(form):
        yield "It turns its direction and does not turn it back: take the invisible marks out."
    script = SCRIPT_OF.get(language.tag)
    if script and _has_letters(english) and not _is_written_in(script, form):
        yield f"It has no {script.capitalize()} letter: is it in another language?"


def _gaps(english: str, form: str, *, loose: bool) -> Iterator[str]:
    ours, theirs = set(GAP.findall(english)), set(GAP.findall(form))
    for gap in sorted(theirs - ours):
        yield f"There is no {gap} in the English: take it out, or spell it as there."
    for gap in sorted(ours - theirs) if not loose else ():
        yield f"{gap} is missing: put it where it belongs."


def _numbers(english: str, form: str) -> Iterator[str]:
    ours, theirs = _count_numbers(english), _count_numbers(form)
    for number in sorted(ours - theirs):
        yield f"The number {number} of the English is missing."
    for number in sorted(theirs - ours):
        yield f"There is no number {number} in the English."


def _count_numbers(text: str) -> Counter[str]:
    """The numbers of `text` in our digits: Arabic and Persian ones count as the same."""
    plain = GAP.sub(" ", text)
    ours = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in plain)
    return Counter(NUMBER.findall(ours))


def _is_balanced(form: str) -> bool:
    depth = 0
    for mark in form:
        depth += (mark in OPENS) - (mark in CLOSES)
        if depth < 0:
            return False
    return depth == 0


def _has_letters(english: str) -> bool:
    return any(c.isalpha() for c in GAP.sub("", english))


def _is_written_in(script: str, form: str) -> bool:
    return any(unicodedata.name(c, "").startswith(script) for c in form)
