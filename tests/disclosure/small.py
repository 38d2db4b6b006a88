"""Every input of small rounds, put through the real rules: what comes out, and the counts an attacker is after."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from typing import NamedTuple

from feedback.asked_figures import tell_variants
from feedback.counting import PersonCounts
from feedback.disclosure.bands import COUNTED_FROM, Range
from feedback.disclosure.groups import Row, TeamCount
from feedback.models.reporting import FigureRow
from feedback.option_figures import tell_options, tell_people
from feedback.questionnaires.snapshot import NOT_ASKED
from feedback.row_figures import list_figures
from feedback.tallies import Counts
from tests.disclosure.knower import Findings, Knower
from tests.disclosure.people import VARIANTS, make_survey

SURVEYS = {n: make_survey(variants=n) for n in (1, 2, 3)}


class Cell(NamedTuple):
    """People of one team and variant: how many, and how many said yes to each question."""

    people: int
    core: int = 0
    some: int = 0
    led: int = 0
    more: int = 0


Rows = tuple[tuple[Cell, ...], ...]  # by row, then by variant
Input = tuple[
    Rows, tuple[int, ...], tuple[int, ...]
]  # what an attacker is after: wholes, and parts
Show = Callable[[str, Rows], Hashable]
Told = tuple[tuple[str, int | None], ...]  # how many used each variant, as far as it is told


def know(question: str, bases: Sequence[int], inputs: Iterator[Input], show: Show) -> Findings:
    """What somebody knows who is told what `show` tells of `question`, over all `inputs`."""
    assert list(bases) == sorted(bases), "rows in words come first"
    worded = sum(base < COUNTED_FROM for base in bases)
    knowers: dict[int, Knower] = {}
    for rows, wholes, parts in inputs:
        knower = knowers.setdefault(len(parts), Knower(worded=worded, parts=len(parts)))
        idle = sum((not _count_asked(question, row)) << place for place, row in enumerate(rows))
        knower.think(show(question, rows), (*wholes, *parts), idle=idle)
    return sum((knower.find() for knower in knowers.values()), Findings())


def _count_asked(question: str, row: tuple[Cell, ...]) -> int:
    left_out = row[1].people if question in ("some", "more", "three", "quiet") else 0
    return sum(cell.people for cell in row) - left_out


def list_variants(bases: Sequence[int]) -> Iterator[Input]:
    """A core question of everybody: who used easy read and who said yes."""
    choices = [
        [(Cell(n - easy, yes), Cell(easy, also)) for easy in range(n + 1)
         for yes in range(n - easy + 1) for also in range(easy + 1)]
        for n in bases
    ]  # fmt: skip
    for rows in product(*choices):
        yes = [one.core + other.core for one, other in rows]
        no = [n - count for n, count in zip(bases, yes, strict=True)]
        easy = [other.people for _, other in rows]
        sums = _sum(rows)
        councils = [
            number for cell in sums for number in (cell.people, cell.core, cell.people - cell.core)
        ]
        parts = [cell.core for row in rows for cell in row]
        yield rows, (*yes, *no, *easy, sum(yes), sum(no), *councils), tuple(parts)


def list_some(bases: Sequence[int]) -> Iterator[Input]:
    """A question that easy read leaves out: who used easy read, and who of the others said yes."""
    choices = [
        [
            (Cell(n - easy, 0, yes), Cell(easy))
            for easy in range(n + 1)
            for yes in range(n - easy + 1)
        ]
        for n in bases
    ]
    for rows in product(*choices):
        asked, yes = [one.people for one, _ in rows], [one.some for one, _ in rows]
        if any(asked):
            no = [a - y for a, y in zip(asked, yes, strict=True)]
            easy = [other.people for _, other in rows]
            yield rows, (*yes, *no, *easy, sum(yes), sum(no), sum(easy), sum(asked)), ()


def list_two(bases: Sequence[int]) -> Iterator[Input]:
    """Two questions that easy read leaves out: who used easy read, and who of the others said yes to which."""
    choices = [
        [
            (Cell(n - easy, 0, one, 0, other), Cell(easy))
            for easy in range(n + 1)
            for one in range(n - easy + 1)
            for other in range(n - easy + 1)
        ]
        for n in bases
    ]
    for rows in product(*choices):
        asked, easy = [row[0].people for row in rows], [row[1].people for row in rows]
        if any(asked):
            some, more = [row[0].some for row in rows], [row[0].more for row in rows]
            no = [a - yes for told in (some, more) for a, yes in zip(asked, told, strict=True)]
            sums = (sum(some), sum(more), sum(easy), sum(asked))
            yield rows, (*some, *more, *no, *easy, *sums), ()


def list_three(bases: Sequence[int]) -> Iterator[Input]:
    """Three variants: easy read leaves out two questions, pictures only one of them."""
    choices = [
        [
            (Cell(n - easy - young, 0, one, 0, other), Cell(easy), Cell(young, 0, also))
            for easy in range(n + 1)
            for young in range(n - easy + 1)
            for one in range(n - easy - young + 1)
            for other in range(n - easy - young + 1)
            for also in range(young + 1)
        ]
        for n in bases
    ]
    for rows in product(*choices):
        if any(row[0].people for row in rows):
            some = [row[0].some + row[2].some for row in rows]
            more = [row[0].more for row in rows]
            easy, young = [row[1].people for row in rows], [row[2].people for row in rows]
            away = [one + other for one, other in zip(easy, young, strict=True)]
            no = [n - e - yes for n, e, yes in zip(bases, easy, some, strict=True)]
            not_more = [n - a - yes for n, a, yes in zip(bases, away, more, strict=True)]
            told = (some, more, no, not_more, easy, young, away)
            yield rows, (*(n for of in told for n in of), *map(sum, told)), ()


def list_quiet(bases: Sequence[int]) -> Iterator[Input]:
    """The same, where nobody says yes to the first of the two questions: few enough inputs for two rows every day."""
    choices = [
        [
            (Cell(n - easy - young, more=more), Cell(easy), Cell(young))
            for easy in range(n + 1)
            for young in range(n - easy + 1)
            for more in range(n - easy - young + 1)
        ]
        for n in bases
    ]
    for rows in product(*choices):
        if any(row[0].people for row in rows):
            more = [row[0].more for row in rows]
            easy, young = [row[1].people for row in rows], [row[2].people for row in rows]
            away = [one + other for one, other in zip(easy, young, strict=True)]
            no = [n - a - yes for n, a, yes in zip(bases, away, more, strict=True)]
            told = (more, no, easy, young, away)
            yield rows, (*(n for of in told for n in of), *map(sum, told)), ()


def list_led(bases: Sequence[int]) -> Iterator[Input]:
    """A question put to those who said yes to the one before it."""
    choices = [
        [(Cell(n, yes, 0, led),) for yes in range(n + 1) for led in range(yes + 1)] for n in bases
    ]
    for rows in product(*choices):
        yes, led = [row[0].core for row in rows], [row[0].led for row in rows]
        no = [n - count for n, count in zip(bases, yes, strict=True)]
        away = [y - one for y, one in zip(yes, led, strict=True)]
        yield rows, (*yes, *led, *no, *away, sum(yes), sum(no), sum(led), sum(away)), ()


def show_ours(question: str, rows: Rows) -> Hashable:
    """Everything the real rules tell of `question`, and of the one that leads to it."""
    survey = len(rows[0])
    asked = {
        "led": ("core", "led"),
        "more": ("some", "more"),
        "three": ("some", "more"),
        "quiet": ("some", "more"),
    }.get(question, (question,))
    sizes = tell_sizes_of(survey, rows)
    shown = tuple(
        _show_rows(survey, one, tuple(_keep(one, row) for row in rows), sizes) for one in asked
    )
    totals = tuple((one, *told[-1][2:]) for one, told in zip(asked, shown, strict=True))
    return shown, show_council(survey, asked, totals, _sum(rows), sizes)


def _keep(question: str, row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """What the rows of `question` depend on: which variant was used matters only where one leaves it out."""
    if question != "core":
        return row
    return (Cell(sum(cell.people for cell in row), sum(cell.core for cell in row)),)


@cache
def _show_rows(
    survey: int, question: str, rows: Rows, sizes: Told
) -> tuple[tuple[Hashable, ...], ...]:
    snapshot = SURVEYS[survey]
    asked = next(one for one in snapshot.core_questions if one.id == question)
    shown = make_shown(rows)
    records = [FigureRow(received=n) for n in _list_received(shown)]
    counts = make_counts(survey, rows)
    figures = list_figures(asked, snapshot, counts, shown, records, dict(sizes))
    return tuple((figure.base, figure.word, figure.low, figure.high) for figure in figures)


@cache
def show_council(
    survey: int,
    asked: tuple[str, ...],
    totals: tuple[tuple[Hashable, ...], ...],
    sums: tuple[Cell, ...],
    sizes: Told,
) -> Hashable:
    """The options of the `asked` questions and the sizes of variants, which depend on the sums alone."""
    snapshot = SURVEYS[survey]
    told = {
        str(one): Range(low, high)
        for one, low, high in totals
        if isinstance(low, int) and isinstance(high, int)
    }
    options = [
        (variant, question, base if any(shown.values()) else None, tuple(shown.items()))
        for variant, question, base, shown in tell_options(
            snapshot, make_counts(survey, (sums,)), told, dict(sizes)
        )
        if question in asked
    ]
    used = {name: cell.people for name, cell in zip(VARIANTS, sums, strict=False) if cell.people}
    people = tell_people(snapshot, PersonCounts({}, used, {}, {}), dict(sizes))
    said = next(tuple(shown.items()) for item, _, shown in people if item == "variant")
    return tuple(options), said


def make_counts(survey: int, rows: Rows) -> Counts:
    """What the closing would count of `rows`."""
    people: dict[tuple[int, int, str], int] = {}
    answers: dict[tuple[tuple[int, int, str], str], Mapping[str, int]] = {}
    for team, row in enumerate(rows):
        for name, cell in zip(VARIANTS, row, strict=False):
            if cell.people:
                key = (team, 1, name)
                people[key] = cell.people
                answers[key, "core"] = {"yes": cell.core, "no": cell.people - cell.core}
                answers[key, "helped"] = {"yes": cell.people}
                answers[key, "some"] = {"yes": cell.some, "no": cell.people - cell.some}
                answers[key, "more"] = {"yes": cell.more, "no": cell.people - cell.more}
                answers[key, "led"] = {
                    "yes": cell.led, "no": cell.core - cell.led, NOT_ASKED: cell.people - cell.core,
                }  # fmt: skip
    forms = {(1, variant.value): form for variant, form in SURVEYS[survey].forms.items()}
    return Counts(people, answers, forms)


def make_shown(rows: Rows) -> list[Row]:
    """The rows that are shown: each team alone."""
    return [
        Row((TeamCount(str(place), "A", None, place, sum(cell.people for cell in row)),))
        for place, row in enumerate(rows)
    ]


def _list_received(shown: Sequence[Row]) -> list[int]:
    received = [row.count for row in shown]
    return [*received, sum(received)]


@cache
def tell_sizes_of(survey: int, rows: Rows) -> Told:
    """How many used each variant, as far as it is told."""
    told = tell_variants(SURVEYS[survey], make_counts(survey, rows))
    return tuple(told.items())


def _sum(rows: Rows) -> tuple[Cell, ...]:
    return tuple(Cell(*map(sum, zip(*cells, strict=True))) for cells in zip(*rows, strict=True))
