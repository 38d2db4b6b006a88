"""What was counted: how many gave each answer, folded from the counts the database makes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from feedback.questionnaires.definition import Band, Kind, Level
from feedback.questionnaires.likeness import list_findings, worst
from feedback.questionnaires.snapshot import NOT_ASKED, Form, Question

Cell = tuple[int, int, str]  # team id, version id, variant


@dataclass
class Tally:
    """The counts of one question among some people. `asked` were asked it; `codes` counts what they chose."""

    asked: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    bands: Counter[Band] = field(default_factory=Counter)

    @property
    def positive(self) -> int:
        """How many gave a positive answer."""
        return self.bands[Band.POSITIVE]

    @property
    def negative(self) -> int:
        """How many gave a negative answer."""
        return self.bands[Band.NEGATIVE]

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.asked + other.asked, self.codes + other.codes, self.bands + other.bands)


@dataclass(frozen=True)
class Counts:
    """What the database counted in one round: people per cell, and answers per cell and question.

    `forms` are the forms of the (version, variant) pairs that were used.
    """

    people: Mapping[Cell, int]
    answers: Mapping[tuple[Cell, str], Mapping[str, int]]
    forms: Mapping[tuple[int, str], Form]

    def tally(
        self, question: Question, *, teams: Iterable[int], variant: str | None = None
    ) -> Tally:
        """The tally of `question` among `teams`, all variants together or one.

        Only people whose own form asks the same measure in the same revision count as asked.
        """
        wanted = set(teams)
        cells = (cell for cell in self.people if cell[0] in wanted and variant in (None, cell[2]))
        return sum((self._tally_cell(question, cell) for cell in cells), Tally())

    def tally_alike(self, question: Question, asking: Form, *, teams: Iterable[int]) -> Tally:
        """The tally of `question` among `teams` in the variant of `asking`, the form it is of: what each answer got.

        Only people whose own form asks just that: an answer that it lacks would be missing here, and stand among the
        skipped.
        """
        wanted = set(teams)
        cells = (
            cell
            for cell in self.people
            if cell[0] in wanted
            and cell[2] == asking.variant
            and is_alike(self.forms[cell[1], cell[2]], asking, question)
        )
        return sum((self._tally_cell(question, cell) for cell in cells), Tally())

    def _tally_cell(self, question: Question, cell: Cell) -> Tally:
        own = get_same(self.forms[cell[1], cell[2]], question)
        if own is None:
            return Tally()
        given = self.answers.get((cell, question.id), {})
        codes = Counter({code: n for code, n in given.items() if code in own.codes})
        bands: Counter[Band] = Counter()
        for code, n in codes.items():
            bands[own.codes[code].band] += n
        return Tally(self.people[cell] - given.get(NOT_ASKED, 0), codes, bands)


def sum_known(counts: Sequence[int | None]) -> int | None:
    """The sum, or None when any part was not recorded: a rate over a part would be wrong."""
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def get_same(form: Form, question: Question) -> Question | None:
    """The question of `form` that measures what `question` does, in the same revision, and is ticked as it is.

    Ticks of an older version are never added to people who chose one answer.
    """
    own = form.questions.get(question.id)
    return own if own and _what(own) == _what(question) else None


def _what(question: Question) -> tuple[str | None, int, bool]:
    return question.measure, question.revision, question.kind is Kind.CHOICES


def is_alike(form: Form, asking: Form, question: Question) -> bool:
    """Whether `form` asks `question` of the form `asking` exactly alike, with every answer it has and all that leads to it.

    An answer that `asking` has besides changes nothing: nobody who used `form` could choose it.
    """
    own = get_same(form, question)
    if own is None or own is question:
        return own is question
    if worst([found.level for found in list_findings(own, question, same_theme=True)]) is not (
        Level.EXACT
    ):
        return False
    leading = question.show_if and asking.questions.get(question.show_if.question)
    return not leading or is_alike(form, asking, leading)


def asked_of_all(forms: Iterable[Form], question: Question) -> bool:
    """Whether every one of `forms` asks `question` of everybody: known before anybody answers."""
    found = [get_same(form, question) for form in forms]
    return all(own is not None and not own.show_if for own in found)
