"""Planned rounds that teams left: whatever is merged, closed and undone, they are what the rest makes of them."""

from collections.abc import Iterator, Mapping
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.config import Settings
from feedback.counting import count_given_out
from feedback.db import Database
from feedback.departures import list_apart
from feedback.exceptions import RefusedError
from feedback.links import State, open_link
from feedback.mergers import close_team, merge_team, reopen_team
from feedback.models.asking import GivenOut, Round, Team
from feedback.replanning import cancel_round, change_round
from feedback.rounds import record_given_out, summarise
from feedback.teams import TeamLine, open_teams, save_teams

from .test_mergers import DAY, FEBRUARY, NEW_YEAR, TODAY, at, code_of, plan, team

NAMES = ("Oak", "Elm", "Ash", "Fir")
Ends = Mapping[str, str | None]  # into which team each was merged; None: it is closed
Stand = Mapping[str, int | None]  # who takes part, and how many were due


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A writing session on the four teams Oak, Elm, Ash and Fir."""
    with database.writing() as session:
        save_teams(session, [TeamLine("Fir", "Care", None)])
        yield session


def plan_with(session: Session, settings: Settings, due: Stand) -> Round:
    """A planned round of these teams, each with so many due."""
    round_ = plan(session, settings, ",".join(due), FEBRUARY)
    for member in round_.teams:
        member.due = due[member.team.name]
    return round_


def stand_of(session: Session, round_: Round) -> dict[str, int | None]:
    """Who takes part in a round as the database has it, and how many were due."""
    session.flush()
    session.expire(round_)
    return {member.team.name: member.due for member in round_.teams}


def end(session: Session, settings: Settings, name: str, into: str | None) -> None:
    """Merge a team into another from New Year, or close it then."""
    own = team(session, name)
    if into:
        merge_team(session, own, team(session, into), from_on=NEW_YEAR, zone=settings.zone)
    else:
        close_team(session, own, on=NEW_YEAR, zone=settings.zone)


def undo(session: Session, settings: Settings, name: str) -> None:
    """Undo it."""
    reopen_team(session, team(session, name), zone=settings.zone)


def work_out(due: Stand, ends: Ends) -> dict[str, int | None]:
    """What a round that was planned with `due` is when these ends hold and there were no others."""
    found: dict[str, int | None] = {}
    for name, own in due.items():
        last: str | None = name
        while last in ends:
            last = ends[last]
        if last:
            known = own is not None and found.get(last, 0) is not None
            found[last] = (found.get(last) or 0) + (own or 0) if known else None
    return found


@pytest.mark.parametrize("seed", range(40))
def test_only_what_is_not_undone_shows(session: Session, settings: Settings, seed: int) -> None:
    """Four teams are merged, closed and opened again by chance: after each step, and at the end all is as planned."""
    chance = Random(seed)
    asked = chance.sample(NAMES, chance.randint(1, len(NAMES)))
    due = {name: chance.choice([None, 3, 10, 25]) for name in asked}
    round_ = plan_with(session, settings, due)
    ends: dict[str, str | None] = {}

    for _ in range(12):
        going_on = [name for name in NAMES if name not in ends]
        name = chance.choice(NAMES)
        into = chance.choice([*(one for one in going_on if one != name), None])
        if name in ends:
            undo(session, settings, name)
            del ends[name]
        elif into or set(stand_of(session, round_)) != {name}:
            end(session, settings, name, into)
            ends[name] = into
        assert stand_of(session, round_) == work_out(due, ends), (due, ends)
    for name in chance.sample(list(ends), len(ends)):
        undo(session, settings, name)

    assert stand_of(session, round_) == due
    assert all(one.left is None for one in session.scalars(select(Team)))


def test_who_goes_on_for_another_stays(session: Session, settings: Settings) -> None:
    """Oak and Ash go on as Elm; Oak does not after all: what comes through Ash's poster still leads to the round."""
    round_ = plan_with(session, settings, {"Oak": 10, "Ash": 10})
    for name in ("Oak", "Ash"):
        end(session, settings, name, "Elm")

    undo(session, settings, "Oak")

    with clock.frozen_at(at(FEBRUARY[0])):
        link = open_link(session, code_of(session, "Ash").code, zone=settings.zone)
    assert stand_of(session, round_) == {"Oak": 10, "Elm": 10}
    assert link
    assert (link.state, link.round_id) == (State.LIVE, round_.id)


def test_a_count_that_was_put_right_meanwhile_is_kept(session: Session, settings: Settings) -> None:
    """Elm's own share of what was noted for both stays with it."""
    round_ = plan_with(session, settings, {"Oak": 10, "Elm": None})
    end(session, settings, "Oak", "Elm")
    round_.teams[0].due = 32

    undo(session, settings, "Oak")

    assert stand_of(session, round_) == {"Oak": 10, "Elm": 22}


def test_who_was_taken_out_stays_out(session: Session, settings: Settings) -> None:
    """Elm went on for Oak, and somebody took it out of the round: undoing that of Ash puts nobody in but Ash."""
    round_ = plan_with(session, settings, {"Oak": 10, "Ash": 5, "Fir": 1})
    end(session, settings, "Oak", "Elm")
    change_round(
        session, round_, open_teams(session, "Ash,Fir"),
        opens_on=FEBRUARY[0], closes_on=FEBRUARY[1], zone=settings.zone,
    )  # fmt: skip
    end(session, settings, "Ash", "Elm")

    undo(session, settings, "Ash")

    assert stand_of(session, round_) == {"Ash": 5, "Fir": 1}


@pytest.mark.parametrize("into", ["Elm", None])
def test_a_round_that_a_team_left_is_cancelled(
    session: Session, settings: Settings, into: str | None
) -> None:
    """What was noted as given out for the team goes with the round, though it takes part no more."""
    round_ = plan_with(session, settings, {"Oak": 10, "Elm": 5})
    record_given_out(session, code_of(session, "Oak"), 20, zone=settings.zone)
    end(session, settings, "Oak", into)

    cancel_round(session, round_, zone=settings.zone)

    assert session.scalars(select(GivenOut)).all() == []
    assert session.scalars(select(Round)).all() == []


def test_what_was_given_out_goes_with_the_team_it_counts_for(
    session: Session, settings: Settings
) -> None:
    """Oak's posters count for Elm: without Elm they count for nobody. Fir is closed and may come back."""
    round_ = plan_with(session, settings, {"Oak": 10, "Elm": 5, "Ash": 5, "Fir": 5})
    for name, count in (("Oak", 20), ("Elm", 30), ("Ash", 40), ("Fir", 50)):
        record_given_out(session, code_of(session, name), count, zone=settings.zone)
    end(session, settings, "Oak", "Elm")
    end(session, settings, "Fir", None)
    kept = set(session.scalars(select(GivenOut.count)))

    change_round(
        session, round_, open_teams(session, "Ash"),
        opens_on=FEBRUARY[0], closes_on=FEBRUARY[1], zone=settings.zone,
    )  # fmt: skip

    assert kept == {20, 30, 40, 50}
    assert set(session.scalars(select(GivenOut.count))) == {40, 50}


def test_what_a_team_that_left_gave_out_waits_for_its_return(
    session: Session, settings: Settings
) -> None:
    """Oak goes on as Elm, so its posters count for Elm. Fir is closed: its posters bring no answers to this round."""
    round_ = plan_with(session, settings, {"Oak": 10, "Elm": 5, "Fir": 5})
    for name, count in (("Oak", 20), ("Elm", 30), ("Fir", 50)):
        record_given_out(session, code_of(session, name), count, zone=settings.zone)
    end(session, settings, "Oak", "Elm")
    end(session, settings, "Fir", None)
    elm, fir = team(session, "Elm"), team(session, "Fir")

    left = count_given_out(session, round_)
    told = summarise(session, round_, settings.zone).given_out
    undo(session, settings, "Fir")

    assert (left, told) == ({(elm.id, "poster"): 50}, 50)
    assert count_given_out(session, round_) == {(elm.id, "poster"): 50, (fir.id, "poster"): 50}
    assert summarise(session, round_, settings.zone).given_out == 100


def test_a_team_stays_out_of_a_round_at_the_days_of_another(
    session: Session, settings: Settings
) -> None:
    """Oak was planned anew while it was closed. A questionnaire never asks a team in two rounds at a time."""
    left = plan_with(session, settings, {"Oak": 10, "Elm": 5})
    end(session, settings, "Oak", None)
    later = plan(session, settings, "Oak", (TODAY + DAY, FEBRUARY[0]))
    before = list_apart(session, team(session, "Oak"), zone=settings.zone)

    undo(session, settings, "Oak")

    assert before == [(left, later)]
    assert stand_of(session, left) == {"Elm": 5}
    assert stand_of(session, later) == {"Oak": None}
    assert team(session, "Oak").closed_on is None


def test_a_round_is_not_left_without_a_team(session: Session, settings: Settings) -> None:
    """Elm took part for Oak only, and Oak cannot come back: somebody has to say what becomes of the round."""
    left = plan_with(session, settings, {"Oak": 10})
    end(session, settings, "Oak", "Elm")
    later = plan(session, settings, "Oak", (TODAY + DAY, FEBRUARY[0]))

    with pytest.raises(RefusedError, match=f"Round {left.id} would ask nobody: round {later.id}"):
        undo(session, settings, "Oak")
