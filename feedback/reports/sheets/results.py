"""By team and Questions: what people said."""

from collections.abc import Iterator

from feedback.disclosure.groups import RowKind
from feedback.reports.sheets.page import (
    NOT_APPLICABLE,
    Column,
    Contents,
    Page,
    Share,
    Value,
    columns,
    or_not_recorded,
    rate_or_words,
)
from feedback.reports.shown import (
    HIDDEN,
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
        rate_or_words(row.rate),
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


def name_service(row: RowFigures) -> str:
    """The service of a row, or the words for several."""
    return row.service or "All services"
