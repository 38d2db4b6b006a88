"""How rows become the XML of a sheet, one at a time.

openpyxl's write-only mode makes two objects for each cell, and takes most of the time of a workbook for that. Here a row is
one piece of XML, the same to the letter, handed to the sheet that openpyxl writes. Meanwhile it lies in a file without a
name: openpyxl's own have one, and one that a kill left behind would hold comments for ever.
"""

import shutil
from collections.abc import Iterable, Iterator
from datetime import date
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.compat import safe_string
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.constants import XML_NS
from openpyxl.xml.functions import Element, SubElement

from feedback.reports.cells import as_written, starts_formula
from feedback.reports.sheets.page import Link, Share, Value
from feedback.temporary import open_temporary

KEEP_SPACES = f"{{{XML_NS}}}space"


class Look:
    """A shared style of one workbook: plain, and the same with the mark that keeps Excel from reading a formula."""

    def __init__(self, book: Any, style: StyleArray) -> None:
        marked = StyleArray(style)
        marked.quotePrefix = 1
        self._book = book
        self._styles = {False: style, True: marked}
        self._numbers: dict[bool, str] = {}

    def number(self, *, quoted: bool = False) -> str:
        """Which style of the workbook it is. One that is never used is not written."""
        if quoted not in self._numbers:
            self._numbers[quoted] = str(self._book._cell_styles.add(self._styles[quoted]))
        return self._numbers[quoted]


class Rows:
    """The rows of one sheet, which is set up and has none yet."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._attributes: dict[float, dict[str, str]] = {}
        self._place = 0
        begin(sheet)
        sheet._rows = self._write()  # openpyxl closes it when it saves
        next(sheet._rows)

    def append(self, cells: Iterable[tuple[Value, Look]], height: float) -> None:
        """Write one row: each value in its look."""
        self._place += 1
        row = Element("row", {"r": str(self._place), **self._attributes_of(height)})
        for column, (value, look) in enumerate(cells, start=1):
            self._add(row, f"{get_column_letter(column)}{self._place}", value, look)
        self._sheet._rows.send(row)

    def _write(self) -> Iterator[None]:
        writer = self._sheet._writer
        stream = writer.xf.send(True)
        with stream.element("sheetData"):
            try:
                while True:
                    stream.write((yield))
            except GeneratorExit:
                pass
        writer.xf.send(None)

    def _attributes_of(self, height: float) -> dict[str, str]:
        if height not in self._attributes:
            self._attributes[height] = dict(RowDimension(self._sheet, ht=height))
        return self._attributes[height]

    def _add(self, row: Any, place: str, value: Value, look: Look) -> None:
        if isinstance(value, Link):
            link = Hyperlink(ref=place, location=f"'{value.sheet}'!A1", display=value.sheet)
            self._sheet._hyperlinks.append(link)
            value = value.sheet
        if isinstance(value, str):
            _add_text(row, place, value, look)
            return
        number = value.value if isinstance(value, Share) else value
        if isinstance(number, date):
            number = to_excel(number)  # type: ignore[no-untyped-call]
        cell = SubElement(row, "c", {"r": place, "s": look.number(), "t": "n"})
        SubElement(cell, "v").text = safe_string(number)


def begin(sheet: Any) -> None:
    """Let `sheet`, which is set up, be written into a file without a name."""
    sheet._writer = _Writer(sheet)
    sheet._writer.write_top()


class _Writer(WorksheetWriter):
    def __init__(self, sheet: Any) -> None:
        self._file = open_temporary()  # cleanup closes it
        super().__init__(sheet, out=self._file)

    def cleanup(self) -> None:
        """Let go of the file."""
        self._file.close()


class _Archive(ZipFile):
    """An archive into which files without a name can be written."""

    def write(self, filename: Any, arcname: Any = None, *args: Any, **kwargs: Any) -> None:
        """Put what was written so far into it, under the name `arcname`."""
        filename.seek(0)
        info = ZipInfo(arcname)
        info.compress_type = ZIP_DEFLATED
        with self.open(info, "w") as entry:
            shutil.copyfileobj(filename, entry)


def save(book: Any, written: IO[bytes]) -> None:
    """Write a workbook whose every sheet was begun by `begin`."""
    with _Archive(written, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).save()


def _add_text(row: Any, place: str, value: str, look: Look) -> None:
    """Text is always text, whatever it begins with."""
    style = look.number(quoted=starts_formula(value))
    cell = SubElement(row, "c", {"r": place, "s": style, "t": "inlineStr"})
    written = as_written(value)
    if written:
        text = SubElement(SubElement(cell, "is"), "t")
        text.text = written
        if written != written.strip():
            text.set(KEEP_SPACES, "preserve")
