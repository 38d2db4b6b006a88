"""Prize draws: entries without time or order, drawn so that it can be repeated, deleted by the day the page names."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock, prizes
from feedback.audit import list_deeds
from feedback.config import Settings
from feedback.db import Database
from feedback.exceptions import NotFoundError, RefusedError
from feedback.models.drawing import PrizeDraw, PrizeEntry
from feedback.prizes import (
    DRAWN_LASTS,
    LASTS,
    PrizeStatus,
    add_prize,
    check_drawn,
    delete_entries,
    delete_on,
    draw_winners,
    enter,
    get_offer,
    list_winners,
    read_contact,
    status_of,
    stop,
)
from feedback.retention import delete_by_kind
from tests.conftest import NOON

TODAY = NOON.date()
LAST = TODAY + dt.timedelta(days=10)
AFTER = LAST + dt.timedelta(days=1)


def make(session: Session, settings: Settings, *, winners: int = 3, entries: int = 0) -> PrizeDraw:
    """A prize draw for the IRO survey, with so many entries."""
    prize = add_prize(
        session, questionnaire="iro-survey", prize="a book voucher", winners=winners, last_on=LAST,
        zone=settings.zone,
    )  # fmt: skip
    for number in range(entries):
        enter(session, prize, f"child{number}@example.org", "own", today=TODAY)
    session.flush()
    return prize


def count(session: Session) -> int:
    """How many entries there are."""
    return len(session.scalars(select(PrizeEntry)).all())


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Sam@Example.org ", "sam@example.org"),
        ("07700 900123", "07700900123"),
        ("+44 7700 900123", "07700900123"),
        ("(0117) 496-0123", "01174960123"),
    ],
)
def test_a_contact_is_kept_in_one_way(typed: str, kept: str) -> None:
    """So that nobody is in the draw twice by writing it otherwise."""
    assert read_contact(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "Sam", "sam@", "12", "07700 900123 ask for Sam", "a" * 95 + "@b.org"]
)
def test_anything_else_is_no_contact(typed: str) -> None:
    """No names, no messages."""
    with pytest.raises(RefusedError, match="phone number or an e-mail"):
        read_contact(typed)


def test_twice_is_the_same_as_once(database: Database, settings: Settings) -> None:
    """Whatever way it is written."""
    with database.writing() as session:
        prize = make(session, settings)
        for typed in ("07700 900123", "+447700900123", "07700-900123"):
            enter(session, prize, typed, "own", today=TODAY)

        assert count(session) == 1


def test_only_while_it_is_open(database: Database, settings: Settings) -> None:
    """Nothing is kept after; and whose it is has to be said."""
    with database.writing() as session:
        prize = make(session, settings)
        with pytest.raises(RefusedError, match="over"):
            enter(session, prize, "sam@example.org", "own", today=AFTER)
        with pytest.raises(RefusedError, match="whose"):
            enter(session, prize, "sam@example.org", "friend", today=TODAY)

        assert count(session) == 0
        assert get_offer(session, "iro-survey", today=LAST)
        assert get_offer(session, "iro-survey", today=AFTER) is None
        assert get_offer(session, "exit-interview", today=TODAY) is None


def test_a_full_draw_takes_no_more(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that a script cannot fill the disk."""
    monkeypatch.setattr(prizes, "MOST_ENTRIES", 3)
    with database.writing() as session:
        prize = make(session, settings, entries=3)
        with pytest.raises(RefusedError, match="full"):
            enter(session, prize, "one@more.org", "own", today=TODAY)


@pytest.mark.parametrize(
    "wrong",
    [
        {"prize": " "}, {"prize": "x" * 101}, {"winners": 0}, {"winners": 51},
        {"last_on": TODAY - dt.timedelta(days=1)}, {"last_on": TODAY + dt.timedelta(days=400)},
    ],
)  # fmt: skip
def test_what_will_not_do_is_refused(
    database: Database, settings: Settings, wrong: dict[str, object]
) -> None:
    """And a questionnaire that is none, and a second draw while one is open."""
    facts = {"questionnaire": "iro-survey", "prize": "a voucher", "winners": 1, "last_on": LAST}
    with database.writing() as session:
        with pytest.raises(RefusedError):
            add_prize(session, **{**facts, **wrong}, zone=settings.zone)  # type: ignore[arg-type]
        with pytest.raises(NotFoundError):
            add_prize(session, **{**facts, "questionnaire": "none"}, zone=settings.zone)  # type: ignore[arg-type]
        make(session, settings)
        with pytest.raises(RefusedError, match="Stop that one"):
            make(session, settings)


def test_winners_are_drawn_once_and_can_be_drawn_again(
    database: Database, settings: Settings
) -> None:
    """From the recorded seed the same win. The control: an entry more, and it is not the same draw."""
    with database.writing() as session:
        prize = make(session, settings, entries=30)
        with pytest.raises(RefusedError, match="after its last day"):
            draw_winners(session, prize, today=LAST)
        draw_winners(session, prize, today=AFTER)
        won, seed = [one.contact for one in list_winners(session, prize, by=None)], prize.seed
        draw_winners(session, prize, today=AFTER)

        assert (len(set(won)), prize.entered, prize.seed) == (3, 30, seed)
        assert check_drawn(session, prize)
        session.add(PrizeEntry(prize_draw_id=prize.id, contact="x@y.org", whose="own", won=False))
        session.flush()
        assert not check_drawn(session, prize)


def test_fewer_entries_than_prizes_all_win(database: Database, settings: Settings) -> None:
    """And nobody wins where nobody entered."""
    with database.writing() as session:
        prize = make(session, settings, entries=2)
        stop(session, prize, today=TODAY)
        draw_winners(session, prize, today=TODAY)

        assert len(list_winners(session, prize, by=None)) == 2


def test_looking_at_winners_is_written_down(database: Database, settings: Settings) -> None:
    """Every time, without whom."""
    with database.writing() as session:
        prize = make(session, settings, entries=2)
        stop(session, prize, today=TODAY)
        draw_winners(session, prize, today=TODAY)
        for _ in range(2):
            list_winners(session, prize, by=None)
        delete_entries(session, prize)
        delete_entries(session, prize)

        deeds = [(row.deed, row.thing) for row in list_deeds(session)]
        assert [deed for deed, _ in deeds] == [
            "added-prize-draw", "stopped-prize-draw", "drew-prizes", "saw-winners", "saw-winners", "deleted-entries",
        ]  # fmt: skip
        assert {thing for _, thing in deeds} == {"prize draw 1"}
        assert count(session) == 0


@pytest.mark.parametrize("drawn", [False, True])
def test_entries_go_by_their_date(database: Database, settings: Settings, drawn: bool) -> None:
    """Never later than the page says, sooner once it is drawn. The control: on that day they are still there."""
    with database.writing() as session:
        prize = make(session, settings, entries=4)
        promised = delete_on(prize)
        if drawn:
            draw_winners(session, prize, today=AFTER)
        last = delete_on(prize)
    left = []
    for days in (0, 1):
        moment = dt.datetime.combine(last + dt.timedelta(days=days), dt.time(12), tzinfo=dt.UTC)
        with clock.frozen_at(moment), database.writing() as session:
            delete_by_kind(session, settings)
            over = status_of(session.get_one(PrizeDraw, 1), today=moment.date())
            left.append((count(session), over is PrizeStatus.OVER))

    assert promised == LAST + LASTS
    assert last == (AFTER + DRAWN_LASTS if drawn else promised)
    assert left == [(4, False), (0, True)]
