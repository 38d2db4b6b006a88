"""How a CSV file is written: UTF-8 that Excel knows for it, and nothing in it that a spreadsheet takes for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from feedback.reports.cells import safe_text, starts_formula

Printed = str | int


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[Printed]]) -> bytes:
    """A line of headings and a line for each of `rows`."""
    written = io.BytesIO()
    text = io.TextIOWrapper(written, "utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows(map(_disarm, rows))
    text.flush()
    return written.getvalue()


def _disarm(row: Sequence[Printed]) -> list[Printed]:
    """A row with an apostrophe before every text that begins like a formula."""
    texts = (value if isinstance(value, int) else safe_text(value) for value in row)
    return [f"'{one}" if isinstance(one, str) and starts_formula(one) else one for one in texts]
