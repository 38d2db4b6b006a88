"""The rules for spreadsheets that everybody can read, checked on every sheet of a whole council's workbook."""

import datetime as dt
import io
import re
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

SHEETS = range(13)


@pytest.fixture(scope="module")
def book(realistic: bytes) -> Workbook:
    """The workbook of a whole council, opened."""
    return openpyxl.load_workbook(io.BytesIO(realistic))


def _sheet(book: Workbook, place: int) -> Worksheet:
    return book.worksheets[place]


@pytest.mark.parametrize("place", SHEETS)
def test_one_table_from_row_four_to_the_last_cell(book: Workbook, place: int) -> None:
    """The table starts in A4, ends with the sheet, and has no filter buttons."""
    sheet = _sheet(book, place)

    (table,) = sheet.tables.values()
    assert table.ref == f"A4:{sheet.cell(sheet.max_row, sheet.max_column).coordinate}"
    assert table.autoFilter is None
    assert sheet.auto_filter.ref is None


@pytest.mark.parametrize("place", SHEETS)
def test_headings_are_plain_unique_and_those_of_the_table(book: Workbook, place: int) -> None:
    """What the table calls its columns is what stands in row 4; no two are alike, none has line breaks."""
    sheet = _sheet(book, place)
    headings = [cell.value for cell in sheet[4]]

    (table,) = sheet.tables.values()

    assert headings == table.column_names
    assert len({str(heading).lower() for heading in headings}) == len(headings)
    assert all(isinstance(h, str) and h and "\n" not in h and h == h.strip() for h in headings)


@pytest.mark.parametrize("place", SHEETS)
def test_a_title_and_two_sentences_stand_above_the_table(book: Workbook, place: int) -> None:
    """A1 is the title, A2 says what the sheet shows, A3 how to read it; nothing else is above."""
    sheet = _sheet(book, place)

    assert all(isinstance(sheet.cell(row, 1).value, str) for row in (1, 2, 3))
    assert all(c.value is None for line in sheet.iter_rows(max_row=3, min_col=2) for c in line)
    assert str(sheet["A2"].value).endswith(".")
    assert str(sheet["A3"].value).endswith(".")


@pytest.mark.parametrize("place", SHEETS)
def test_nothing_is_merged_frozen_filtered_or_hidden(book: Workbook, place: int) -> None:
    """Nor are there headers, footers, comments, pictures or fills."""
    sheet = _sheet(book, place)

    assert not sheet.merged_cells.ranges
    assert sheet.freeze_panes is None
    assert sheet.sheet_state == "visible"
    assert not [d for d in sheet.column_dimensions.values() if d.hidden]
    assert not [d for d in sheet.row_dimensions.values() if d.hidden]
    assert not sheet.oddHeader.center.text
    assert not [c for line in sheet.iter_rows() for c in line if c.comment or c.fill.fill_type]


@pytest.mark.parametrize("place", SHEETS)
def test_no_cell_of_a_table_is_empty(book: Workbook, place: int) -> None:
    """What is not there has a symbol or words, never a blank."""
    sheet = _sheet(book, place)

    empty = [
        cell.coordinate
        for line in sheet.iter_rows(min_row=4)
        for cell in line
        if cell.value in (None, "")
    ]

    assert empty == []


@pytest.mark.parametrize("place", SHEETS)
def test_every_cell_is_wrapped_arial_and_no_formula(book: Workbook, place: int) -> None:
    """Text wraps in its column, in one typeface of 11 points or more."""
    sheet = _sheet(book, place)

    for line in sheet.iter_rows(min_row=4):
        for cell in line:
            assert cell.alignment.wrap_text
            assert cell.font.name == "Arial"
            assert cell.font.size >= 11
            assert cell.data_type not in ("f", "e")


@pytest.mark.parametrize("place", SHEETS)
def test_a_sheet_prints_across_one_page(book: Workbook, place: int) -> None:
    """Landscape, as wide as one page, the two widest as three and four: smaller letters could not be read."""
    sheet = _sheet(book, place)
    across = {"By team": 3, "Core measures": 4}.get(sheet.title, 1)

    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (across, 0)
    assert all(
        sheet.column_dimensions[openpyxl.utils.get_column_letter(n)].width >= 8
        for n in range(1, sheet.max_column + 1)
    )


@pytest.mark.parametrize(("name", "last"), [("By team", "Team"), ("Core measures", "Measure")])
def test_every_page_across_says_which_row_it_is(book: Workbook, name: str, last: str) -> None:
    """The second page names round and team again, and the measure where a row is of one."""
    sheet = book[name]
    first_kept, last_kept = str(sheet.print_title_cols).replace("$", "").split(":")

    assert first_kept == "A"
    assert sheet[f"{last_kept}4"].value == last


def test_the_document_has_a_title_a_language_and_settled_times(book: Workbook) -> None:
    """A screen reader says what it is; who made it and when is the same each time."""
    properties = book.properties

    assert properties.title == "Feedback by team, made on 2026-07-02"
    assert properties.language == "en-GB"
    assert properties.creator == "Feedback"
    assert properties.created == properties.modified
    assert properties.created.date() == dt.date(2026, 7, 2)


def test_the_cursor_stands_in_a1_of_the_cover(book: Workbook) -> None:
    """The workbook opens where reading begins."""
    assert book.active.title == "Cover"
    assert all(s.sheet_view.selection[0].activeCell == "A1" for s in book.worksheets)


def test_tables_and_sheets_have_names_of_their_own(book: Workbook) -> None:
    """No two alike, all of plain letters, and no other defined names."""
    names = [name for sheet in book.worksheets for name in sheet.tables]

    assert len({name.lower() for name in names}) == 13
    assert all(re.fullmatch(r"[A-Za-z_]+", name) for name in names)
    assert not book.defined_names


def test_the_cover_links_to_every_other_sheet(book: Workbook) -> None:
    """Each name on the cover leads to A1 of its sheet."""
    cover = book["Cover"]

    links = [cell.hyperlink.location for line in cover["A5:A16"] for cell in line]

    assert links == [f"'{name}'!A1" for name in book.sheetnames[1:]]


def test_the_notes_explain_every_symbol(book: Workbook) -> None:
    """Every symbol in square brackets that stands anywhere has a note."""
    used = {
        str(cell.value)
        for sheet in book.worksheets
        for line in sheet.iter_rows(min_row=5)
        for cell in line
        if re.fullmatch(r"\[.\]", str(cell.value))
    }

    explained = {str(cell.value) for cell in book["Notes"]["A"]}

    assert {f"Symbol {symbol}" for symbol in used | {"[b]", "[x]", "[z]", "[c]"}} <= explained


def test_the_notes_give_the_words_of_every_small_base(book: Workbook) -> None:
    """A line for each base from 5 to 19."""
    notes = {str(line[0].value): str(line[1].value) for line in book["Notes"].iter_rows(min_row=5)}

    assert all(f"Words for a base of {base}" in notes for base in range(5, 20))
    assert notes["Words for a base of 12"] == (
        "All or nearly all is 11 to 12; most is 8 to 10; about half is 5 to 7; some is 2 to 4; few or none is 0 to 1."
    )


def test_the_zip_says_nothing_of_when_it_was_made(realistic: bytes) -> None:
    """Every part has the same fixed time."""
    with zipfile.ZipFile(io.BytesIO(realistic)) as archive:
        times = {entry.date_time for entry in archive.infolist()}

    assert times == {(1980, 1, 1, 0, 0, 0)}


def test_every_part_is_well_formed(realistic: bytes) -> None:
    """Each part of the file is XML that any reader takes."""
    with zipfile.ZipFile(io.BytesIO(realistic)) as archive:
        parts = [ET.fromstring(archive.read(name)) for name in archive.namelist()]

    assert len(parts) > 13


def test_libreoffice_opens_every_sheet(realistic: bytes, tmp_path: Path) -> None:
    """It writes each sheet as a CSV of as many lines as the sheet has rows."""
    file = tmp_path / "book.xlsx"
    file.write_bytes(realistic)

    subprocess.run(
        [
            "soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/office",
            "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
            "--outdir", tmp_path, file,
        ],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip

    written = {path.stem.removeprefix("book-"): path for path in tmp_path.glob("book-*.csv")}
    book = openpyxl.load_workbook(io.BytesIO(realistic))
    assert set(written) == set(book.sheetnames)
    assert written["By team"].read_text("utf-8").startswith("Results by team")
    assert "#" not in written["By team"].read_text("utf-8").replace("\n", "")
