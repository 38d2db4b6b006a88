"""The workbook that translators fill in: one row a sentence, with where it stands and how the other variant says it."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from copy import copy
from gettext import c2py
from itertools import islice
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter

from feedback.exceptions import RefusedError
from feedback.exchange import Line, Returned, form_of, mark_of
from feedback.languages import LISTED, Language
from feedback.reports.cells import safe_text, starts_formula

SHEET, READ_ME, GLOSSARY = "Sentences", "Read me", "Words"
KEY, WORDS, MARK = "Key", "Translation", "Handed out"
INTO = " into "  # what stands between the name of a column and the language it is for
HEADERS = (KEY, "Where", "For whom", "English", "Beside it", WORDS, "State", "Before", MARK)
WIDTHS = (13, 28, 10, 60, 40, 60, 10, 40, 12)
# What we hand out unpacks to one megabyte with 55,000 tags; an empty string in a list of them costs as much as a row.
MOST_BYTES, MOST_UNPACKED, MOST_TAGS = 4_000_000, 4_000_000, 220_000
MOST_ROWS, MOST_COLUMNS = 20_000, 26
LONGEST_FORM = 2  # digits: the language with most has six forms
Row = tuple[Any, ...]  # of cells
# #NAME?, #REF!, #DIV/0!, #N/A; LibreOffice's own.
AN_ERROR = re.compile(r"#[A-Z/0_]+[!?]?|Err:[0-9]+")
RULES = (
    "Write in the column Translation, and change nothing else. An empty cell leaves the sentence as it is.",
    "Say what it means, in words a nine-year-old knows. It need not be word for word.",
    "For whom says whether a child or a parent reads it: many languages speak to them differently.",
    "Leave what is in braces or begins with % as it is, and put it where it belongs: {council}, %(number)s.",
    "Leave the stars around **bold** words.",
    "Leave telephone numbers to the page: where a number is a gap, it stays a gap.",
    "A sentence with several rows is one that is counted: write the form for the numbers that the row names.",
    "Names stay: Childline, NSPCC. The sheet Words says what is meant by others.",
    "Leave the column Handed out: by it we know what somebody else changed meanwhile, and keep that.",
)


def write_sheet(language: Language, lines: Sequence[Line], glossary: Path) -> bytes:
    """The workbook of `language`."""
    book = Workbook()
    _write_rules(book.active, language)
    _write_lines(book.create_sheet(SHEET), language, lines)
    _write_glossary(book.create_sheet(GLOSSARY), glossary)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def read_sheet(content: bytes, language: Language) -> list[Returned]:
    """The rows of a workbook that came back. Raises RefusedError for what is none of ours, or of another language."""
    if len(content) > MOST_BYTES:
        raise RefusedError("This workbook is larger than 4 MB: send the one that was handed out.")
    try:
        _check_unpacked(content)
        rows, title = _list_rows(content)
    except RefusedError:
        raise
    except Exception as error:  # whatever zipfile and openpyxl trip over in a file from outside
        raise RefusedError("This is not a workbook that can be read: save it as .xlsx.") from error
    if len(rows) > MOST_ROWS:
        raise RefusedError(
            f"This workbook has more than {MOST_ROWS:,} rows: delete those that are empty, or use the one that was handed out."
        )
    found = _find_head(rows)
    if found is None:
        raise RefusedError(
            "There is no sheet with the columns Key and Translation: use the workbook as it was handed out."
        )
    head, places = found
    _check_language(language, _read(rows[head], places[1]), title)
    return list(_read_rows(rows[head + 1 :], places, first=head + 2))


def describe_forms(language: Language) -> list[str]:
    """For which numbers each plural form is, by examples."""
    count, rule = language.plurals
    choose = c2py(rule)
    numbers: list[list[str]] = [[] for _ in range(count)]
    for number in range(201):
        if len(numbers[choose(number)]) < 5:
            numbers[choose(number)].append(str(number))
    return [", ".join(found) + (" …" if len(found) == 5 else "") for found in numbers]


def _write_rules(sheet: Any, language: Language) -> None:
    sheet.title = READ_ME
    sheet.column_dimensions["A"].width = 110
    sheet.append([f"{language.english}: {language.name}"])
    sheet["A1"].font = Font(bold=True, size=14)
    for rule in RULES:
        sheet.append([rule])
    for row in sheet.iter_rows(min_row=2):
        row[0].alignment = Alignment(wrap_text=True, vertical="top")


def _write_lines(sheet: Any, language: Language, lines: Sequence[Line]) -> None:
    sheet.append([_head_of(header, language) for header in HEADERS])
    for place, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
        sheet.cell(1, place).font = Font(bold=True)
    looks = _make_looks(sheet, language)
    forms = describe_forms(language)
    rows = (values for line in lines for values in _rows_of(line, forms))
    for row, values in enumerate(rows, start=2):
        _write_row(sheet, row, values, looks)


def _make_looks(sheet: Any, language: Language) -> list[StyleArray]:
    """How each column looks: made once, because openpyxl compares each new one with all that there are."""
    looks = []
    for header in HEADERS:
        cell: Any = Cell(sheet, row=1, column=1)
        translated = header == WORDS
        rtl = translated and language.direction == "rtl"
        cell.alignment = Alignment(wrap_text=True, vertical="top", readingOrder=2 if rtl else 1)
        if translated:
            cell.fill = PatternFill("solid", fgColor="FFF0C4")
        looks.append(cell._style)
    return looks


def _rows_of(line: Line, forms: Sequence[str]) -> Iterator[tuple[str, ...]]:
    start, end = (line.where, line.reader), (line.state, line.before)
    if line.plural is None:
        words = form_of(line, 0)
        yield (line.key, *start, line.english, line.beside, words, *end, mark_of(words))
        return
    for number, examples in enumerate(forms):
        words = form_of(line, number)
        beside = f"The form for: {examples}"
        yield (f"{line.key}-{number}", *start, line.plural, beside, words, *end, mark_of(words))


def _write_row(sheet: Any, row: int, values: Sequence[str], looks: Sequence[StyleArray]) -> None:
    for place, (value, look) in enumerate(zip(values, looks, strict=True), start=1):
        cell = sheet.cell(row, place)
        cell.value = safe_text(value)
        cell._style = copy(look)
        if starts_formula(value):
            cell.data_type, cell.quotePrefix = "s", True


def _write_glossary(sheet: Any, glossary: Path) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 28, 90
    if glossary.is_file():
        for row in csv.reader(glossary.read_text(encoding="utf-8").splitlines()):
            sheet.append(row)


def _check_unpacked(content: bytes) -> None:
    """Raise RefusedError for what is too much to open. Counts what comes out, not what the file says of itself."""
    left, tags = MOST_UNPACKED, MOST_TAGS
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for item in packed.infolist():
            if item.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise zipfile.BadZipFile("no spreadsheet packs like this; others unpack in one go")
            with packed.open(item) as member:
                found = member.read(left + 1)
            left -= len(found)
            tags -= found.count(b"<")
            if left < 0 or tags < 0:
                raise RefusedError(
                    "This workbook is too large to open: send the one that was handed out."
                )


def _list_rows(content: bytes) -> tuple[list[Row], str]:
    """The rows of the sheet of sentences, and one more where there are more than MOST_ROWS; and what the rules are headed by."""
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
    rules = book[READ_ME].iter_rows(max_row=1, max_col=1) if READ_ME in book.sheetnames else ()
    title = next((_read(row, 0) for row in rules), "")
    # A file of a few bytes can say that it has a row with the number two thousand million.
    return list(islice(sheet.iter_rows(max_col=MOST_COLUMNS), MOST_ROWS + 1)), title


def _find_head(rows: Sequence[Row]) -> tuple[int, Sequence[int | None]] | None:
    """In which row the names of columns stand, and where those of key, words and mark are."""
    for place, row in enumerate(rows[:10]):
        names = [_read(row, column).partition(INTO)[0] for column in range(len(row))]
        if KEY in names and WORDS in names:
            wanted = (KEY, WORDS, MARK)
            return place, [names.index(name) if name in names else None for name in wanted]
    return None


def _head_of(header: str, language: Language) -> str:
    """The name of a column. That of the words says the language: it is what nobody can do without."""
    return f"{header}{INTO}{language.english}" if header == WORDS else header


def _check_language(language: Language, head: str, title: str) -> None:
    """Raise RefusedError where the workbook says that it is of another. One of an earlier release says so among its rules."""
    said = (head.partition(INTO)[2], title.partition(":")[0])
    named = next((one for name in said for one in LISTED if one.english == name.strip()), language)
    if named != language:
        raise RefusedError(
            f"This workbook is for {named.english}. Open {named.english}, and send it there."
        )


def _read_rows(
    rows: Sequence[Row], places: Sequence[int | None], *, first: int
) -> Iterator[Returned]:
    for number, row in enumerate(rows, start=first):
        key, words, mark = (_read(row, place) for place in places)
        if not key:
            continue
        name, _, form = key.partition("-")
        form = form if form.isdecimal() and len(form) <= LONGEST_FORM else "0"
        amiss = _say_amiss(row[places[1] or 0], words) if words else ""
        yield Returned(name, int(form), words, number, mark or None, amiss)


def _read(row: Row, place: int | None) -> str:
    """What stands in a cell; "" where there is none."""
    value = row[place].value if place is not None and place < len(row) else None
    return "" if value is None else str(value).strip()


def _say_amiss(cell: Any, words: str) -> str:
    """What a spreadsheet made of words that somebody typed; "" where they are still words, or the number they were."""
    if cell.data_type == "e" or AN_ERROR.fullmatch(words):
        return f"{words} is an error of the spreadsheet"
    if cell.data_type == "s":
        return ""
    return {"b": "TRUE or FALSE is no word", "d": "a date is no word"}.get(
        cell.data_type, "a number is no word"
    )
