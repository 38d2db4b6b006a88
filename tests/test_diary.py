"""The diary warns when the same team and audience are asked again within six weeks, and only then."""

import datetime as dt

import pytest

from feedback import clock, diary
from feedback.config import Settings
from feedback.db import Database
from feedback.diary import Entry, by_month, first_results, warn
from feedback.edges import Status
from feedback.models.accounts import Account, Role
from feedback.models.asking import Round
from tests.conftest import NOON, open_round_of

START = dt.date(2026, 9, 1)


def entry(
    number: int,
    *,
    opens: int,
    lasts: int = 30,
    teams: tuple[str, ...] = ("North",),
    audience: str = "child",
    status: Status = Status.PLANNED,
) -> Entry:
    """A round that opens so many days after the first of September."""
    opens_on = START + dt.timedelta(days=opens)
    last = opens_on + dt.timedelta(days=lasts - 1)
    results = last + dt.timedelta(days=1)
    name = f"Survey {number}"
    return Entry(number, name, audience, status, opens_on, last, results, teams)


def warned(*entries: Entry) -> list[str]:
    """Every warning, in words."""
    return [again.words for one in warn(entries) for again in one.again]


@pytest.mark.parametrize(("gap", "expected"), [(42, 1), (43, 0)])
def test_six_weeks_are_six_weeks(gap: int, expected: int) -> None:
    """From the last day of one to the first of the other: 42 days warn, 43 do not."""
    first = entry(1, opens=0, lasts=1)

    assert len(warned(first, entry(2, opens=gap))) == expected


def test_the_warning_says_whom_and_after_what() -> None:
    """On the later round, whatever the order they are given in."""
    later, first = entry(2, opens=40, teams=("South", "North")), entry(1, opens=0)

    assert warned(later, first) == [
        "Asks North again within six weeks: Survey 1 ends on 30 September 2026."
    ]
    assert [bool(one.again) for one in warn([later, first])] == [False, True]


def test_two_at_once_are_told_as_that() -> None:
    """The second opens before the first is over."""
    assert warned(entry(1, opens=0), entry(2, opens=29)) == [
        "Asks North while Survey 1 does, until 30 September 2026."
    ]


def test_others_are_not_the_same_people() -> None:
    """Another team, or parents instead of children. The control stands above: the same, and it warns."""
    first = entry(1, opens=0)

    assert warned(first, entry(2, opens=40, teams=("South",))) == []
    assert warned(first, entry(2, opens=40, audience="parent")) == []


def test_a_counted_round_warns_and_is_not_warned_of_itself() -> None:
    """It stands in the diary no longer."""
    done = entry(1, opens=0, status=Status.CLOSED)
    again = entry(2, opens=31, status=Status.CLOSED)

    found = warn([done, again, entry(3, opens=72)])

    assert [one.round_id for one in found] == [3]
    assert [one.name for one in found[0].again] == ["Survey 2"]


def test_rounds_stand_by_month_and_the_first_results_are_found() -> None:
    """By the first day; results by the day they come."""
    entries = warn([entry(1, opens=0, lasts=90), entry(2, opens=5), entry(3, opens=31)])

    months = [(month.isoformat(), [one.round_id for one in found]) for month, found in by_month(entries)]  # fmt: skip
    assert months == [("2026-09-01", [1, 2]), ("2026-10-01", [3])]
    first = first_results(entries)
    assert first is not None
    assert first.round_id == 2
    assert first_results([]) is None


def test_the_diary_is_read_for_the_own_team(database: Database, settings: Settings) -> None:
    """Oak's manager finds Oak, an administrator every team, a contributor nothing; results the day after the last."""
    id_ = open_round_of(database, settings, "iro-survey@1").id
    with clock.frozen_at(NOON), database.reading() as session:
        teams = [member.team for member in session.get_one(Round, id_).teams]
        read = [
            diary.read_diary(session, Account(email="a", role=role, team=team), settings.zone)
            for role, team in (
                (Role.MANAGER, teams[0]),
                (Role.ADMINISTRATOR, None),
                (Role.CONTRIBUTOR, None),
            )
        ]

    assert [one.teams for one in read[0]] == [(teams[0].name,)]
    assert [len(one.teams) for one in read[1]] == [len(teams)]
    assert read[2] == []
    assert read[1][0].results_on == dt.date(2027, 1, 1)
