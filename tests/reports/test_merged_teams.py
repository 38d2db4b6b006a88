"""Teams that are merged: what is put side by side, or added up, holds the same people or says that it does not."""

import datetime as dt
from collections.abc import Sequence

import pytest
from sqlalchemy.orm import Session

from feedback import clock
from feedback.disclosure.groups import RowKind
from feedback.disclosure.periods import Length, period_of
from feedback.mergers import list_successors, merge_team, reopen_team
from feedback.models.accounts import Account
from feedback.models.asking import Round, Team
from feedback.permissions import Role
from feedback.questionnaires.definition import Level
from feedback.reports.before import find_before, read_before
from feedback.reports.figures import read_rows
from feedback.reports.periods import PeriodFigures, read_periods
from feedback.reports.series import make_series
from feedback.reports.since import find_changes
from feedback.staff.results_periods import narrow_period
from tests.councils import LONDON, add_round, add_teams, answer, count, make_snapshot

SNAPSHOT = make_snapshot()
SPRING = (dt.date(2026, 4, 1), dt.date(2026, 6, 30))
SUMMER = (dt.date(2026, 7, 5), dt.date(2026, 9, 30))
GOOD = {"Oak": (27, 3), "Elm": (10, 20), "Ash": (25, 5)}  # positive and not, of each team
ELM = "Other teams are in it: Elm is in it now."


@pytest.fixture
def teams(session: Session) -> dict[str, Team]:
    """Three teams of one service."""
    names = list(GOOD)
    return dict(zip(names, add_teams(session, *((name, "Care") for name in names)), strict=True))


def fill(
    session: Session, asked: Sequence[Team], days: tuple[dt.date, dt.date], sent: Sequence[Team]
) -> Round:
    """A counted round of `asked`. The people of each of `sent` answer through its own code."""
    opens_on, closes_on = days
    round_ = add_round(
        session, list(asked), snapshot=SNAPSHOT, opens_on=opens_on, closes_on=closes_on
    )
    for team in sent:
        for code, times in zip(("yes", "no"), GOOD[team.name], strict=True):
            answer(session, round_, team, times=times, answers=[f"know={code}"])
    session.flush()
    return count(session, round_, at=at(closes_on + dt.timedelta(1)))


def at(day: dt.date) -> dt.datetime:
    """The morning of a day."""
    return dt.datetime(day.year, day.month, day.day, 9, tzinfo=LONDON)


def merge(session: Session, teams: dict[str, Team], from_on: dt.date, name: str = "Elm") -> None:
    """Let a team go on as Oak from a day."""
    with clock.frozen_at(at(from_on - dt.timedelta(2))):
        merge_team(session, teams[name], teams["Oak"], from_on=from_on, zone=LONDON)


def two_rounds(session: Session, teams: dict[str, Team]) -> list[Round]:
    """Nobody changes and everybody answers the same; between the rounds Elm is merged into Oak."""
    oak, elm, ash = teams.values()
    first = fill(session, [oak, elm, ash], SPRING, [oak, elm, ash])
    merge(session, teams, dt.date(2026, 7, 2))
    return [first, fill(session, [oak, ash], SUMMER, [oak, elm, ash])]


def lines(session: Session, rounds: Sequence[Round]) -> dict[str, list[tuple[str, Level, str]]]:
    """What each point says, how far it compares and why, by group."""
    return {
        line.group: [(point.figure.words, point.level, point.why) for point in line.points]
        for line in make_series(read_rows(session, rounds))
        if line.question.id == "know"
    }


def half_year(session: Session, rounds: Sequence[Round]) -> PeriodFigures:
    """The half-year of `rounds`, once it is over."""
    periods = read_periods(session, rounds, today=dt.date(2026, 10, 2), zone=LONDON)
    return periods["iro-survey", period_of(rounds[0].closes_on, Length.HALF_YEAR)]


def test_the_row_that_took_another_in_has_a_break(session: Session, teams: dict[str, Team]) -> None:
    """Oak holds the people of Elm too. All teams holds whom it held before, so its line goes on."""
    found = lines(session, two_rounds(session, teams))

    assert found["Oak"] == [
        ("27 of 30 (90%)", Level.EXACT, ""),
        ("37 of 60 (62%)", Level.BAND, ELM),
    ]
    assert found["All teams"] == [("62 of 90 (69%)", Level.EXACT, "")] * 2
    assert [level for _, level, _ in found["Elm"]] == [Level.EXACT]


def test_a_change_is_told_of_the_same_people_alone(
    session: Session, teams: dict[str, Team]
) -> None:
    """Nobody changed: no row is up or down, and Oak is not compared."""
    before, now = read_rows(session, two_rounds(session, teams))

    changes = find_changes(now, before)

    told = {row.team: changes.of(row, "know") for row in now.rows}
    assert {team: one.words for team, one in told.items()} == {
        "Oak": "[b] break", "Ash": "cannot be told apart", "All teams": "cannot be told apart",
    }  # fmt: skip
    assert told["Oak"].why == ELM


def test_the_rounds_after_a_merger_compare_again(session: Session, teams: dict[str, Team]) -> None:
    """One break and no more."""
    rounds = two_rounds(session, teams)
    oak, elm, ash = teams.values()
    rounds.append(
        fill(session, [oak, ash], (dt.date(2026, 10, 5), dt.date(2026, 12, 30)), [oak, elm, ash])
    )

    found = lines(session, rounds)

    assert [level for _, level, _ in found["Oak"]] == [Level.EXACT, Level.BAND, Level.EXACT]


def test_a_merger_counts_from_its_day(session: Session, teams: dict[str, Team]) -> None:
    """One from the day after the last day of a round changed nothing of it, though it was counted later."""
    oak, elm, ash = teams.values()
    first = fill(session, [oak, ash], SPRING, [oak, ash])
    merge(session, teams, SPRING[1] + dt.timedelta(1))
    second = fill(session, [oak, ash], SUMMER, [oak, elm, ash])

    held = [figures.rows[0].holds for figures in read_rows(session, [first, second])]

    assert held == [{"Oak"}, {"Oak", "Elm"}]


def test_an_undone_merger_changes_nothing(session: Session, teams: dict[str, Team]) -> None:
    """It can be undone until its day has come, so nobody ever answered by it."""
    oak, elm, ash = teams.values()
    rounds = [fill(session, [oak, elm, ash], SPRING, [oak, elm, ash])]
    merge(session, teams, dt.date(2026, 7, 2))
    with clock.frozen_at(at(dt.date(2026, 7, 1))):
        reopen_team(session, elm, zone=LONDON)
    rounds.append(fill(session, [oak, elm, ash], SUMMER, [oak, elm, ash]))

    found = lines(session, rounds)

    assert {level for points in found.values() for _, level, _ in points} == {Level.EXACT}


def test_mergers_one_after_the_other_are_followed(session: Session, teams: dict[str, Team]) -> None:
    """Ash into Elm and Elm into Oak: Oak holds all three."""
    oak, elm, ash = teams.values()
    first = fill(session, [oak, elm, ash], SPRING, [oak, elm, ash])
    with clock.frozen_at(at(dt.date(2026, 6, 30))):
        merge_team(session, ash, elm, from_on=dt.date(2026, 7, 2), zone=LONDON)
    merge(session, teams, dt.date(2026, 7, 3))
    second = fill(session, [oak], SUMMER, [oak, elm, ash])

    found = lines(session, [first, second])

    assert found["Oak"][1] == (
        "62 of 90 (69%)", Level.BAND, "Other teams are in it: Ash and Elm are in it now.",
    )  # fmt: skip
    assert found["All teams"][1][1] is Level.EXACT


def test_a_half_year_never_mixes_a_team_with_what_it_took_in(
    session: Session, teams: dict[str, Team]
) -> None:
    """The teams that went together stand together in it, by name, in the rows of either."""
    rounds = two_rounds(session, teams)

    half = half_year(session, rounds)

    told = [(row.kind, row.teams_included, row.measures["know"].words) for row in half.rows]
    assert told == [
        (RowKind.TEAM, ("Ash",), "50 of 60 (83%)"),
        (RowKind.OTHER, ("Oak", "Elm"), "74 of 120 (62%)"),
        (RowKind.ALL, ("Oak", "Ash", "Elm"), "124 of 180 (69%)"),
    ]
    for figures in read_rows(session, rounds):
        for row in figures.rows[:-1]:
            own = half.row_of(row)
            assert own
            assert row.holds <= own.holds


def test_a_half_year_names_who_was_taken_in_though_it_was_not_asked_before(
    session: Session, teams: dict[str, Team]
) -> None:
    """The second round of Oak holds people whom its first did not ask."""
    oak, elm, ash = teams.values()
    first = fill(session, [oak, ash], SPRING, [oak, ash])
    merge(session, teams, dt.date(2026, 7, 2))
    second = fill(session, [oak, ash], SUMMER, [oak, elm, ash])

    half = half_year(session, [first, second])

    assert [row.teams_included for row in half.rows[:-1]] == [("Ash",), ("Oak", "Elm")]


def test_a_team_that_took_another_in_long_ago_is_alone(
    session: Session, teams: dict[str, Team]
) -> None:
    """In a period whose rounds all came after the merger it goes by its own name."""
    oak, elm, ash = teams.values()
    merge(session, teams, SPRING[0])
    rounds = [fill(session, [oak, ash], days, [oak, elm, ash]) for days in (SPRING, SUMMER)]

    half = half_year(session, rounds)

    assert [(row.kind, row.teams_included) for row in half.rows[:-1]] == [
        (RowKind.TEAM, ("Oak",)),
        (RowKind.TEAM, ("Ash",)),
    ]


def test_a_manager_sees_no_half_year_with_a_team_that_was_taken_in(
    session: Session, teams: dict[str, Team]
) -> None:
    """Less the own rows it would be the row that Elm had before."""
    rounds = two_rounds(session, teams)
    account = Account(email="m@example.org", role=Role.MANAGER.value, team=teams["Oak"])

    seen = narrow_period(half_year(session, rounds), account, seen={round_.id for round_ in rounds})

    assert seen
    assert [row.team for row in seen.rows] == ["All teams"]


def test_the_round_before_asked_a_team_that_was_taken_in(
    session: Session, teams: dict[str, Team]
) -> None:
    """Its people are asked again, under another name."""
    oak, elm = teams["Oak"], teams["Elm"]
    first = fill(session, [elm], SPRING, [elm])
    apart = fill(session, [oak], SUMMER, [oak])
    merge(session, teams, dt.date(2026, 10, 2))
    together = fill(session, [oak], (dt.date(2026, 10, 5), dt.date(2026, 12, 30)), [oak, elm])

    others = [first]
    assert find_before(together, others, list_successors(session)) is first
    assert find_before(apart, others, list_successors(session)) is None
    assert read_before(session, together) is apart
    assert read_before(session, apart) is None
