"""How often a manager guesses right whether a child's answer was a good one, with and without what is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from random import Random

from feedback.disclosure.bands import Range
from feedback.disclosure.groups import RowKind
from feedback.questionnaires.definition import Band
from feedback.questionnaires.snapshot import NOT_ASKED
from feedback.reports.shown import RoundFigures
from tests.disclosure.clues import LACKS, band_of
from tests.disclosure.lived import Counted
from tests.disclosure.visits import OWN, Child

LEVELS = tuple(percent / 100 for percent in range(50, 100, 5))  # how content a whole team may be
USUAL = tuple(1.0 if level >= 0.7 else 0.3 for level in LEVELS)  # what managers hear of elsewhere
HUNCH = 0.15  # how far a manager is mistaken about a child


@dataclass
class Guesses:
    """How many guesses were made, and how many were right."""

    made: int = 0
    right_without: int = 0
    right_with: int = 0

    @property
    def gain(self) -> float:
        """How many points more are right with the service than without."""
        return 100 * (self.right_with - self.right_without) / self.made

    def add(self, counted: Counted, figures: RoundFigures, hunches: Sequence[float]) -> None:
        """Guess each answer of the own team to each core question of a round."""
        row = next(r for r in figures.rows if r.kind != RowKind.ALL and OWN in r.teams_included)
        own = [one for one in counted.given if one.team == OWN and one.child is not None]
        for question, figure in row.measures.items():
            low, high = figure.positive.low, figure.positive.high
            told = None if low is None or high is None else Range(low, high)
            for one in own:
                if one.codes.get(question, LACKS) in (LACKS, NOT_ASKED):
                    continue
                truth = band_of(counted, one, question) is Band.POSITIVE
                hunch = hunches[one.child or 0]
                self.made += 1
                self.right_without += (_how_likely(hunch, None, 0) > 0.5) == truth
                self.right_with += (_how_likely(hunch, told, row.received) > 0.5) == truth


def draw_hunches(dice: Random, roster: Sequence[Child]) -> list[float]:
    """How much better or worse than the others the manager takes each child's answers to be."""
    usual = sum(child.content for child in roster) / len(roster)
    return [child.content - usual + dice.gauss(0, HUNCH) for child in roster]


def _how_likely(hunch: float, told: Range | None, base: int) -> float:
    """How likely a child's answer is a good one, by the hunch and by what the row says, over all levels."""
    good = bad = 0.0
    for level, weight in zip(LEVELS, USUAL, strict=True):
        own = min(0.99, max(0.01, level + hunch))
        if told is None:
            good, bad = good + weight * own, bad + weight * (1 - own)
            continue
        good += weight * own * _chance(told.low - 1, told.high - 1, base - 1, level)
        bad += weight * (1 - own) * _chance(told.low, told.high, base - 1, level)
    return good / (good + bad)


def _chance(low: int, high: int, base: int, level: float) -> float:
    """How likely `low` to `high` of `base` are good."""
    return sum(
        comb(base, k) * level**k * (1 - level) ** (base - k)
        for k in range(max(low, 0), min(high, base) + 1)
    )
