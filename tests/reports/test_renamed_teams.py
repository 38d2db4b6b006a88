"""A team that was renamed has two names in what is shown: each place that has both says that they are one team."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from feedback import clock
from feedback.disclosure.groups import RowKind
from feedback.disclosure.periods import Length, period_of
from feedback.models.asking import Round, Team
from feedback.renames import change_team
from feedback.reports.contents import read_contents
from feedback.reports.core_csv import make_core_csv
from feedback.reports.figures import read_rows
from feedback.reports.findings import Wish, find_figures, tabulate_found
from feedback.reports.naming import say_before, say_today
from feedback.reports.period_tables import tabulate_period_measure
from feedback.reports.periods import read_periods
from feedback.reports.series import make_series
from feedback.reports.sheets import front, over_time
from feedback.reports.shown import RowFigures
from feedback.reports.since import find_changes
from feedback.reports.tables import tabulate_measure, tabulate_questions, tabulate_series
from feedback.teams import TeamLine
from tests.councils import LONDON, add_round, add_teams, answer, count, make_settings, make_snapshot

QUARTERS = (
    (dt.date(2026, 4, 1), dt.date(2026, 6, 30)),
    (dt.date(2026, 7, 5), dt.date(2026, 9, 30)),
    (dt.date(2026, 10, 5), dt.date(2026, 12, 31)),
)
AFTER = dt.date(2027, 1, 5)
BEFORE, TODAY = "Acorn was called Oak before.", "Oak is called Acorn now."
FORMER = "Acorn was called Oak until 2 Jul 2026."
SNAPSHOT = make_snapshot()


@pytest.fixture
def rounds(session: Session) -> list[Round]:
    """A round a quarter of Oak and Elm. After the first Oak is called Acorn, goes to another service, and gets worse."""
    oak, _ = teams = add_teams(session, ("Oak", "Care"), ("Elm", "Care"))
    found = [fill(session, teams, 0, good=20)]
    with clock.frozen_at(noon(dt.date(2026, 7, 2))):
        change_team(session, oak, TeamLine("Acorn", "Help", None), zone=LONDON)
    return [*found, fill(session, teams, 1, good=10), fill(session, teams, 2, good=10)]


def fill(session: Session, teams: Sequence[Team], quarter: int, *, good: int) -> Round:
    """A counted round in which `good` of 24 of the first team know, and all of the others."""
    opens_on, closes_on = QUARTERS[quarter]
    round_ = add_round(
        session, list(teams), snapshot=SNAPSHOT, opens_on=opens_on, closes_on=closes_on
    )
    for team, yes in zip(teams, (good, 24), strict=True):
        answer(session, round_, team, times=yes, answers=["know=yes"])
        answer(session, round_, team, times=24 - yes, answers=["know=no"])
    return count(session, round_, at=noon(closes_on + dt.timedelta(1)))


def noon(day: dt.date) -> dt.datetime:
    """The middle of a day."""
    return dt.datetime(day.year, day.month, day.day, 12, tzinfo=LONDON)


def test_the_first_row_by_the_new_name_says_the_old_one(
    session: Session, rounds: list[Round]
) -> None:
    """Its line has no break and one Why; the line of all teams says nothing of it."""
    contents = read_contents(session, rounds=rounds, settings=make_settings(Path()), made_on=AFTER)

    page = over_time.by_quarter(contents)

    place = [column.heading for column in page.columns].index
    told = [
        [row[place(name)] for name in ("Group", "Break", "Why")]
        for row in page.rows
        if row[place("Measure code")] == "iro.know" and row[place("Group")] != "Elm"
    ]
    assert told == [
        ["Oak", "-", "-"], ["Acorn", "-", BEFORE], ["Acorn", "-", "-"],
        *[["All teams", "-", "-"]] * 3,
    ]  # fmt: skip


def test_notes_say_which_names_are_one_team(session: Session, rounds: list[Round]) -> None:
    """Where the old one stands in the workbook or in the round before it; later nobody has to know it."""

    def read_notes(chosen: Sequence[Round]) -> list[str]:
        contents = read_contents(
            session, rounds=chosen, settings=make_settings(Path()), made_on=AFTER
        )
        return [str(row[1]) for row in front.notes(contents).rows if row[0] == "Names of teams"]

    assert read_notes(rounds) == [f"{FORMER} {front.ONE_TEAM}"]
    assert read_notes(rounds[:1]) == read_notes(rounds[1:2]) == read_notes(rounds)
    assert read_notes(rounds[2:]) == []


def test_a_page_that_compares_says_what_it_compares_with(
    session: Session, rounds: list[Round]
) -> None:
    """The round before has no row by this name: beside the change stands which it is."""
    before, now, after = read_rows(session, rounds)
    question = now.questions[0]

    table = tabulate_measure(now, find_changes(now, before), question)
    later = tabulate_measure(after, find_changes(after, now), question)
    own = tabulate_questions(now, find_changes(now, before), now.rows[0])

    assert own.note == BEFORE
    (acorn,) = (line for line in table.lines if line.name == "Acorn")
    assert (acorn.change.words, acorn.change.why) == ("down 41 points", BEFORE)
    assert not any(line.change.why for line in (*later.lines, *table.lines) if line is not acorn)


def test_an_old_row_says_what_its_team_is_called_today(
    session: Session, rounds: list[Round]
) -> None:
    """On the page of its round, among what is found by the new name, and in the file for other systems."""
    first = read_rows(session, rounds)[0]
    changes = find_changes(first, None)

    table = tabulate_measure(first, changes, first.questions[0])
    own = tabulate_questions(first, changes, first.rows[0])
    series = tabulate_series(make_series([first])[0])
    found = tabulate_found(find_figures([first], Wish(team="Acorn")))
    file = make_core_csv(session, rounds=rounds, settings=make_settings(Path()), made_on=AFTER)

    assert [(line.name, line.more) for line in table.lines] == [
        ("All teams", ""), ("Oak", TODAY), ("Elm", ""),
    ]  # fmt: skip
    assert own.note == series.note == TODAY
    assert {line.more for line in found.lines} == {TODAY}
    assert file.decode().count(TODAY) == len(first.questions)


def test_one_team_stands_across_services_in_no_half_year(
    session: Session, rounds: list[Round]
) -> None:
    """Acorn has the service that it had last."""
    first = read_rows(session, rounds)[0]
    periods = read_periods(session, rounds, today=AFTER, zone=LONDON)
    half = periods["iro-survey", period_of(rounds[0].closes_on, Length.HALF_YEAR)]

    table = tabulate_period_measure(half, first, first.questions[0])

    assert table
    assert [(part.heading, [line.name for line in part.lines]) for part in table.sections] == [
        ("", ["All teams"]),
        ("Help", ["Acorn"]),
        ("Care", ["Elm"]),
    ]


def test_only_teams_that_both_rows_hold_are_said() -> None:
    """Of small ones put together each that was renamed; another way to write a name is none."""
    before = row_of("Oak", "Elm", "fir", today=("Acorn", "Elm", "Fir"))
    now = row_of("Acorn", "Fir", "Bay", today=("Acorn", "Fir", "Bay"))

    assert say_before(before, now) == BEFORE
    assert (say_today(before), say_today(now)) == (TODAY, "")


def row_of(*names: str, today: tuple[str, ...]) -> RowFigures:
    """A row of teams put together."""
    return RowFigures(
        kind=RowKind.OTHER.value, service="", team="Other teams", teams_included=names, due=None,
        given_out=None, received=9, measures={}, called_now=today,
    )  # fmt: skip
