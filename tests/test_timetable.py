"""Rounds that make themselves: one for each period, ahead, never two, with the newest version and who replies."""

import datetime as dt
import threading
from dataclasses import replace
from itertools import pairwise

import pytest
from sqlalchemy import delete, select

from feedback import clock, mergers
from feedback.config import Settings
from feedback.db import Database
from feedback.edges import Status, status_of
from feedback.exceptions import RefusedError
from feedback.models.asking import PublishedVersion, Round, Team
from feedback.models.planning import HowOften, Plan, PlanRound
from feedback.plans import Line, add_plan, list_periods, list_plans, reply_due_on, stop_plan
from feedback.replanning import cancel_round
from feedback.rounds import open_round, plan_round
from feedback.teams import list_teams
from feedback.tick import run_tick
from feedback.timetable import get_stuck, list_plan_rounds
from feedback.versions import open_published
from tests.conftest import NOON

JANUARY = dt.date(2027, 1, 1)
LINE = Line("iro-survey", HowOften.QUARTERLY, (), JANUARY, 4, "Head of IROs", 6, True)


def add(database: Database, settings: Settings, line: Line = LINE) -> int:
    """Put a line into the plan."""
    with database.writing() as session:
        return add_plan(session, line, zone=settings.zone).id


def tick(database: Database, settings: Settings, day: dt.date, hour: int = 12) -> tuple[int, ...]:
    """What a tick at noon of a day planned."""
    moment = dt.datetime.combine(day, dt.time(hour), dt.UTC)
    with clock.frozen_at(moment):
        return run_tick(database, settings).planned


def days(database: Database) -> list[tuple[str, str]]:
    """First and last days of every round, in the order they were made."""
    with database.reading() as session:
        found = session.scalars(select(Round).order_by(Round.id))
        return [(one.opens_on.isoformat(), one.closes_on.isoformat()) for one in found]


def live(database: Database, settings: Settings, start: dt.date, months: int) -> None:
    """Tick every few days for some months."""
    for day in range(0, months * 30, 5):
        tick(database, settings, start + dt.timedelta(days=day))


@pytest.mark.parametrize(
    ("how_often", "expected"),
    [
        (HowOften.ONCE, [("2027-01-31", "2027-02-27")]),
        (
            HowOften.MONTHLY,
            [
                ("2027-01-31", "2027-02-27"),
                ("2027-02-28", "2027-03-27"),
                ("2027-03-31", "2027-04-27"),
            ],
        ),
        (HowOften.QUARTERLY, [("2027-01-31", "2027-02-27"), ("2027-04-30", "2027-05-27")]),
        (HowOften.SIX_MONTHLY, [("2027-01-31", "2027-02-27"), ("2027-07-31", "2027-08-27")]),
        (HowOften.YEARLY, [("2027-01-31", "2027-02-27"), ("2028-01-31", "2028-02-27")]),
        (HowOften.ALWAYS, [("2027-01-31", "2027-04-29"), ("2027-04-30", "2027-07-30")]),
    ],
)
def test_periods_follow_from_the_first(
    how_often: HowOften, expected: list[tuple[str, str]]
) -> None:
    """From 31 January, so that a short month shows: none drifts, none overlaps, always open has no gap."""
    plan = Plan(how_often=how_often, starts_on=dt.date(2027, 1, 31), open_weeks=4)

    found = list(list_periods(plan, dt.date(2028, 12, 31)))

    got = [(one.begins_on.isoformat(), one.ends_on.isoformat()) for one in found]
    assert got[: len(expected)] == expected
    for one, following in pairwise(found):
        gap = (following.begins_on - one.ends_on).days
        assert gap == 1 if how_often is HowOften.ALWAYS else gap >= 1


def test_the_next_round_is_planned_six_weeks_ahead(database: Database, settings: Settings) -> None:
    """Not a day before, and then with links for its posters."""
    add(database, settings)

    early = tick(database, settings, JANUARY - dt.timedelta(days=43))
    ahead = tick(database, settings, JANUARY - dt.timedelta(days=42))

    assert (early, ahead) == ((), (1,))
    assert days(database) == [("2027-01-01", "2027-01-28")]
    with database.reading() as session:
        round_ = open_round(session, "1")
        assert len(round_.teams) == 3
        with clock.frozen_at(NOON):
            assert status_of(round_, settings.zone) is Status.PLANNED


def test_there_are_never_two_for_a_period(database: Database, settings: Settings) -> None:
    """However often a tick runs, for a year and a half; each has its reply owner and date."""
    add(database, settings)

    live(database, settings, NOON.date(), 18)

    assert [opens for opens, _ in days(database)] == [
        f"{year}-{month}-01"
        for year, month in ((2027, "01"), (2027, "04"), (2027, "07"), (2027, "10"), (2028, "01"), (2028, "04"))
    ]  # fmt: skip
    with database.writing() as session:
        made = list_plan_rounds(session)
        assert [one.baseline for one in made] == [True] + [False] * 5
        assert {one.plan.reply_owner for one in made} == {"Head of IROs"}
        last = made[-1].round
        assert last
        assert last.counted_on
        assert reply_due_on(made[-1]) == last.counted_on + dt.timedelta(weeks=6)
        last.counted_on = None
        assert reply_due_on(made[-1]) == last.closes_on + dt.timedelta(days=1, weeks=6)
        session.rollback()


def test_without_remembering_periods_there_are_two(database: Database, settings: Settings) -> None:
    """The control: once it is forgotten that a period had its round, and it was moved away, it is made again."""
    add(database, settings)
    tick(database, settings, NOON.date())
    with database.writing() as session:
        round_ = open_round(session, "1")
        round_.opens_on, round_.closes_on = dt.date(2027, 2, 1), dt.date(2027, 2, 28)

    kept = tick(database, settings, NOON.date())
    with database.writing() as session:
        session.execute(delete(PlanRound))
    forgotten = tick(database, settings, NOON.date())

    assert (kept, forgotten) == ((), (2,))


def test_a_cancelled_round_does_not_come_back(database: Database, settings: Settings) -> None:
    """The next one does, and is the baseline in its place."""
    add(database, settings)
    tick(database, settings, NOON.date())
    with database.writing() as session:
        cancel_round(session, open_round(session, "1"), zone=settings.zone)

    live(database, settings, NOON.date(), 4)

    assert days(database) == [("2027-04-01", "2027-04-28")]
    with database.reading() as session:
        assert [one.baseline for one in list_plan_rounds(session) if one.round_id] == [True]


def publish_next(database: Database) -> int:
    """A newer version of the IRO survey; its number."""
    with database.writing() as session:
        newest = open_published(session, "iro-survey")
        session.add(
            PublishedVersion(
                questionnaire="iro-survey",
                number=newest.number + 1,
                snapshot=newest.snapshot,
                sha256="x",
                published_on=NOON.date(),
            )
        )
        return newest.number + 1


def version_of(database: Database, round_id: str) -> int:
    """Which version a round asks."""
    with database.reading() as session:
        return open_round(session, round_id).version.number


def test_a_new_version_is_used_by_the_next_round(database: Database, settings: Settings) -> None:
    """The one that is planned already keeps its own, whose paper may be printed."""
    add(database, settings)
    tick(database, settings, NOON.date())
    before = version_of(database, "1")
    newer = publish_next(database)

    live(database, settings, NOON.date(), 4)

    assert before < newer
    assert [version_of(database, id_) for id_ in ("1", "2")] == [before, newer]


def test_a_round_in_the_way_is_told_and_the_next_tick_tries_again(
    database: Database, settings: Settings
) -> None:
    """Others are planned meanwhile, and nothing stops the tick."""
    add(database, settings)
    add(database, settings, replace(LINE, questionnaire="post-conference-parent"))
    with database.writing() as session:
        version, teams = open_published(session, "iro-survey"), list_teams(session)[:1]
        plan_round(session, version, teams, opens_on=JANUARY, closes_on=JANUARY, zone=settings.zone)

    planned = tick(database, settings, NOON.date())
    with database.reading() as session:
        stuck = [get_stuck(session, plan, zone=settings.zone) for plan in list_plans(session)]
        told = [one.why if one else "" for one in stuck]
    with database.writing() as session:
        cancel_round(session, open_round(session, "1"), zone=settings.zone)
    again = tick(database, settings, NOON.date())

    assert planned == (2,)
    assert told == [
        "Oak is already asked in round 1 (2027-01-01 to 2027-01-01): choose other days or other teams.",
        "",
    ]
    assert again == (3,)


def test_a_round_nobody_made_in_time_opens_when_something_runs(
    database: Database, settings: Settings
) -> None:
    """Never in the past, and not at all once its last day is over."""
    add(database, settings)

    tick(database, settings, dt.date(2027, 1, 10))
    tick(database, settings, dt.date(2027, 6, 1))

    assert days(database) == [("2027-01-10", "2027-01-28"), ("2027-07-01", "2027-07-28")]


def test_always_open_leaves_no_day_without_a_round(database: Database, settings: Settings) -> None:
    """Quarters back to back."""
    add(database, settings, replace(LINE, how_often=HowOften.ALWAYS))

    live(database, settings, NOON.date(), 14)

    found = days(database)
    assert len(found) == 5
    for (_, last), (first, _) in pairwise(found):
        assert dt.date.fromisoformat(first) == dt.date.fromisoformat(last) + dt.timedelta(days=1)


def test_a_merged_team_is_asked_as_the_one_it_goes_on_as(
    database: Database, settings: Settings
) -> None:
    """A closed one is left out."""
    with database.writing() as session:
        oak, elm, ash = list_teams(session)
        add_plan(session, replace(LINE, teams=(oak, ash)), zone=settings.zone)
        mergers.merge_team(session, oak, elm, from_on=dt.date(2026, 12, 1), zone=settings.zone)
        mergers.close_team(session, ash, on=dt.date(2026, 12, 1), zone=settings.zone)

    tick(database, settings, NOON.date())

    with database.reading() as session:
        assert [one.team.name for one in open_round(session, "1").teams] == ["Elm"]


def test_a_stopped_line_makes_no_more_and_keeps_what_there_is(
    database: Database, settings: Settings
) -> None:
    """The round that is planned stays until somebody cancels it."""
    add(database, settings)
    tick(database, settings, NOON.date())
    with database.writing() as session:
        (plan,) = list_plans(session)
        stop_plan(session, plan, zone=settings.zone)
        with pytest.raises(RefusedError, match="stopped already"):
            stop_plan(session, plan, zone=settings.zone)

    live(database, settings, NOON.date(), 6)

    assert days(database) == [("2027-01-01", "2027-01-28")]


def test_the_same_line_twice_is_one_and_another_for_the_same_teams_is_refused(
    database: Database, settings: Settings
) -> None:
    """Other teams, or once, are another thing."""
    first, second = add(database, settings), add(database, settings)
    with database.reading() as session:
        oak: Team = list_teams(session)[0]
    with pytest.raises(RefusedError, match="in the plan already"):
        add(database, settings, replace(LINE, teams=(oak,), how_often=HowOften.YEARLY))
    once = add(database, settings, replace(LINE, how_often=HowOften.ONCE))

    assert (first, second, once) == (1, 1, 2)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"reply_owner": ""}, "who replies"),
        ({"reply_owner": "x" * 101}, "who replies"),
        ({"reply_owner": "a\x00"}, "can be printed"),
        ({"open_weeks": 0}, "Weeks are"),
        ({"reply_weeks": 53}, "Weeks are"),
        ({"starts_on": dt.date(2026, 11, 22)}, "is past"),
        ({"starts_on": dt.date(9999, 1, 1)}, "before the year"),
    ],
)
def test_a_line_that_will_not_do_is_told(
    database: Database, settings: Settings, wrong: dict[str, object], says: str
) -> None:
    """In words that say what to do."""
    with pytest.raises(RefusedError, match=says):
        add(database, settings, replace(LINE, **wrong))  # type: ignore[arg-type]


def test_several_ticks_at_once_plan_a_round_once(database: Database, settings: Settings) -> None:
    """Whoever holds the write lock makes it; the others find it made."""
    add(database, settings)
    planned: list[int] = []
    threads = [
        threading.Thread(target=lambda: planned.extend(run_tick(database, settings).planned))
        for _ in range(6)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert planned == [1]
    assert days(database) == [("2027-01-01", "2027-01-28")]
