"""What there is to do follows from dates and hand-made counts, for each role and its own teams."""

import datetime as dt
from dataclasses import replace

import pytest

from feedback import clock, duties
from feedback.begun_rounds import RoundFacts, TeamFacts
from feedback.config import Settings
from feedback.db import Database
from feedback.duties import list_duties
from feedback.duty_kinds import Duty, Kind
from feedback.edges import Status
from feedback.handouts import add_given_out
from feedback.models.accounts import Account, Role
from feedback.models.asking import Collector, GivenOut, Round
from tests.conftest import open_round_of

TODAY = dt.date(2026, 11, 23)


def days(count: int) -> dt.date:
    """So many days from today."""
    return TODAY + dt.timedelta(days=count)


def team(name: str = "North", **facts: object) -> TeamFacts:
    """A team that has counted everything, but for what is given."""
    whole = TeamFacts(name, due_known=True, given_out_known=True, noted_on=TODAY)
    return replace(whole, **facts)  # type: ignore[arg-type]


def round_(*teams: TeamFacts, **facts: object) -> RoundFacts:
    """An open round that has a month to go, but for what is given."""
    open_ = RoundFacts(
        3, "IRO survey", Status.OPEN, days(-30), days(30), days(31), teams or (team(),)
    )
    return replace(open_, **facts)  # type: ignore[arg-type]


def list_all(*rounds: RoundFacts, may: tuple[Kind, ...] = tuple(Kind)) -> list[Duty]:
    """What is to be done about `rounds` by somebody who may do all."""
    return list_duties(rounds, may=may, today=TODAY)


def kinds(*rounds: RoundFacts) -> list[Kind]:
    """The kinds of what is to be done."""
    return [duty.kind for duty in list_all(*rounds)]


def test_where_everything_is_counted_there_is_nothing_to_do() -> None:
    """The control of the rest: a round in the middle of its days, with its numbers."""
    assert kinds(round_()) == []


@pytest.mark.parametrize(("ago", "expected"), [(13, []), (14, [Kind.GIVEN_OUT])])
def test_two_weeks_without_a_number_are_too_long(ago: int, expected: list[Kind]) -> None:
    """Since the last number, and since the first day where there never was one."""
    noted = round_(team(noted_on=days(-ago)))
    never = round_(team(given_out_known=False, noted_on=None), opens_on=days(-ago))

    assert kinds(noted) == kinds(never) == expected


def test_when_a_round_is_over_only_a_missing_number_counts() -> None:
    """An old number is as good as a new one then; none is asked for until the count."""
    over: dict[str, object] = {"status": Status.CLOSING, "last_day": days(-1)}

    assert kinds(round_(team(noted_on=days(-40)), **over)) == []
    (asked,) = list_all(round_(team(given_out_known=False, noted_on=None), **over))
    assert asked.words == (
        "North has noted nothing, and the round is over. What you note before the count still counts."
    )


def test_a_missing_due_count_is_asked_for() -> None:
    """By the last day of the round."""
    (asked,) = list_all(round_(team(due_known=False)))

    assert (asked.kind, asked.by_on) == (Kind.DUE, days(30))
    assert asked.title == "Say how many were due: IRO survey"


@pytest.mark.parametrize(("left", "expected"), [(8, []), (7, [Kind.CLOSING]), (0, [Kind.CLOSING])])
def test_a_round_about_to_close_is_told_a_week_before(left: int, expected: list[Kind]) -> None:
    """Not sooner, and on its last day too."""
    assert kinds(round_(last_day=days(left))) == expected


def test_the_day_of_results_stands_beside_the_last_day() -> None:
    """In words, and tonight is called so."""
    (soon,) = list_all(round_(last_day=days(6), results_on=days(7)))
    (tonight,) = list_all(round_(last_day=TODAY, results_on=days(1)))

    assert soon.title == "IRO survey closes on Sunday 29 November"
    assert "Results are there from Monday 30 November, if enough people answer." in soon.words
    assert tonight.title == "IRO survey closes tonight"


def test_the_most_urgent_comes_first() -> None:
    """By day, then comments, a burst, closing and numbers."""
    late = round_(team(due_known=False, noted_on=days(-20)), decide_by=days(2), last_day=days(1))

    found = list_duties([late], may=Kind, today=TODAY, read_by_on=TODAY - dt.timedelta(days=1))

    assert [duty.kind for duty in found] == [
        Kind.COMMENTS, Kind.LATE, Kind.GIVEN_OUT, Kind.CLOSING, Kind.DUE, Kind.BURST,
    ]  # fmt: skip


def test_teams_are_named_until_there_are_too_many() -> None:
    """One, two, four of five, and all of five."""
    silent = [team(f"Team {n}", due_known=False) for n in range(5)]
    said = [
        list_all(round_(*teams))[0].words.partition(" not said")[0]
        for teams in (silent[:1], silent[:2], [*silent[:4], team()], silent)
    ]

    assert said == [
        "Team 0 has",
        "Team 0 and Team 1 have",
        "4 of 5 teams have",
        "All 5 teams have",
    ]


def test_nobody_is_told_what_they_may_not_do() -> None:
    """The control: whoever may, is told."""
    late = round_(team(due_known=False), last_day=days(1))

    assert [duty.kind for duty in list_all(late, may=(Kind.CLOSING,))] == [Kind.CLOSING]
    assert kinds(late) == [Kind.CLOSING, Kind.DUE]


def test_what_there_is_to_do_is_read_by_role_and_team(
    database: Database, settings: Settings
) -> None:
    """Administrator, champion and manager of Oak, and a duty reader, three weeks into a round of all teams."""
    opened = open_round_of(database, settings, "iro-survey@1")
    with database.reading() as session:
        oak = session.get_one(Round, opened.id).teams[0].team
        all_ = len(session.get_one(Round, opened.id).teams)
    later = clock.now() + dt.timedelta(days=21)

    def read(role: Role) -> dict[Kind, str]:
        own = oak if role in (Role.CHAMPION, Role.MANAGER) else None
        account = Account(email="a@example.org", role=role.value, team=own)
        with clock.frozen_at(later), database.reading() as session:
            return {d.kind: d.words for d in duties.read_duties(session, account, settings)}

    everybody, champion = read(Role.ADMINISTRATOR), read(Role.CHAMPION)
    assert set(everybody) == set(champion) == {Kind.GIVEN_OUT, Kind.DUE}
    assert all_ > 1
    assert oak.name in champion[Kind.DUE]
    assert oak.name != everybody[Kind.DUE].partition(" have")[0]
    assert read(Role.MANAGER) == read(Role.DUTY_READER) == {}


def test_a_number_is_noted_with_its_day_and_asked_for_two_weeks_later(
    database: Database, settings: Settings
) -> None:
    """The day of the last number is kept. The control: without the day the round's first day is taken, too early."""
    opened, admin = open_round_of(database, settings, "iro-survey@1"), Role.ADMINISTRATOR.value
    noted = clock.now() + dt.timedelta(days=20)
    with clock.frozen_at(noted), database.writing() as session:
        round_ = session.get_one(Round, opened.id)
        for collector in session.query(Collector).all():
            add_given_out(session, collector, round_, 5, zone=settings.zone)

    def asked(after: int) -> bool:
        account = Account(email="a@example.org", role=admin)
        with clock.frozen_at(noted + dt.timedelta(days=after)), database.reading() as session:
            found = duties.read_duties(session, account, settings)
        return Kind.GIVEN_OUT in {duty.kind for duty in found}

    assert [asked(after) for after in (0, 13, 14)] == [False, False, True]
    with database.writing() as session:
        session.query(GivenOut).update({GivenOut.noted_on: None})
    assert asked(0)
