"""A manager who knows twelve children, when each was seen, and who answered, looks every day for half a year.

They have a colleague who shows them whatever any member of staff can read. Nothing a child answered becomes certain.
"""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random

import pytest

from feedback.db import Database
from feedback.models.accounts import Account, Role
from feedback.models.asking import Team
from feedback.received import STEP
from feedback.staff.results import narrow
from tests.councils import make_database
from tests.disclosure.authors import count_known_authors, label_all
from tests.disclosure.careless import percent_rows
from tests.disclosure.clues import Known
from tests.disclosure.guessing import Guesses, draw_hunches
from tests.disclosure.lived import Counted, HalfYear, live_through, publish_both
from tests.disclosure.visits import OWN

A_FEW, MANY = 20, 500  # half-years in the everyday run, and behind `make soak`
CARELESS = 5  # half-years of each careless release, which gives away much in one
Live = Callable[[int], HalfYear]


@dataclass
class Findings:
    """What was looked at, and what became certain."""

    half_years: int = 0
    looks: int = 0
    answers: int = 0
    comments: int = 0
    to_the_manager: int = 0
    to_both: int = 0
    authors: int = 0
    took_part: int = 0  # visits after which the exact Received says that everybody answered
    took_part_early: int = 0  # the same while the round was open, in fives
    visits: int = 0
    guesses: Guesses = field(default_factory=Guesses)

    def add(self, half_year: HalfYear, dice: Random) -> None:
        """Look at half a year as the manager, and as the manager with the colleague."""
        hunches = draw_hunches(dice, half_year.roster)
        self.half_years += 1
        self.looks += len(half_year.looks)
        self.took_part_early += _count_early(half_year)
        for counted in half_year.counted:
            own = narrow(counted.figures, Account(role=Role.MANAGER.value, team=Team(name=OWN)))
            self.answers += sum(len(one.codes) for one in counted.given if one.team == OWN)
            self.comments += len(counted.comments)
            self.to_the_manager += Known(counted, own, options=False).count_certain()
            self.to_both += Known(counted, counted.figures).count_certain()
            self.authors += count_known_authors(counted)
            self.guesses.add(counted, own, hunches)
            took, seen = _count_took_part(half_year, counted)
            self.took_part, self.visits = self.took_part + took, self.visits + seen


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """Lives through the half-year of a number, each in a new database."""
    folder = tmp_path_factory.mktemp("half-years")
    begun = make_database(folder)
    with begun.writing() as session:
        publish_both(session)
    begun.checkpoint()
    begun.engine.dispose()

    @lru_cache(A_FEW)
    def live_once(number: int) -> HalfYear:
        own = folder / str(number)
        own.mkdir()
        database = Database(f"sqlite:///{shutil.copy(begun.file, own / 'feedback.db')}")
        with database.writing() as session:
            half_year = live_through(session, Random(number))
        database.engine.dispose()
        shutil.rmtree(own)
        return half_year

    return live_once


@pytest.mark.parametrize("half_years", [A_FEW, pytest.param(MANY, marks=pytest.mark.soak)])
def test_nothing_a_child_answered_becomes_certain(live: Live, half_years: int) -> None:
    """Neither an answer nor who wrote a comment; and guesses are hardly better than without the service."""
    findings = Findings()
    for number in range(half_years):
        findings.add(live(number), Random(number))
    print(findings, f"gain: {findings.guesses.gain:.2f} points")  # noqa: T201 - figures of the soak run

    assert findings.looks > 10 * half_years
    assert findings.answers > 50 * half_years
    assert findings.comments > half_years
    assert findings.to_the_manager == findings.to_both == findings.authors == 0
    assert findings.guesses.gain <= 2


def _live_results(counted: Counted) -> int:
    return Known(counted, counted.figures).count_certain(live=True)


def _percent_of_few(counted: Counted) -> int:
    return Known(counted, percent_rows(counted)).count_certain()


@pytest.mark.parametrize("certain", [_live_results, _percent_of_few])
def test_a_careless_release_gives_children_away(
    live: Live, certain: Callable[[Counted], int]
) -> None:
    """The same manager: results that move with each answer, or counts of small teams, and much is certain."""
    found = [certain(one) for number in range(CARELESS) for one in live(number).counted]
    print(f"{certain.__name__}: {sum(found)} certain")  # noqa: T201 - the figure of the control

    assert sum(found) > 10


def test_a_language_beside_a_team_gives_its_writer_away(live: Live) -> None:
    """The same comments with the language of each: some can only be of one child."""
    counted = [one for number in range(A_FEW) for one in live(number).counted]

    assert sum(count_known_authors(one, label_all) for one in counted) > 0
    assert sum(count_known_authors(one) for one in counted) == 0


def test_fives_say_no_more_than_that_a_fifth_came(live: Live) -> None:
    """While a round is open what is seen of received is what came, rounded down to fives, on each day."""
    half_year = live(1)

    seen = 0
    for look in half_year.looks:
        for round_id, received in look.received.items():
            came = [one for one in half_year.asked.get(round_id, []) if one.on <= look.on]
            assert received == len(came) - len(came) % STEP
            seen += received > 0
    assert seen > 0


def _count_took_part(half_year: HalfYear, counted: Counted) -> tuple[int, int]:
    """After how many visits of the round it is certain that the child answered, and how many there were."""
    seen = _count_visits(half_year, counted.figures.id, counted.figures.closes_on)
    alone = next((row for row in counted.figures.rows if row.teams_included == (OWN,)), None)
    return (seen if alone and alone.received == seen else 0), seen


def _count_early(half_year: HalfYear) -> int:
    """After how many visits that was certain before the count, in rounds that ask the own team alone."""
    if half_year.teams > 1:
        return 0
    known: dict[int, int] = {}
    for look in half_year.looks:
        known |= {
            round_id: received
            for round_id, received in look.received.items()
            if received and received == _count_visits(half_year, round_id, look.on)
        }
    return sum(known.values())


def _count_visits(half_year: HalfYear, round_id: int, until: dt.date) -> int:
    dates = half_year.rounds[round_id]
    return sum(
        name == dates.questionnaire and dates.opens_on <= day <= min(until, dates.closes_on)
        for child in half_year.roster
        for name, day in child.visits
    )
