"""What a sheet of the workbook is: a title, two sentences and one table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from feedback.activities import MethodCount
from feedback.reports.periods import Key, PeriodFigures
from feedback.reports.released import ReleasedComment
from feedback.reports.shown import HIDDEN, NOT_RECORDED, Rate, RoundFigures
from feedback.reports.shown_replies import ShownReply
from feedback.reports.theming import ThemeCount

NOT_APPLICABLE = "[z]"
NOT_AVAILABLE = "[x]"
NO_BREAK = "-"


@dataclass(frozen=True)
class Share:
    """A fraction that is shown in per cent."""

    value: float


@dataclass(frozen=True)
class Link:
    """The name of a sheet, with a link to it."""

    sheet: str


Value = str | int | date | Share | Link


@dataclass(frozen=True)
class Column:
    """A column of a sheet's table. `width` is in characters."""

    heading: str
    width: int


@dataclass(frozen=True)
class Chart:
    """Bars of some rows of a page: `solid`, then `striped` on top of it, both columns of per cent.

    `labels` is the column that names each bar; `first` and `last` count the rows of the page from 0.
    `says` is the same for somebody who does not see it.
    """

    title: str
    says: str
    labels: str
    solid: str
    striped: str
    first: int
    last: int


class Rows(Protocol):
    """The rows of a page: a list, or rows that are read as they are written."""

    def __len__(self) -> int:
        """How many there are."""

    def __iter__(self) -> Iterator[Sequence[Value]]:
        """Each of them, once."""


@dataclass(frozen=True)
class Page:
    """A sheet: `title` in A1, what it shows in A2, how to read it in A3, and the table from row 4 on.

    `nothing` says why there is nothing, where `rows` is empty. Charts stand below the table.
    """

    name: str
    title: str
    says: str
    note: str
    columns: Sequence[Column]
    rows: Rows
    nothing: str
    charts: Sequence[Chart] = ()

    def table_rows(self) -> Rows:
        """The rows as they are written: one that says why, when there are none."""
        return (
            self.rows
            if len(self.rows)
            else [(self.nothing, *[NOT_AVAILABLE] * (len(self.columns) - 1))]
        )


@dataclass(frozen=True)
class Change:
    """One line of what is different in a version: in its author's words, and how far it still compares."""

    questionnaire: str
    version: int
    published_on: date
    question: str
    change: str
    level: str
    why: str
    name: str
    asked: str
    tested: str


@dataclass(frozen=True)
class Issued:
    """As what a workbook is issued: its period and number, and what is different from the number before."""

    window: str
    number: int
    changes: tuple[str, ...]


@dataclass(frozen=True)
class Contents:
    """All that goes into a workbook."""

    council: str
    made_on: date
    demo: bool
    keep_responses_months: int
    keep_comments_months: int
    keep_figures_years: int
    rounds: tuple[RoundFigures, ...]
    before: Mapping[int, RoundFigures]  # the round before each, by the later one's id
    changes: tuple[Change, ...]
    comments: tuple[ReleasedComment, ...] = ()
    replies: tuple[ShownReply, ...] = ()  # published ones
    themes: tuple[ThemeCount, ...] = ()
    theme_names: Mapping[str, str] = field(default_factory=dict)  # by code
    periods: Mapping[Key, PeriodFigures] = field(default_factory=dict)  # of every round
    former_names: tuple[
        str, ...
    ] = ()  # what each team is called that stands in it by an old name, in a sentence
    window: str = ""  # the period it is of, where it is one
    activities: tuple[MethodCount, ...] = ()  # of that period
    issued: Issued | None = None

    def names_of(self, codes: Sequence[str]) -> list[str]:
        """The names of these themes, by name."""
        return sorted(self.theme_names[code] for code in codes if code in self.theme_names)

    @property
    def told(self) -> tuple[RoundFigures, ...]:
        """The rounds that show something."""
        return tuple(round_ for round_ in self.rounds if not round_.sealed)

    @property
    def sealed(self) -> tuple[RoundFigures, ...]:
        """The rounds whose answers are too few and wait for the next round."""
        return tuple(round_ for round_ in self.rounds if round_.sealed)


def columns(**widths: int) -> tuple[Column, ...]:
    """Columns from `Teams_included=30`: an underscore stands for a space."""
    return tuple(Column(name.replace("_", " "), width) for name, width in widths.items())


def or_not_recorded(count: int | None) -> Value:
    """A count, or the words for a number nobody wrote down."""
    return NOT_RECORDED if count is None else count


def or_hidden(number: int | None) -> Value:
    """A number, or the symbol for one that is hidden."""
    return HIDDEN if number is None else number


def rate_or_words(rate: Rate) -> Value:
    """A rate in per cent, or the words for one that cannot be worked out."""
    return rate.words if rate.share is None else Share(rate.share)
