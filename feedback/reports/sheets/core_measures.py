"""Core measures: the long table of every figure, with its half-year and its year beside it."""

from collections.abc import Iterator

from feedback.reports.sheets.page import (
    NOT_APPLICABLE,
    Contents,
    Page,
    Value,
    columns,
    or_hidden,
)
from feedback.reports.sheets.periods import COLUMNS as PERIOD_COLUMNS
from feedback.reports.sheets.periods import period_cells
from feedback.reports.sheets.results import NO_FIGURES, name_service, name_teams
from feedback.reports.shown import (
    HIDDEN,
    CoreQuestion,
    Count,
    MeasureFigure,
    RoundFigures,
    RowFigures,
)

MEASURE_COLUMNS = columns(
    Questionnaire=22, Version=9, Round=28, Quarter=13, Service=20, Team=22, Measure=32, Question=20,
    Answered=11, Positive=10, Middle=9, Negative=10, Not_sure=9, Rather_not_say=11, Skipped=10,
    Not_asked=9, In_words=31, Low=8, High=8, Negative_low=10, Negative_high=10, Teams_included=30,
    Measure_code=22, Theme=16, Revision=10, Scale=24, Promise=36,
)  # fmt: skip
COLUMNS = (*MEASURE_COLUMNS, *PERIOD_COLUMNS)
Told = tuple[RoundFigures, RowFigures, CoreQuestion]


def core_measures(contents: Contents) -> Page:
    """The long table: one row a team, round and core question."""
    return Page(
        name="Core measures",
        title="Core measures",
        says="One row for each core question of each row of By team, measure by measure across questionnaires, to make pivot tables from.",
        note="Low and High are the least and the most people who can have said something positive. Half-year and Year, on the right, add rounds up; Notes says how. [c] hidden to protect people.",
        columns=COLUMNS,
        rows=[core_cells(contents, told) for told in list_told(contents)],
        nothing=NO_FIGURES,
    )


def list_told(contents: Contents) -> list[Told]:
    """Each core question of each row: those of one heading together, then of one measure, else as in By team."""
    found = [
        (r, row, question) for r in contents.told for row in r.rows for question in r.questions
    ]
    return sorted(found, key=lambda of: (of[2].heading.casefold(), of[2].heading, of[2].measure))


def core_cells(contents: Contents, told: Told) -> list[Value]:
    """The cells of one figure, one for each of COLUMNS."""
    round_, row, question = told
    return [
        round_.questionnaire,
        round_.version,
        round_.label,
        round_.quarter,
        name_service(row),
        row.team,
        question.heading,
        question.id,
        *_figure_cells(row.measures.get(question.id)),
        name_teams(row),
        question.measure,
        question.theme,
        question.revision,
        question.scale,
        "; ".join(question.pledges) or NOT_APPLICABLE,
        *period_cells(contents, round_, row, question),
    ]


def _figure_cells(figure: MeasureFigure | None) -> Iterator[Value]:
    """Answered to Negative high. Middle, not sure, rather not say and skipped stay one hidden rest."""
    none = Count(None, None, None)
    positive, negative = (figure.positive, figure.negative) if figure else (none, none)
    yield or_hidden(positive.base)
    yield or_hidden(positive.exact)
    yield HIDDEN
    yield or_hidden(negative.exact)
    yield from [HIDDEN] * 3
    yield or_hidden(figure.not_asked if figure else None)
    yield figure.words if figure else HIDDEN
    for number in (positive.low, positive.high, negative.low, negative.high):
        yield or_hidden(number)
