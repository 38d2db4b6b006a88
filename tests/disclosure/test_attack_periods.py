"""Years attacked with a solver: rounds, half-years and years together give nothing away, naive periods do."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from sqlalchemy.orm import Session

from feedback.disclosure.periods import Length, period_of
from feedback.reports.periods import read_periods
from feedback.reports.shown import MeasureFigure
from tests.councils import LONDON, add_round, add_teams, answer, count, make_database
from tests.disclosure.attacker import Shown
from tests.disclosure.histories import (
    PERIODS,
    History,
    Rule,
    YearFindings,
    count_pairs,
    draw_any_history,
    draw_history,
    new_words,
    our_sums,
    tells_more,
    whenever_five,
)

FIRST_DAYS = (dt.date(2025, 4, 1), dt.date(2025, 7, 1), dt.date(2025, 10, 1), dt.date(2026, 1, 1))
Told = tuple[list[str], int, int, int, int, int]  # teams, base, and both ranges; -1 is hidden
Draw = Callable[[Random], History]
DRAWS = (draw_history, draw_any_history)
FEW, MANY = 20, 500  # years of each kind of council in the everyday run, and behind `make soak`
NAIVE = 6  # years in which a naive rule has to break


def attack(rule: Rule, draw: Draw, years: int) -> YearFindings:
    """Attack so many random years, the same ones every time."""
    dice, findings = Random(2026), YearFindings()
    for _ in range(years):
        findings.add(draw(dice), rule)
    width = sum(findings.widths) / len(findings.widths)
    found = {name: value for name, value in vars(findings).items() if name != "widths"}
    print(f"{rule.__name__}, {draw.__name__}: {found}, mean width {width:.3f}")  # noqa: T201 - the figures
    return findings


@pytest.mark.parametrize("draw", DRAWS)
@pytest.mark.parametrize("years", [FEW, pytest.param(MANY, marks=pytest.mark.soak)])
def test_nothing_is_worked_out_from_rounds_and_periods_together(draw: Draw, years: int) -> None:
    """No small count of a row, a team, a round or a period; and every row of a round keeps its whole word."""
    findings = attack(our_sums, draw, years)

    assert findings.small > 20 * years
    assert findings.worded > 5 * years
    assert findings.worked_out == 0
    assert findings.narrowed == 0


@pytest.mark.parametrize("draw", DRAWS)
@pytest.mark.parametrize("rule", [new_words, whenever_five])
def test_new_words_for_a_period_break(rule: Rule, draw: Draw) -> None:
    """The attack works: a period told by the rule of a round, beside its rounds, gives small counts away."""
    findings = attack(rule, draw, NAIVE)

    assert findings.worked_out > 0.05 * findings.small
    assert findings.narrowed > 0


@pytest.mark.parametrize("draw", DRAWS)
def test_periods_leave_every_count_as_open_as_the_rounds_do(draw: Draw) -> None:
    """Whoever has the periods too can rule out no value of any count. With new words they can."""
    dice = Random(7)
    histories = [draw(dice) for _ in range(2)]

    assert not any(tells_more(history, our_sums) for history in histories)
    assert all(tells_more(history, new_words) for history in histories)


@pytest.mark.parametrize("draw", DRAWS)
def test_no_two_shown_sets_of_people_differ_by_a_few(draw: Draw) -> None:
    """Of two rows of which one holds the other, the difference is nobody or five people; teams told
    whenever they make five in the period differ by fewer.
    """
    dice = Random(9)
    histories = [draw(dice) for _ in range(30)]

    pairs, close = map(sum, zip(*(count_pairs(h, our_sums) for h in histories), strict=True))
    naive, naive_close = map(
        sum, zip(*(count_pairs(h, whenever_five) for h in histories), strict=True)
    )
    print(f"{draw.__name__}: {close} of {pairs} pairs; control {naive_close} of {naive}")  # noqa: T201 - the figures

    assert pairs > 1_000
    assert close == 0
    assert naive_close > 0.02 * naive


def test_what_is_attacked_is_what_the_reports_say(tmp_path: Path) -> None:
    """Random years answered, counted and read show exactly the attacked half-years and years."""
    for number, draw in enumerate((*DRAWS, draw_any_history)):
        history = draw(Random(number))
        folder = tmp_path / str(number)
        folder.mkdir()
        with make_database(folder).writing() as session:
            told = _read(session, history)

        for rounds, shown in zip(PERIODS, told, strict=True):
            assert shown == sorted(_plain(history, row) for row in our_sums(history, rounds))


def _read(session: Session, history: History) -> list[list[Told]]:
    """What the reports say of both half-years and the year, once every answer is sent and counted."""
    names = [(str(team), history.rounds[0].services[team]) for team in range(history.size)]
    teams = add_teams(session, *names)
    rounds = []
    for table, opens_on in zip(history.rounds, FIRST_DAYS, strict=True):
        round_ = add_round(
            session, teams, opens_on=opens_on, closes_on=opens_on + dt.timedelta(days=60)
        )
        for team, counts in zip(teams, table.counts, strict=True):
            for times, code in zip(counts, ("listened=always", "listened=never", "know=yes"), strict=True):  # fmt: skip
                answer(session, round_, team, times=times, answers=[code])
        rounds.append(count(session, round_))
    periods = read_periods(session, rounds, today=dt.date(2026, 4, 1), zone=LONDON)
    keys = [(FIRST_DAYS[0], Length.HALF_YEAR), (FIRST_DAYS[2], Length.HALF_YEAR), (FIRST_DAYS[0], Length.YEAR)]  # fmt: skip
    found = [periods["iro-survey", period_of(*key)] for key in keys]
    return [
        sorted(
            (sorted(row.teams_included), row.received, *_ends(row.measures["listened"]))
            for row in period.rows
        )
        for period in found
    ]


def _ends(figure: MeasureFigure) -> tuple[int, int, int, int]:
    counts = figure.positive.low, figure.positive.high, figure.negative.low, figure.negative.high
    low, high, least, most = (-1 if count is None else count for count in counts)
    return low, high, least, most


def _plain(history: History, row: Shown) -> Told:
    ends = ((one.low, one.high) if one else (-1, -1) for one in (row.positive, row.negative))
    positive, negative = ends
    names = sorted({str(team % history.size) for team in row.teams})
    return (names, row.base, *positive, *negative)
