"""Counts by hand: given out adds up, what somebody saw is never overwritten unseen, and nothing changes once counted."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from feedback import handouts
from feedback.audit import list_deeds
from feedback.closing import close_now
from feedback.collectors import list_collectors, make_missing
from feedback.config import Settings
from feedback.db import Database
from feedback.exceptions import ChangedError, NotFoundError, RefusedError
from feedback.handouts import TeamCounts, count_of, counts_of
from feedback.models.asking import Channel, Collector, Round
from feedback.rounds import open_round
from feedback.teams import open_teams


@pytest.fixture
def session(database: Database, round_: Round) -> Iterator[Session]:
    """A writing session while the IRO survey is open for Oak, Elm and Ash."""
    with database.writing() as session:
        yield session


@pytest.fixture
def here(session: Session) -> tuple[Collector, Round]:
    """Oak's poster and the round."""
    return list_collectors(session)[0], open_round(session, "1")


def test_additions_of_two_people_add_up(
    session: Session, settings: Settings, here: tuple[Collector, Round]
) -> None:
    """Nobody overwrites anybody, and the audit says that it was done, not how many."""
    totals = [handouts.add_given_out(session, *here, n, zone=settings.zone) for n in (5, 1, 10)]

    assert totals == [5, 6, 16]
    deeds = [(row.deed, row.thing) for row in list_deeds(session)]
    assert deeds == [("noted-given-out", "round 1")] * 3


def test_the_last_addition_is_taken_back_once(
    session: Session, settings: Settings, here: tuple[Collector, Round]
) -> None:
    """A second press, or one after somebody else's addition, takes back nothing."""
    zone = settings.zone
    handouts.add_given_out(session, *here, 5, zone=zone)
    handouts.add_given_out(session, *here, 10, zone=zone)

    assert handouts.take_back(session, *here, 10, seen=15, zone=zone) == 5
    with pytest.raises(ChangedError, match="it is 5 now"):
        handouts.take_back(session, *here, 10, seen=15, zone=zone)
    assert count_of(session, *here) == 5


def test_a_number_is_put_in_the_place_of_the_one_that_was_seen(
    session: Session, settings: Settings, here: tuple[Collector, Round]
) -> None:
    """Of two people who saw “not recorded” the second is told; the control, who saw it, is not."""
    zone = settings.zone
    handouts.set_given_out(session, *here, 12, seen=None, zone=zone)

    with pytest.raises(ChangedError, match="it is 12 now"):
        handouts.set_given_out(session, *here, 9, seen=None, zone=zone)
    kept = count_of(session, *here)
    handouts.set_given_out(session, *here, 9, seen=12, zone=zone)

    assert (kept, count_of(session, *here)) == (12, 9)


@pytest.mark.parametrize("more", [0, -1, 1_000_001])
def test_what_cannot_be_is_refused(
    session: Session, settings: Settings, here: tuple[Collector, Round], more: int
) -> None:
    """Nothing, less than nothing, and more than there are children."""
    with pytest.raises(RefusedError, match="whole number"):
        handouts.add_given_out(session, *here, more, zone=settings.zone)


def test_counts_of_a_team_are_saved_together(session: Session, settings: Settings) -> None:
    """Due, refused, no contact; empty is not recorded; each kind of change is in the audit."""
    round_ = open_round(session, "1")
    member = round_.teams[0]
    none, some = TeamCounts(None, None, None), TeamCounts(30, 2, None)

    handouts.note_counts(session, round_, member, some, seen=none, zone=settings.zone)
    with pytest.raises(ChangedError, match="Somebody else changed these counts"):
        handouts.note_counts(session, round_, member, none, seen=none, zone=settings.zone)

    assert counts_of(member) == some
    assert [row.deed for row in list_deeds(session)] == ["saved-due", "noted-not-asked"]


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (TeamCounts(5, 4, 2), "6 refused or were not reached, and only 5 were due"),
        (TeamCounts(None, -1, None), "whole numbers from 0"),
        (TeamCounts(1_000_001, None, None), "whole numbers from 0"),
    ],
)
def test_counts_that_cannot_be_are_refused(
    session: Session, settings: Settings, counts: TeamCounts, words: str
) -> None:
    """In words, and nothing is saved."""
    round_ = open_round(session, "1")
    none = TeamCounts(None, None, None)

    with pytest.raises(RefusedError, match=words):
        handouts.note_counts(
            session, round_, round_.teams[0], counts, seen=none, zone=settings.zone
        )
    assert counts_of(round_.teams[0]) == none


def test_nothing_changes_once_a_round_is_counted(
    session: Session, settings: Settings, here: tuple[Collector, Round]
) -> None:
    """Its figures are frozen, so a number that came later would never be seen."""
    round_ = here[1]
    close_now(session, round_, zone=settings.zone)
    none = TeamCounts(None, None, None)

    with pytest.raises(RefusedError, match="Only a round that is open"):
        handouts.add_given_out(session, *here, 5, zone=settings.zone)
    with pytest.raises(RefusedError, match="Only a round that is open"):
        handouts.note_counts(session, round_, round_.teams[0], none, seen=none, zone=settings.zone)
    assert handouts.list_trays(session, settings.zone, may=lambda _: True) == []


def test_a_tray_is_of_one_team_and_round(session: Session, settings: Settings) -> None:
    """Every channel of the team, and no other team's."""
    oak = open_teams(session, "Oak")
    (link,) = make_missing(session, "iro-survey", oak, channel=Channel.LINK)
    handouts.add_given_out(session, link, open_round(session, "1"), 3, zone=settings.zone)

    trays = handouts.list_trays(session, settings.zone, may=lambda team: team.name == "Oak")

    assert [[(h.collector.channel, h.count) for h in tray.handouts] for tray in trays] == [
        [("poster", None), ("link", 3)]
    ]


def test_a_team_or_link_of_another_round_is_refused(
    session: Session, settings: Settings, here: tuple[Collector, Round]
) -> None:
    """The address is put together by hand: nothing is noted where it would never be counted."""
    (other,) = make_missing(session, "exit-interview", open_teams(session, "Oak"))

    with pytest.raises(RefusedError, match="does not lead to this round"):
        handouts.add_given_out(session, other, here[1], 1, zone=settings.zone)
    with pytest.raises(NotFoundError, match="does not take part"):
        handouts.open_member(session, here[1], 99)
