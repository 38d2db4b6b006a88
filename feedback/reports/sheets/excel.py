"""How pages become an .xlsx file that Excel, LibreOffice and screen readers take well.

Row by row, with a few shared styles: a style of its own for each cell takes three times as long.
"""

import io
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from textwrap import wrap
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo

from feedback.languages import direction_of
from feedback.reports.cells import safe_text
from feedback.reports.sheets.excel_chart import ROW, add_charts
from feedback.reports.sheets.excel_rows import Look, Rows, save
from feedback.reports.sheets.page import Link, Page, Share, Value

HEADER_ROW = 4
BODY = Font(name="Arial", size=11, family=2)
TITLE = Font(name="Arial", size=16, family=2, bold=True)
HEADING = Font(name="Arial", size=11, family=2, bold=True)
LINKED = Font(name="Arial", size=11, family=2, underline="single", color="FF1D4ED8")
WRAPPED = Alignment(wrap_text=True, vertical="top", horizontal="left")
TURNED = Alignment(wrap_text=True, vertical="top", horizontal="right", readingOrder=2)
UNWRAPPED = Alignment(vertical="top", horizontal="left")
RULED = Border(bottom=Side(style="medium"))
LINED = Border(bottom=Side(style="thin", color="FFC8CDD3"))
WIDE = 190  # characters of columns from which a page prints on A3
READABLE = 300  # characters of columns that one page across can hold in letters one can read
FIRST_KEPT, LAST_KEPT = (
    "Round",
    ("Measure", "Team"),
)  # from where to where columns say which row it is
A3, A4 = 8, 9
PRINTED = {A3: (38.1, 24.6), A4: (25.8, 15.9)}  # centimetres within the margins, across and down
DIGIT = 0.185  # centimetres of a column for each of its characters, where a program draws them narrowest
LETTERS = 1.05  # of ordinary text that fit where one digit would: widths are counted in digits
TITLE_HEIGHT, LINE_HEIGHT, TALLEST = 26.0, 15.5, 400.0  # points; Excel's limit is 409


class _Looks:
    """Every look of a workbook. Plain text has the workbook's default style."""

    def __init__(self, book: Workbook) -> None:
        _set_default(book)
        self._book = book
        self.text = self._make(BODY, WRAPPED, LINED)
        self.turned = self._make(BODY, TURNED, LINED)
        self.title = self._make(TITLE, UNWRAPPED)
        self.line = self._make(BODY, UNWRAPPED)
        self.heading = self._make(HEADING, WRAPPED, RULED)
        self.link = self._make(LINKED, WRAPPED, LINED)
        self.share = self._make(BODY, WRAPPED, LINED, "0%")
        self.day = self._make(BODY, WRAPPED, LINED, "d mmm yyyy")

    def _make(
        self,
        font: Font,
        alignment: Alignment,
        border: Border | None = None,
        number_format: str = "General",
    ) -> Look:
        cell: Any = Cell(_Parent(self._book), row=1, column=1)  # type: ignore[arg-type]
        cell.font, cell.alignment, cell.number_format = font, alignment, number_format
        if border:
            cell.border = border
        return Look(self._book, cell._style)


@dataclass(frozen=True)
class _Parent:
    """What a cell needs to know of its sheet to be styled."""

    parent: Workbook


def write_pages(pages: Sequence[Page], properties: DocumentProperties) -> bytes:
    """`pages` as the bytes of an .xlsx file."""
    book = Workbook(write_only=True)
    book.properties = copy(properties)
    looks = _Looks(book)
    for page in pages:
        _write_page(book, page, looks)
    written = io.BytesIO()
    save(book, written)
    return written.getvalue()


def _set_default(book: Any) -> None:
    """Make Arial, wrapped at the top, what every cell has that says nothing else."""
    normal = book._named_styles["Normal"]
    book._fonts = IndexedList([BODY])
    book._alignments = IndexedList([Alignment(), WRAPPED])
    normal.font = BODY
    default = StyleArray()
    default.alignmentId = 1
    book._cell_styles = IndexedList([default])


def _write_page(book: Workbook, page: Page, looks: _Looks) -> None:
    sheet: Any = book.create_sheet(page.name)
    _set_up(sheet, page)
    rows = page.table_rows()
    widths = [column.width for column in page.columns]
    headings = [column.heading for column in page.columns]
    sheet_rows = Rows(sheet)
    sheet_rows.append([(page.title, looks.title)], TITLE_HEIGHT)
    sheet_rows.append([(page.says, looks.line)], LINE_HEIGHT)
    sheet_rows.append([(page.note, looks.line)], LINE_HEIGHT)
    height = _height(headings, [0.9 * width for width in widths])
    sheet_rows.append([(heading, looks.heading) for heading in headings], height)
    for row in rows:
        cells = [(value, _look_of(value, looks)) for value in row]
        sheet_rows.append(cells, _height(row, widths))
    # Not add_table: in write-only mode it warns that columns are missing, whether they are or not.
    sheet._tables.add(_table(page, HEADER_ROW + len(rows)))
    add_charts(
        sheet, page.charts, page.columns,
        header_row=HEADER_ROW, rows=len(rows), on_a_page=_count_down(page),
    )  # fmt: skip


def _set_up(sheet: Any, page: Page) -> None:
    for place, column in enumerate(page.columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _paper_of(page)
    if page.charts:  # they stand on rows that are as high as those of the table
        sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = LINE_HEIGHT, True
    across = _count_across(page)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = across, 0
    if across > 1:
        sheet.print_title_cols = f"A:{get_column_letter(_count_kept(page))}"


def _paper_of(page: Page) -> int:
    return A3 if sum(column.width for column in page.columns) > WIDE else A4


def _count_down(page: Page) -> int:
    """How many lines below the table one printed page holds at least: a wide sheet is made smaller until it fits."""
    across, down = PRINTED[_paper_of(page)]
    wide = sum(column.width for column in page.columns) * DIGIT
    return int(down * max(1, wide / across) / ROW)


def _count_across(page: Page) -> int:
    """On how many pages side by side the sheet prints."""
    widths = [column.width for column in page.columns]
    if sum(widths) < 1.5 * READABLE:
        return 1
    kept = sum(widths[: _count_kept(page)])
    return max(2, round((sum(widths) - kept) / (READABLE - kept)))


def _count_kept(page: Page) -> int:
    """How many columns stand at the start of every page where the sheet prints on several across."""
    headings = [column.heading for column in page.columns]
    return 1 + max((headings.index(name) for name in LAST_KEPT if name in headings), default=0)


def _height(values: Sequence[Value], widths: Sequence[float]) -> float:
    """The height that shows every line of wrapped text: LibreOffice does not work it out by itself."""
    lines = max(_count_lines(value, width) for value, width in zip(values, widths, strict=True))
    return min(LINE_HEIGHT * lines, TALLEST)


def _count_lines(value: Value, width: float) -> int:
    if not isinstance(value, str):
        return 1
    room = max(int(width * LETTERS), 4)
    if len(value) <= room and "\n" not in value:
        return 1
    return sum(len(wrap(line, room)) or 1 for line in value.split("\n"))


def _look_of(value: Value, looks: _Looks) -> Look:
    """What somebody wrote runs as their letters do."""
    if isinstance(value, str):
        turned = not value.isascii() and direction_of(value) == "rtl"
        return looks.turned if turned else looks.text
    if isinstance(value, Share):
        return looks.share
    if isinstance(value, Link):
        return looks.link
    return looks.day if isinstance(value, date) else looks.text


def _table(page: Page, last_row: int) -> Table:
    """The table around the rows of `page`, without filter buttons."""
    last_column = get_column_letter(len(page.columns))
    table = Table(
        displayName=page.name.replace(" ", "_"),
        ref=f"A{HEADER_ROW}:{last_column}{last_row}",
        tableStyleInfo=TableStyleInfo(name="TableStyleLight1", showRowStripes=False),
    )
    table.tableColumns = [
        TableColumn(id=place, name=safe_text(column.heading))
        for place, column in enumerate(page.columns, start=1)
    ]
    return table
