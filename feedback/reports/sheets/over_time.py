"""By quarter and Versions: what may be compared over time, and what changed."""

from feedback.reports.series import Point, Series, make_series
from feedback.reports.sheets.page import (
    NO_BREAK,
    Contents,
    Page,
    Value,
    columns,
    or_hidden,
)
from feedback.reports.sheets.results import NO_FIGURES, name_service, name_teams
from feedback.reports.shown import BREAK

QUARTER_COLUMNS = columns(
    Questionnaire=22, Measure=34, Quarter=13, Version=9, Group=25, Answered=11, Positive=10, Low=8,
    High=8, Break=8, In_words=31, Why=48, Round=28, Teams_included=30, Service=20, Measure_code=22,
    Revision=10,
)  # fmt: skip
CHANGE_COLUMNS = columns(
    Questionnaire=24, Version=10, Published=14, Question=20, What_changed=56, Level=9, Why=56,
    Name=28, Asked=34, Tested=44,
)  # fmt: skip


def by_quarter(contents: Contents) -> Page:
    """Each core measure of each shown group over time, line by line."""
    return Page(
        name="By quarter",
        title="Results by quarter",
        says="Each core measure of each row of By team over time: one row a round, and the rows of one line together.",
        note="Q1 is April to June. [b] the answers to choose from or the teams changed here, and Why says how. [c] hidden to protect people.",
        columns=QUARTER_COLUMNS,
        rows=[
            _quarter_cells(line, point)
            for line in make_series(contents.rounds)
            for point in line.points
        ],
        nothing=NO_FIGURES,
    )


def versions(contents: Contents) -> Page:
    """Every published version of the questionnaires in this workbook, and what changed."""
    return Page(
        name="Versions",
        title="Versions of the questionnaires",
        says="Every published version of the questionnaires in this workbook, and what changed from the one before.",
        note="What changed is in the author's words. Level and Why are worked out from both versions; Notes explains the levels.",
        columns=CHANGE_COLUMNS,
        rows=[
            [
                change.questionnaire, change.version, change.published_on, change.question,
                change.change, change.level, change.why, change.name, change.asked, change.tested,
            ]
            for change in contents.changes
        ],
        nothing="No version is published.",
    )  # fmt: skip


def _quarter_cells(line: Series, point: Point) -> list[Value]:
    figure = point.figure
    return [
        point.round.questionnaire,
        line.question.heading,
        point.round.quarter,
        point.round.version,
        point.row.team,
        or_hidden(figure.positive.base),
        or_hidden(figure.positive.exact),
        or_hidden(figure.positive.low),
        or_hidden(figure.positive.high),
        BREAK if point.broken else NO_BREAK,
        figure.words,
        point.why or NO_BREAK,
        point.round.label,
        _name_teams(line, point),
        name_service(point.row),
        line.question.measure,
        line.question.revision,
    ]


def _name_teams(line: Series, point: Point) -> str:
    """The teams of a row by name; of All teams how many, so that a line is not hidden between lists of names."""
    if line.of_all and len(point.row.teams_included) > 1:
        return f"All {len(point.row.teams_included)} teams of the round"
    return name_teams(point.row)
