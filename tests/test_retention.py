"""What is kept goes on its own date: comments first, answers later, figures last."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from feedback import clock
from feedback.closing import close_now
from feedback.config import Settings
from feedback.db import Database
from feedback.models.answering import Comment, EqualityAnswer, Response, SealedAnswer
from feedback.models.asking import Round
from feedback.models.reporting import ChannelRecord, FigureRecord, FigureRow, OptionRecord
from feedback.retention import _months_before, delete_expired
from feedback.tick import run_tick
from tests.conftest import NOON
from tests.pages import send, visit

TABLES = (
    SealedAnswer,
    Response,
    Comment,
    EqualityAnswer,
    FigureRow,
    FigureRecord,
    OptionRecord,
    ChannelRecord,
)


@pytest.fixture
def count(
    database: Database, settings: Settings, client: FlaskClient, oak: str
) -> Callable[[int], None]:
    """Let so many people answer, close the round and count it."""

    def count_(people: int) -> None:
        for _ in range(people):
            answers = {"know_iro": "yes", "best": "canary words", "eq_age": "8-10"}
            assert send(client, visit(client, oak), answers).status_code == 303
        with database.writing() as session:
            close_now(session, session.scalars(select(Round)).one(), zone=settings.zone)

    return count_


def left(database: Database) -> set[str]:
    """The tables that still hold something."""
    with database.reading() as session:
        return {
            t.__tablename__ for t in TABLES if session.scalar(select(func.count()).select_from(t))
        }


def test_each_thing_goes_on_its_own_date(
    database: Database, settings: Settings, count: Callable[[int], None]
) -> None:
    """Twelve months, thirty-six months, six years after the round's last day, and not a day before."""
    count(6)
    seen = []

    for year, month, day in (
        (2027, 12, 31),
        (2028, 1, 1),
        (2029, 12, 31),
        (2030, 1, 1),
        (2032, 12, 31),
        (2033, 1, 1),
    ):
        with (
            clock.frozen_at(dt.datetime(year, month, day, 12, tzinfo=dt.UTC)),
            database.writing() as session,
        ):
            delete_expired(session, settings)
        seen.append(left(database))

    figures = {"figure_rows", "figures", "option_figures"}
    answers = {"responses", "equality_answers"}
    assert seen == [
        figures | answers | {"comments"}, figures | answers, figures | answers, figures, figures, set(),
    ]  # fmt: skip


def test_answers_that_stayed_sealed_go_with_the_comments(
    database: Database, settings: Settings, count: Callable[[int], None]
) -> None:
    """Too few to count, and no later round: purged unseen."""
    count(4)
    before = left(database)

    with clock.frozen_at(NOON + dt.timedelta(days=500)), database.writing() as session:
        gone = delete_expired(session, settings)

    assert before == {"intake"}
    assert gone == 4
    assert left(database) == set()


def test_an_open_round_keeps_everything(
    database: Database, settings: Settings, client: FlaskClient, oak: str
) -> None:
    """What is not counted yet has no date."""
    send(client, visit(client, oak), {"know_iro": "yes"})

    with clock.frozen_at(NOON + dt.timedelta(days=9999)), database.writing() as session:
        gone = delete_expired(session, settings)

    assert (gone, left(database)) == (0, {"intake"})


def test_deleted_words_leave_the_disk(
    database: Database, settings: Settings, count: Callable[[int], None]
) -> None:
    """After the tick that deletes them neither the file nor its log has them."""
    count(6)

    def found() -> list[str]:
        return [f.name for f in settings.instance.iterdir() if b"canary words" in f.read_bytes()]

    before = found()
    with clock.frozen_at(NOON + dt.timedelta(days=500)):
        done = run_tick(database, settings)

    assert before
    assert done.deleted == 6
    assert found() == []


@given(st.dates(dt.date(1900, 1, 1)), st.integers(1, 1200))
def test_months_back_is_the_same_day_or_the_last(day: dt.date, months: int) -> None:
    """Never in another month than so many before."""
    back = _months_before(day, months)

    assert (day.year * 12 + day.month) - (back.year * 12 + back.month) == months
    assert back.day == day.day or (back.day < day.day and (back + dt.timedelta(days=1)).day == 1)
