"""By team, Core measures and Questions: what people said."""

from collections.abc import Iterator, Sequence

from feedback.disclosure.groups import RowKind
from feedback.reports.sheets.page import (
    NOT_APPLICABLE,
    Column,
    Contents,
    Page,
    Share,
    Value,
    columns,
    or_hidden,
    or_not_recorded,
    share_or_not_recorded,
)
from feedback.reports.shown import (
    HIDDEN,
    CoreQuestion,
    Count,
    MeasureFigure,
    OptionFigure,
    RoundFigures,
    RowFigures,
)

MOST_NAMED = 12  # teams that All teams names one by one
NO_FIGURES = "None of these rounds has enough answers to show."

TEAM_COLUMNS = columns(
    Questionnaire=22, Round=28, Service=22, Team=24, Teams_included=34,
    Due=14, Given_out=14, Received=11, Rate=14,
)  # fmt: skip
MEASURE_COLUMNS = columns(
    Questionnaire=22, Version=9, Round=28, Quarter=13, Service=20, Team=22, Measure=26, Question=20,
    Answered=11, Positive=10, Middle=9, Negative=10, Not_sure=9, Rather_not_say=11, Skipped=10,
    Not_asked=9, In_words=31, Low=8, High=8, Negative_low=10, Negative_high=10, Teams_included=30,
    Measure_code=22, Theme=16, Revision=10, Scale=24,
)  # fmt: skip
QUESTION_COLUMNS = columns(
    Questionnaire=22, Version=9, Variant=12, Round=28, Question=20, Text=50, Option=14, Label=32,
    Count=12, Per_cent=14, Base=9,
)  # fmt: skip


def by_team(contents: Contents) -> Page:
    """One row a team, round and questionnaire; one column a core measure."""
    headings = _headings(contents)
    return Page(
        name="By team",
        title="Results by team",
        says="One row for each team in each round, and one column for each core measure: how many said something positive.",
        note="Other teams are small teams put together; Teams included names them. [c] hidden to protect people. [z] not asked in this questionnaire.",
        columns=[*TEAM_COLUMNS, *(Column(heading, 31) for heading in headings.values())],
        rows=[
            [*_team_cells(round_, row), *_measure_cells(round_, row, headings)]
            for round_ in contents.told
            for row in round_.rows
        ],
        nothing=NO_FIGURES,
    )


def core_measures(contents: Contents) -> Page:
    """The long table: one row a team, round and core question."""
    return Page(
        name="Core measures",
        title="Core measures",
        says="One row for each core question of each row of By team, measure by measure across questionnaires, to make pivot tables from.",
        note="Low and High are the least and the most people who can have said something positive. [c] hidden to protect people.",
        columns=MEASURE_COLUMNS,
        rows=[_core_cells(*of) for of in _by_measure(contents.told)],
        nothing=NO_FIGURES,
    )


def questions(contents: Contents) -> Page:
    """How often each answer was chosen, all teams together, each variant by itself."""
    return Page(
        name="Questions",
        title="Every question and answer",
        says="How often each answer was chosen, all teams together. Standard and easy read stand apart and are never added.",
        note="A range such as 33 to 35 means that the exact number is hidden. [c] hidden to protect people.",
        columns=QUESTION_COLUMNS,
        rows=[
            [
                round_.questionnaire, round_.version, option.variant, round_.label, option.question,
                option.text, option.option, option.label, *option_cells(option),
            ]
            for round_ in contents.told
            for option in round_.options
        ],
        nothing=NO_FIGURES,
    )  # fmt: skip


def name_teams(row: RowFigures) -> str:
    """The teams of a row by name. All teams of a large round are named by the rows above."""
    if row.kind == RowKind.ALL and len(row.teams_included) > MOST_NAMED:
        return f"All {len(row.teams_included)} teams named in the rows above"
    return ", ".join(row.teams_included)


def option_cells(option: OptionFigure) -> Iterator[Value]:
    """Count, Per cent and Base of an option: numbers where they may be, else words."""
    count = option.count
    yield count.words if count.exact is None else count.exact
    yield count.share_words if count.share is None else Share(count.share)
    yield HIDDEN if count.base is None else count.base


def _headings(contents: Contents) -> dict[str, str]:
    """The heading of each measure's column by the measure's title, unlike any other heading of the sheet."""
    taken = {column.heading.lower() for column in TEAM_COLUMNS}
    found: dict[str, str] = {}
    for title in (q.heading for round_ in contents.told for q in round_.questions):
        if title in found:
            continue
        heading = " ".join(title.split())[:200]
        while heading.lower() in taken:  # Excel takes "Rate" and "rate" for the same column
            heading += " (measure)"
        taken.add(heading.lower())
        found[title] = heading
    return found


def _team_cells(round_: RoundFigures, row: RowFigures) -> list[Value]:
    return [
        round_.questionnaire,
        round_.label,
        name_service(row),
        row.team,
        name_teams(row),
        or_not_recorded(row.due),
        or_not_recorded(row.given_out),
        row.received,
        share_or_not_recorded(row.rate),
    ]


def _measure_cells(
    round_: RoundFigures, row: RowFigures, headings: dict[str, str]
) -> Iterator[Value]:
    asked = {question.heading: question.id for question in round_.questions}
    for title in headings:
        if title not in asked:
            yield NOT_APPLICABLE
        else:
            figure = row.measures.get(asked[title])
            yield figure.words if figure else HIDDEN


def _by_measure(
    rounds: Sequence[RoundFigures],
) -> list[tuple[RoundFigures, RowFigures, CoreQuestion]]:
    """Each core question of each row: those of one heading together, then of one measure, else as in By team."""
    found = [(r, row, question) for r in rounds for row in r.rows for question in r.questions]
    return sorted(found, key=lambda of: (of[2].heading.casefold(), of[2].heading, of[2].measure))


def _core_cells(round_: RoundFigures, row: RowFigures, question: CoreQuestion) -> list[Value]:
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


def name_service(row: RowFigures) -> str:
    """The service of a row, or the words for several."""
    return row.service or "All services"
