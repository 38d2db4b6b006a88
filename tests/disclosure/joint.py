"""Somebody with a solver: told everything of a round at once, they work out what each count can still be.

One unknown for each combination of team, variant and answers; every published figure is a line over them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from random import Random

import highspy
import numpy as np

from feedback.disclosure.bands import COUNTED_FROM, Range
from feedback.questionnaires.snapshot import NOT_ASKED
from tests.disclosure.people import (
    AGES,
    NO,
    SKIPPED,
    VARIANTS,
    YES,
    Fact,
    Person,
    Published,
    fits,
    rows_of,
    where,
)

NEARLY = 1e-6
Answer = tuple[str, frozenset[object]]
Condition = tuple[Answer, ...]
OF_EVERYBODY = ("core", "some", "more")  # told out of everybody in a row
BY_TEAM = ("core", "some", "more", "led")  # what rows tell
BY_VARIANT = (*BY_TEAM, "helped")
ANSWERS: dict[str, tuple[object, ...]] = {
    "core": (YES, NO, SKIPPED),
    "some": (YES, NO, SKIPPED, NOT_ASKED),
    "more": (YES, NO, SKIPPED, NOT_ASKED),
    "led": (YES, NO, SKIPPED, NOT_ASKED),
    "helped": (YES, NO, SKIPPED),
    "age": (*sorted(map(str, AGES)), NOT_ASKED),
    "language": ("en", "pl", "so"),
}


class Solver:
    """What each count can be, given what is published about `names`, the answers that are looked at together."""

    def __init__(
        self, people: Sequence[Person], published: Published, names: Sequence[str]
    ) -> None:
        values = {name: ANSWERS[name] for name in names}
        values["team"] = tuple(sorted({one.team for one in people}))
        # That nobody used a variant is known only where it is told.
        values["variant"] = tuple(sorted({*VARIANTS[:2], *(one.variant for one in people)}))
        cells = [dict(zip(values, cell, strict=True)) for cell in product(*values.values())]
        self._cells = [cell for cell in cells if _can_be(cell)]
        self._known: dict[Answer, np.ndarray] = {}
        self._highs = highspy.Highs()
        self._highs.setOptionValue("output_flag", False)
        unknowns = len(self._cells)
        self._highs.addVars(unknowns, np.zeros(unknowns), np.full(unknowns, float(len(people))))
        for fact in published:
            if all(name in values for name, _ in (*fact.where, *fact.also)):
                self._add(fact)

    def _add(self, fact: Fact) -> None:
        line = self._line(fact.where) + fact.times * self._line(fact.also) * bool(fact.also)
        places = np.flatnonzero(line).astype(np.int32)
        self._highs.addRow(float(fact.low), float(fact.high), len(places), places, line[places])

    def _line(self, condition: Condition) -> np.ndarray:
        line = np.ones(len(self._cells))
        for name, values in condition:
            line *= self._marks(name, values)
        return line

    def _marks(self, name: str, values: frozenset[object]) -> np.ndarray:
        """1 for each unknown whose `name` is one of `values`."""
        if (name, values) not in self._known:
            self._known[name, values] = np.array([c[name] in values for c in self._cells], float)
        return self._known[name, values]

    def find(self, condition: Condition) -> Range:
        """The least and the most that can answer to `condition`."""
        line = self._line(condition)
        low = np.ceil(self._reach(line, highspy.ObjSense.kMinimize) - NEARLY)
        high = np.floor(self._reach(line, highspy.ObjSense.kMaximize) + NEARLY)
        return Range(int(low), int(high))

    def _reach(self, line: np.ndarray, sense: highspy.ObjSense) -> float:
        places = np.arange(len(line), dtype=np.int32)
        self._highs.changeColsCost(len(line), places, line)
        self._highs.changeObjectiveSense(sense)
        self._highs.run()
        assert self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return float(self._highs.getObjectiveValue())


def _can_be(cell: dict[str, object]) -> bool:
    """Whether anybody can have answered so: who was not asked, has no answer."""
    checks = [
        "some" not in cell or (cell["some"] == NOT_ASKED) == (cell["variant"] == "easy-read"),
        "more" not in cell or (cell["more"] == NOT_ASKED) == (cell["variant"] != "standard"),
        "age" not in cell or (cell["age"] == NOT_ASKED) == (cell["variant"] == "picture"),
        not {"led", "core"} <= set(cell) or (cell["led"] == NOT_ASKED) == (cell["core"] != YES),
    ]
    return all(checks)


@dataclass
class Findings:
    """What was attacked, and what came out. A count is small when it is 1 or 2."""

    rounds: int = 0
    broken: int = 0
    small: int = 0
    worked_out: int = 0
    worded: int = 0
    pinned: int = 0

    def add(self, people: Sequence[Person], published: Published, names: Sequence[str]) -> None:
        """Attack one round."""
        solver = Solver(people, published, names)
        before = self.worked_out + self.pinned
        for condition, whole in list_targets(people, names):
            true = sum(fits(one, condition) for one in people)
            if true in (1, 2):
                can_be = solver.find(condition)
                assert true in can_be
                self.small += 1
                self.worked_out += can_be.low >= 1 and can_be.high <= 2 and (whole or can_be.exact)
        # That nobody used a variant that asks something is told, and then nobody's answer to it is a secret.
        put = [n for n in names if any(getattr(one, n) != NOT_ASKED for one in people)]
        for row in (row for row in rows_of(people) if row.count < COUNTED_FROM):
            teams = frozenset(team.place for team in row.teams)
            for name in (name for name in put if name in OF_EVERYBODY):
                self.worded += 1
                self.pinned += solver.find(where(team=teams, **{name: YES})).exact
        self.rounds += 1
        self.broken += self.worked_out + self.pinned > before


def list_targets(
    people: Sequence[Person], names: Sequence[str]
) -> Iterator[tuple[Condition, bool]]:
    """Whose counts an attacker wants, and whether they are shown as a whole or are a part of what is.

    That all used the same variant is told, so how many were not asked what it leaves out is no secret then.
    """
    shown = [frozenset(team.place for team in row.teams) for row in rows_of(people)]
    rows: list[Answer] = [("team", row) for row in shown]
    teams: list[Answer] = [("team", frozenset({t})) for row in shown if len(row) > 1 for t in row]
    variants: list[Answer] = [("variant", frozenset({v})) for v in {p.variant for p in people}]
    answers = [
        (name, chosen)
        for name in names
        for chosen in _list_choices(ANSWERS[name])
        if name == "led" or NOT_ASKED not in chosen or len(variants) > 1
    ]
    for answer in answers:
        yield (answer,), True
        for variant in variants:
            yield (variant, answer), answer[0] in BY_VARIANT
    for answer in (answer for answer in answers if answer[0] in BY_TEAM):
        yield from (((row, answer), True) for row in rows)
        yield from (((team, answer), False) for team in teams)
        yield from (((row, variant, answer), False) for row, variant in product(rows, variants))
    yield from (((variant,), True) for variant in variants)
    yield from (((row, variant), True) for row, variant in product(rows, variants))


def _list_choices(codes: Sequence[object]) -> Iterator[frozenset[object]]:
    """Each answer alone, and each two together."""
    yield from (frozenset({code}) for code in codes)
    yield from (frozenset(two) for two in combinations(codes, 2))


def attack(
    draw: Callable[[], tuple[Sequence[Person], Published]], rounds: int, names: Sequence[str]
) -> Findings:
    """Attack so many drawn rounds."""
    findings = Findings()
    while findings.rounds < rounds:
        people, published = draw()
        findings.add(people, published, names)
    return findings


def draw_round(dice: Random, *, variants: int = 2) -> list[Person]:
    """2 to 6 teams with 1 to 25 answers each; how many use each variant and what they say is drawn too."""
    spread = [dice.gammavariate(1.2, 1) for _ in range(variants)]
    says = [dice.gammavariate(1.2, 1) for _ in range(3)]
    speaks = [12, dice.choice([0, 1, 4]), dice.choice([0, 0, 1])]
    helped = [dice.gammavariate(1.2, 1) for _ in range(3)]
    people = []
    for team in range(dice.randint(2, 6)):
        for _ in range(dice.randint(1, 25)):
            variant = dice.choices(VARIANTS[:variants], spread)[0]
            core, some, more, led, help_ = (
                dice.choices((YES, NO, SKIPPED), weights)[0]
                for weights in (says, says, says, says, helped)
            )
            people.append(
                Person(
                    team,
                    variant,
                    core,
                    some=NOT_ASKED if variant == "easy-read" else some,
                    more=more if variant == "standard" else NOT_ASKED,
                    led=led if core == YES else NOT_ASKED,
                    age=NOT_ASKED if variant == "picture" else dice.choice(sorted(map(str, AGES))),
                    helped=help_,
                    language=dice.choices(("en", "pl", "so"), speaks)[0],
                )
            )
    return people
