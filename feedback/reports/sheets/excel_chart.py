"""How a chart becomes an Excel drawing: bars whose ranges look like ranges, with words for who cannot see it."""

from collections.abc import Sequence
from typing import Any

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.series_factory import SeriesFactory
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.colors import ColorChoice
from openpyxl.drawing.fill import PatternFillProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import OneCellAnchor
from openpyxl.drawing.text import (
    CharacterProperties,
    Paragraph,
    ParagraphProperties,
    RichTextProperties,
)
from openpyxl.worksheet.pagebreak import Break

from feedback.reports.sheets.page import Chart, Column

SOLID, PAPER = "0A5563", "FFFFFF"
WIDTH, BAR, AROUND = 27.0, 0.8, 4.0  # centimetres: the chart, a bar, and title with axis and legend
ROW = 0.547  # centimetres in one row of the sheet: 15.5 points
EMU = 360_000  # the unit of a drawing in one centimetre
MOST_SAID = 4000  # characters of the description; screen readers read it in one go


class DescribedAnchor(OneCellAnchor):
    """Where a drawing stands, and what it shows in words: openpyxl has no place for those."""

    __elements__ = OneCellAnchor.__elements__
    says = ""

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "graphicFrame" and value is not None:
            value.nvGraphicFramePr.cNvPr.descr = self.says
        super().__setattr__(name, value)


def add_charts(
    sheet: Any, charts: Sequence[Chart], columns: Sequence[Column],
    *, header_row: int, rows: int, on_a_page: int,
) -> None:  # fmt: skip
    """Put `charts` below the table of `sheet`, one under the other; print cuts none in two.

    A printed page holds `on_a_page` rows: before a chart that has no room left stands a page break.
    """
    place, full = header_row + rows + 1, 0
    for chart in charts:
        drawn = _draw(sheet, chart, columns, header_row)
        drawn.height = min(drawn.height, (on_a_page - 1) * ROW)
        below = place + int(drawn.height / ROW) + 1
        if below > full:
            sheet.row_breaks.append(Break(id=place))
            full = place + on_a_page
        drawn.anchor = _anchor(chart, drawn, place)
        sheet.add_chart(drawn)
        place = below + 2


def _draw(sheet: Any, chart: Chart, columns: Sequence[Column], header_row: int) -> Any:
    first, last = header_row + 1 + chart.first, header_row + 1 + chart.last
    headings = [column.heading for column in columns]

    def refer(heading: str) -> Any:
        place = headings.index(heading) + 1
        return Reference(sheet, min_col=place, min_row=first, max_row=last)

    drawn: Any = BarChart()
    drawn.type, drawn.grouping, drawn.overlap, drawn.gapWidth = "bar", "stacked", 100, 60
    drawn.title = chart.title
    for heading, title, looks in (
        (chart.solid, "At least", _solid()),
        (chart.striped, "Up to (striped)", _striped()),
    ):
        series = SeriesFactory(refer(heading))
        series.tx, series.graphicalProperties = SeriesLabel(v=title), looks
        drawn.series.append(series)
    drawn.set_categories(refer(chart.labels))
    _set_axes(drawn)
    drawn.legend.position = "b"
    drawn.width, drawn.height = WIDTH, AROUND + BAR * (last - first + 1)
    return drawn


def _set_axes(drawn: Any) -> None:
    """0 to 100 per cent, and the first row on top, as in the table."""
    drawn.y_axis.scaling.min, drawn.y_axis.scaling.max = 0, 1
    drawn.y_axis.majorUnit, drawn.y_axis.number_format = 0.25, "0%"
    drawn.y_axis.crosses = "max"  # the lower end, since the other axis is turned round
    drawn.x_axis.scaling.orientation = "maxMin"
    drawn.x_axis.tickLblSkip, drawn.x_axis.txPr = 1, _level()  # every bar has its name
    drawn.x_axis.delete = drawn.y_axis.delete = (
        False  # Excel leaves out an axis that does not say so
    )


def _level() -> RichText:
    """Words that lie level: where an axis does not say so, LibreOffice leaves out names that come close."""
    plain = ParagraphProperties(defRPr=CharacterProperties())
    return RichText(bodyPr=RichTextProperties(rot=0), p=[Paragraph(pPr=plain)])


def _solid() -> GraphicalProperties:
    return GraphicalProperties(solidFill=SOLID)


def _striped() -> GraphicalProperties:
    make: Any = ColorChoice  # its stubs ask for what it makes of the text itself
    line, ground = make(srgbClr=SOLID), make(srgbClr=PAPER)
    pattern = PatternFillProperties(prst="wdUpDiag", fgClr=line, bgClr=ground)
    looks = GraphicalProperties(pattFill=pattern)
    looks.line = LineProperties(solidFill=SOLID, prstDash="dash")
    return looks


def _anchor(chart: Chart, drawn: Any, row: int) -> DescribedAnchor:
    anchor: Any = DescribedAnchor()
    anchor.says = chart.says[:MOST_SAID]
    anchor._from.row, anchor._from.rowOff = row, EMU // 5  # clear of a page break above it
    anchor.ext.width, anchor.ext.height = int(drawn.width * EMU), int(drawn.height * EMU)
    return anchor  # type: ignore[no-any-return]
