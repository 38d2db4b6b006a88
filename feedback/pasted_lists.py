"""A list that somebody pasted or saved from a spreadsheet: its lines by column, and a list to paste again."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from feedback.exceptions import FeedbackError
from feedback.names import compose, key_of

# Excel's first line.
SEPARATOR = re.compile(r'"?sep=([,;|\t])"?[ \t]*(?:\r\n|\r|\n|$)', re.IGNORECASE)


@dataclass(frozen=True)
class PastedLine:
    """One line: its number, a cell for each column, composed and without blanks around it, and whether it has more than that.

    `columns` are those that the list has.
    """

    number: int
    cells: tuple[str, ...]
    extra: bool
    columns: frozenset[str]


class Numbered(Protocol):
    """A line that knows its number."""

    @property
    def number(self) -> int:
        """Counted from 1, the column names included."""


class Checked(Protocol):
    """A line that was looked through: what is wrong with it, "" for nothing."""

    @property
    def line(self) -> Numbered:
        """As it was written."""

    @property
    def problem(self) -> str:
        """In words."""


def read_lines(
    text: str, columns: Sequence[str], *, header: str, optional: int = 0
) -> list[PastedLine]:
    """The lines of a list with commas, semicolons or tabs; the last `optional` columns may be missing.

    Lines and columns in which nothing stands are left out, and so is the line in which Excel says what separates them.
    Raises FeedbackError when it cannot be read, with `header` when its first line names other columns.
    """
    text = text.removeprefix("\ufeff")
    said = SEPARATOR.match(text)
    lines = io.StringIO(text[said.end() :] if said else text, newline="")
    reader = csv.reader(lines, delimiter=said[1] if said else _find_separator(text))
    try:
        filled = (row for row in reader if any(cell.strip() for cell in row))
        names = [key_of(name) for name in next(filled, [])]
        if sorted(filter(None, names)) not in (
            sorted(columns), sorted(columns[: len(columns) - optional])
        ):  # fmt: skip
            raise FeedbackError(header)
        above = 1 if said else 0
        return [_read_line(reader.line_num + above, names, row, columns) for row in filled]
    except csv.Error as error:
        raise FeedbackError(f"The list cannot be read ({error}): copy or save it again.") from error


def _read_line(
    number: int, names: Sequence[str], row: Sequence[str], columns: Sequence[str]
) -> PastedLine:
    """A line under a header of `names`; what stands under none of them is too much."""
    cells = [compose(cell).strip() for cell in row]
    named = dict(zip(names, cells, strict=False))
    extra = any(cell for place, cell in enumerate(cells) if place >= len(names) or not names[place])
    said = tuple(named.get(name, "") for name in columns)
    return PastedLine(number, said, extra, frozenset(filter(None, names)))


def list_problems(checks: Iterable[Checked]) -> list[str]:
    """Every problem, with its line."""
    return [f"Line {one.line.number}: {one.problem}" for one in checks if one.problem]


def write_lines(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A list with these columns and rows."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()


def _find_separator(text: str) -> str:
    """What stands between the columns: a comma, or what spreadsheets copy or save instead."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    return next((mark for mark in ",;\t" if mark in header), ",")
