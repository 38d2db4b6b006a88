"""A whole year attacked at once: every sheet and page, row and cut, round, half-year and year in one system."""

from collections.abc import Callable, Iterator

import pytest

from tests.disclosure.whole_attack import Tell, WholeFindings, attack
from tests.disclosure.whole_careless import (
    tell_counts_of_cuts,
    tell_counts_of_rows,
    tell_teams_of_periods,
)
from tests.disclosure.whole_facts import Facts
from tests.disclosure.whole_year import Ground, WholeYear

A_FEW, MANY = 8, 400  # years: over 200 tables in the everyday run, over 10,000 behind `make soak`
CARELESS = 1  # a year of each careless release
ENOUGH = 5  # counts that are worked out of a careless year before the attacker is content
Live = Callable[[int], Iterator[WholeYear]]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Live:
    """The first so many years, each lived through once."""
    ground = Ground(tmp_path_factory.mktemp("years"))
    known: dict[int, WholeYear] = {}

    def live_through(years: int) -> Iterator[WholeYear]:
        for seed in range(years):
            year = known.get(seed) or ground.live(seed)
            known.update({seed: year} if seed < A_FEW else {})
            yield year

    return live_through


def _tell(name: str, findings: WholeFindings) -> None:
    print(f"{name}: {findings}")  # noqa: T201 - the figures of the run


@pytest.mark.parametrize("years", [A_FEW, pytest.param(MANY, marks=pytest.mark.soak)])
def test_nothing_is_worked_out_of_all_that_was_ever_told(live: Live, years: int) -> None:
    """No small count of anybody, by row, team, variant, answer, language, age or way; and no word of a row."""
    found = attack(live(years), Facts.tell)
    _tell("ours", found)

    assert found.tables >= 25 * years
    assert found.small > 200 * years
    assert found.words > 20 * years
    assert found.worked_out == found.pinned == 0


def test_whole_people_tell_no_more(live: Live) -> None:
    """A person is whole: the same attack in integers."""
    found = attack(live(1), Facts.tell, whole=True)

    assert found.small > 0
    assert found.worked_out == found.pinned == 0


@pytest.mark.parametrize("tell", [tell_counts_of_rows, tell_counts_of_cuts, tell_teams_of_periods])
def test_a_careless_year_is_worked_out(live: Live, tell: Tell) -> None:
    """The attack works: beside what is ours a number in a row, a number in a cut, or words of teams for a period."""
    found = attack(live(CARELESS), tell, enough=ENOUGH)
    _tell(tell.__name__, found)

    assert found.worked_out > 0
    assert found.broken == found.years


def test_most_teams_stand_alone_and_most_bands_are_told(live: Live) -> None:
    """In years drawn like the random tables at least 70 % of teams have a row, and 70 % of its bands say something."""
    found = WholeFindings()
    for year in live(A_FEW):
        if year.random:
            found.measure(year)
    _tell("told", found)

    assert found.alone >= 0.7 * found.teams
    assert found.told >= 0.7 * found.bands
