"""What may be shown of a counted round, in numbers and in words: every shown number is one of these."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from babel import Locale

from feedback.cohorts import Answer
from feedback.disclosure.bands import COUNTED_FROM, Word
from feedback.disclosure.groups import RowKind
from feedback.disclosure.periods import FIRST_MONTH, Period
from feedback.languages import N_
from feedback.questionnaires.definition import Variant
from feedback.questionnaires.snapshot import Snapshot
from feedback.speech import IN_ENGLISH, Speech

HIDDEN = "[c]"
NOT_RECORDED = "not recorded"
BREAK = "[b]"  # in a line over time
FIVES = 5

SPAN, OUT_OF = N_("%(low)s to %(high)s"), N_("%(count)s of %(base)s")
# What the words of small bases say, of a number and of those asked, whose number is not told.
WORDS: Mapping[str, tuple[str, str]] = {
    Word.ALL: (N_("all or nearly all of %(number)s"), N_("all or nearly all of those asked")),
    Word.MOST: (N_("most of %(number)s"), N_("most of those asked")),
    Word.HALF: (N_("about half of %(number)s"), N_("about half of those asked")),
    Word.SOME: (N_("some of %(number)s"), N_("some of those asked")),
    Word.FEW: (N_("few or none of %(number)s"), N_("few or none of those asked")),
}

VARIANT_LABELS = {
    Variant.STANDARD: "Standard",
    Variant.EASY_READ: "Easy read",
    Variant.PICTURE: "Pictures",
}


@dataclass(frozen=True)
class Count:
    """How many of `base`: a number, a range, or hidden when there is no `low`."""

    base: int | None
    low: int | None
    high: int | None

    @property
    def exact(self) -> int | None:
        """The number, where it may be shown."""
        return self.low if self.low == self.high else None

    @property
    def words(self) -> str:
        """ "31", "33 to 35" or "[c]"."""
        return self.say(IN_ENGLISH)

    def say(self, speech: Speech) -> str:
        """The same in another language."""
        return HIDDEN if self.low is None else say_span(self.low, self.high, speech)

    @property
    def share(self) -> float | None:
        """The number as a fraction of the base, where it may be shown and is of somebody."""
        if self.exact is None or not self.base:
            return None
        return self.exact / self.base

    @property
    def share_words(self) -> str:
        """ "89%", "94 to 100%" or "[c]"."""
        return self.say_share(IN_ENGLISH)

    def say_share(self, speech: Speech) -> str:
        """The same in another language."""
        if self.low is None or self.high is None or not self.base:
            return HIDDEN
        low, high = percent(self.low, self.base), percent(self.high, self.base)
        most = speech.per_cent(high)
        return most if low == high else speech.gettext(SPAN) % {"low": low, "high": most}


@dataclass(frozen=True)
class MeasureFigure:
    """What one row says about one core question."""

    positive: Count
    negative: Count
    word: str | None
    of_those_asked: bool
    not_asked: int | None

    @property
    def words(self) -> str:
        """The figure as it is read: "most of 12", "31 of 35 (89%)", "most of those asked", "[c]".

        A half-year can say "13 to 15 of 17", which no word of 17 covers.
        """
        return self.say(IN_ENGLISH)

    def say(self, speech: Speech) -> str:
        """The same in another language."""
        base = self.positive.base
        if self.word:
            of_number, of_those_asked = WORDS[self.word]
            return speech.gettext(of_those_asked if base is None else of_number) % {"number": base}
        if self.positive.low is None or base is None:
            return HIDDEN
        words = speech.gettext(OUT_OF) % {"count": self.positive.say(speech), "base": base}
        return f"{words} ({self.positive.say_share(speech)})" if base >= COUNTED_FROM else words


NO_FIGURE = MeasureFigure(
    positive=Count(None, None, None),
    negative=Count(None, None, None),
    word=None,
    of_those_asked=False,
    not_asked=None,
)


class Measures(Mapping[str, MeasureFigure]):
    """The figures of a row by question, each made when it is first asked for: a page shows few of thousands."""

    def __init__(self, questions: Iterable[str], make: Callable[[str], MeasureFigure]) -> None:
        self._made: dict[str, MeasureFigure | None] = dict.fromkeys(questions)
        self._make = make

    def __getitem__(self, question: str) -> MeasureFigure:
        figure = self._made[question]
        if figure is None:
            figure = self._made[question] = self._make(question)
        return figure

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


@dataclass(frozen=True)
class Rate:
    """How many of those `asked` sent answers; `asked` is None where nobody wrote it down."""

    received: int
    asked: int | None

    @property
    def share(self) -> float | None:
        """The rate as a fraction; None when it is of nobody. It can pass 1, since a poster can be used twice."""
        return self.received / self.asked if self.asked else None

    @property
    def words(self) -> str:
        """ "13%", as Excel rounds it in the workbook, or "not recorded"."""
        return f"{percent(self.received, self.asked)}%" if self.asked else NOT_RECORDED


@dataclass(frozen=True)
class RowFigures:
    """One shown row of a round: a team, merged teams, or all teams. `measures` is by question id."""

    kind: str
    service: str
    team: str
    teams_included: tuple[str, ...]
    due: int | None
    given_out: int | None
    received: int
    measures: Mapping[str, MeasureFigure]
    refused: int | None = None
    no_contact: int | None = None
    called_now: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()  # teams merged into its own by then, by the names they have today

    @property
    def full_name(self) -> str:
        """What it is called, with its teams where small ones are put together."""
        merged = self.kind == RowKind.OTHER
        return f"{self.team}: {', '.join(self.teams_included)}" if merged else self.team

    @property
    def members(self) -> tuple[str, ...]:
        """Its teams by the names they have today: the same team in every round, however it was called then."""
        return self.called_now or self.teams_included

    @property
    def holds(self) -> frozenset[str]:
        """The teams whose people it counted, those included that were merged into its own by then."""
        return frozenset((*self.members, *self.joined))

    @property
    def rate(self) -> Rate:
        """Received of those due, else of those given out."""
        return rate(self.received, due=self.due, given_out=self.given_out)


@dataclass(frozen=True)
class CoreQuestion:
    """A question with a figure for every row. `heading` is its measure's title, unique in its round.

    `scale` names the scales of its variants: "how-much-4, three-faces". `pledges` are the promises it bears on, as the
    council has them now.
    """

    id: str
    measure: str
    heading: str
    revision: int
    theme: str
    scale: str
    pledges: tuple[str, ...] = ()


@dataclass(frozen=True)
class OptionFigure:
    """How often one option was chosen, council level."""

    variant: str
    question: str
    text: str
    option: str
    label: str
    count: Count


@dataclass(frozen=True)
class ChannelFigure:
    """What was given out and received by one channel, council level."""

    channel: str
    given_out: int | None
    received: int

    @property
    def rate(self) -> Rate:
        """Received of those given out."""
        return rate(self.received, due=None, given_out=self.given_out)


@dataclass(frozen=True)
class RoundFigures:
    """All that may be said of one counted round, and the version it asked. A sealed one says nothing."""

    id: int
    questionnaire: str
    name: str
    version: int
    label: str
    quarter: str
    opens_on: date
    closes_on: date
    snapshot: Snapshot
    sealed: bool
    left_out: int  # answers of a burst that were not counted
    counted_on: date | None
    rows: tuple[RowFigures, ...]
    questions: tuple[CoreQuestion, ...]
    options: tuple[OptionFigure, ...]
    people: tuple[OptionFigure, ...]
    channels: tuple[ChannelFigure, ...]
    cohort: Mapping[Answer, int] = field(default_factory=dict)  # how many there are, by answer
    promises: tuple[str, ...] = ()  # as the council has them now, in its own order

    @property
    def total(self) -> RowFigures | None:
        """The row All teams; None where the round shows nothing."""
        return self.rows[-1] if self.rows else None

    def only_total(self) -> "RoundFigures":
        """The same with no row but All teams."""
        return replace(self, rows=self.rows[-1:])

    def only_measure(self, measure: str) -> "RoundFigures":
        """The same with no question but those of one measure."""
        return replace(self, questions=tuple(q for q in self.questions if q.measure == measure))


def percent(count: int, base: int) -> int:
    """`count` of `base` in whole per cent, rounded half up."""
    return (200 * count + base) // (2 * base)


def rate(received: int, *, due: int | None, given_out: int | None) -> Rate:
    """`received` of those due, else of those given out."""
    return Rate(received, due or given_out)


def say_left_out(count: int) -> str:
    """How many answers of a burst were left out, to the nearest five, as what is received is told in fives."""
    if count < FIVES:
        return f"fewer than {FIVES} answers"
    return f"about {FIVES * ((count + FIVES // 2) // FIVES):,} answers"


def quarter_of(day: date) -> str:
    """The financial quarter of `day`: "2025-26 Q2"."""
    year = day.year if day.month >= FIRST_MONTH else day.year - 1
    return f"{year}-{(year + 1) % 100:02} Q{(day.month - FIRST_MONTH) % 12 // 3 + 1}"


def name_period(period: Period) -> str:
    """A half-year or a year as pages name it: "Half-year 2025-26 H1"."""
    return f"{period.length.capitalize()} {period.name}"


def write_day(day: date) -> str:
    """A date as people write it: "1 Apr 2026"."""
    return f"{day.day} {day:%b %Y}"


def language_name(tag: str) -> str:
    """The English name of a language tag, or the tag itself."""
    return Locale("en").languages.get(tag) or tag


def say_span(low: int, high: int | None, speech: Speech) -> str:
    """A number, or from which to which: "31", "33 to 35"."""
    return f"{low}" if low == high else speech.gettext(SPAN) % {"low": low, "high": high}
