"""A year of rounds of one council, and everything published of it: rounds, half-years and the year together.

The rounds stand in one table, each team once a round, so that the attacker of rounds attacks periods too.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from random import Random

from feedback.disclosure.bands import protect, protect_negative
from feedback.disclosure.groups import SMALLEST, TeamCount, make_rows
from feedback.disclosure.periods import Part, Sum, add_totals, add_up, group_teams
from tests.disclosure.attacker import (
    KINDS,
    Published,
    Shown,
    Solver,
    Table,
    draw_council,
    draw_table,
    gives_away,
    our_rule,
    rows_of,
)

QUARTERS = 4
PERIODS = ((0, 1), (2, 3), (0, 1, 2, 3))  # two half-years, then the year
Teams = tuple[int, ...]


@dataclass(frozen=True)
class History:
    """Rounds that ask the same teams, and what each publishes."""

    rounds: tuple[Table, ...]

    @property
    def size(self) -> int:
        """How many teams there are."""
        return len(self.rounds[0].counts)

    @property
    def table(self) -> Table:
        """All rounds in one: a team of a round stands for itself."""
        counts = tuple(one for round_ in self.rounds for one in round_.counts)
        return Table(counts, self.rounds[0].services * len(self.rounds))

    @property
    def published(self) -> list[Published]:
        """What each round shows, its rows and then all teams, with the teams of the one table."""
        return [
            [self._move(row, place) for row in our_rule(round_)]
            for place, round_ in enumerate(self.rounds)
        ]

    def in_rounds(self, teams: Iterable[int], rounds: Iterable[int]) -> Teams:
        """Some teams in some rounds, as the one table counts them."""
        return tuple(sorted(place * self.size + team for place in rounds for team in teams))

    def _move(self, row: Shown, place: int) -> Shown:
        teams = self.in_rounds(row.teams, [place])
        return Shown(teams, row.base, row.positive, row.negative)


Rule = Callable[[History, Sequence[int]], Published]  # what a period of some rounds shows


def our_sums(history: History, rounds: Sequence[int]) -> Published:
    """The method as it is: sums of what the rounds show."""
    shown = [history.published[place] for place in rounds]
    names = [[str(t % history.size) for t in row.teams] for of in shown for row in of[:-1]]
    groups = sorted(sorted(map(int, group)) for group in group_teams(names))
    return [
        *(_group(history, shown, history.in_rounds(group, rounds)) for group in groups),
        _show(
            history.in_rounds(range(history.size), rounds),
            sum(of[-1].base for of in shown),
            add_totals(([_part(of[-1])], [_part(row) for row in of[:-1]]) for of in shown),
        ),
    ]


def new_words(history: History, rounds: Sequence[int]) -> Published:
    """Control: teams put together anew for the period, and its answers told by the rule of a round."""
    added = [
        TeamCount(str(team), history.rounds[0].services[team], None, team, _answers(history, team, rounds))
        for team in range(history.size)
    ]  # fmt: skip
    rows = [tuple(team.place for team in row.teams) for row in make_rows(added)]
    return [_tell(history, row, rounds) for row in rows]


def whenever_five(history: History, rounds: Sequence[int]) -> Published:
    """Control: every team with five answers in the period stands alone in it."""
    return [
        _tell(history, (team,), rounds)
        for team in range(history.size)
        if _answers(history, team, rounds) >= SMALLEST
    ]


def publish(history: History, rule: Rule) -> Published:
    """All that a year shows: every row of every round, and both half-years and the year by `rule`."""
    periods = [row for rounds in PERIODS for row in rule(history, rounds)]
    return [*(row for of in history.published for row in of), *periods]


def _answers(history: History, team: int, rounds: Sequence[int]) -> int:
    return sum(sum(history.rounds[place].counts[team]) for place in rounds)


def _tell(history: History, teams: Iterable[int], rounds: Sequence[int]) -> Shown:
    inside = history.in_rounds(teams, rounds)
    positive, negative, rest = history.table.sum(inside)
    base = positive + negative + rest
    shown = protect(positive, base).range
    return Shown(inside, base, shown, protect_negative(negative, base, shown))


def _group(history: History, shown: Sequence[Published], inside: Teams) -> Shown:
    held = [row for of in shown for row in of[:-1] if set(row.teams) <= set(inside)]
    assert sorted(team for row in held for team in row.teams) == list(inside)
    return _show(inside, sum(row.base for row in held), add_up(_part(row) for row in held))


def _part(row: Shown) -> Part | None:
    return Part(row.base, row.positive, row.negative) if row.positive else None


def _show(teams: Teams, base: int, told: Sum | None) -> Shown:
    return Shown(teams, base, told.positive if told else None, told.negative if told else None)


@dataclass
class YearFindings:
    """What was attacked in how many years, and what came out. A count is small when it is 1 or 2."""

    years: int = 0
    broken: int = 0
    small: int = 0
    worked_out: int = 0
    worded: int = 0
    narrowed: int = 0
    period_rows: int = 0
    widths: list[float] = field(default_factory=list)

    def add(self, history: History, rule: Rule) -> None:
        """Attack one year."""
        table, published = history.table, publish(history, rule)
        solver = Solver(table, published)
        before = self.worked_out + self.narrowed
        shown = {row.teams for row in published}
        for teams, kinds in product(_list_targets(history, published), KINDS):
            count = sum(table.sum(teams)[kind] for kind in kinds)
            if count in (1, 2):
                can_be = solver.find(teams, kinds)
                assert count in can_be
                self.small += 1
                self.worked_out += gives_away(can_be, whole_row=teams in shown)
        for row in (row for of in history.published for row in of[:-1] if row.worded):
            self.worded += 1
            self.narrowed += solver.find(row.teams, [0]) != row.positive
        self.years += 1
        self.broken += self.worked_out + self.narrowed > before
        self._measure(published[sum(map(len, history.published)) :])

    def _measure(self, periods: Published) -> None:
        self.period_rows += len(periods)
        told = [(row.positive, row.base) for row in periods if row.positive]
        self.widths += [(range_.high - range_.low) / base for range_, base in told]


def _list_targets(history: History, published: Published) -> list[Teams]:
    """Whose counts an attacker wants: every shown row, and every team in each round and each period."""
    every = (*((place,) for place in range(len(history.rounds))), *PERIODS)
    teams = [history.in_rounds([team], rounds) for rounds in every for team in range(history.size)]
    return list(dict.fromkeys([*(row.teams for row in published), *teams]))


def count_pairs(history: History, rule: Rule) -> tuple[int, int]:
    """How many pairs of shown sets of people lie one in the other, and how many differ by one to four people."""
    bases = {frozenset(row.teams): row.base for row in publish(history, rule)}
    nested = [(a, b) for a, b in combinations(bases, 2) if a < b or b < a]
    close = [(a, b) for a, b in nested if 0 < abs(bases[a] - bases[b]) < SMALLEST]
    return len(nested), len(close)


def draw_history(dice: Random) -> History:
    """A year of a council of 8 teams with about 35 answers a round."""
    return History(tuple(_draw(dice, draw_council) for _ in range(QUARTERS)))


def draw_any_history(dice: Random) -> History:
    """A year of any council: its teams are put together now so, now otherwise."""
    first = _draw(dice, draw_table)
    rounds = [first]
    while len(rounds) < QUARTERS:
        other = _draw(dice, draw_table)
        if len(other.counts) == len(first.counts):
            rounds.append(Table(other.counts, first.services))
    return History(tuple(rounds))


def _draw(dice: Random, draw: Callable[[Random], Table]) -> Table:
    table = draw(dice)
    return table if rows_of(table) else _draw(dice, draw)


def tells_more(history: History, rule: Rule) -> bool:
    """Whether the periods of `rule` leave some count fewer values than the rounds alone do."""
    published = publish(history, rule)
    alone = Solver(history.table, [row for of in history.published for row in of])
    together = Solver(history.table, published)
    return any(
        alone.find(teams, kinds) != together.find(teams, kinds)
        for teams, kinds in product(_list_targets(history, published), KINDS)
    )
