"""A translator's workbook that came back: whatever is wrong with the file is told in words, and costs little."""

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest

from feedback.exceptions import RefusedError
from feedback.exchange import Line, take_back
from feedback.languages import LANGUAGES
from feedback.reports.translators import (
    MOST_TAGS,
    MOST_UNPACKED,
    READ_ME,
    SHEET,
    read_sheet,
    write_sheet,
)

POLISH = LANGUAGES["pl"]
STRINGS, BOOK, KINDS = "xl/sharedStrings.xml", "xl/workbook.xml", "[Content_Types].xml"
SENTENCES = "xl/worksheets/sheet2.xml"
UNREADABLE = "not a workbook that can be read"
KIND = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType='
    b'"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
LIST = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
# Where the flags, the way of packing and the check sum stand in the two heads of each member.
HEADS = {b"PK\x03\x04": (6, 8, 14), b"PK\x01\x02": (8, 10, 16)}


@pytest.fixture
def sheet() -> bytes:
    """A workbook of one sentence, as it was handed out."""
    line = Line("abc", "Help", None, "everybody", "Every page", "", forms=("Pomoc",))
    return write_sheet(POLISH, [line], Path("/none"))


def remake(
    sheet: bytes, parts: Mapping[str, Callable[[bytes], bytes]], added: Mapping[str, bytes] = {}
) -> bytes:
    """The workbook with some of its parts changed, and others added."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(sheet)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, parts.get(name, bytes)(old.read(name)))
        for name, content in added.items():
            new.writestr(name, content)
    return made.getvalue()


def set_in_heads(sheet: bytes, place: int, value: int) -> bytes:
    """The workbook with another 16 bits in the heads of all its members."""
    spoilt = bytearray(sheet)
    for mark, places in HEADS.items():
        at = spoilt.find(mark)
        while at >= 0:
            struct.pack_into("<H", spoilt, at + places[place], value)
            at = spoilt.find(mark, at + 4)
    return bytes(spoilt)


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "a part cut off": lambda sheet: remake(sheet, {BOOK: lambda part: part[:-20]}),
    "the sheet cut off": lambda sheet: remake(sheet, {SENTENCES: lambda part: part[:-10]}),
    "no list of parts": lambda sheet: remake(sheet, {KINDS: lambda _: b"<a"}),
    "locked with a password": lambda sheet: set_in_heads(sheet, 0, 1),
    "packed in another way": lambda sheet: set_in_heads(sheet, 1, 97),
    "damaged": lambda sheet: set_in_heads(sheet, 2, 0),
    "damaged inside": lambda sheet: sheet.replace(sheet[60:90], b"\xff" * 30, 1),
    "cut off": lambda sheet: sheet[: len(sheet) // 2],
    "a row with an endless number": lambda sheet: remake(
        sheet, {SENTENCES: lambda part: part.replace(b'<row r="1"', b'<row r="' + b"9" * 5_000 + b'"')}
    ),
}  # fmt: skip


def test_a_workbook_as_it_was_handed_out_is_read(sheet: bytes) -> None:
    """The control of all below."""
    assert [(row.key, row.form) for row in read_sheet(sheet, POLISH)] == [("abc", 0)]
    assert [row.key for row in read_sheet(remake(sheet, {}), POLISH)] == ["abc"]


def change(sheet: bytes, **cells: object) -> bytes:
    """The workbook as a spreadsheet saves it, with other values in some cells of its sentences, and maybe without its rules."""
    book = openpyxl.load_workbook(io.BytesIO(sheet))
    if cells.pop("rules", True) is None:
        del book[READ_ME]
    for place, value in cells.items():
        book[SHEET][place] = value
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_a_workbook_of_another_language_is_refused(sheet: bytes) -> None:
    """By the column that nobody can do without, or by the rules of a workbook of an earlier release."""
    ours, earlier = change(sheet, rules=None), change(sheet, F1="Translation")

    for workbook in (sheet, ours, earlier):
        with pytest.raises(RefusedError, match=r"for Polish\. Open Polish, and send it there\."):
            read_sheet(workbook, LANGUAGES["ro"])
        assert [row.words for row in read_sheet(workbook, POLISH)] == ["Pomoc"]


def test_a_workbook_that_says_no_language_is_read(sheet: bytes) -> None:
    """Somebody made their own of an earlier one: nothing tells, so it is for what it is sent for."""
    for head in ("Translation", "Translation into Klingon"):
        none = change(sheet, rules=None, F1=head)

        assert [row.words for row in read_sheet(none, LANGUAGES["ro"])] == ["Pomoc"]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("#NAME?", "#NAME? is an error of the spreadsheet"),
        ("#REF!", "#REF! is an error of the spreadsheet"),
        ("#DIV/0!", "#DIV/0! is an error of the spreadsheet"),
        ("#N/A", "#N/A is an error of the spreadsheet"),
        ("Err:508", "Err:508 is an error of the spreadsheet"),
        (True, "TRUE or FALSE is no word"),
        (dt.date(2026, 3, 1), "a date is no word"),
        (12, "a number is no word"),
        ("Pomoc #1", ""),
    ],
)
def test_what_a_spreadsheet_made_of_words_is_seen(sheet: bytes, value: object, said: str) -> None:
    """A word that begins like a formula becomes an error, “3/1” a day. Control: words with a number in them."""
    (row,) = read_sheet(change(sheet, F2=value), POLISH)

    assert row.amiss == said


@pytest.mark.parametrize(
    ("english", "value", "faults"),
    [("Help", 12, 1), ("5", 5, 0), ("5", True, 1), ("5", 5.5, 1)],
)
def test_a_number_is_a_translation_of_a_number(english: str, value: object, faults: int) -> None:
    """The answers of a scale may be figures, and a spreadsheet makes numbers of them."""
    line = Line("abc", english, None, "everybody", "Every page", "")
    sheet = change(write_sheet(POLISH, [line], Path("/none")), F2=value)

    taken = take_back(POLISH, [line], read_sheet(sheet, POLISH))

    assert len(taken.faults) == faults


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_file_that_cannot_be_read_is_told_in_words(
    sheet: bytes, spoil: Callable[[bytes], bytes]
) -> None:
    """Whatever zipfile, the reader of XML or openpyxl trip over."""
    with pytest.raises(RefusedError, match=UNREADABLE):
        read_sheet(spoil(sheet), POLISH)


def test_a_list_of_empty_strings_is_not_opened(sheet: bytes) -> None:
    """Some kilobytes that would become a million strings before the first row. Control: a hundred of them."""

    def bomb(number: int) -> bytes:
        kinds = {KINDS: lambda part: part.replace(b"</Types>", KIND)}
        return remake(sheet, kinds, {STRINGS: LIST + b"<si/>" * number + b"</sst>"})

    assert len(bomb(MOST_TAGS)) < 20_000
    with pytest.raises(RefusedError, match="too large to open"):
        read_sheet(bomb(MOST_TAGS), POLISH)
    assert [row.key for row in read_sheet(bomb(100), POLISH)] == ["abc"]


@pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_member_that_says_it_is_small_is_not_believed(sheet: bytes, way: int) -> None:
    """These ways of packing unpack in one go, whatever size the file says: no spreadsheet uses them."""
    packed = io.BytesIO(sheet)
    with zipfile.ZipFile(packed, "a", way) as added:
        added.writestr("xl/more.xml", b"0" * (MOST_UNPACKED * 2))
        added.getinfo("xl/more.xml").file_size = 10

    with pytest.raises(RefusedError, match=UNREADABLE):
        read_sheet(packed.getvalue(), POLISH)


def test_a_key_with_thousands_of_digits_is_a_key_of_nothing(sheet: bytes) -> None:
    """It is read as words, and no line has it. Control: a form is read as its number."""
    book = openpyxl.load_workbook(io.BytesIO(sheet))
    book[SHEET].append(["abc-2"])
    book[SHEET].append(["abc-" + "9" * 5_000])
    made = io.BytesIO()
    book.save(made)

    assert [row.form for row in read_sheet(made.getvalue(), POLISH)] == [0, 2, 0]


ENTITIES = [b'"stolen"', b'SYSTEM "file:///etc/hostname"', b'SYSTEM "http://127.0.0.1:9/"']


def plant(sheet: bytes, part: str, entities: bytes, *, before: bytes, after: bytes) -> bytes:
    """The workbook with a document type in one of its parts, and other words where these stood."""

    def change(content: bytes) -> bytes:
        first, mark, rest = content.rpartition(b"?>")
        assert before in rest
        return first + mark + b"<!DOCTYPE x [" + entities + b"]>" + rest.replace(before, after)

    return remake(sheet, {part: change})


@pytest.mark.parametrize("entity", ENTITIES)
@pytest.mark.parametrize(
    ("part", "before", "after"),
    [(SENTENCES, b">Pomoc<", b">&gap;<"), (BOOK, b"<sheets>", b"<sheets>&gap;")],
)
def test_a_workbook_with_entities_is_refused(
    sheet: bytes, part: str, before: bytes, after: bytes, entity: bytes
) -> None:
    """Neither words of its own nor a file or an address of ours come out of it."""
    gap = b"<!ENTITY gap " + entity + b">"

    with pytest.raises(RefusedError, match=UNREADABLE):
        read_sheet(plant(sheet, part, gap, before=before, after=after), POLISH)


def test_entities_that_grow_are_refused(sheet: bytes) -> None:
    """Ten times ten times ten of the same, in the sheet itself."""
    grown = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 10}">' for n in range(9)
    ).encode()

    with pytest.raises(RefusedError, match=UNREADABLE):
        read_sheet(plant(sheet, SENTENCES, grown, before=b">Pomoc<", after=b">&e8;<"), POLISH)
