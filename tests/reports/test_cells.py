"""Text from outside in a workbook: never a formula, never a broken file, never cut in silence."""

import io
import subprocess
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import Cell
from openpyxl.packaging.core import DocumentProperties

from feedback.reports.cells import CUT, MOST_CHARACTERS, REPLACED, safe_text, starts_formula
from feedback.reports.sheets.excel import write_pages
from feedback.reports.sheets.page import Column, Page

NASTY = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "#REF!", "#N/A", "=cmd|' /C calc'!A0",
    "a\x0bb", "nul\x00", "\ud800 alone", "\ufffe\uffff", "\u202eevil", "👩‍👧 🙂", "مرحبا", "_x0041_",
    "  spaces  ", "line\r\nline\rline", "<a>&amp;", "'quoted", "x" * 40_000, "🙂" * 20_000,
]  # fmt: skip


def write_and_read(texts: list[str]) -> list[Cell]:
    """The cells of a workbook with one text a row, as openpyxl reads them back."""
    page = Page("Texts", "T", "s", "n", [Column("Text", 40)], [(text,) for text in texts], "none")
    book = openpyxl.load_workbook(io.BytesIO(write_pages([page], DocumentProperties())))
    return [book["Texts"].cell(row=row, column=1) for row in range(5, 5 + len(texts))]


def as_excel_reads(value: object) -> str:
    """The text Excel shows: openpyxl leaves the escaped underscore as it is in the file."""
    return str(value or "").replace("_x005F_", "_")


@pytest.mark.parametrize("text", NASTY, ids=lambda text: ascii(text[:12]))
def test_a_nasty_text_stays_a_text(text: str) -> None:
    """It is stored as a string, never as a formula, an error or a number."""
    (cell,) = write_and_read([text])

    assert cell.data_type in ("s", "inlineStr")
    assert as_excel_reads(cell.value) == safe_text(text)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    texts=st.lists(
        st.one_of(
            st.text(st.characters(), max_size=60),
            st.builds("{}{}".format, st.sampled_from("=+-@\t\r"), st.text(max_size=20)),
            st.sampled_from(NASTY),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_any_text_comes_back_as_it_was_or_visibly_changed(texts: list[str]) -> None:
    """Thousands of texts: the file opens, no cell is a formula, and what comes back is `safe_text`."""
    cells = write_and_read(texts)

    for text, cell in zip(texts, cells, strict=True):
        assert cell.data_type not in ("f", "e", "b", "d")
        assert as_excel_reads(cell.value) == safe_text(text)
        assert bool(cell.quotePrefix) is starts_formula(text)


@given(text=st.text(st.characters(), max_size=200))
def test_nothing_but_line_ends_and_forbidden_characters_changes(text: str) -> None:
    """As many characters as before, once line ends are one kind; each changed one is visible."""
    kept = safe_text(text)

    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    assert len(kept) == len(lines)
    assert all(new in (old, REPLACED) for old, new in zip(lines, kept, strict=True))


@pytest.mark.parametrize("letter", ["x", "🙂"])
def test_a_long_text_is_cut_where_everybody_sees_it(letter: str) -> None:
    """Beyond what a cell can hold the text ends with words that say so, within Excel's own limit."""
    kept = safe_text(letter * 40_000)

    assert kept.endswith(CUT)
    assert len(kept.encode("utf-16-le")) // 2 <= MOST_CHARACTERS


@pytest.mark.parametrize("text", ["_x0041_" * 6_000, "x" * 31_000 + "_x0041_" * 140, "_" * 40_000])
def test_a_text_that_escaping_makes_too_long_is_cut_there_too(text: str) -> None:
    """What is written is longer than what is read; the mark is in the cell all the same."""
    (cell,) = write_and_read([text])

    assert str(cell.value).endswith(CUT)
    assert as_excel_reads(cell.value) == safe_text(text)


def test_a_text_that_fits_is_whole() -> None:
    """Exactly as many characters as are allowed: nothing is cut."""
    text = "x" * MOST_CHARACTERS

    assert safe_text(text) == text


def test_libreoffice_shows_what_was_written(tmp_path: Path) -> None:
    """LibreOffice reads formulas, escapes and odd characters as plain text too."""
    texts = ["=1+1", "#N/A", "+44 20", "@home", "_x0041_", "a\x0bb", "مرحبا"]
    page = Page("Texts", "T", "s", "n", [Column("Text", 40)], [(text,) for text in texts], "none")
    file = tmp_path / "texts.xlsx"
    file.write_bytes(write_pages([page], DocumentProperties()))

    subprocess.run(
        [
            "soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/office",
            "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", tmp_path, file,
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip

    assert (tmp_path / "texts.csv").read_text("utf-8").splitlines()[4:] == [
        safe_text(text) for text in texts
    ]
