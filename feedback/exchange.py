"""Sentences as translators are handed them: each English sentence once, however many places say it, and back again."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from feedback.fingerprints import fingerprint
from feedback.languages import Language
from feedback.models.translating import State, Translation
from feedback.proofs import list_faults
from feedback.translations import Entry, Key, Scope, words_of

TO_DO = "to do"
ORDER = (TO_DO, *State)


@dataclass
class Line:
    """One sentence to translate. `forms` are its words so far, a plural form each; `state` that of its least sure place.

    `missing` are those of its `places` that have no words yet, whatever the others say.
    """

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
    missing: list[Key] = field(default_factory=list)


@dataclass(frozen=True)
class Returned:
    """A row that came back: the key of its line, which form, what was written, and where it stands.

    `seen` is the mark of the words it was handed out with; None where the workbook has lost it. `amiss` says why what
    stands in the cell is no words, "" where it is.
    """

    key: str
    form: int
    words: str
    row: int
    seen: str | None = None
    amiss: str = ""


@dataclass(frozen=True)
class Taken:
    """What came back: the words by their places, and what is wrong with them. `unknown` lines are asked no more.

    `left` lines were changed by others since they were handed out and not in the workbook: they stay as they are. Those
    that were changed in both are faults where nothing else is wrong, and `agree` is what says that they are to be taken.
    `filled` of the words nobody wrote anew: they go to a place that has none, and the same English has them in another.
    """

    words: dict[Key, tuple[str, ...]]
    faults: tuple[str, ...]
    unknown: int
    left: int = 0
    agree: str = ""
    filled: int = 0


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
            continue
        line.missing.append(entry.key)
        if entry.context in former and not line.before:
            old = former[entry.context]
            line.before = f"{old.sentence} = {words_of(old)[0]}"
    for line in lines.values():
        line.state = min((_state(said.get(place)) for place in line.places), key=ORDER.index)
    return list(lines.values())


def take_back(
    language: Language, lines: Iterable[Line], returned: Iterable[Returned], *, agreed: str = ""
) -> Taken:
    """What was written, line by line. A line that is empty stays as it was, and so does one that only others changed.

    One that both changed is told, and taken once `agreed` says that somebody read what stands there now.
    """
    known = {line.key: line for line in lines}
    forms, unknown = _sort(known, returned)
    both = [key for key, given in forms.items() if _is_changed_by_others(known[key], given)]
    left = [key for key in both if not _is_written_in(forms[key])]
    words: dict[Key, tuple[str, ...]] = {}
    faults: list[str] = []
    for key in (key for key in forms if key not in left):
        line, said = known[key], _said(forms[key])
        wrong = _list_amiss(line, forms[key]) or list_faults(
            language, line.english, said, plural=line.plural
        )
        faults += [f"{_name(line, forms[key])}: {fault}" for fault in wrong]
        words |= dict.fromkeys(line.places, said)
    clashes = [(known[key], forms[key]) for key in both if key not in left]
    agree = fingerprint([(line.key, line.forms) for line, _ in clashes])
    if faults or not clashes or agree == agreed:
        filled = len(_list_filled(known.values(), words))
        return Taken(words, tuple(faults), unknown, len(left), filled=filled)
    told = (f"{_name(*clash)}: {_say_clash(clash[0])}" for clash in clashes)
    return Taken(words, tuple(told), unknown, len(left), agree)


def mark_of(words: str) -> str:
    """What goes out with a row, to know whether its words changed meanwhile. Spaces do not count."""
    return fingerprint(" ".join(words.split()))[:8]


def form_of(line: Line, form: int) -> str:
    """The words of one form so far; "" where there are none."""
    return line.forms[form] if form < len(line.forms) else ""


def _sort(
    known: Mapping[str, Line], returned: Iterable[Returned]
) -> tuple[dict[str, dict[int, Returned]], int]:
    """What was written, by line and form; and how many rows are of no line."""
    forms: dict[str, dict[int, Returned]] = {}
    unknown = 0
    for one in returned:
        if one.key not in known:
            unknown += 1
        elif one.words:
            forms.setdefault(one.key, {})[one.form] = one
    return forms, unknown


def _said(given: Mapping[int, Returned]) -> tuple[str, ...]:
    return tuple(given[form].words for form in sorted(given))


def _list_amiss(line: Line, given: Mapping[int, Returned]) -> list[str]:
    """What a spreadsheet made of words. A number is right where the English is one."""
    return [
        f"{one.amiss}: write the words as text."
        for _, one in sorted(given.items())
        if one.amiss and not (line.english.isdecimal() and one.words.isdecimal())
    ]


def _list_filled(lines: Iterable[Line], words: Mapping[Key, tuple[str, ...]]) -> set[Key]:
    """The places that had no words and get those which their line has already."""
    return {
        place
        for line in lines
        for place in line.missing
        if line.forms and words.get(place) == line.forms
    }


def _is_changed_by_others(line: Line, given: Mapping[int, Returned]) -> bool:
    """Whether `line` says something else than what it was handed out with, and than what was written."""
    return _said(given) != line.forms and any(
        one.seen is not None and one.seen != mark_of(form_of(line, form))
        for form, one in given.items()
    )


def _is_written_in(given: Mapping[int, Returned]) -> bool:
    """Whether somebody wrote something else than the workbook was handed out with."""
    return any(one.seen != mark_of(one.words) for one in given.values())


def _say_clash(line: Line) -> str:
    return f"somebody changed it to “{'; '.join(line.forms)}” since this workbook was handed out."


def _name(line: Line, given: Mapping[int, Returned]) -> str:
    return f"Row {min(one.row for one in given.values())}, “{_short(line.english)}”"


def _key(entry: Entry) -> str:
    told = "\n".join((entry.sentence, entry.plural or "", entry.reader))
    return hashlib.sha256(told.encode()).hexdigest()[:10]


def _begin(entry: Entry) -> Line:
    return Line(_key(entry), entry.sentence, entry.plural, entry.reader, entry.where, entry.beside)


def _state(row: Translation | None) -> str:
    return State(row.state) if row is not None else TO_DO


def _short(english: str) -> str:
    return english if len(english) <= 40 else f"{english[:39]}…"
