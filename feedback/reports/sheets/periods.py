"""The columns of Core measures that stand beside the round, its half-year and its year, and their notes."""

from collections.abc import Iterator

from feedback.disclosure.bands import COUNTED_FROM
from feedback.disclosure.groups import RowKind
from feedback.disclosure.periods import Length, period_of
from feedback.reports.periods import PeriodFigures, Silence
from feedback.reports.sheets.page import (
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    Column,
    Contents,
    Value,
    or_hidden,
)
from feedback.reports.shown import BREAK, CoreQuestion, MeasureFigure, RoundFigures, RowFigures

TITLES = {Length.HALF_YEAR: "Half-year", Length.YEAR: "Year"}
WIDTHS = {
    "": 13, " teams": 30, " answered": 11, " in words": 31, " low": 10, " high": 10,
    " negative low": 10, " negative high": 10,
}  # fmt: skip
COLUMNS = tuple(
    Column(title + what, width) for title in TITLES.values() for what, width in WIDTHS.items()
)
SYMBOLS = {
    Silence.RUNNING: NOT_AVAILABLE,
    Silence.DELETED: NOT_AVAILABLE,
    Silence.ALONE: NOT_APPLICABLE,
}

NOTES = (
    (
        "Half-year and Year",
        "Columns on the right of Core measures. H1 is April to September, H2 October to March, and a year begins in April. A round belongs to the period of its last day. The rounds of a period are added up: low to low and high to high, as anybody could do with the rows of this workbook. So they tell nothing new.",
    ),
    (
        "When a period is given",
        "Once it is over and all its rounds are counted, whichever rounds are in this workbook. A period that is still running is not given: [x]. So is one whose figures are partly deleted. [z] the period has one round with figures, and they stand in the row already. [b] a round of the period asked it otherwise or not at all, so it is not added up.",
    ),
    (
        "Half-year teams, Year teams",
        "The smallest group of teams that holds the row, and every row of the period that shares a team with it. A team stands alone in a period if it stood alone in each of its rounds. It has the name of the last of them. The figure beside it is of all the teams named.",
    ),
    (
        "Half-year in words, Year in words",
        f"A word where one word of the base covers the whole range, else the range: 13 to 15 of 17. From {COUNTED_FROM} answers with per cent. Questions that not everybody was asked have no base and are not added up: [c]. A round with too few answers for All teams counts in it as its rows do.",
    ),
)


def period_cells(
    contents: Contents, round_: RoundFigures, row: RowFigures, question: CoreQuestion
) -> Iterator[Value]:
    """What the half-year and the year of a round say of one of its rows and questions."""
    for length in TITLES:
        period = period_of(round_.closes_on, length)
        yield period.name
        yield from _cells(contents.periods[round_.questionnaire, period], round_, row, question)


def _cells(
    period: PeriodFigures, round_: RoundFigures, row: RowFigures, question: CoreQuestion
) -> Iterator[Value]:
    own = period.row_of(row)
    figure = period.figure_of(own, round_.version, question.id) if own else None
    if own is None or figure is None:
        symbol = SYMBOLS[period.silence] if period.silence else BREAK
        yield from [symbol] * (len(WIDTHS) - 1)
    else:
        yield _name_teams(own, period.period.length)
        yield from _numbers(figure)


def _name_teams(row: RowFigures, length: Length) -> str:
    if row.kind == RowKind.ALL:
        return f"All {len(row.teams_included)} teams of the {length}"
    return ", ".join(row.teams_included)


def _numbers(figure: MeasureFigure) -> Iterator[Value]:
    yield or_hidden(figure.positive.base)
    yield figure.words
    for count in (figure.positive, figure.negative):
        yield or_hidden(count.low)
        yield or_hidden(count.high)
