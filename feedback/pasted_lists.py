"""A list that somebody pasted or saved from a spreadsheet: its lines by column, and a list to paste again."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from feedback.exceptions import FeedbackError


@dataclass(frozen=True)
class PastedLine:
    """One line: its number, a cell for each column without blanks around it, and whether it has more than that."""

    number: int
    cells: tuple[str, ...]
    extra: bool


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

    Raises FeedbackError when it cannot be read, with `header` when its first line names other columns.
    """
    text = text.removeprefix("\ufeff")
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=_find_separator(text))
        names = [(name or "").strip().lower() for name in reader.fieldnames or ()]
        if sorted(names) not in (sorted(columns), sorted(columns[: len(columns) - optional])):
            raise FeedbackError(header)
        reader.fieldnames = names
        return [
            PastedLine(
                reader.line_num,
                tuple((row.get(name) or "").strip() for name in columns),
                extra=bool(row.get(None)),
            )
            for row in reader
        ]
    except csv.Error as error:
        raise FeedbackError(f"The list cannot be read ({error}): copy or save it again.") from error


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
