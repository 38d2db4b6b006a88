"""A random draw can be repeated by anybody, holds no name, and its list goes; it never meets an answer."""

import datetime as dt
import hashlib
import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock, lots
from feedback.audit import list_deeds
from feedback.config import Settings
from feedback.db import Database
from feedback.draws import (
    LASTS,
    Listed,
    check_size,
    count_leavers,
    finish,
    holds_list,
    list_drawn,
    make_draw,
    read_list,
    repeat,
)
from feedback.exceptions import RefusedError
from feedback.lots import draw_lots, fingerprint_of
from feedback.models.asking import Round, RoundTeam
from feedback.models.drawing import Draw, DrawReference
from feedback.retention import delete_by_kind, holds_expired
from feedback.teams import list_teams
from tests.conftest import NOON

REFERENCES = [f"L-{number:03}" for number in range(120)]
TEXT = "\n".join(REFERENCES)


def draw(session: Session, settings: Settings, *, text: str = TEXT, size: int = 20) -> Draw:
    """Draw for Oak's exit interviews."""
    return make_draw(
        session, read_list(text), team=list_teams(session)[0], questionnaire="exit-interview",
        size=size, zone=settings.zone,
    )  # fmt: skip


def test_anybody_can_draw_the_same_with_a_hash() -> None:
    """The method as it is written down, done here by hand; the order of the list does not matter."""
    seed = "ab" * 16
    by_hand = sorted(
        REFERENCES, key=lambda one: hashlib.sha256(f"{seed}\n{one}".encode()).hexdigest()
    )

    assert draw_lots(REFERENCES, seed=seed, size=7) == by_hand[:7]
    assert draw_lots([*reversed(REFERENCES), "L-001"], seed=seed, size=7) == by_hand[:7]
    assert draw_lots(REFERENCES, seed="cd" * 16, size=7) != by_hand[:7]
    assert fingerprint_of(REFERENCES) == hashlib.sha256(TEXT.encode()).hexdigest()


def test_everybody_is_as_likely() -> None:
    """Over 4,000 seeds each of twenty is drawn about as often: none is off by more than five standard deviations."""
    names, drawn = REFERENCES[:20], dict.fromkeys(REFERENCES[:20], 0)
    for number in range(4000):
        for name in draw_lots(names, seed=f"{number:032x}", size=5):
            drawn[name] += 1

    expected, spread = 1000, (4000 * 0.25 * 0.75) ** 0.5
    assert all(abs(count - expected) < 5 * spread for count in drawn.values())


def test_a_draw_is_repeated_from_what_is_kept(database: Database, settings: Settings) -> None:
    """With the list in another order; another list is told, and another release's method too."""
    with database.writing() as session:
        made = draw(session, settings)
        drawn = list_drawn(session, made)

        assert len(drawn) == 20
        assert sorted(repeat(read_list("\n".join(reversed(REFERENCES))), made)) == drawn
        with pytest.raises(RefusedError, match="not the list of draw 1"):
            repeat(read_list("\n".join(REFERENCES[1:])), made)
        made.method = "older"
        with pytest.raises(RefusedError, match="was by older"):
            repeat(read_list(TEXT), made)


def test_a_list_is_drawn_from_once(database: Database, settings: Settings) -> None:
    """Nobody draws again until they like what comes. The control: one reference more is another list."""
    with database.writing() as session:
        made = draw(session, settings)
        again = draw(session, settings, text="\n".join(sorted(REFERENCES, reverse=True)))
        with pytest.raises(RefusedError, match="drawn from already"):
            draw(session, settings, size=30)
        other = draw(session, settings, text=f"{TEXT}\nL-999")

        assert (again.id, other.id) == (made.id, made.id + 1)
        assert [row.deed for row in list_deeds(session)] == ["drew-sample"] * 2


def test_nobody_chooses_the_seed(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is random each time. The control: with a fixed one two draws have the same."""
    with database.writing() as session:
        first, second = draw(session, settings), draw(session, settings, text=f"{TEXT}\nx1")
        monkeypatch.setattr(lots.secrets, "token_hex", lambda _: "00")
        controls = [draw(session, settings, text=f"{TEXT}\n{name}").seed for name in ("y1", "z1")]

    assert first.seed != second.seed
    assert controls == ["00", "00"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("Sam Smith", "without spaces"),
        ("sam@example.org", "Paste no names"),
        ("x" * 41, "up to 40"),
        ("9434765919", "NHS number"),
        ("943-476-5919", "NHS number"),
        ("943.476.5919", "NHS number"),
        ("943/476-5919", "NHS number"),
        ("NHS9434765919", "NHS number"),
        ("L-9434765919", "NHS number"),
        ("john.smith", "may be a name"),
        ("Smith-Jones", "may be a name"),
        ("Smith", "may be a name"),
        ("Reference", "may be a name"),  # a heading stands first
        ("-1", "a reference is"),
    ],
)
def test_what_could_name_somebody_is_refused(line: str, says: str) -> None:
    """By the number of its line, and never quoted."""
    with pytest.raises(RefusedError, match=says) as refusal:
        read_list(f"A1\n{line}\n")

    assert "Line 2" in str(refusal.value)
    assert line not in re.sub("Line 2: a reference (is|has)", "", str(refusal.value))


def test_other_numbers_of_ten_digits_are_references() -> None:
    """The control: the check digit makes an NHS number. What stands twice counts once."""
    assert read_list("9434765918\nA1\nA1\n\n") == Listed(("9434765918", "A1"), 1)
    assert read_list("2026-0001-943\n19434765919") == Listed(("2026-0001-943", "19434765919"), 0)


@pytest.mark.parametrize("heading", ["Reference", " ref ", "\ufeffReferences", "\nID"])
def test_a_heading_is_no_reference(heading: str) -> None:
    """It comes along when a column is copied or saved from a spreadsheet."""
    assert read_list(f"{heading}\nA1\nA2") == Listed(("A1", "A2"), 0)


def test_a_heading_alone_is_an_empty_list() -> None:
    """Nothing was pasted below it."""
    with pytest.raises(RefusedError, match="The list is empty"):
        read_list("Reference\n")


@pytest.mark.parametrize(("length", "size"), [(5, 4), (20, 4), (20, 20), (20, 0), (2000, 501)])
def test_sizes_that_will_not_do(length: int, size: int) -> None:
    """Fewer than five, all of them, or more than slips are printed at once."""
    with pytest.raises(RefusedError, match=r"Ask everybody|Write how many"):
        check_size(Listed(tuple(map(str, range(length))), 0), size)


def test_the_list_goes_when_it_is_done(database: Database, settings: Settings) -> None:
    """What it takes to repeat the draw stays; done twice is done once."""
    with database.writing() as session:
        made = draw(session, settings)
        there = holds_list(session, made)
        for _ in range(2):
            finish(session, made)

        assert (there, holds_list(session, made), list_drawn(session, made)) == (True, False, [])
        assert len(repeat(read_list(TEXT), made)) == 20
        assert [row.deed for row in list_deeds(session)] == ["drew-sample", "deleted-list"]


def test_the_list_goes_by_its_date(database: Database, settings: Settings) -> None:
    """On the day after; the control: on its last day it is still there."""
    with database.writing() as session:
        draw(session, settings)
    left = []
    for days in (0, 1):
        with clock.frozen_at(NOON + LASTS + dt.timedelta(days=days)), database.writing() as session:  # fmt: skip
            expired = holds_expired(session, settings)
            gone = delete_by_kind(session, settings)["lists of draws"]
            left.append((expired, gone, len(session.scalars(select(DrawReference)).all())))

    assert left == [(False, 0, 120), (True, 120, 0)]


def test_leavers_are_those_due_within_a_year(database: Database, round_: Round) -> None:
    """None where nobody said."""
    with database.writing() as session:
        unknown = count_leavers(session, "iro-survey", today=NOON.date())
        for member in session.scalars(select(RoundTeam)):
            member.due = 40
        session.flush()

        assert unknown is None
        assert count_leavers(session, "iro-survey", today=NOON.date()) == 120
        assert count_leavers(session, "exit-interview", today=NOON.date()) is None
