"""Half-years and years beside the rounds: what the rounds of a period show, added up, or why nothing is.

    periods = read_periods(session, rounds, today=today, zone=zone)
    half_year = periods["iro-survey", period_of(round_.closes_on, Length.HALF_YEAR)]

All rounds of a period are read, whichever were asked for, and no answer is: so it says the same everywhere.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property, partial
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from feedback.disclosure.bands import Range
from feedback.disclosure.groups import RowKind
from feedback.disclosure.periods import (
    FEWEST_ROUNDS,
    Length,
    Part,
    Period,
    Sum,
    add_totals,
    add_up,
    group_teams,
    period_of,
)
from feedback.edges import ended_on
from feedback.models.asking import Round
from feedback.questionnaires.comparability import EVERYTHING, Level, compare
from feedback.reports.figures import read_rows
from feedback.reports.shown import (
    NO_FIGURE,
    Count,
    MeasureFigure,
    Measures,
    RoundFigures,
    RowFigures,
)
from feedback.rounds import list_bare
from feedback.tallies import sum_known

Item = TypeVar("Item")
Key = tuple[str, Period]  # a questionnaire and a period
Asked = tuple[int, str]  # a version's number and a question's id in it


class Silence(StrEnum):
    """Why a period says nothing at all."""

    RUNNING = "it is not over, or a round of it is not counted yet"
    DELETED = "figures of a round of it are deleted"
    ALONE = "it has only one round with figures"


@dataclass(frozen=True)
class PeriodFigures:
    """What a period says of one questionnaire. Its rows are the groups of teams, then All teams.

    `rounds` are those that show something, oldest first. The measures of a row are by the question id of the
    newest version, which `lines` gives for each version. A question that is not in it has a break in the period.
    """

    questionnaire: str
    period: Period
    silence: Silence | None
    rounds: tuple[RoundFigures, ...] = ()
    rows: tuple[RowFigures, ...] = ()
    lines: Mapping[Asked, str] = field(default_factory=dict)

    @property
    def total(self) -> RowFigures | None:
        """The row All teams, where the period says anything."""
        return self.rows[-1] if self.rows else None

    def row_of(self, row: RowFigures) -> RowFigures | None:
        """The row of the period that holds `row` of one of its rounds."""
        if row.kind == RowKind.ALL:
            return self.total
        return self._groups.get(row.members[0])

    def figure_of(self, row: RowFigures, version: int, question: str) -> MeasureFigure | None:
        """What `row` of the period says of a question of a version; None at a break. It may be hidden."""
        line = self.lines.get((version, question))
        return row.measures[line] if line else None

    @cached_property
    def _groups(self) -> dict[str, RowFigures]:
        return {team: row for row in self.rows[:-1] for team in row.holds}


def read_periods(
    session: Session, rounds: Iterable[Round], *, today: date, zone: ZoneInfo
) -> dict[Key, PeriodFigures]:
    """The half-year and the year that each of `rounds` belongs to, from all rounds in them.

    One that was ended early and waits for its count belongs to the day it ended: that is its last day from then on.
    """
    members: dict[Key, list[Round]] = {key: [] for round_ in rounds for key in _keys(round_, zone)}
    for round_ in list_bare(session):
        for key in _keys(round_, zone):
            if key in members:
                members[key].append(round_)
    over = {key: of for key, of in members.items() if _is_over(key[1], of, today)}
    told = {round_.id: round_ for of in over.values() for round_ in of if not round_.sealed}
    read = {figures.id: figures for figures in read_rows(session, list(told.values()))}
    return {
        key: make_period(*key, [read[round_.id] for round_ in of if round_.id in read])
        if key in over
        else PeriodFigures(*key, Silence.RUNNING)
        for key, of in members.items()
    }


def make_period(
    questionnaire: str, period: Period, rounds: Sequence[RoundFigures]
) -> PeriodFigures:
    """What `period` says, from all its rounds that are not sealed, oldest first."""
    if any(round_.total is None for round_ in rounds):
        return PeriodFigures(questionnaire, period, Silence.DELETED)
    if len(rounds) < FEWEST_ROUNDS:
        return PeriodFigures(questionnaire, period, Silence.ALONE)
    sums = _Sums(rounds, _find_lines(rounds))
    rows = (*(sums.add_group(group) for group in _list_groups(rounds)), sums.add_all())
    return PeriodFigures(questionnaire, period, None, tuple(rounds), rows, sums.lines)


def _keys(round_: Round, zone: ZoneInfo) -> list[Key]:
    last = round_.closes_on if round_.counted_on else ended_on(round_, zone)
    return [(round_.version.questionnaire, period_of(last, of)) for of in Length]


def _is_over(period: Period, rounds: Iterable[Round], today: date) -> bool:
    """Whether no round can come into `period` any more, and all that are in it are counted."""
    return period.last < today and all(round_.counted_on for round_ in rounds)


def _find_lines(rounds: Sequence[RoundFigures]) -> dict[Asked, str]:
    """The core questions that every round asks exactly alike, by the id that the newest version has for each."""
    versions = {round_.version: round_ for round_ in rounds}
    after, *older = (versions[number] for number in sorted(versions, reverse=True))
    lines = {(after.version, question.id): question.id for question in after.questions}
    for before in older:
        core = {question.id for question in before.questions}
        for one in compare(before.snapshot, after.snapshot, about=EVERYTHING):
            line = lines.get((after.version, one.after or ""))
            if line and one.before in core and one.level is Level.EXACT:
                lines[before.version, one.before or ""] = line
        after = before
    reached = {line for (version, _), line in lines.items() if version == after.version}
    return {asked: line for asked, line in lines.items() if line in reached}


def _list_groups(rounds: Sequence[RoundFigures]) -> list[frozenset[str]]:
    """The groups of teams: those that stand alone first, in the order of the newest round that has them."""
    rows = [row for round_ in reversed(rounds) for row in round_.rows[:-1]]
    order = list(dict.fromkeys(team for row in rows for team in (*row.members, *row.joined)))

    def place(group: frozenset[str]) -> tuple[bool, int]:
        own = _flatten(_rows_of(round_, group) for round_ in rounds)
        return not _is_alone(own), min(map(order.index, group))

    return sorted(group_teams(row.holds for row in rows), key=place)


@dataclass(frozen=True)
class _Sums:
    """The rounds of a period, and which of their questions may be added up."""

    rounds: Sequence[RoundFigures]
    lines: Mapping[Asked, str]

    def add_group(self, group: frozenset[str]) -> RowFigures:
        """The row of a group of teams."""
        rows = [_rows_of(round_, group) for round_ in self.rounds]
        kind = RowKind.TEAM if _is_alone(_flatten(rows)) else RowKind.OTHER
        return self._row(kind, rows, lambda line: add_up(_flatten(self._parts(line, rows))))

    def add_all(self) -> RowFigures:
        """The row All teams."""
        totals = [round_.rows[-1:] for round_ in self.rounds]
        rows = [round_.rows[:-1] for round_ in self.rounds]

        def add(line: str) -> Sum | None:
            return add_totals(zip(self._parts(line, totals), self._parts(line, rows), strict=True))

        return self._row(RowKind.ALL, totals, add)

    def _row(
        self,
        kind: RowKind,
        rows: Sequence[Sequence[RowFigures]],
        add: Callable[[str], Sum | None],
    ) -> RowFigures:
        """`rows`, round by round, as one row, whose lines are added up when they are asked for."""
        row = _join(kind, _flatten(rows))
        lines = self.lines.values()
        return replace(row, measures=Measures(lines, lambda line: _figure(add(line), row.received)))

    def _parts(
        self, line: str, rows: Sequence[Sequence[RowFigures]]
    ) -> list[Iterator[Part | None]]:
        """What `rows`, round by round, show of a question."""
        ids = {version: question for (version, question), of in self.lines.items() if of == line}
        return [
            map(partial(_part, question=ids[round_.version]), own)
            for round_, own in zip(self.rounds, rows, strict=True)
        ]


def _rows_of(round_: RoundFigures, group: frozenset[str]) -> list[RowFigures]:
    return [row for row in round_.rows[:-1] if not group.isdisjoint(row.holds)]


def _is_alone(rows: Sequence[RowFigures]) -> bool:
    """Whether `rows` are all of one team, and hold the same people: none was merged into it in between."""
    return all(row.kind == RowKind.TEAM for row in rows) and len({row.holds for row in rows}) == 1


def _flatten(rounds: Iterable[Iterable[Item]]) -> list[Item]:
    return [one for of in rounds for one in of]


def _join(kind: RowKind, rows: Sequence[RowFigures]) -> RowFigures:
    """`rows`, oldest first, as one row that says nothing yet. A team has the name that the newest of them has for it.

    So has one that is alone the service of then: it went to another one, and stands across services in no period.
    """
    called: dict[str, str] = {}  # each team once, by the name it has today
    for row in reversed(rows):
        for team, name in zip(row.members, row.teams_included, strict=True):
            called.setdefault(team, name)
    joined = dict.fromkeys(team for row in rows for team in row.joined if team not in called)
    if kind is RowKind.OTHER:  # each that it holds is named: some stood apart before
        called |= {team: team for team in joined}
    teams = tuple(called.values())
    services = {row.service for row in (rows[-1:] if kind is RowKind.TEAM else rows)}
    names = {RowKind.TEAM: teams[0], RowKind.OTHER: "Other teams", RowKind.ALL: "All teams"}
    return RowFigures(
        kind=kind.value,
        service=services.pop() if len(services) == 1 else "",
        team=names[kind],
        teams_included=teams,
        due=sum_known([row.due for row in rows]),
        given_out=sum_known([row.given_out for row in rows]),
        received=sum(row.received for row in rows),
        measures={},
        called_now=tuple(called),
        joined=tuple(joined),
    )


def _part(row: RowFigures, question: str) -> Part | None:
    """What a row shows of a question, where it shows numbers and out of how many."""
    figure = row.measures.get(question, NO_FIGURE)
    positive = _range(figure.positive)
    if figure.positive.base is None or positive is None:
        return None
    return Part(figure.positive.base, positive, _range(figure.negative))


def _range(count: Count) -> Range | None:
    return None if count.low is None or count.high is None else Range(count.low, count.high)


def _figure(told: Sum | None, received: int) -> MeasureFigure:
    if told is None:
        return NO_FIGURE
    return MeasureFigure(
        positive=Count(told.base, told.positive.low, told.positive.high),
        negative=Count(told.base, *_ends(told.negative)),
        word=told.word,
        of_those_asked=told.base < received,
        not_asked=received - told.base,
    )


def _ends(range_: Range | None) -> tuple[int | None, int | None]:
    return (range_.low, range_.high) if range_ else (None, None)
