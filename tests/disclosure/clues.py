"""What a round tells, as clues about answers: all its figures, or what a careless release would tell instead."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, product

from feedback.disclosure.asked import LEAST_ASKED, list_words
from feedback.disclosure.bands import Range
from feedback.disclosure.groups import RowKind
from feedback.questionnaires.definition import Band
from feedback.questionnaires.snapshot import NOT_ASKED, SKIPPED, Form
from feedback.reports.shown import Count, MeasureFigure, OptionFigure, RoundFigures, RowFigures
from tests.disclosure.lived import Counted
from tests.disclosure.suspicion import Answer, Clue, People, Suspicion, Term
from tests.disclosure.visits import OWN, Given

# What is looked at together: who was asked the routed question is who knows.
TOGETHER = (("listened",), ("venue",), ("know", "chaired"))
LACKS = "-"  # the form has no such question
ELSEWHERE = -1  # the row of everybody whose row is not seen
Key = tuple[object, ...]  # own or others, the row, the form, and where it matters the day
Chosen = Callable[[Key], bool]
Fits = Callable[[Form, Answer], bool]
BANDS = (Band.POSITIVE, Band.NEGATIVE)


@dataclass(frozen=True)
class Known:
    """A counted round as somebody sees it, who knows their own team. `figures` may be fewer than there are."""

    counted: Counted
    figures: RoundFigures
    options: bool = True  # whether the sheet Questions is seen

    def count_certain(self, *, live: bool = False) -> int:
        """Of how many answers of a child it is certain whether they were positive, negative or neither.

        `live` is the control: the own team's results as they stand each day, exactly.
        """
        return sum(_Asked(self, together, live).count_certain() for together in TOGETHER)


def band_of(counted: Counted, given: Given, question: str) -> Band | None:
    """The band of what somebody answered; None where they did not."""
    form = counted.figures.snapshot.form(given.variant)
    return _band(form, question, given.codes.get(question, LACKS))


def _band(form: Form, question: str, code: str) -> Band | None:
    asked = form.questions.get(question)
    option = asked.codes.get(code) if asked else None
    return option.band if option else None


@dataclass(frozen=True)
class _Asked:
    """The people of a round and what they can have answered to the questions that belong together."""

    known: Known
    together: tuple[str, ...]
    by_day: bool

    def count_certain(self) -> int:
        """Each child's answer to each question, in which something is certain."""
        suspicion = Suspicion(self.people, self.tell_live() if self.by_day else self.tell())
        suspicion.check_truth()
        return sum(
            len(given)
            for place, (key, given) in enumerate(self._groups.items())
            for question in self.together
            if key[0] == "own"
            if self._is_certain(suspicion, place, question, str(key[2]))
        )

    def _is_certain(self, suspicion: Suspicion, place: int, question: str, variant: str) -> bool:
        """Whether one band is left; of a core question also whether positive, or negative, is ruled out."""
        core = question in {core.id for core in self.known.figures.questions}
        return self._is_open(question, variant) and any(
            suspicion.is_sure(
                place, self.in_band(question, variant, band), either=core and band is not None
            )
            for band in (*BANDS, None)
        )

    def _is_open(self, question: str, variant: str) -> bool:
        """Whether the form asks it at all: that it does not is no answer."""
        return question in self.known.figures.snapshot.form(variant).questions

    @cached_property
    def _groups(self) -> dict[Key, list[Given]]:
        """Children of the own team by form (and day), everybody else by row and form."""
        found: dict[Key, list[Given]] = {}
        variants = self.known.figures.snapshot.forms
        for row in [*range(len(self._rows)), ELSEWHERE]:
            found |= {("others", row, variant.value): [] for variant in variants}
        for given in sorted(self.known.counted.given, key=lambda one: one.on):
            found.setdefault(self._group(given), []).append(given)
        return found

    def _group(self, given: Given) -> Key:
        row = self._row_of(given.team)
        if given.team != OWN:
            return "others", row, given.variant
        return "own", row, given.variant, *([given.on] if self.by_day else [])

    @cached_property
    def _rows(self) -> list[RowFigures]:
        return [row for row in self.known.figures.rows if row.kind != RowKind.ALL]

    def _row_of(self, team: str) -> int:
        return next(
            (n for n, row in enumerate(self._rows) if team in row.teams_included), ELSEWHERE
        )

    @cached_property
    def people(self) -> list[People]:
        """Everybody, in groups of those whom nothing sets apart."""
        return [
            People(
                count=len(given) if key[0] == "own" else None,
                can_answer=self._can_answer(str(key[2])),
                truly=_count(self._answer(one) for one in given),
            )
            for key, given in self._groups.items()
        ]

    def _answer(self, given: Given) -> Answer:
        return tuple((q, given.codes.get(q, LACKS)) for q in self.together)

    def _can_answer(self, variant: str) -> tuple[Answer, ...]:
        """Whatever the form lets somebody answer, a routed question after what leads to it."""
        form = self.known.figures.snapshot.form(variant)
        found: list[Answer] = [()]
        for name in self.together:
            found = [
                (*before, (name, code)) for before in found for code in _codes(form, name, before)
            ]
        return tuple(found)

    def _terms(
        self,
        chosen: Chosen,
        fits: Fits = lambda _form, _answer: True,
    ) -> frozenset[Term]:
        snapshot = self.known.figures.snapshot
        return frozenset(
            (place, answer)
            for place, key in enumerate(self._groups)
            if chosen(key)
            for answer in self.people[place].can_answer
            if fits(snapshot.form(str(key[2])), answer)
        )

    def tell(self) -> Iterator[Clue]:
        """All that the figures of the round say."""
        for place, row in enumerate(self.known.figures.rows):
            yield from self._tell_row(row, None if row.kind == RowKind.ALL else place)
        variants = [one for one in self.known.figures.people if one.question == "variant"]
        for one in variants:
            yield from _told(self._terms(_in_variant(one.option)), one.count)
        if self.known.options:
            for question, options in groupby(self.known.figures.options, key=lambda o: o.question):
                if question in self.together:
                    for option in options:
                        yield from self._tell_option(option)

    def _tell_row(self, row: RowFigures, place: int | None) -> Iterator[Clue]:
        def here(key: Key) -> bool:
            return place is None or key[1] == place

        yield Clue(self._terms(here), Range(row.received, row.received))
        for question in self.together:
            if question in row.measures:
                yield from self._tell_measure(row.measures[question], question, here, row.received)

    def _tell_measure(
        self, figure: MeasureFigure, question: str, here: Chosen, received: int
    ) -> Iterator[Clue]:
        positive, negative = (self._terms(here, _is_band(question, band)) for band in BANDS)
        asked = self._terms(here, _is_asked(question))
        if figure.positive.base is not None:
            yield Clue(asked, Range(figure.positive.base, figure.positive.base))
        elif figure.word:
            yield Clue(positive, Range(0, 0), asked, _worded(figure, received))
        yield from _told(positive, figure.positive)
        yield from _told(negative, figure.negative)

    def _tell_option(self, option: OptionFigure) -> Iterator[Clue]:
        code = "" if option.option == SKIPPED else option.option
        here = _in_variant(option.variant)
        if option.count.base is not None:
            asked = self._terms(here, _is_asked(option.question))
            yield Clue(asked, Range(option.count.base, option.count.base))
        chose = self._terms(here, lambda _, answer: dict(answer)[option.question] == code)
        yield from _told(chose, option.count)

    def tell_live(self) -> Iterator[Clue]:
        """Control: how many of the own team had answered what by the end of each day."""
        own = [key for key in self._groups if key[0] == "own"]
        for day in sorted({str(key[3]) for key in own}):
            until = {key for key in own if str(key[3]) <= day}
            for question, band in product(self.together, BANDS):
                terms = self._terms(until.__contains__, _is_band(question, band))
                count = sum(self.people[place].truly.get(answer, 0) for place, answer in terms)
                yield Clue(terms, Range(count, count))

    def in_band(self, question: str, variant: str, band: Band | None) -> frozenset[Answer]:
        """The answers that are of this band; None is those of no band that is told."""
        form = self.known.figures.snapshot.form(variant)
        return frozenset(
            answer
            for answer in self._can_answer(variant)
            if (
                found if (found := _band(form, question, dict(answer)[question])) in BANDS else None
            )
            is band
        )


def _codes(form: Form, name: str, before: Answer) -> Iterable[str]:
    question = form.questions.get(name)
    if question is None:
        return (LACKS,)
    routed = question.show_if
    if routed and dict(before).get(routed.question) not in routed.codes:
        return (NOT_ASKED,)
    return (*question.codes, "")


def _count(answers: Iterable[Answer]) -> dict[Answer, int]:
    found: dict[Answer, int] = {}
    for answer in answers:
        found[answer] = found.get(answer, 0) + 1
    return found


def _in_variant(variant: str) -> Chosen:
    return lambda key: key[2] == variant


def _is_band(question: str, band: Band) -> Fits:
    return lambda form, answer: _band(form, question, dict(answer)[question]) is band


def _is_asked(question: str) -> Fits:
    return lambda _form, answer: dict(answer)[question] not in (LACKS, NOT_ASKED)


def _told(terms: frozenset[Term], count: Count) -> Iterator[Clue]:
    if count.low is not None and count.high is not None:
        yield Clue(terms, Range(count.low, count.high))


def _worded(figure: MeasureFigure, received: int) -> tuple[tuple[int, Range], ...]:
    """Every base that can stand behind a word without one, and what the word says of it."""
    return tuple(
        (base, range_)
        for base in range(LEAST_ASKED, received + 1)
        for word, range_ in list_words(base).items()
        if word.value == figure.word
    )
