"""The tables of bars that stand below a round: its half-year and its year, on a scale of their own."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from feedback.disclosure.groups import RowKind
from feedback.reports.charts import Scale, draw_bar, make_scale
from feedback.reports.periods import PeriodFigures
from feedback.reports.shown import (
    CoreQuestion,
    MeasureFigure,
    RoundFigures,
    RowFigures,
    name_period,
)
from feedback.reports.tables import (
    ADDED_UP,
    ALL_SERVICES,
    BarTable,
    Line,
    Section,
    key_of,
    list_services,
    make_table,
    name_more,
)


def tabulate_period_questions(period: PeriodFigures, round_: RoundFigures) -> BarTable | None:
    """Every core measure of All teams that `period` adds up, as `round_` orders them; None where it tells none."""
    total = period.total
    if total is None:
        return None
    found = [(q, period.figure_of(total, round_.version, q.id)) for q in round_.questions]
    told = [(question, figure) for question, figure in found if figure]
    if all(figure.positive.low is None for _, figure in told):
        return None
    scale = make_scale([figure for _, figure in told])
    lines = tuple(
        Line(question.heading, figure, draw_bar(figure, scale), ADDED_UP, key=key_of(round_, question))
        for question, figure in told
    )  # fmt: skip
    broken = [question.heading for question, figure in found if figure is None]
    return _table(period, "all teams", broken, [figure for _, figure in told], [Section("", lines)])


def tabulate_period_measure(
    period: PeriodFigures, round_: RoundFigures, question: CoreQuestion
) -> BarTable | None:
    """One measure of every row of `period`, All teams first; None where nothing of it is told."""
    found = [(row, period.figure_of(row, round_.version, question.id)) for row in period.rows]
    told = [(row, figure) for row, figure in found if figure]
    figures = [figure for _, figure in told]
    if all(figure.positive.low is None for figure in figures):
        return None
    scale = make_scale(figures)

    def draw(rows: Iterable[RowFigures]) -> tuple[Line, ...]:
        return tuple(_line(row, figure, scale) for row, figure in told if row in rows)

    total = draw(period.rows[-1:])
    sections = [
        Section(
            service or ALL_SERVICES, draw([r for r in period.rows[:-1] if r.service == service])
        )
        for service in list_services(period.rows[:-1])
    ]
    return _table(period, question.heading, [], figures, [Section("", total), *sections])


def _line(row: RowFigures, figure: MeasureFigure, scale: Scale) -> Line:
    return Line(
        name=row.team,
        figure=figure,
        bar=draw_bar(figure, scale),
        change=ADDED_UP,
        more=name_more(row),
        total=row.kind == RowKind.ALL,
    )


def _table(
    period: PeriodFigures,
    what: str,
    broken: Sequence[str],
    figures: Sequence[MeasureFigure],
    sections: Sequence[Section],
) -> BarTable:
    """The table of `period`, which names the measures that a round of it asked otherwise."""
    caption = f"{name_period(period.period)}: {what}, {len(period.rounds)} rounds added up"
    note = f"Not asked alike in all of them: {', '.join(broken)}." if broken else ""
    return replace(
        make_table(caption, figures, make_scale(figures), sections), note=note, compared=False
    )
