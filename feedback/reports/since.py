"""What may be said of a change from one round to the next: nothing that hiding or rounding could explain."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from feedback.disclosure.bands import COUNTED_FROM
from feedback.reports.series import Level, Point, make_series
from feedback.reports.shown import (
    BREAK,
    Count,
    MeasureFigure,
    RoundFigures,
    RowFigures,
    percent,
    say_span,
)
from feedback.speech import IN_ENGLISH, Speech


@dataclass(frozen=True)
class Change:
    """What is said of a change; `why` says more. `told` where it has a direction, `broken` at a break,
    `asked_otherwise` where the question changed there, and not the teams alone.

    A `quiet` one is a dash on a page: there is nothing to say, which needs no words in every row. `points` are the
    least and the most that a told one is, below nothing where it goes down.
    """

    words: str
    why: str = ""
    told: bool = False
    broken: bool = False
    asked_otherwise: bool = False
    quiet: bool = False
    points: tuple[int, int] = (0, 0)

    def say(self, speech: Speech) -> str:
        """What a told one says in a language: "up 5 to 8 points"."""
        least, most = sorted(map(abs, self.points))
        number = {"num": say_span(least, most, speech)}
        if max(self.points) < 0:
            return speech.ngettext("down %(num)s point", "down %(num)s points", most) % number
        return speech.ngettext("up %(num)s point", "up %(num)s points", most) % number


NO_ROUND = Change("no round before", quiet=True)
NOTHING_BEFORE = Change("nothing to compare with", quiet=True)
TOO_FEW = Change("too few to compare", quiet=True)
ALIKE = Change("cannot be told apart")
BROKEN_WORDS = f"{BREAK} break"

Place = tuple[str, str, tuple[str, ...]]  # a question, and the kind and teams of a row


@dataclass(frozen=True)
class ChangesSince:
    """The changes of one round since the round `before` it, where there is one."""

    before: RoundFigures | None
    found: Mapping[Place, Change]

    def of(self, row: RowFigures, question: str) -> Change:
        """What may be said of one row and question."""
        return self.found.get(_place(row, question), NO_ROUND)


def find_changes(now: RoundFigures, before: RoundFigures | None) -> ChangesSince:
    """Every change of `now` since `before`."""
    if before is None:
        return ChangesSince(None, {})
    found = {
        _place(point.row, point.question.id): change
        for line in make_series([before, now])
        for point, change in pair_changes(line.points)
        if point.round is now
    }
    return ChangesSince(before, found)


def pair_changes(points: Iterable[Point]) -> Iterator[tuple[Point, Change]]:
    """Each point of a line with the change since the point before it."""
    last: Point | None = None
    for point in points:
        yield point, _between(last, point)
        last = point


def _place(row: RowFigures, question: str) -> Place:
    return question, row.kind, row.teams_included


def _between(last: Point | None, point: Point) -> Change:
    if point.broken:
        otherwise = point.asked is not Level.EXACT
        return Change(BROKEN_WORDS, point.why, broken=True, asked_otherwise=otherwise)
    if last is None:
        return replace(NOTHING_BEFORE, why=point.why)
    return replace(compare(point.figure, last.figure), why=point.renamed)


def compare(now: MeasureFigure, before: MeasureFigure) -> Change:
    """The difference in whole points, where both bases are large enough and the ranges do not meet."""
    current, earlier = _per_cent(now.positive), _per_cent(before.positive)
    if current is None or earlier is None:
        return TOO_FEW
    least, most = current[0] - earlier[1], current[1] - earlier[0]
    if least <= 0 <= most:
        return ALIKE
    told = Change("", told=True, points=(least, most))
    return replace(told, words=told.say(IN_ENGLISH))


def _per_cent(count: Count) -> tuple[int, int] | None:
    """Least and most in the whole per cent that are shown, so that a reader can do the sum."""
    if count.low is None or count.high is None or count.base is None or count.base < COUNTED_FROM:
        return None
    return percent(count.low, count.base), percent(count.high, count.base)
