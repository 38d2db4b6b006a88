"""Random tables attacked with a solver: no small count is worked out, and rules known to be naive break."""

import json
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.disclosure.bands import Range
from feedback.disclosure.groups import SMALLEST
from feedback.models.asking import Round
from feedback.models.reporting import FigureRecord, FigureRow
from tests.councils import add_round, add_teams, answer, count, make_database, make_snapshot
from tests.disclosure.attacker import (
    Findings,
    Rule,
    Table,
    draw_council,
    draw_table,
    our_rule,
    plain_rule,
    plain_total_rule,
    rows_of,
)

A_FEW, MANY = 200, 10_000  # tables in the everyday run, and behind `make soak`
WHOLE = 40  # tables attacked in whole numbers too, which is slower


def attack(rule: Rule, tables: int, *, whole: bool = False) -> Findings:
    """Attack so many random tables that show at least one row, the same ones every time."""
    dice, findings = Random(2026), Findings()
    while findings.tables < tables:
        table = draw_table(dice)
        if rows_of(table):
            findings.add(table, rule(table), whole=whole)
    print(f"{rule.__name__}: {findings}")  # noqa: T201 - the figures that the soak run is for
    return findings


@pytest.mark.parametrize("tables", [A_FEW, pytest.param(MANY, marks=pytest.mark.soak)])
def test_no_small_count_is_worked_out(tables: int) -> None:
    """Of a row or of all teams nothing is known to be 1 or 2, of a part of them nothing which; no word is pinned."""
    findings = attack(our_rule, tables)

    assert findings.small > 5 * tables
    assert findings.worked_out == 0
    assert findings.pinned == 0


def test_whole_numbers_find_no_more() -> None:
    """A person is whole: the same attack in integers."""
    findings = attack(our_rule, WHOLE, whole=True)

    assert findings.small > 0
    assert findings.worked_out == findings.pinned == 0


@pytest.mark.parametrize("rule", [plain_rule, plain_total_rule])
def test_naive_rules_break(rule: Rule) -> None:
    """The attack works: counts of merged rows, or an exact total beside words, break more than 5 in 100."""
    findings = attack(rule, A_FEW)

    assert findings.broken > 0.05 * findings.tables


def test_most_teams_stand_alone_and_most_bands_are_told() -> None:
    """On random tables at least 70 % of teams have a row of their own, and 70 % of its bands say something."""
    dice = Random(2026)
    teams = alone = bands = told = 0
    for _ in range(2_000):
        table = draw_table(dice)
        rows = rows_of(table)
        teams += len(table.counts) if rows else 0
        alone += sum(len(row) == 1 for row in rows)
        for row in our_rule(table)[:-1]:
            assert row.base >= SMALLEST
            assert row.positive
            assert row.negative
            bands += 2
            told += row.positive.high - row.positive.low < row.base
            told += row.negative.high - row.negative.low < row.base - row.positive.low

    assert alone >= 0.7 * teams
    assert told >= 0.7 * bands


def test_what_is_attacked_is_what_a_round_freezes(tmp_path: Path) -> None:
    """Random tables answered, counted and frozen by the real closing show exactly the attacked figures."""
    dice = Random(11)
    with make_database(tmp_path).writing() as session:
        for number in range(8):
            table = draw_table(dice)
            names = [f"{number} {place}" for place in range(len(table.counts))]
            teams = add_teams(session, *zip(names, table.services, strict=True))
            round_ = add_round(session, teams, snapshot=make_snapshot(questionnaire=f"q-{number}"))
            for team, counts in zip(teams, table.counts, strict=True):
                for times, code in zip(counts, ("=always", "=never", ""), strict=True):
                    answers = [f"listened{code}"] if code else ["know=yes"]
                    answer(session, round_, team, times=times, answers=answers)
            count(session, round_)

            assert _frozen(session, round_) == _published(table)


def _frozen(session: Session, round_: Round) -> list[tuple[object, ...]]:
    found = session.execute(
        select(FigureRow, FigureRecord)
        .join(FigureRecord, FigureRecord.row_id == FigureRow.id)
        .where(FigureRow.round_id == round_.id, FigureRecord.question == "listened")
        .order_by(FigureRow.position)
    )
    return [
        (
            len(json.loads(row.teams_included)), row.received,
            figure.low, figure.high, figure.negative_low, figure.negative_high,
        )
        for row, figure in found
    ]  # fmt: skip


def _published(table: Table) -> list[tuple[object, ...]]:
    return [
        (len(row.teams), row.base, *_ends(row.positive), *_ends(row.negative))
        for row in our_rule(table)
    ]


def _ends(range_: Range | None) -> tuple[int | None, int | None]:
    return (range_.low, range_.high) if range_ else (None, None)


def test_in_a_small_council_nearly_every_figure_says_something() -> None:
    """8 teams, 35 answers a round, 80 to 90 % positive: at least 95 % of the positives shown tell which way.

    A range says something when it is at most 40 % of the base wide, and on one side of a half or at most
    34 % wide.
    """
    dice = Random(35)
    figures = telling = broken = 0
    for _ in range(300):
        table = draw_council(dice)
        published = our_rule(table)
        for row in published:
            if row.positive:
                figures += 1
                telling += _says_something(row.positive, row.base)
        findings = Findings()
        findings.add(table, published)
        broken += findings.broken

    assert figures > 1_000
    assert telling >= 0.95 * figures
    assert broken == 0


def _says_something(range_: Range, base: int) -> bool:
    width = (range_.high - range_.low) / base
    one_side = range_.low > base / 2 or range_.high < base / 2
    return width <= 0.4 and (one_side or width <= 0.34)
