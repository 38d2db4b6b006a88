"""Rows of a sheet: the same XML, to the letter, as openpyxl writes of cells of its own, which takes longer."""

import datetime as dt
import io
import os
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl.cell import WriteOnlyCell
from openpyxl.packaging.core import DocumentProperties
from openpyxl.worksheet.hyperlink import Hyperlink

from feedback.reports.cells import as_written, starts_formula
from feedback.reports.sheets.excel import write_pages
from feedback.reports.sheets.excel_rows import Look, begin
from feedback.reports.sheets.page import Column, Link, Page, Share, Value
from feedback.temporary import keep_temporary_in

VALUES: list[Value] = [
    "plain", "=1+1", "  spaces ", "two\nlines", "<a>&amp;\"'", "_x0041_", "مرحبا", "👩‍👧", "#N/A",
    0, 7, -3, 1_234_567, Share(0.123456789), Share(1.0), dt.date(2026, 11, 23), Link("Notes"),
]  # fmt: skip
COLUMNS = [Column("Value", 40), Column("Again", 9)]
PAGES = [
    Page("First", "T", "s", "n", COLUMNS, [(one, one) for one in VALUES], "none"),
    Page("Notes", "=T", "says", "notes", COLUMNS, [], "nothing"),
]


class OwnRows:
    """The same rows, of cells that openpyxl makes and writes itself."""

    def __init__(self, sheet: Any) -> None:
        self._sheet, self._place = sheet, 0
        begin(sheet)

    def append(self, cells: list[tuple[Value, Look]], height: float) -> None:
        """Write one row."""
        self._place += 1
        self._sheet.row_dimensions[self._place].height = height
        self._sheet.append([self._make(value, look) for value, look in cells])

    def _make(self, value: Value, look: Look) -> Any:
        text = value.sheet if isinstance(value, Link) else value
        number = text.value if isinstance(text, Share) else text
        shown = as_written(number) if isinstance(number, str) else number
        cell: Any = WriteOnlyCell(self._sheet, value=shown)  # type: ignore[arg-type]
        cell._style = look._styles[isinstance(number, str) and starts_formula(number)]
        if isinstance(number, str):
            cell.data_type = "s"
        if isinstance(value, Link):
            place = f"'{value.sheet}'!A1"
            cell.hyperlink = Hyperlink(ref="", location=place, display=value.sheet)
        return cell


def read_sheets() -> dict[str, bytes]:
    """Every sheet of a workbook as it is written."""
    with zipfile.ZipFile(io.BytesIO(write_pages(PAGES, DocumentProperties()))) as book:
        return {name: book.read(name) for name in book.namelist() if "worksheets/" in name}


def test_a_sheet_is_the_same_to_the_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every kind of value, in its look, in rows of their height; links and relations too."""
    ours = read_sheets()
    monkeypatch.setattr("feedback.reports.sheets.excel.Rows", OwnRows)

    assert ours == read_sheets()
    assert b"<f>" not in ours["xl/worksheets/sheet1.xml"]


def test_another_letter_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a text that is not written as text."""
    ours = read_sheets()
    monkeypatch.setattr("feedback.reports.sheets.excel_rows.as_written", lambda text: f"{text}.")

    assert ours != read_sheets()


def list_names(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files in the folder for temporary ones at the moment at which a second sheet is written."""
    found: list[str] = []
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    keep_temporary_in(folder)
    monkeypatch.setattr(
        "feedback.reports.sheets.excel.add_charts",
        lambda *_, **__: found.extend(os.listdir(folder)),
    )
    write_pages(PAGES, DocumentProperties())
    return found


def test_no_row_lies_in_a_file_with_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So whatever is killed while a workbook is written leaves no comment behind. The control: openpyxl's own writer."""
    ours = list_names(tmp_path / "ours", monkeypatch)
    monkeypatch.setattr("feedback.reports.sheets.excel.Rows", NamedRows)
    monkeypatch.setattr("feedback.reports.sheets.excel.save", lambda book, out: book.save(out))

    assert ours == []
    assert list_names(tmp_path / "theirs", monkeypatch)


class NamedRows(OwnRows):
    """The same rows, where openpyxl chooses the file."""

    def __init__(self, sheet: Any) -> None:
        self._sheet, self._place = sheet, 0
