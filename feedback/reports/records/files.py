"""How the record-level file is written: one workbook of three sheets, or CSV with its codebook and its terms."""

import io
import zipfile

from feedback.reports.comma_file import write_csv
from feedback.reports.records import about, codebook
from feedback.reports.records.asking import Asked, Format
from feedback.reports.sheets.excel import write_pages
from feedback.reports.sheets.page import Column, Page
from feedback.reports.sheets.settling import make_entry, make_properties, settle

RECORDS, CODEBOOK, ABOUT = "records.csv", "codebook.csv", "about.txt"
READ_ALONE = "Read the sheet About first. Not to be published, joined with other data or passed on."
WIDTHS = {"Service": 24, "Team": 28, "Variant": 14, "Language": 12}
OWN_WIDTH = 20  # of any other column of records
CODEBOOK_WIDTHS = (24, 14, 20, 9, 12, 50, 22, 30, 18, 20, 40, 12, 8)


def make_xlsx(asked: Asked) -> bytes:
    """The sheets About, Records and Codebook as the bytes of an .xlsx file."""
    pages = [_about_page(asked), _records_page(asked), _codebook_page(asked)]
    properties = make_properties(about.TITLE, asked.made_on)
    return settle(write_pages(pages, properties), properties)


def make_csv_files(asked: Asked) -> dict[str, bytes]:
    """What the three sheets hold, as files by name: two of CSV that Excel takes for UTF-8, and one text."""
    lines = [about.TITLE, "", *(f"{what}: {says}" for what, says in about.list_lines(asked))]
    return {
        ABOUT: "".join(f"{line}\r\n" for line in lines).encode("utf-8-sig"),
        RECORDS: write_csv(asked.rows.headings, asked.rows),
        CODEBOOK: write_csv(codebook.HEADINGS, codebook.list_lines(asked.rows)),
    }


def make_zip(asked: Asked) -> bytes:
    """The same three files as one .zip."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in make_csv_files(asked).items():
            archive.writestr(make_entry(name), content)
    return packed.getvalue()


def name_file(asked: Asked, kind: Format) -> str:
    """What the download is called."""
    end = "xlsx" if kind is Format.XLSX else "zip"
    return f"{asked.questionnaire}-records-{asked.closes_on}-round-{asked.round_id}.{end}"


def _about_page(asked: Asked) -> Page:
    return Page(
        name="About",
        title=about.TITLE,
        says="Not protected as the workbook is: read this before you use it.",
        note=f"For: {asked.purpose}",
        columns=[Column(heading, width) for heading, width in zip(about.HEADINGS, (34, 110), strict=True)],
        rows=about.list_lines(asked),
        nothing="",
    )  # fmt: skip


def _records_page(asked: Asked) -> Page:
    return Page(
        name="Records",
        title="Records",
        says="One row an answer, in an order that was drawn for this file alone.",
        note=READ_ALONE,
        columns=[
            Column(heading, WIDTHS.get(heading, OWN_WIDTH)) for heading in asked.rows.headings
        ],
        rows=asked.rows,
        nothing="",
    )


def _codebook_page(asked: Asked) -> Page:
    return Page(
        name="Codebook",
        title="Codebook",
        says="What each column and each code means, as each version and variant asked it.",
        note="Count by band: a code may be of another scale in another variant.",
        columns=[Column(*pair) for pair in zip(codebook.HEADINGS, CODEBOOK_WIDTHS, strict=True)],
        rows=codebook.list_lines(asked.rows),
        nothing="",
    )
