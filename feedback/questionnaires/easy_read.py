"""What makes words hard to read, for those who need them easy: the rules, told of one text or one screen.

A *problem* stops publishing. A *hint* is read and thought about: the rule behind it is right more often than not.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from feedback.questionnaires.definition import Kind
from feedback.questionnaires.load import Strength
from feedback.questionnaires.mend import Place
from feedback.questionnaires.sentences import (
    INITIALS,
    NUMBERS,
    PER_CENT,
    SHORTENED,
    count_words,
    find_join,
    find_passive,
    find_word,
    is_explained,
    split_sentences,
)
from feedback.questionnaires.shared_definition import WrittenHardWords

MOST_WORDS = 15  # in a sentence; more is refused
GOOD_WORDS = 12  # more gives a hint
MOST_ANSWERS = 5  # on one screen, escapes not counted


class Role(StrEnum):
    """What a text does on its screen."""

    ASK = "ask"  # the question itself
    ANSWER = "answer"
    SAY = "say"  # help, titles, lines: everything else


class Text(NamedTuple):
    """Some words, where they are written, and what they do."""

    place: Place
    words: str
    role: Role = Role.SAY


@dataclass(frozen=True)
class Screen:
    """What is read together: a question with all that stands around it, or the lines of a page.

    `kind` is how its question is answered, None when it has none. `agree` says that the answers agree or disagree.
    """

    texts: tuple[Text, ...]
    kind: Kind | None = None
    agree: bool = False
    shared: bool = False

    @property
    def told(self) -> list[str]:
        """Every sentence of it that can explain something."""
        texts = (text for text in self.texts if text.role is not Role.ANSWER)
        return [sentence for text in texts for sentence in split_sentences(text.words)]


class Finding(NamedTuple):
    """A rule that a text breaks: how strong it is, what is wrong, what to write instead."""

    place: Place
    strength: Strength
    wrong: str
    instead: str


Found = Iterator[tuple[Strength, str, str]]
PROBLEM, HINT = Strength.PROBLEM, Strength.HINT


def read_easily(screen: Screen, hard: WrittenHardWords) -> Iterator[Finding]:
    """What is hard in the easy-read or picture words of `screen`."""
    for text in screen.texts:
        for rule in _RULES:
            for found in rule(text, screen, hard):
                yield Finding(text.place, *found)


def ask_fairly(screen: Screen, *, young: bool) -> Iterator[Finding]:
    """What leads or confuses in the question of `screen`. `young`: asked of under-16s, or in easy words."""
    for text in screen.texts:
        if text.role is Role.ASK:
            rules = (_leads, _states, _denies, _counts_back, _asks_two) if young else (_leads,)
            for rule in rules:
                for found in rule(text.words, screen):
                    yield Finding(text.place, *found)


def say_the_same(screens: list[Screen], hard: WrittenHardWords) -> Iterator[Finding]:
    """Where a thing already has a name in `screens` and gets a second one."""
    named: dict[int, str] = {}
    for screen in screens:
        for text in screen.texts:
            for number, name in _names(text.words, hard):
                first = named.setdefault(number, name)
                if first != name:
                    wrong = f"says '{name}' where it said '{first}' before."
                    yield Finding(text.place, HINT, wrong, f"Write '{first}' every time.")


def _names(words: str, hard: WrittenHardWords) -> Iterator[tuple[int, str]]:
    for number, names in enumerate(hard.one_word):
        # "review meeting" says what kind of meeting it is: the thing is still a meeting.
        plain = re.sub(rf"\b(?:{'|'.join(names)}) (?={'|'.join(names)})", "", words, flags=re.I)
        found = [name for name in names if find_word(name, plain)]
        yield from ((number, name) for name in sorted(found, key=plain.lower().find))


def _is_long(text: Text, _screen: Screen, _hard: WrittenHardWords) -> Found:
    for sentence in split_sentences(text.words):
        count = count_words(sentence)
        if count > MOST_WORDS:
            yield PROBLEM, f"a sentence has {count} words; {MOST_WORDS} are the most.", _CUT
        elif count > GOOD_WORDS:
            yield HINT, f"a sentence has {count} words; {GOOD_WORDS} or fewer are easy.", _CUT


def _is_short_for(text: Text, _screen: Screen, _hard: WrittenHardWords) -> Found:
    for word in SHORTENED.findall(text.words):
        yield PROBLEM, f"'{word}' is shortened.", "Write it out: 'do not', 'you will', 'and so on'."
    if PER_CENT.search(text.words):
        yield PROBLEM, "speaks of per cent.", "Say how many people: '8 of 10 people'."
    if re.search(r"[()]", text.words):
        yield PROBLEM, "has brackets.", "Write what is in them as a sentence of its own."


def _has_number_words(text: Text, _screen: Screen, _hard: WrittenHardWords) -> Found:
    for word in NUMBERS.findall(text.words):
        yield HINT, f"'{word}' is a number in letters.", "Write it in figures: 4."


def _is_passive(text: Text, _screen: Screen, _hard: WrittenHardWords) -> Found:
    for sentence in split_sentences(text.words):
        found = find_passive(sentence)
        if found:
            yield HINT, f"'{found}' does not say who did it.", "Say who: 'we keep', 'someone told'."


def _has_two_ideas(text: Text, _screen: Screen, _hard: WrittenHardWords) -> Found:
    if text.role is Role.ASK:
        return  # a question that asks two things is found as such
    for sentence in split_sentences(text.words):
        join = find_join(sentence)
        if join:
            yield HINT, f"a sentence has two ideas, joined by '{join}'.", _CUT


def _has_hard_words(text: Text, screen: Screen, hard: WrittenHardWords) -> Found:
    for word, plain in hard.plainer.items():
        if find_word(word, text.words) and not is_explained(word, screen.told):
            yield HINT, f"'{word}' is a hard word.", f"Write '{plain}', or explain it beside it."
    for word, sentence in hard.explain.items():
        if find_word(word, text.words) and not is_explained(word, screen.told):
            yield HINT, f"'{word}' is not explained here.", f"Add a sentence: '{sentence}'"
    for saying, plain in hard.sayings.items():
        if find_word(saying, text.words):
            yield HINT, f"'{saying}' does not mean what its words say.", f"Write '{plain}'."


def _has_initials(text: Text, screen: Screen, hard: WrittenHardWords) -> Found:
    for word in dict.fromkeys(INITIALS.findall(text.words)):
        if word not in hard.explain and not is_explained(word, screen.told):
            yield HINT, f"'{word}' is not explained here.", f"Add a sentence: '{word} means …'"


_CUT = "Make two sentences of it."
_RULES: tuple[Callable[[Text, Screen, WrittenHardWords], Found], ...] = (
    _is_long,
    _is_short_for,
    _has_number_words,
    _is_passive,
    _has_two_ideas,
    _has_hard_words,
    _has_initials,
)
_SET = (Kind.CHOICE, Kind.CHOICES, Kind.SCALE)


def _leads(words: str, screen: Screen) -> Found:
    if re.match(r"how well\b", words, re.IGNORECASE) and screen.kind is not Kind.SCALE:
        instead = "Ask 'Did people …?', or use a scale of numbers with words at both ends."
        yield PROBLEM, "'How well' says that it went well.", instead


def _states(words: str, screen: Screen) -> Found:
    if screen.agree:
        wrong = "asks people to agree, and children agree to be polite."
        yield PROBLEM, wrong, "Ask a question, with another scale."
    elif screen.kind in _SET and not words.rstrip().endswith("?"):
        yield PROBLEM, "is a statement.", "Ask a question, with '?' at its end."


def _denies(words: str, screen: Screen) -> Found:
    found = re.search(r"\b(?:not|never|cannot)\b|\w+n['’]t\b", words, re.IGNORECASE)
    if found and screen.kind in _SET:
        wrong = f"has '{found[0]}' in it, so that 'No' can mean two things."
        yield PROBLEM, wrong, "Ask it the other way round."


def _counts_back(words: str, _screen: Screen) -> Found:
    back = r"how (?:often|many times)\b.*\b(?:last|past)\b"
    if re.search(back, words, re.IGNORECASE):
        yield PROBLEM, "asks to count back in time.", "Ask about now, or about one meeting."


def _asks_two(words: str, screen: Screen) -> Found:
    if screen.kind in _SET and (words.count("?") > 1 or re.search(r"\band\b", words)):
        yield (
            HINT,
            "may ask two things at once.",
            "Ask one thing, and the other in a question of its own.",
        )
