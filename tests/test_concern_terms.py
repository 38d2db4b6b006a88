"""How long a concern is kept: years where somebody's safety was at stake, else as whoever wrote it was told."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock, concern_records, concern_steps, concern_terms, talks
from feedback.backups import back_up, get_newest, is_outdated
from feedback.compliments import Passing
from feedback.compliments import pass_on as pass_on_compliment
from feedback.concerns import Raised, list_concerns, open_concern, raise_concern
from feedback.config import Settings
from feedback.db import Database
from feedback.exceptions import NotFoundError
from feedback.models.accounts import Account
from feedback.models.concerning import Concern, Kind, PassedCompliment, Source
from feedback.talks import Asked
from feedback.tick import run_tick
from tests.conftest import NOON
from tests.test_allegations import join

CANARY = "Bluebell-Canary 07700 900123"
UNTIL = dt.date(2027, 10, 20)  # what a round told that ended a month ago
KEY = b"k" * 16


def raise_one(session: Session, settings: Settings, by: Account, **more: object) -> Concern:
    """A concern that holds the canary."""
    given = {"kind": Kind.COMPLIMENT, "words": CANARY, "worker": "Ada", **more}
    return raise_concern(session, Raised(**given), zone=settings.zone, by=by)  # type: ignore[arg-type]


def end(session: Session, settings: Settings, concern: Concern, by: Account, *how: str) -> None:
    """Pass it on or close it."""
    for one in how:
        step = concern_steps.close if one == "close" else concern_steps.pass_on
        step(session, concern, f"Told {CANARY}", zone=settings.zone, by=by)


def look(database: Database, settings: Settings, day: dt.date) -> set[str]:
    """What `serve` leaves on a day: the kinds of concerns that still say something."""
    moment = dt.datetime.combine(day, dt.time(12), dt.UTC)
    with clock.frozen_at(moment):
        run_tick(database, settings)
        with database.reading() as session:
            return {one.kind for one in session.scalars(select(Concern)) if one.words}


def holds(database: Database) -> bool:
    """Whether the canary lies in any file beside the database."""
    folder = Path(database.file).parent
    files = [file for file in folder.rglob("*") if file.is_file()]
    return any(CANARY.encode() in file.read_bytes() for file in files)


def test_words_of_a_compliment_go_when_its_child_was_told(
    database: Database, settings: Settings
) -> None:
    """With what was done and what was passed on, from the file too, and copies are outdated. It is still counted."""
    with database.writing() as session:
        by = join(session, "reader")
        concern = raise_one(session, settings, by, source=Source.COMMENT, until_on=UNTIL)
        passing = Passing("Ada", CANARY)
        pass_on_compliment(session, settings, concern, passing, looked=passing.state, by=by)
        end(session, settings, concern, by, "close")
        reference = concern.reference
    copies = settings.instance.parent / "copies"
    copies.mkdir()
    back_up(database, settings, copies)

    assert look(database, settings, UNTIL) == {"compliment"}
    newest = get_newest(database, copies)
    assert look(database, settings, UNTIL + dt.timedelta(days=1)) == set()

    assert not holds(database)
    with clock.frozen_at(NOON.replace(year=2028)), database.reading() as session:
        assert newest
        assert is_outdated(newest, session, settings)
        assert session.scalars(select(PassedCompliment)).all() == []
        (left,) = session.scalars(select(Concern))
        assert (left.kind, left.raised_on, left.closed_on) == (
            "compliment",
            NOON.date(),
            NOON.date(),
        )
        told = concern_records.count_by_quarter(session)
        assert (told[0].name, told[0].words) == ("2026-27 Q3", "Fewer than 5")
        assert list_concerns(session, by, open_only=False) == []
        with pytest.raises(NotFoundError):
            open_concern(session, reference, by)
    with clock.frozen_at(NOON.replace(year=2033)), database.writing() as session:
        assert concern_terms.delete_expired(session, settings) == 1


def test_what_a_request_to_talk_said_goes_with_it(database: Database, settings: Settings) -> None:
    """Three months after somebody has talked to them. As long as nobody has, both stay."""
    with database.writing() as session:
        by = join(session, "reader")
        for key in (KEY, b"other"):
            asked = Asked(who=CANARY, reach=CANARY)
            talks.take(session, key, asked, language="en", zone=settings.zone)
        talk, waits = talks.look_up(session, KEY), talks.look_up(session, b"other")
        assert talk
        assert waits
        for kind, of in ((Kind.CONTACT, talk), (Kind.COMPLAINT, waits)):
            concern = raise_one(
                session, settings, by, kind=kind, source=Source.TALK, talk_key=of.id.hex()
            )
            end(session, settings, concern, by, "pass-on", "close")
        talks.finish(session, talk, "Rang", seen=talks.state_of(talk), zone=settings.zone, by=by)

    assert look(database, settings, dt.date(2027, 2, 23)) == {"contact", "complaint"}
    assert look(database, settings, dt.date(2027, 2, 24)) == {"complaint"}
    assert look(database, settings, dt.date(2031, 2, 24)) == {"complaint"}


@pytest.mark.parametrize(
    ("source", "more", "last"),
    [
        (Source.TALK, {}, dt.date(2027, 2, 23)),
        (Source.COMMENT, {}, dt.date(2027, 11, 23)),
        (Source.ANSWER, {}, dt.date(2027, 11, 23)),
        (Source.HAND, {}, dt.date(2027, 11, 23)),
        (Source.COMMENT, {"until_on": UNTIL}, UNTIL),
    ],
)
def test_each_source_has_its_day(
    database: Database,
    settings: Settings,
    source: Source,
    more: dict[str, object],
    last: dt.date,
) -> None:
    """Those that were raised before it was kept where they came from go by their own days."""
    with database.writing() as session:
        by = join(session, "reader")
        concern = raise_one(
            session, settings, by, kind=Kind.COMPLAINT, source=source, words=CANARY, **more
        )
        end(session, settings, concern, by, "close")

    assert look(database, settings, last) == {"complaint"}
    assert look(database, settings, last + dt.timedelta(days=1)) == set()


@pytest.mark.parametrize("source", [Source.COMMENT, Source.ANSWER])
@pytest.mark.parametrize(("months", "last"), [(6, dt.date(2027, 5, 23)), (120, UNTIL)])
def test_a_shorter_time_reaches_words_and_a_longer_one_does_not(
    database: Database, settings: Settings, source: Source, months: int, last: dt.date
) -> None:
    """What people were told when they wrote it is the longest there is."""
    settings = replace(settings, keep_comments_months=months)
    with database.writing() as session:
        by = join(session, "reader")
        concern = raise_one(session, settings, by, source=source, until_on=UNTIL)
        end(session, settings, concern, by, "close")

    assert look(database, settings, last) == {"compliment"}
    assert look(database, settings, last + dt.timedelta(days=1)) == set()


def test_what_was_about_safety_is_kept_for_years(database: Database, settings: Settings) -> None:
    """Also what ended well, and what was passed on as a child at risk before it became a complaint."""
    with database.writing() as session:
        by = join(session, "reader")
        closed, moved, never = (
            raise_one(session, settings, by, kind=Kind.AT_RISK) for _ in range(3)
        )
        line = {"about_adult": "Jo", "line": "Oak"}
        accused = raise_one(session, settings, by, kind=Kind.ALLEGATION, **line)
        end(session, settings, moved, by, "pass-on")
        for one, kind in ((moved, Kind.COMPLAINT), (never, Kind.CONTACT)):
            concern_steps.move_to(session, one, kind, "It is", zone=settings.zone, by=by)
        for one in (closed, moved, never, accused):
            end(session, settings, one, by, "close")

    assert look(database, settings, dt.date(2028, 1, 1)) == {"at-risk", "complaint", "allegation"}
    assert look(database, settings, dt.date(2032, 12, 1)) == set()
    with database.reading() as session:
        assert session.scalars(select(Concern)).all() == []


@pytest.mark.parametrize(("how", "stays"), [((), True), (("pass-on",), False), (("close",), False)])
def test_what_nobody_has_acted_on_stays(
    database: Database, settings: Settings, how: tuple[str, ...], stays: bool
) -> None:
    """It is told as overdue. One that was passed on and never closed goes, and is closed by it."""
    with database.writing() as session:
        by = join(session, "reader")
        end(session, settings, raise_one(session, settings, by), by, *how)

    assert look(database, settings, dt.date(2028, 1, 1)) == ({"compliment"} if stays else set())
    with database.reading() as session:
        assert (session.scalars(select(Concern)).one().closed_on is None) == stays


def test_a_hold_wins(database: Database, settings: Settings) -> None:
    """Until it ends."""
    with database.writing() as session:
        by = join(session, "reader")
        concern = raise_one(session, settings, by)
        concern_steps.hold(session, concern, "Court", held=True, zone=settings.zone, by=by)
        end(session, settings, concern, by, "close")
        reference = concern.reference

    assert look(database, settings, dt.date(2034, 1, 1)) == {"compliment"}
    with database.writing() as session:
        concern = session.get_one(Concern, reference)
        concern_steps.hold(
            session, concern, "Done", held=False, zone=settings.zone, by=session.merge(by)
        )
    assert look(database, replace(settings, keep_concerns_years=9999), dt.date(2034, 1, 2)) == set()
    assert not holds(database)
