"""Somebody with a solver: told every figure of a question, they work out what each count can still be.

They know how many answered in each team, also in teams that are shown together. What is published is an
argument, so that rules which should break can be attacked the same way.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from random import Random

import highspy
import numpy as np

from feedback.disclosure.bands import COUNTED_FROM, Range, protect, protect_negative
from feedback.disclosure.groups import TeamCount, make_rows
from feedback.disclosure.totals import fit_row, protect_total, protect_total_negative

NEARLY = 1e-6
KINDS = ([0], [1], [2], [1, 2], [0, 2], [0, 1])  # alone, and two together: all but the third
Counts = tuple[int, int, int]  # positive, negative, the rest


@dataclass(frozen=True)
class Table:
    """The answers of one question: how many of each kind in each team. `services` says whose each team is."""

    counts: tuple[Counts, ...]
    services: tuple[str, ...]

    def sum(self, teams: Iterable[int]) -> Counts:
        """The counts of `teams` together."""
        chosen = [self.counts[team] for team in teams]
        positive, negative, rest = (sum(one[kind] for one in chosen) for kind in range(3))
        return positive, negative, rest


@dataclass(frozen=True)
class Shown:
    """What a row shows: its teams, and the ranges of positive and negative; None is hidden."""

    teams: tuple[int, ...]
    base: int
    positive: Range | None
    negative: Range | None

    @property
    def worded(self) -> bool:
        """Whether it is told in words."""
        return self.base < COUNTED_FROM


Published = list[Shown]  # the rows, then all teams
Rule = Callable[[Table], Published]


def rows_of(table: Table) -> list[tuple[int, ...]]:
    """The teams of each row that is shown."""
    teams = [
        TeamCount(str(place), service, None, place, sum(counts))
        for place, (counts, service) in enumerate(zip(table.counts, table.services, strict=True))
    ]
    return [tuple(team.place for team in row.teams) for row in make_rows(teams)]


def our_rule(table: Table) -> Published:
    """The method as it is."""
    rows = []
    for teams in rows_of(table):
        positive, negative, rest = table.sum(teams)
        base = positive + negative + rest
        shown = protect(positive, base).range
        rows.append(Shown(teams, base, shown, protect_negative(negative, base, shown)))
    everyone = tuple(range(len(table.counts)))
    positive, negative, rest = table.sum(everyone)
    base = positive + negative + rest
    if base < COUNTED_FROM:
        return [*rows, Shown(everyone, base, None, None)]
    told = [(r.base, r.positive, r.negative) for r in rows if r.positive and r.negative]
    total = protect_total(positive, base, [(n, p) for n, p, _ in told])
    fitted = [fit_row(*one) for one in told]
    return [*rows, Shown(everyone, base, total, protect_total_negative(negative, fitted, total))]


def plain_rule(table: Table) -> Published:
    """Control: teams under five are put together, and every count of a row is told."""
    everyone = tuple(range(len(table.counts)))
    return [_exactly(table, teams) for teams in (*rows_of(table), everyone)]


def plain_total_rule(table: Table) -> Published:
    """Control: rows as ours, and all teams told exactly."""
    everyone = tuple(range(len(table.counts)))
    return [*our_rule(table)[:-1], _exactly(table, everyone)]


def _exactly(table: Table, teams: tuple[int, ...]) -> Shown:
    positive, negative, rest = table.sum(teams)
    exact = Range(positive, positive), Range(negative, negative)
    return Shown(teams, positive + negative + rest, *exact)


class Solver:
    """What each count can be, given what is published: three unknowns a team that add up to its answers."""

    def __init__(self, table: Table, published: Published, *, whole: bool = False) -> None:
        self._unknowns = 3 * len(table.counts)
        self._highs = highspy.Highs()
        self._highs.setOptionValue("output_flag", False)
        most = [float(sum(counts)) for counts in table.counts for _ in range(3)]
        self._highs.addVars(self._unknowns, np.zeros(self._unknowns), np.array(most))
        if whole:
            kinds = [highspy.HighsVarType.kInteger] * self._unknowns
            self._highs.changeColsIntegrality(
                self._unknowns, np.arange(self._unknowns, dtype=np.int32), np.array(kinds)
            )
        for team, counts in enumerate(table.counts):
            self._fix([3 * team, 3 * team + 1, 3 * team + 2], Range(sum(counts), sum(counts)))
        for row in published:
            for kind, range_ in enumerate((row.positive, row.negative)):
                if range_:
                    self._fix([3 * team + kind for team in row.teams], range_)

    def _fix(self, unknowns: Sequence[int], range_: Range) -> None:
        places = np.array(unknowns, dtype=np.int32)
        ones = np.ones(len(unknowns))
        self._highs.addRow(float(range_.low), float(range_.high), len(unknowns), places, ones)

    def find(self, teams: Iterable[int], kinds: Iterable[int]) -> Range:
        """The least and the most that the counts of `kinds` in `teams` together can be."""
        costs = np.zeros(self._unknowns)
        wanted = list(kinds)
        for team in teams:
            costs[[3 * team + kind for kind in wanted]] = 1.0
        low = np.ceil(self._reach(costs, highspy.ObjSense.kMinimize) - NEARLY)
        high = np.floor(self._reach(costs, highspy.ObjSense.kMaximize) + NEARLY)
        return Range(int(low), int(high))

    def _reach(self, costs: np.ndarray, sense: highspy.ObjSense) -> float:
        places = np.arange(self._unknowns, dtype=np.int32)
        self._highs.changeColsCost(self._unknowns, places, costs)
        self._highs.changeObjectiveSense(sense)
        self._highs.run()
        assert self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return float(self._highs.getObjectiveValue())


@dataclass
class Findings:
    """What was attacked, and what came out. A count is small when it is 1 or 2."""

    tables: int = 0
    broken: int = 0
    small: int = 0
    worked_out: int = 0
    worded: int = 0
    pinned: int = 0

    def add(self, table: Table, published: Published, *, whole: bool = False) -> None:
        """Attack one table."""
        solver = Solver(table, published, whole=whole)
        before = self.worked_out + self.pinned
        for teams, kinds in product(_list_targets(published), KINDS):
            count = sum(table.sum(teams)[kind] for kind in kinds)
            if count in (1, 2):
                can_be = solver.find(teams, kinds)
                assert count in can_be
                self.small += 1
                self.worked_out += gives_away(can_be, whole_row=_is_shown(teams, published))
        for row in published[:-1]:
            if row.worded:
                self.worded += 1
                self.pinned += solver.find(row.teams, [0]).exact
        self.tables += 1
        self.broken += self.worked_out + self.pinned > before


def gives_away(can_be: Range, *, whole_row: bool) -> bool:
    """Whether somebody knows: of what is shown, that it is 1 or 2; of a part of it, which of both."""
    return can_be.low >= 1 and can_be.high <= 2 and (whole_row or can_be.exact)


def _is_shown(teams: tuple[int, ...], published: Published) -> bool:
    return any(row.teams == teams for row in published)


def _list_targets(published: Published) -> list[tuple[int, ...]]:
    """Whose counts an attacker wants: each row, all teams, each team in a row, the rows in words together."""
    groups = [row.teams for row in published]
    groups += [(team,) for row in published[:-1] for team in row.teams]
    words = tuple(team for row in published[:-1] if row.worded for team in row.teams)
    return list(dict.fromkeys([*groups, *([words] if words else [])]))


def draw_table(dice: Random) -> Table:
    """3 to 8 teams of one or two services, 1 to 25 answers each, spread over 3 to 5 options."""
    options = dice.randint(3, 5)
    kinds = [0, *([2] * (options - 2)), 1]
    counts = []
    for _ in range(dice.randint(3, 8)):
        shares = [dice.gammavariate(1.2, 1) for _ in range(options)]
        chosen = dice.choices(kinds, weights=shares, k=dice.randint(1, 25))
        counts.append((chosen.count(0), chosen.count(1), chosen.count(2)))
    services = sorted(dice.choice("AB") for _ in counts)
    return Table(tuple(counts), tuple(services))


def draw_council(dice: Random) -> Table:
    """A council of 8 teams in two services with about 35 answers a round, 80 to 90 % of them positive."""
    likely = dice.uniform(0.8, 0.9)
    counts = []
    for mean in (9.5, 7.5, 6, 4.5, 3, 2, 1.5, 1):
        positive = min(0.98, max(0.5, likely + dice.gauss(0, 0.05)))
        weights = [positive, (1 - positive) * 0.5, (1 - positive) * 0.5]
        answers = sum(dice.random() < mean / 20 for _ in range(20))
        chosen = dice.choices([0, 1, 2], weights=weights, k=answers)
        counts.append((chosen.count(0), chosen.count(1), chosen.count(2)))
    return Table(tuple(counts), ("A",) * 4 + ("B",) * 4)
