"""Sentences as translators are handed them: each English sentence once, however many places say it, and back again."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from feedback.languages import Language
from feedback.models.translating import State, Translation
from feedback.proofs import list_faults
from feedback.translations import Entry, Key, Scope, words_of

TO_DO = "to do"
ORDER = (TO_DO, *State)


@dataclass
class Line:
    """One sentence to translate. `forms` are its words so far, a plural form each; `state` that of its least sure place."""

    key: str
    english: str
    plural: str | None
    reader: str
    where: str
    beside: str
    forms: tuple[str, ...] = ()
    state: str = TO_DO
    before: str = ""
    places: list[Key] = field(default_factory=list)


@dataclass(frozen=True)
class Returned:
    """A row that came back: the key of its line, which form, what was written, and where it stands."""

    key: str
    form: int
    words: str
    row: int


@dataclass(frozen=True)
class Taken:
    """What came back: the words by their places, and what is wrong with them. `unknown` lines are asked no more."""

    words: dict[Key, tuple[str, ...]]
    faults: tuple[str, ...]
    unknown: int


def make_lines(
    entries: Mapping[Scope, Sequence[Entry]], said: Mapping[Key, Translation]
) -> list[Line]:
    """Everything there is to say, in reading order."""
    lines: dict[str, Line] = {}
    former = {row.context: row for row in said.values() if row.context}
    for entry in (entry for own in entries.values() for entry in own):
        line = lines.setdefault(_key(entry), _begin(entry))
        if entry.key in line.places:
            continue
        line.places.append(entry.key)
        row = said.get(entry.key)
        if row is not None:
            line.forms = line.forms or words_of(row)
        elif entry.context in former and not line.before:
            old = former[entry.context]
            line.before = f"{old.sentence} = {words_of(old)[0]}"
    for line in lines.values():
        line.state = min((_state(said.get(place)) for place in line.places), key=ORDER.index)
    return list(lines.values())


def take_back(language: Language, lines: Iterable[Line], returned: Iterable[Returned]) -> Taken:
    """What was written, line by line. A line that is empty stays as it was."""
    known = {line.key: line for line in lines}
    forms: dict[str, dict[int, Returned]] = {}
    unknown = 0
    for one in returned:
        if one.key not in known:
            unknown += 1
        elif one.words:
            forms.setdefault(one.key, {})[one.form] = one
    words: dict[Key, tuple[str, ...]] = {}
    faults: list[str] = []
    for key, given in forms.items():
        line, said = known[key], tuple(given[form].words for form in sorted(given))
        wrong = list_faults(language, line.english, said, plural=line.plural)
        row = min(one.row for one in given.values())
        faults += [f"Row {row}, “{_short(line.english)}”: {fault}" for fault in wrong]
        words |= dict.fromkeys(line.places, said)
    return Taken(words, tuple(faults), unknown)


def _key(entry: Entry) -> str:
    told = "\n".join((entry.sentence, entry.plural or "", entry.reader))
    return hashlib.sha256(told.encode()).hexdigest()[:10]


def _begin(entry: Entry) -> Line:
    return Line(_key(entry), entry.sentence, entry.plural, entry.reader, entry.where, entry.beside)


def _state(row: Translation | None) -> str:
    return State(row.state) if row is not None else TO_DO


def _short(english: str) -> str:
    return english if len(english) <= 40 else f"{english[:39]}…"
