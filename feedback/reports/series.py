"""Figures over time: which points stand in one line, where a line has a break, and why.

    for line in make_series(read_rounds(session, rounds)):
        for point in line.points:
            print(line.heading, line.group, point.round.quarter, point.figure.words, point.broken, point.why)

Shown figures are only put side by side. Nothing is added up, so nothing new is told about anybody.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from feedback.disclosure.groups import RowKind
from feedback.questionnaires.comparability import EVERYTHING, Comparison, Level, compare, worst
from feedback.reports.naming import say_before, say_teams
from feedback.reports.shown import NO_FIGURE, CoreQuestion, MeasureFigure, RoundFigures, RowFigures

__all__ = ["Level", "Point", "Series", "make_series"]


@dataclass(frozen=True)
class Point:
    """What one round says of one measure and group. `place` is the round's place among those of its questionnaire.

    `level` says how far it compares with the point before it, and `why` says why, or what else changed. `renamed` is
    the part of it that says which teams had another name there. `asked` is how far the question alone compares,
    whichever teams answered it.
    """

    place: int
    round: RoundFigures
    row: RowFigures
    question: CoreQuestion
    level: Level = Level.EXACT
    why: str = ""
    renamed: str = ""
    asked: Level = Level.EXACT

    @property
    def broken(self) -> bool:
        """Whether a break mark stands before this point."""
        return self.level is not Level.EXACT

    @property
    def figure(self) -> MeasureFigure:
        """The figure as By team shows it. It may be hidden."""
        return self.row.measures.get(self.question.id, NO_FIGURE)


@dataclass(frozen=True)
class Series:
    """One line: a questionnaire, a measure in one revision, and a shown group. Points are in time order.

    The `why` of its first point is empty, or says why a new line begins there.
    """

    points: tuple[Point, ...]

    @property
    def newest(self) -> Point:
        """The last point."""
        return self.points[-1]

    @property
    def questionnaire(self) -> str:
        """The questionnaire's name in addresses and commands."""
        return self.newest.round.questionnaire

    @property
    def question(self) -> CoreQuestion:
        """What is measured, as the newest version has it: heading, measure, revision, theme."""
        return self.newest.question

    @property
    def group(self) -> str:
        """The shown group: a team, "Other teams" or "All teams"."""
        return self.newest.row.team

    @property
    def service(self) -> str:
        """The group's service; empty where it is of several."""
        return self.newest.row.service

    @property
    def of_all(self) -> bool:
        """Whether this is the line of All teams."""
        return self.newest.row.kind == RowKind.ALL


def make_series(rounds: Iterable[RoundFigures]) -> tuple[Series, ...]:
    """Every line of `rounds`: questionnaire by questionnaire, measures as the newest version orders them.

    Within a measure the lines stand as the rows of the newest round, All teams last.
    """
    by_name: dict[str, list[RoundFigures]] = {}
    for round_ in rounds:
        if not round_.sealed:
            by_name.setdefault(round_.questionnaire, []).append(round_)
    histories = (
        _History(sorted(told, key=lambda round_: (round_.closes_on, round_.opens_on)))
        for told in by_name.values()
    )
    return tuple(line for history in histories for line in history.make_series())


@dataclass
class _History:
    """The told rounds of one questionnaire by their last days, as their quarters go, and the lines that grow through them."""

    rounds: list[RoundFigures]
    lines: list[list[Point]] = field(default_factory=list)
    growing: dict[Hashable, list[list[Point]]] = field(default_factory=dict)
    compared: dict[tuple[int, int], dict[str, Comparison]] = field(default_factory=dict)

    def make_series(self) -> Iterator[Series]:
        """Every line, sorted."""
        by_round = [list(_points(place, round_)) for place, round_ in enumerate(self.rounds)]
        for points in by_round:
            for point in points:
                self._grow(point)
        newest_first = [point for points in reversed(by_round) for point in points]
        measures = _ranks(_measure_key(point) for point in newest_first)
        groups = _ranks(_group_key(point) for point in newest_first)

        def place(line: list[Point]) -> tuple[int, bool, int]:
            last = line[-1]
            of_all = last.row.kind == RowKind.ALL
            return measures[_measure_key(last)], of_all, groups[_group_key(last)]

        yield from (Series(tuple(line)) for line in sorted(self.lines, key=place))

    def _grow(self, point: Point) -> None:
        """Put `point` at the end of its line, or let it begin one."""
        candidates = self.growing.setdefault((_measure_key(point), _group_key(point)), [])
        line = _choose(candidates, point)
        if line:
            judged = self._judge(line[-1], point)
            if judged.level in (Level.EXACT, Level.BAND):
                renamed = say_before(line[-1].row, point.row)
                why = " ".join(filter(None, (judged.why, renamed)))
                line.append(replace(judged, why=why, renamed=renamed))
                return
            candidates.remove(line)
        begun = [replace(point, why=self._why_new(point))]
        candidates.append(begun)
        self.lines.append(begun)

    def _judge(self, last: Point, point: Point) -> Point:
        """`point` with how far it compares with the one before it, and why."""
        asked, teams, reasons = Level.EXACT, Level.EXACT, []
        if last.round.version != point.round.version:
            comparison = self._compare(last.round, point.round)[point.question.id]
            asked = comparison.level
            reasons += [comparison.why] if comparison.changed else []
        if _teams(last) != _teams(point):
            teams = Level.BAND
            reasons.append(say_teams(_teams(last), _teams(point)))
        return replace(point, level=worst([asked, teams]), why=" ".join(reasons), asked=asked)

    def _why_new(self, point: Point) -> str:
        """Why a line begins, where the version before did not have it."""
        before = self.rounds[point.place - 1]
        if not point.place or before.version == point.round.version:
            return ""
        comparison = self._compare(before, point.round)[point.question.id]
        return "" if comparison.joins else comparison.why

    def _compare(self, before: RoundFigures, after: RoundFigures) -> dict[str, Comparison]:
        versions = before.version, after.version
        if versions not in self.compared:
            found = compare(before.snapshot, after.snapshot, about=EVERYTHING)
            self.compared[versions] = {c.after: c for c in found if c.after}
        return self.compared[versions]


def _points(place: int, round_: RoundFigures) -> Iterator[Point]:
    for row in round_.rows:
        for question in round_.questions:
            yield Point(place, round_, row, question)


def _measure_key(point: Point) -> Hashable:
    """What is measured. Where two questions of a version measure the same, their ids tell them apart."""
    asked = point.question
    alike = Counter((q.measure, q.revision) for q in point.round.questions)
    own = asked.id if alike[asked.measure, asked.revision] > 1 else ""
    return asked.measure, asked.revision, own


def _group_key(point: Point) -> Hashable:
    """The group: a team by the name it has today, small teams together by service, or everybody."""
    row = point.row
    if row.kind == RowKind.ALL:
        return row.kind
    return row.kind, row.service if row.kind == RowKind.OTHER else row.members[0]


def _choose(candidates: list[list[Point]], point: Point) -> list[Point] | None:
    """The line that `point` goes on: the one that shares most teams with it."""
    free = [line for line in candidates if line[-1].round is not point.round]
    free = [line for line in free if _teams(line[-1]) & _teams(point)]
    return max(free, key=lambda line: len(_teams(line[-1]) & _teams(point)), default=None)


def _teams(point: Point) -> frozenset[str]:
    return point.row.holds


def _ranks(keys: Iterable[Hashable]) -> dict[Hashable, int]:
    """Each key's place among the keys when each is counted once."""
    return {key: rank for rank, key in enumerate(dict.fromkeys(keys))}
