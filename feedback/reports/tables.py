"""The tables of bars that a results page shows: every line is one figure, its words and its bar."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from feedback.disclosure.groups import RowKind
from feedback.disclosure.periods import Period
from feedback.reports.charts import Key, Scale, draw_axis, draw_bar, list_keys, make_scale
from feedback.reports.naming import say_today
from feedback.reports.periods import PeriodFigures
from feedback.reports.series import Series
from feedback.reports.shown import (
    HIDDEN,
    NO_FIGURE,
    CoreQuestion,
    MeasureFigure,
    RoundFigures,
    RowFigures,
    name_period,
)
from feedback.reports.since import Change, ChangesSince, pair_changes
from feedback.reports.wording import say_question

ALL_SERVICES = "Across services"
ADDED_UP = Change("added up, not compared", quiet=True)


@dataclass(frozen=True)
class Line:
    """One row: its name, what is said in words, and the same as a bar. `more` stands small below the name."""

    name: str
    figure: MeasureFigure
    bar: Markup
    change: Change
    more: str = ""
    total: bool = False
    key: str = ""  # what the address of its own page needs
    broken_before: bool = False  # whether a break stands between this row and the one above

    @property
    def base(self) -> int | None:
        """Out of how many, where that may be told."""
        return self.figure.positive.base

    @property
    def words(self) -> str:
        """The figure as By team writes it."""
        return self.figure.words

    @property
    def hidden(self) -> bool:
        """Whether nothing may be said."""
        return self.words == HIDDEN


@dataclass(frozen=True)
class Section:
    """Lines under one heading; "" is no heading."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class BarTable:
    """A table of bars on one scale, with the legend of what it shows.

    `note` is what would stand in several rows: why the line breaks in all of them. `compared` is whether there
    is a column for changes.
    """

    caption: str
    note: str
    axis: Markup
    legend: tuple[Key, ...]
    sections: tuple[Section, ...]
    compared: bool = True

    @property
    def lines(self) -> list[Line]:
        """The lines of every section."""
        return [line for section in self.sections for line in section.lines]


def tabulate_measure(
    round_: RoundFigures, changes: ChangesSince, question: CoreQuestion
) -> BarTable:
    """One measure: All teams, then every shown row by service, in the council's own order."""
    figures = [row.measures.get(question.id, NO_FIGURE) for row in round_.rows]
    scale = make_scale(figures)

    def draw(kinds: Iterable[str], service: str) -> tuple[Line, ...]:
        rows = (row for row in round_.rows if row.kind in kinds and row.service == service)
        return tuple(_row_line(row, question, scale, changes) for row in rows)

    total = Section("", draw([RowKind.ALL], ""))
    teams = [RowKind.TEAM, RowKind.OTHER]
    services = list_services(row for row in round_.rows if row.kind in teams)
    sections = [Section(name or ALL_SERVICES, draw(teams, name)) for name in services]
    return make_table(say_question(round_, question.id), figures, scale, [total, *sections])


def tabulate_questions(
    round_: RoundFigures, changes: ChangesSince, row: RowFigures | None = None
) -> BarTable:
    """Every core measure of All teams, or of one `row`, in the order of the questionnaire."""
    shown = row or round_.total
    asked = round_.questions if shown else ()
    figures = [shown.measures.get(q.id, NO_FIGURE) for q in asked if shown]
    scale = make_scale(figures)
    lines = tuple(
        Line(
            q.heading, figure, draw_bar(figure, scale), changes.of(shown, q.id), key=key_of(round_, q)
        )
        for q, figure in zip(asked, figures, strict=True)
        if shown
    )  # fmt: skip
    whose = _name_row(row) if row else "all teams"
    table = make_table(f"Every core measure, {whose}", figures, scale, [Section("", lines)])
    return _add_today(table, row) if row else table


def tabulate_series(
    series: Series, periods: Sequence[PeriodFigures] = (), *, whose: str = ""
) -> BarTable:
    """One line over time: a row for every round, oldest first, then the `periods` that add them up.

    `whose` it is stands above it, where its group does not say that.
    """
    added = list(_add_periods(series, periods))
    figures = [*(point.figure for point in series.points), *(figure for _, _, figure in added)]
    scale = make_scale(figures)
    lines = tuple(
        Line(
            name=point.round.label,
            figure=point.figure,
            bar=draw_bar(point.figure, scale),
            change=change,
            more=f"Version {point.round.version}",
            broken_before=change.broken,
        )
        for point, change in pair_changes(series.points)
    )
    caption = f"{series.question.heading}: {whose or series.group}"
    sums = tuple(
        Line(
            name_period(period),
            figure,
            draw_bar(figure, scale),
            ADDED_UP,
            more=_name_others(series, row),
        )
        for period, row, figure in added
    )
    sections = [Section("", lines), Section("Half-years and years" if sums else "", sums)]
    return _add_today(make_table(caption, figures, scale, sections), series.newest.row)


def find_question(round_: RoundFigures, key: str) -> CoreQuestion | None:
    """The core question that `key` stands for in an address."""
    return next((q for q in round_.questions if key_of(round_, q) == key), None)


def key_of(round_: RoundFigures, question: CoreQuestion) -> str:
    """What stands for a core question in an address: its measure, or its id where two share one."""
    measures = [q.measure for q in round_.questions]
    return question.measure if measures.count(question.measure) == 1 else question.id


def list_services(rows: Iterable[RowFigures]) -> list[str]:
    """The services in the order of their first rows; rows across services come last."""
    return sorted(dict.fromkeys(row.service for row in rows), key=lambda name: not name)


def _add_periods(
    series: Series, periods: Iterable[PeriodFigures]
) -> Iterator[tuple[Period, RowFigures, MeasureFigure]]:
    """What each of `periods` that holds a round of `series` says of it, where it may be added up."""
    for figures in periods:
        rounds = {round_.id for round_ in figures.rounds}
        own = [point for point in series.points if point.round.id in rounds]
        row = figures.row_of(own[-1].row) if own else None
        figure = figures.figure_of(row, own[-1].round.version, own[-1].question.id) if row else None
        if row and figure:
            yield figures.period, row, figure


def _name_others(series: Series, row: RowFigures) -> str:
    """The teams of a period's row, where they are not those of the line by its name."""
    return "" if series.of_all or row.kind == RowKind.TEAM else ", ".join(row.teams_included)


def _row_line(row: RowFigures, question: CoreQuestion, scale: Scale, changes: ChangesSince) -> Line:
    figure = row.measures.get(question.id, NO_FIGURE)
    return Line(
        name=row.team,
        figure=figure,
        bar=draw_bar(figure, scale),
        change=changes.of(row, question.id),
        more=name_more(row),
        total=row.kind == RowKind.ALL,
    )


def name_more(row: RowFigures) -> str:
    """What stands small below the name of a row: the teams that are put together, and what they are called today."""
    together = ", ".join(row.teams_included) if row.kind == RowKind.OTHER else ""
    return ". ".join(filter(None, (together, say_today(row))))


def _add_today(table: BarTable, row: RowFigures) -> BarTable:
    """`table`, which is of one row and its team, with what that is called today."""
    return replace(table, note=" ".join(filter(None, (say_today(row), table.note))))


def _name_row(row: RowFigures) -> str:
    several = f" ({', '.join(row.teams_included)})" if len(row.teams_included) > 1 else ""
    return f"{row.team}{several}"


def make_table(
    caption: str, figures: Sequence[MeasureFigure], scale: Scale, sections: Sequence[Section]
) -> BarTable:
    """A table whose bars are drawn on the scale of `figures`."""
    note, sections = _say_once(sections)
    return BarTable(caption, note, draw_axis(scale), tuple(list_keys(figures)), tuple(sections))


def _say_once(sections: Sequence[Section]) -> tuple[str, Sequence[Section]]:
    """A reason that several rows share and no row contradicts, and the sections without it."""
    said = [line.change for section in sections for line in section.lines if line.change.why]
    if len(said) < 2 or len({change.why for change in said}) > 1:
        return "", sections
    return said[0].why, [
        replace(section, lines=tuple(_without_reason(line) for line in section.lines))
        for section in sections
    ]


def _without_reason(line: Line) -> Line:
    return replace(line, change=replace(line.change, why=""))
