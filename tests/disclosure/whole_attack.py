"""Somebody with a solver and everything that was ever told of a year: what can each count still be?

Each council that fits is found once and looked at for every count, so most counts are seen to be open without being
asked for by themselves. What is left is asked for one by one.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from feedback.disclosure.groups import RowKind
from feedback.reports.shown import RowFigures
from tests.disclosure.whole_facts import Facts
from tests.disclosure.whole_model import Line, Model
from tests.disclosure.whole_targets import Target, list_targets
from tests.disclosure.whole_year import WholeYear

NEARLY = 1e-6
LOOKS = 15  # councils that are looked for anyhow, each as far from the others as chance makes it
Tell = Callable[[Facts], Iterable[Line]]


@dataclass
class WholeFindings:
    """What was attacked, and what came out. A count is small when it is 1 or 2."""

    years: int = 0
    tables: int = 0
    broken: int = 0
    lines: int = 0
    small: int = 0
    worked_out: int = 0
    words: int = 0
    pinned: int = 0
    teams: int = 0
    alone: int = 0
    bands: int = 0
    told: int = 0

    def add(
        self, year: WholeYear, tell: Tell, *, whole: bool = False, enough: int | None = None
    ) -> None:
        """Attack one year."""
        model = Model(list(year.rounds))
        facts = Facts(year, model)
        lines = [*model.lines, *tell(facts)]
        targets = list(list_targets(facts))
        known = Solver(model, lines, whole=whole).list_known(targets, enough=enough)
        words = sum(one.word for one in targets)
        pinned = sum(one.word for one in known)
        self.small += len(targets) - words
        self.worked_out += len(known) - pinned
        self.words, self.pinned = self.words + words, self.pinned + pinned
        self.years += 1
        self.lines += len(lines)
        self.broken += bool(known)
        self.measure(year)

    def measure(self, year: WholeYear) -> None:
        """How many tables there are, how many teams stand alone, and how many bands of rows say something.

        A table is a core question in a round, a half-year or the year.
        """
        self.tables += sum(len(period.lines) for period in year.periods)
        self.tables += sum(len(round_.figures.questions) for round_ in year.rounds)
        for round_ in year.rounds:
            rows = [row for row in round_.figures.rows if row.kind != RowKind.ALL]
            self.teams += sum(len(row.teams_included) for row in rows)
            self.alone += sum(len(row.teams_included) == 1 for row in rows)
            for row in rows:
                self._measure_row(row)

    def _measure_row(self, row: RowFigures) -> None:
        for figure in (one for one in row.measures.values() if not one.of_those_asked):
            positive, negative = figure.positive, figure.negative
            most = (row.received, row.received - (positive.low or 0))
            self.bands += 2
            self.told += sum(
                (one.high or 0) - (one.low or 0) < n
                for one, n in zip((positive, negative), most, strict=True)
            )


class Solver:
    """Every council that fits `lines`. What is true must fit, or the lines are wrong."""

    def __init__(self, model: Model, lines: Sequence[Line], *, whole: bool) -> None:
        self._unknowns = len(model.truly)
        self._truly = np.array(model.truly, float)
        self._highs = highspy.Highs()
        self._highs.setOptionValue("output_flag", False)
        most = float(self._truly.sum())
        self._highs.addVars(self._unknowns, np.zeros(self._unknowns), np.full(self._unknowns, most))
        if whole:
            kinds = np.array([highspy.HighsVarType.kInteger] * self._unknowns)
            self._highs.changeColsIntegrality(self._unknowns, self._places, kinds)
        for line in lines:
            self._add(line)

    @property
    def _places(self) -> np.ndarray:
        return np.arange(self._unknowns, dtype=np.int32)

    def _add(self, line: Line) -> None:
        shares = np.zeros(self._unknowns)
        shares[list(line.columns)] = 1.0
        if line.also:
            shares[list(line.also)] += line.times
        true = float(shares @ self._truly)
        assert line.low - NEARLY <= true <= line.high + NEARLY, (true, line)
        used = np.flatnonzero(shares).astype(np.int32)
        self._highs.addRow(float(line.low), float(line.high), len(used), used, shares[used])

    def list_known(self, targets: Sequence[Target], *, enough: int | None = None) -> list[Target]:
        """Those of `targets` that somebody knows: to be 1 or 2, or which of both; or the one value of a word.

        A control stops when it has `enough` of them.
        """
        if not targets:
            return []
        wanted = np.zeros((len(targets), self._unknowns))
        for place, target in enumerate(targets):
            wanted[place, list(target.columns)] = 1.0
        seen = _Seen(targets, wanted @ self._truly)
        dice = np.random.default_rng(7)
        for _ in range(LOOKS):
            costs = dice.normal(size=len(targets)) @ wanted
            seen.note(wanted @ self._find(costs))
        while (place := seen.next_open()) is not None and len(seen.known) != enough:
            for sign in (1.0, -1.0):
                if seen.is_open(place):
                    seen.note(wanted @ self._find(sign * wanted[place]))
            seen.settle(place)
        return seen.known

    def _find(self, costs: np.ndarray) -> np.ndarray:
        """The council that fits and costs least."""
        self._highs.changeColsCost(self._unknowns, self._places, costs)
        self._highs.run()
        assert self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return np.array(self._highs.getSolution().col_value)


class _Seen:
    """The least and the most that each target was seen to be."""

    def __init__(self, targets: Sequence[Target], truly: np.ndarray) -> None:
        self._targets = targets
        self._low, self._high = truly.copy(), truly.copy()
        self._settled = np.zeros(len(targets), bool)
        self._whole = np.array([one.whole and not one.word for one in targets])
        self.known: list[Target] = []

    def note(self, values: np.ndarray) -> None:
        """One more council that fits."""
        self._low = np.minimum(self._low, values)
        self._high = np.maximum(self._high, values)

    def is_open(self, place: int) -> bool:
        """Whether nothing seen so far keeps it from being known."""
        return bool(self._known()[place])

    def next_open(self) -> int | None:
        """One that may be known and was not asked for."""
        left = np.flatnonzero(self._known() & ~self._settled)
        return int(left[0]) if len(left) else None

    def settle(self, place: int) -> None:
        """It was asked for: either it is known, or it never will be."""
        self._settled[place] = True
        if self.is_open(place):
            self.known.append(self._targets[place])

    def _known(self) -> np.ndarray:
        low, high = np.ceil(self._low - NEARLY), np.floor(self._high + NEARLY)
        return np.where(self._whole, (low >= 1) & (high <= 2), low >= high)


def attack(
    years: Iterable[WholeYear], tell: Tell, *, whole: bool = False, enough: int | None = None
) -> WholeFindings:
    """Attack each of `years`."""
    findings = WholeFindings()
    for year in years:
        findings.add(year, tell, whole=whole, enough=enough)
    return findings
