"""What somebody can work out about children they know, from how many are said to have answered what.

They know who of their own team answered, in which form and on which day. Every assignment of answers to people
that fits all they are told is taken as possible, and a solver finds whether a child can have answered otherwise.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import highspy
import numpy as np

from feedback.disclosure.bands import Range

NEARLY = 1e-6
Answer = tuple[tuple[str, str], ...]  # (question, code) of what is asked together
Term = tuple[int, Answer]  # of these people, those who answered so


@dataclass(frozen=True)
class People:
    """People whom nothing that is told sets apart. `count` is known of children of the own team, else None.

    `truly` says what they answered: the solver never sees it, and it must always be possible.
    """

    count: int | None
    can_answer: tuple[Answer, ...]
    truly: Mapping[Answer, int]


@dataclass(frozen=True)
class Clue:
    """So many people are among `terms`; or in words alone, one pair of `asked` and `terms` of `worded`."""

    terms: frozenset[Term]
    range: Range
    asked: frozenset[Term] = frozenset()
    worded: tuple[tuple[int, Range], ...] = ()


class Suspicion:
    """Everything that fits the clues."""

    def __init__(self, people: Sequence[People], clues: Iterable[Clue]) -> None:
        self.people = people
        self._clues = list(clues)

    def is_sure(self, place: int, answers: frozenset[Answer], *, either: bool) -> bool:
        """Whether it is certain of each of these people that they answered so, or (`either`) that they did not."""
        people = self.people[place]
        truly = sum(n for answer, n in people.truly.items() if answer in answers)
        if people.count is None or 0 < truly < people.count:
            return False  # what is true is possible, and children alike could stand in each other's place
        if truly == 0 and not either:
            return False
        terms = [(place, answer) for answer in people.can_answer if answer in answers]
        return self._reach(terms, most=truly == 0) == truly

    def check_truth(self) -> None:
        """What is true must fit every clue, or the clues are wrong."""
        for clue in self._clues:
            count = self._count(clue.terms)
            if clue.worded:
                ranges = dict(clue.worded)
                assert count in ranges[self._count(clue.asked)], clue
            else:
                assert count in clue.range, (count, clue)

    def _count(self, terms: Iterable[Term]) -> int:
        return sum(self.people[place].truly.get(answer, 0) for place, answer in terms)

    def _reach(self, terms: Iterable[Term], *, most: bool) -> int:
        """The most, or the least, people that can be among `terms`."""
        wanted = [self._unknowns[term] for term in terms]
        if not wanted:
            return 0
        costs = np.zeros(self._solver.getNumCol())
        costs[wanted] = 1.0
        places = np.arange(len(costs), dtype=np.int32)
        self._solver.changeColsCost(len(costs), places, costs)
        sense = highspy.ObjSense.kMaximize if most else highspy.ObjSense.kMinimize
        self._solver.changeObjectiveSense(sense)
        self._solver.run()
        assert self._solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return round(float(self._solver.getObjectiveValue()))

    @cached_property
    def _unknowns(self) -> dict[Term, int]:
        terms = [
            (place, answer)
            for place, people in enumerate(self.people)
            for answer in people.can_answer
        ]
        return {term: number for number, term in enumerate(terms)}

    @cached_property
    def _solver(self) -> highspy.Highs:
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        for _ in self._unknowns:
            _add_whole(solver, highspy.kHighsInf)
        for place, people in enumerate(self.people):
            if people.count is not None:
                terms = {(place, answer): 1.0 for answer in people.can_answer}
                self._hold(solver, terms, people.count, people.count)
        for clue in self._clues:
            if clue.worded:
                self._hold_words(solver, clue)
            else:
                self._hold(solver, dict.fromkeys(clue.terms, 1.0), clue.range.low, clue.range.high)
        return solver

    def _hold_words(self, solver: highspy.Highs, clue: Clue) -> None:
        """Exactly one of the bases is the true one, and what it says holds."""
        first = solver.getNumCol()
        for _ in clue.worded:
            _add_whole(solver, 1.0)
        chosen = range(first, first + len(clue.worded))
        _add_row(solver, dict.fromkeys(chosen, 1.0), 1, 1)
        asked = {self._unknowns[term]: 1.0 for term in clue.asked}
        bases = {c: -float(base) for c, (base, _) in zip(chosen, clue.worded, strict=True)}
        _add_row(solver, asked | bases, 0, 0)
        positive = {self._unknowns[term]: 1.0 for term in clue.terms}
        lows = {c: -float(r.low) for c, (_, r) in zip(chosen, clue.worded, strict=True)}
        highs = {c: -float(r.high) for c, (_, r) in zip(chosen, clue.worded, strict=True)}
        _add_row(solver, positive | lows, 0, highspy.kHighsInf)
        _add_row(solver, positive | highs, -highspy.kHighsInf, 0)

    def _hold(
        self, solver: highspy.Highs, terms: Mapping[Term, float], low: int, high: int
    ) -> None:
        _add_row(solver, {self._unknowns[term]: share for term, share in terms.items()}, low, high)


def _add_whole(solver: highspy.Highs, most: float) -> None:
    solver.addVar(0.0, most)
    solver.changeColIntegrality(solver.getNumCol() - 1, highspy.HighsVarType.kInteger)


def _add_row(solver: highspy.Highs, shares: Mapping[int, float], low: float, high: float) -> None:
    places = np.array(list(shares), dtype=np.int32)
    solver.addRow(float(low), float(high), len(shares), places, np.array(list(shares.values())))
