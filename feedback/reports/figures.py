"""What the frozen figures of counted rounds say, in numbers and in words: every shown number comes from here."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from babel import Locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models.asking import Round
from feedback.models.reporting import ChannelRecord, FigureRecord, FigureRow, OptionRecord
from feedback.option_figures import EVERYONE
from feedback.questionnaires.definition import Variant
from feedback.questionnaires.snapshot import Question, Snapshot
from feedback.versions import snapshot_of

HIDDEN = "[c]"
FIRST_MONTH = 4  # a financial year begins in April

VARIANT_LABELS = {Variant.STANDARD: "Standard", Variant.EASY_READ: "Easy read"}


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
        return HIDDEN if self.low is None else _span(self.low, self.high)

    @property
    def share(self) -> float | None:
        """The whole per cent as a fraction, where the number may be shown and is of somebody."""
        if self.exact is None or not self.base:
            return None
        return percent(self.exact, self.base) / 100

    @property
    def share_words(self) -> str:
        """ "89%", "94 to 100%" or "[c]"."""
        if self.low is None or self.high is None or not self.base:
            return HIDDEN
        return _span(percent(self.low, self.base), percent(self.high, self.base)) + "%"


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
        """The figure as it is read: "most of 12", "31 of 35 (89%)", "most of those asked", "[c]"."""
        if self.word:
            base = self.positive.base
            return f"{self.word} of {'those asked' if base is None else base}"
        if self.positive.low is None:
            return HIDDEN
        return f"{self.positive.words} of {self.positive.base} ({self.positive.share_words})"


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

    @property
    def rate(self) -> float | None:
        """Received of those due, else of those given out; None when neither is known."""
        return rate(self.received, due=self.due, given_out=self.given_out)


@dataclass(frozen=True)
class CoreQuestion:
    """A question with a figure for every row. `heading` is its measure's title, unique in its round."""

    id: str
    measure: str
    heading: str


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
    def rate(self) -> float | None:
        """Received of those given out."""
        return rate(self.received, due=None, given_out=self.given_out)


@dataclass(frozen=True)
class RoundFigures:
    """All that may be said of one counted round. A sealed one says nothing."""

    questionnaire: str
    name: str
    version: int
    label: str
    quarter: str
    sealed: bool
    rows: tuple[RowFigures, ...]
    questions: tuple[CoreQuestion, ...]
    options: tuple[OptionFigure, ...]
    people: tuple[OptionFigure, ...]
    channels: tuple[ChannelFigure, ...]


def percent(count: int, base: int) -> int:
    """`count` of `base` in whole per cent, rounded half up."""
    return (200 * count + base) // (2 * base)


def rate(received: int, *, due: int | None, given_out: int | None) -> float | None:
    """`received` of those due, else of those given out, as a fraction; None when neither is known."""
    asked = due or given_out
    return percent(received, asked) / 100 if asked else None


def quarter_of(day: date) -> str:
    """The financial quarter of `day`: "2025-26 Q2"."""
    year = day.year if day.month >= FIRST_MONTH else day.year - 1
    return f"{year}-{(year + 1) % 100:02} Q{(day.month - FIRST_MONTH) % 12 // 3 + 1}"


def write_day(day: date) -> str:
    """A date as people write it: "1 Apr 2026"."""
    return f"{day.day} {day:%b %Y}"


def read_rounds(session: Session, rounds: Sequence[Round]) -> list[RoundFigures]:
    """The frozen figures of `rounds`, in their order. All of them are counted."""
    labels = _labels(rounds)
    return [_read_round(session, round_, labels[round_.id]) for round_ in rounds]


def _labels(rounds: Sequence[Round]) -> dict[int, str]:
    """A readable label for each round; its id is added where two of a questionnaire would read the same."""
    plain = {r.id: f"{write_day(r.opens_on)} to {write_day(r.closes_on)}" for r in rounds}
    names = [(r.version.questionnaire, plain[r.id]) for r in rounds]
    return {
        r.id: plain[r.id] if names.count(name) == 1 else f"{plain[r.id]} (round {r.id})"
        for r, name in zip(rounds, names, strict=True)
    }


def _read_round(session: Session, round_: Round, label: str) -> RoundFigures:
    snapshot = snapshot_of(round_.version)
    options = session.scalars(select(OptionRecord).where(OptionRecord.round_id == round_.id)).all()
    return RoundFigures(
        questionnaire=round_.version.questionnaire,
        name=snapshot.name,
        version=round_.version.number,
        label=label,
        quarter=quarter_of(round_.closes_on),
        sealed=round_.sealed,
        rows=_read_rows(session, round_),
        questions=_core_questions(snapshot),
        options=_read_options(snapshot, [o for o in options if o.variant != EVERYONE]),
        people=_read_people(snapshot, [o for o in options if o.variant == EVERYONE]),
        channels=_read_channels(session, round_),
    )


def _read_rows(session: Session, round_: Round) -> tuple[RowFigures, ...]:
    rows = session.scalars(
        select(FigureRow).where(FigureRow.round_id == round_.id).order_by(FigureRow.position)
    ).all()
    records: dict[int, list[FigureRecord]] = {row.id: [] for row in rows}
    found = session.scalars(
        select(FigureRecord)
        .join(FigureRow, FigureRow.id == FigureRecord.row_id)
        .where(FigureRow.round_id == round_.id)
    )
    for record in found:
        records[record.row_id].append(record)
    return tuple(
        RowFigures(
            kind=row.kind,
            service=row.service,
            team=row.team,
            teams_included=tuple(json.loads(row.teams_included)),
            due=row.due,
            given_out=row.given_out,
            received=row.received,
            measures={r.question: _measure_figure(r, row.received) for r in records[row.id]},
        )
        for row in rows
    )


def _measure_figure(record: FigureRecord, received: int) -> MeasureFigure:
    not_asked = None if record.base is None else received - record.base
    return MeasureFigure(
        positive=Count(record.base, record.low, record.high),
        negative=Count(record.base, record.negative_low, record.negative_high),
        word=record.word,
        of_those_asked=record.of_those_asked,
        not_asked=not_asked if record.of_those_asked else 0,
    )


def _core_questions(snapshot: Snapshot) -> tuple[CoreQuestion, ...]:
    titles = [snapshot.measures[q.measure or ""].title for q in snapshot.core_questions]
    return tuple(
        CoreQuestion(
            q.id, q.measure or "", title if titles.count(title) == 1 else f"{title} ({q.id})"
        )
        for q, title in zip(snapshot.core_questions, titles, strict=True)
    )


def _read_options(snapshot: Snapshot, records: Sequence[OptionRecord]) -> tuple[OptionFigure, ...]:
    order = {
        (variant.value, question): place
        for variant, form in snapshot.forms.items()
        for place, question in enumerate(form.questions)
    }
    variants = [variant.value for variant in snapshot.forms]
    records = sorted(
        records,
        key=lambda r: (variants.index(r.variant), order[r.variant, r.question], r.position),
    )
    return tuple(
        _option_figure(record, snapshot.form(record.variant).questions[record.question])
        for record in records
    )


def _option_figure(record: OptionRecord, question: Question) -> OptionFigure:
    option = question.codes.get(record.option)
    return OptionFigure(
        variant=record.variant,
        question=record.question,
        text=question.text,
        option=record.option,
        label=option.label if option else record.option.capitalize(),
        count=Count(record.base, record.low, record.high),
    )


def _read_people(snapshot: Snapshot, records: Sequence[OptionRecord]) -> tuple[OptionFigure, ...]:
    questions: dict[str, Question] = {}
    for form in snapshot.forms.values():
        for question in form.about("person"):
            questions.setdefault(question.id, question)
    order = ["variant", "language", *questions]
    records = sorted(records, key=lambda r: (order.index(r.question), r.position, r.option))
    return tuple(
        _option_figure(record, questions[record.question])
        if record.question in questions
        else _own_item(record)
        for record in records
    )


def _own_item(record: OptionRecord) -> OptionFigure:
    """The version or the language somebody answered in: the system knows them, nobody was asked."""
    if record.question == "variant":
        text, label = "Which version they used", VARIANT_LABELS.get(Variant(record.option))
    else:
        text, label = "Which language they used", language_name(record.option)
    return OptionFigure(
        variant=record.variant,
        question=record.question,
        text=text,
        option=record.option,
        label=label or record.option,
        count=Count(record.base, record.low, record.high),
    )


def language_name(tag: str) -> str:
    """The English name of a language tag, or the tag itself."""
    return Locale("en").languages.get(tag) or tag


def _read_channels(session: Session, round_: Round) -> tuple[ChannelFigure, ...]:
    records = session.scalars(
        select(ChannelRecord)
        .where(ChannelRecord.round_id == round_.id)
        .order_by(ChannelRecord.channel)
    )
    return tuple(ChannelFigure(r.channel, r.given_out, r.received) for r in records)


def _span(low: int, high: int | None) -> str:
    return f"{low}" if low == high else f"{low} to {high}"
