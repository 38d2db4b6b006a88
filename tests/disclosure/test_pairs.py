"""Of any two sets of people that something shown stands for, none is another and one to four more, for two years."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from random import Random

import pytest

from feedback.disclosure.bands import SMALL
from feedback.disclosure.groups import SMALLEST
from feedback.reports.shown import RoundFigures
from tests.councils import make_database
from tests.disclosure.two_years import Shown, TwoYears, live_two_years

A_FEW, MANY = 4, 200  # councils in the everyday run, and behind `make soak`


@dataclass
class Pairs:
    """Of how many pairs of sets one holds the other, and of how many of those one to four more."""

    nested: int = 0
    told_apart: int = 0

    def add(self, shown: Iterable[Shown]) -> None:
        """Every pair of sets about which the same is shown."""
        for inner, outer in permutations({one.people for one in shown}, 2):
            if inner & outer == inner:
                self.nested += 1
                self.told_apart += (outer ^ inner).bit_count() < SMALLEST


def live(folder: Path, councils: int) -> list[TwoYears]:
    """The questionnaires of so many councils, the same ones every time."""
    lived = []
    for number in range(councils):
        own = folder / str(number)
        own.mkdir()
        database = make_database(own)
        with database.writing() as session:
            lived += live_two_years(session, Random(number))
        database.engine.dispose()
    return lived


def count_pairs(
    lived: Iterable[TwoYears], shown: Callable[[TwoYears], dict[str, list[Shown]]]
) -> Pairs:
    """The pairs of every questionnaire and question; of rows and names also where nothing is said of a question."""
    pairs = Pairs()
    for two_years in lived:
        for family in shown(two_years).values():
            pairs.add(family)
    print(f"{shown.__name__}: {pairs}")  # noqa: T201 - the figures that the soak run is for
    return pairs


@pytest.mark.parametrize("councils", [A_FEW, pytest.param(MANY, marks=pytest.mark.soak)])
def test_no_two_sets_differ_by_one_to_four(tmp_path: Path, councils: int) -> None:
    """Rows, All teams, variants, half-years, years and the names of comments; and a careless rule is caught.

    Careless: beside the rounds each half-year and year shows every team that has five answers in it.
    """
    lived = live(tmp_path, councils)
    pairs = count_pairs(lived, TwoYears.list_families)
    careless = count_pairs(lived, TwoYears.list_careless)

    assert pairs.nested > 100 * councils
    assert pairs.told_apart == 0
    assert careless.told_apart > 0.01 * careless.nested
    for two_years in lived:
        for figures, _ in two_years.rounds:
            _check_cuts(figures)


def _check_cuts(figures: RoundFigures) -> None:
    """Who answered is counted and crossed with nothing: no answer told exactly is of, or of all but, one or two."""
    for one in figures.people:
        if one.count.exact is not None and one.count.base is not None:
            for count in (one.count.exact, one.count.base - one.count.exact):
                assert count == 0 or count > SMALL, one
