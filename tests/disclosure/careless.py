"""Control: what a careless release would tell of the same round."""

from dataclasses import replace

from feedback.disclosure.groups import RowKind
from feedback.reports.shown import Count, MeasureFigure, RoundFigures, RowFigures
from tests.disclosure.clues import BANDS, band_of
from tests.disclosure.lived import Counted


def percent_rows(counted: Counted) -> RoundFigures:
    """Control: the same rows, with a count and per cent for small teams too."""

    def exact(row: RowFigures, question: str, figure: MeasureFigure) -> MeasureFigure:
        if figure.positive.base is None:
            return figure
        of_row = [one for one in counted.given if one.team in row.teams_included]
        counts = [sum(band_of(counted, one, question) is band for one in of_row) for band in BANDS]
        base = figure.positive.base
        positive, negative = (Count(base, n, n) for n in counts)
        return replace(figure, positive=positive, negative=negative, word=None)

    rows = tuple(
        replace(row, measures={q: exact(row, q, f) for q, f in row.measures.items()})
        if row.kind != RowKind.ALL
        else row
        for row in counted.figures.rows
    )
    return replace(counted.figures, rows=rows)
