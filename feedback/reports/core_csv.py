"""Core measures as CSV: the figures of that sheet, each with what it takes to read it where nobody has the workbook."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy.orm import Session

from feedback.config import Settings
from feedback.disclosure.bands import COUNTED_FROM, METHOD
from feedback.disclosure.groups import RowKind
from feedback.models.asking import Round
from feedback.questionnaires.definition import Variant
from feedback.reports.comma_file import Printed, write_csv
from feedback.reports.contents import read_contents
from feedback.reports.naming import say_today
from feedback.reports.series import Point, make_series
from feedback.reports.sheets.core_measures import COLUMNS, Told, core_cells, list_told
from feedback.reports.sheets.front import SYMBOLS
from feedback.reports.sheets.page import (
    NOT_APPLICABLE,
    Contents,
    Link,
    Share,
    Value,
)
from feedback.reports.shown import BREAK, NO_FIGURE, VARIANT_LABELS, MeasureFigure, say_left_out
from feedback.reports.wording import say_positive

BASE = (
    "The base is everybody who was asked and sent an answer. Not sure, rather not say and skipped "
    "are in it and are not positive."
)
WORDS = f"Fewer than {COUNTED_FROM} answers: words stand for the range from Low to High, never for a count."
RANGE = "Positive is told as a range, from Low to High."
TOGETHER = "Versions with other wording are counted together, by what counts as positive in each."
OTHERS = "Other teams are small teams put together; Teams included names them."
ADDED = (
    "Council", "Name", "Opens", "Closes", "Counted on", "Made on", "Received",
    *(f"Wording: {label}" for label in VARIANT_LABELS.values()),
    "Counts as positive", "Break", "Why", "Disclosure method", "Caveats",
)  # fmt: skip
Place = tuple[int, str, tuple[str, ...], str]  # round, kind and teams of a row, question
Breaks = dict[Place, Point]


def make_core_csv(
    session: Session, *, rounds: Sequence[Round], settings: Settings, made_on: date
) -> bytes:
    """The core measures of `rounds`, all of them counted, as the bytes of a .csv file."""
    contents = read_contents(session, rounds=rounds, settings=settings, made_on=made_on)
    breaks = _find_breaks(contents)
    headings = [*(column.heading for column in COLUMNS), *ADDED]
    rows = (_write_row(contents, told, breaks) for told in list_told(contents))
    return write_csv(headings, rows)


def _find_breaks(contents: Contents) -> Breaks:
    """Each figure's point beside the round before, in the file or not, by round, row and question."""
    pairs = ((contents.before.get(round_.id), round_) for round_ in contents.rounds)
    return {
        _place((point.round, point.row, point.question)): point
        for before, round_ in pairs
        for line in make_series([before, round_] if before else [round_])
        for point in line.points
        if point.round is round_
    }


def _place(told: Told) -> Place:
    round_, row, question = told
    return round_.id, row.kind, row.teams_included, question.id


def _write_row(contents: Contents, told: Told, breaks: Breaks) -> list[Printed]:
    cells = core_cells(contents, told)
    round_, row, question = told
    point = breaks.get(_place(told))
    added: list[Value] = [
        contents.council,
        round_.name,
        round_.opens_on,
        round_.closes_on,
        round_.counted_on or "",
        contents.made_on,
        row.received,
        *_list_wording(told),
        say_positive(round_, question.id),
        BREAK if point and point.broken else "",
        point.why if point else "",
        METHOD,
    ]
    written = [_print(value) for value in (*cells, *added)]
    return [*written, " ".join(_list_caveats(told, written))]


def _list_wording(told: Told) -> Iterator[str]:
    """The question as each version words it."""
    round_, _, question = told
    for variant in VARIANT_LABELS:
        form = round_.snapshot.forms.get(Variant(variant))
        asked = form.questions.get(question.id) if form else None
        yield asked.text if asked else NOT_APPLICABLE


def _list_caveats(told: Told, written: Sequence[Printed]) -> Iterator[str]:
    """What somebody has to know who reads this row alone."""
    round_, row, question = told
    yield BASE
    yield from _say_exactness(row.measures.get(question.id, NO_FIGURE))
    if sum(wording != NOT_APPLICABLE for wording in _list_wording(told)) > 1:
        yield TOGETHER
    if row.kind == RowKind.OTHER:
        yield OTHERS
    if today := say_today(row):
        yield today
    if round_.left_out:
        yield f"Not counted: {say_left_out(round_.left_out)} that came in a burst."
    for symbol, meaning in SYMBOLS:
        if symbol in written:
            yield f"{symbol} {meaning}"


def _say_exactness(figure: MeasureFigure) -> Iterator[str]:
    if figure.word:
        yield WORDS
    elif figure.positive.low is not None and figure.positive.exact is None:
        yield RANGE


def _print(value: Value) -> Printed:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Share | Link):
        raise TypeError(f"{value} is no figure of Core measures")
    return value
