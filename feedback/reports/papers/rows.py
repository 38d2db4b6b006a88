"""How the parts of a paper form are put together: sizes, rows of words, lines to write on, and pages of them.

A row is as high as it says and is never cut in two; rows that belong together are a block.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from feedback.questionnaires.definition import Variant
from feedback.reports.paper import INK, POINT, Sheet

LEFT, RIGHT = 13.0, 197.0  # mm; clear of every printer's edge
SOFT, LINE, HAIR = "#3b535d", "#5b7680", "#b9c7c2"
Draw = Callable[[Sheet, float], None]


@dataclass(frozen=True)
class Row:
    """Something drawn at a height of the page, so many millimetres high."""

    height: float
    draw: Draw


Block = list[Row]


@dataclass(frozen=True)
class Look:
    """The sizes of one variant: text in points, the rest in millimetres. A margin of 0 has no pictures in it."""

    body: float
    ask: float
    small: float
    box: float
    side: float  # of a picture in an answer
    margin: float  # the column at the start for the picture of a question
    lines: int  # to write on
    line: float  # between two of them
    columns: int = 1  # of answers that do not fit on one line

    @property
    def start(self) -> float:
        """Where words begin, right of number and picture."""
        return LEFT + max(self.margin, 9)


LOOKS = {
    Variant.STANDARD.value: Look(12, 13, 11, 4.6, 8, 0, 4, 8.5, columns=2),
    Variant.EASY_READ.value: Look(16, 18, 16, 6.5, 13, 24, 4, 11),
    "picture": Look(18, 21, 18, 9, 18, 30, 4, 14),
}


def look_of(variant: str) -> Look:
    """The sizes of `variant`; a variant we have no sizes for is set like easy read."""
    return LOOKS.get(variant, LOOKS[Variant.EASY_READ.value])


def gap(height: float) -> Row:
    """Nothing, so high."""
    return Row(height, lambda _sheet, _y: None)


def write(
    sheet: Sheet, text: str, x: float, y: float, size: float,
    *, bold: bool = False, colour: str = INK, align: str = "L", width: float = 0,
) -> None:  # fmt: skip
    """One line of words with its top at `y`."""
    sheet.set_font("Noto", "B" if bold else "", size)
    sheet.set_text_color(colour)
    width = width or RIGHT - x
    sheet.set_xy(sheet.place(x, width), y)
    sheet.row(text, width, leading_of(size), align)


def leading_of(size: float) -> float:
    """From one line to the next, in millimetres."""
    return size * POINT * 1.3


def break_lines(
    sheet: Sheet, text: str, width: float, size: float, *, bold: bool = False
) -> list[str]:
    """`text` in lines of at most `width`; a word that is wider is broken."""
    sheet.set_font("Noto", "B" if bold else "", size)
    sheet.set_text_shaping(False)  # many times faster, and hardly ever narrower
    found = cast(
        list[str],
        sheet.multi_cell(width * 0.985, text=sheet.clean(text), dry_run=True, output="LINES"),
    )
    return found or [""]


def measure(sheet: Sheet, text: str, size: float, *, bold: bool = False) -> float:
    """How wide one line of `text` is."""
    sheet.set_font("Noto", "B" if bold else "", size)
    sheet.set_text_shaping(False)
    return float(sheet.get_string_width(sheet.clean(text))) * 1.02


def text_rows(
    sheet: Sheet, text: str, x: float, width: float, size: float,
    *, bold: bool = False, colour: str = INK,
) -> Block:  # fmt: skip
    """`text` as one row a line."""
    lines = break_lines(sheet, text, width, size, bold=bold)
    return [_line(line, x, size, bold, colour) for line in lines]


def _line(text: str, x: float, size: float, bold: bool, colour: str) -> Row:
    return Row(
        leading_of(size), lambda sheet, y: write(sheet, text, x, y, size, bold=bold, colour=colour)
    )


def beside(rows: Block, draw: Draw, height: float) -> Block:
    """`rows` with something beside the first of them, and room for it."""
    first, *rest = rows

    def draw_both(sheet: Sheet, y: float) -> None:
        draw(sheet, y)
        first.draw(sheet, y)

    room = height - sum(row.height for row in rows)
    return [Row(first.height, draw_both), *rest, *([gap(room)] if room > 0 else [])]


def picture_at(name: str, x: float, side: float, down: float = 0) -> Draw:
    """One of our pictures, `down` below the top of the row."""
    return lambda sheet, y: sheet.picture(name, x, y + down, side)


def abreast(rows: Sequence[Row]) -> Row:
    """Rows drawn at the same height, as one."""
    height = max(row.height for row in rows)

    def draw(sheet: Sheet, y: float) -> None:
        for row in rows:
            row.draw(sheet, y + (height - row.height) / 2)

    return Row(height, draw)


def line_rows(look: Look) -> Block:
    """Lines to write on."""

    def draw(sheet: Sheet, y: float) -> None:
        sheet.set_draw_color(LINE)
        sheet.set_line_width(0.3)
        x = sheet.place(look.start, RIGHT - look.start)
        sheet.line(x, y + look.line - 0.5, x + RIGHT - look.start, y + look.line - 0.5)

    return [Row(look.line, draw)] * look.lines


def lay_out(blocks: Iterable[Block], top: float, foot: float) -> Iterator[list[tuple[Row, float]]]:
    """Pages of rows, each with its place. A block moves on as a whole, unless it is higher than a page."""
    page: list[tuple[Row, float]] = []
    y = top
    for block in blocks:
        height = sum(row.height for row in block)
        whole = height <= foot - top
        for place, row in enumerate(block):
            needed = (height if place == 0 else 0) if whole else row.height
            if page and y + needed > foot:
                yield page
                page, y = [], top
            page.append((row, y))
            y += row.height
    if page:
        yield page
