"""What is kept goes on its own date: comments first, answers later, figures last."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from feedback import clock
from feedback.closing import close_now
from feedback.config import Settings
from feedback.db import Database
from feedback.issues import Draft, keep_issue
from feedback.models.answering import Comment, EqualityAnswer, Response, SealedAnswer, UnreadAnswer
from feedback.models.asking import Round
from feedback.models.reporting import ChannelRecord, FigureRecord, FigureRow, OptionRecord
from feedback.models.returning import Return, ReturnLink
from feedback.retention import delete_expired, remember_terms, shown_until
from feedback.return_links import make_link
from feedback.spans import Span, Window
from feedback.tick import purge, run_tick
from tests import returning
from tests.conftest import NOON
from tests.pages import send, visit
from tests.returning import TODAY, ask

YEAR = Window(dt.date(2026, 4, 1), Span.YEAR)
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
    """Twelve months, thirty-six months, six years after the round ended, and not a day before.

    It was planned for five weeks more, and closed on its first day.
    """
    count(6)
    seen = []

    for year, month, day in (
        (2027, 11, 23),
        (2027, 11, 24),
        (2029, 11, 23),
        (2029, 11, 24),
        (2032, 11, 23),
        (2032, 11, 24),
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


@pytest.mark.parametrize("months", [6, 12])
def test_what_ends_in_a_short_month_goes_on_the_day_it_was_told(
    database: Database, settings: Settings, count: Callable[[int], None], months: int
) -> None:
    """Six months from 28 February are over on 29 August, a year before a leap year on 29 February."""
    settings = replace(settings, keep_comments_months=months, keep_responses_months=months)
    count(6)
    with database.writing() as session:
        round_ = session.scalars(select(Round)).one()
        round_.closes_on = dt.date(2027, 2, 28)
        last = shown_until(round_, settings, comments=True)
    seen = []

    for day in (last, last + dt.timedelta(days=1)):
        with clock.frozen_at(dt.datetime.combine(day, dt.time(12), dt.UTC)):
            run_tick(database, settings)
        seen.append(left(database) & {"comments", "responses"})

    assert last == (dt.date(2027, 8, 28) if months == 6 else dt.date(2028, 2, 28))
    assert seen == [{"comments", "responses"}, set()]


def test_answers_that_stayed_sealed_go_by_the_dates_that_were_told(
    database: Database, settings: Settings, count: Callable[[int], None]
) -> None:
    """Too few to count, and no later round: the words go unseen with the words of others, the rest with the answers."""
    count(4)
    seen = []

    for year, month, day in ((2027, 11, 23), (2027, 11, 24), (2029, 11, 23), (2029, 11, 24)):
        with clock.frozen_at(dt.datetime(year, month, day, 12, tzinfo=dt.UTC)):
            run_tick(database, settings)
        with database.reading() as session:
            sealed = session.scalars(select(SealedAnswer)).all()
            seen.append((len(sealed), sum(bool(row.comments != "{}") for row in sealed)))

    assert seen == [(4, 4), (4, 0), (4, 0), (0, 0)]


def test_an_unsafe_answer_that_nobody_read_goes_with_the_comments(
    database: Database, settings: Settings, count: Callable[[int], None]
) -> None:
    """Twelve months after the round's last day and not before: nothing is kept longer than was said."""
    count(6)
    with database.writing() as session:
        round_ = session.scalars(select(Round)).one()
        team = round_.teams[0].team_id
        session.add(
            UnreadAnswer(id=b"u" * 16, round_id=round_.id, team_id=team, question="q", code="c")
        )
    left_over = []

    for year, month, day in ((2027, 11, 23), (2027, 11, 24)):
        with (
            clock.frozen_at(dt.datetime(year, month, day, 12, tzinfo=dt.UTC)),
            database.writing() as session,
        ):
            delete_expired(session, settings)
            left_over.append(len(session.scalars(select(UnreadAnswer)).all()))

    assert left_over == [1, 0]


def test_purge_deletes_issued_workbooks_and_makes_a_copy_without_them(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    """On the day after their last, without a tick: what they hold of comments is in neither."""
    folder = tmp_path / "copies"
    folder.mkdir()
    settings = replace(settings, backups=folder)
    with database.writing() as session:
        draft = Draft(YEAR, True, b"canary words", {}, [], [], kept_until=NOON.date())
        keep_issue(session, draft, number=1, on=NOON.date(), by=None)
    left_over = []

    for moment in (NOON, NOON + dt.timedelta(hours=13)):
        with clock.frozen_at(moment):
            purge(database, settings)
        (copy,) = folder.glob("*.db")
        files = (Path(database.file), copy)
        left_over += [b"canary words" in file.read_bytes() for file in files]

    assert left_over == [True, True, False, False]


def test_the_day_to_read_by_goes_with_what_nobody_read(
    database: Database, settings: Settings, count: Callable[[int], None]
) -> None:
    """It is a date of what somebody sent, and stands there until something of the round is read or deleted."""
    count(6)
    days = []

    for year in (2027, 2028):
        with (
            clock.frozen_at(dt.datetime(year, 1, 1, 12, tzinfo=dt.UTC)),
            database.writing() as session,
        ):
            delete_expired(session, settings)
            days.append(session.scalars(select(Round.unread_by_on)).one())

    assert days == [NOON.date() + dt.timedelta(days=1), None]


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


@pytest.mark.parametrize("years", [2025, 2026, 9999])
def test_what_is_kept_for_ever_keeps_nothing_else(
    database: Database, settings: Settings, count: Callable[[int], None], years: int
) -> None:
    """As many years as can be set, more than there are in a calendar: the comments go on their day, the figures stay."""
    count(6)
    long = replace(settings, keep_figures_years=years, keep_concerns_years=years)

    with clock.frozen_at(NOON + dt.timedelta(days=500)):
        done = run_tick(database, long)
        with database.reading() as session:
            kept_until = shown_until(session.scalars(select(Round)).one(), long, comments=False)

    assert done.deleted == 6
    assert "comments" not in left(database)
    assert {"responses", "figure_rows", "figures"} <= left(database)
    assert kept_until > dt.date(4000, 1, 1)


@pytest.mark.parametrize("months", [120, 1])
def test_what_people_were_told_is_not_lengthened(
    database: Database,
    settings: Settings,
    count: Callable[[int], None],
    months: int,
) -> None:
    """The notice said twelve months when the round opened. Setting more later changes nothing; less does."""
    with database.writing() as session:
        remember_terms(session, settings)
    count(6)
    later = replace(settings, keep_comments_months=months)

    with clock.frozen_at(dt.datetime(2028, 1, 1, 12, tzinfo=dt.UTC)):
        run_tick(database, later)

    assert "comments" not in left(database)


def test_without_the_terms_of_the_round_it_would_be(
    database: Database, settings: Settings, count: Callable[[int], None]
) -> None:
    """The control: nothing was noted when it opened, and the longer setting keeps the comments."""
    count(6)
    later = replace(settings, keep_comments_months=120)

    with (
        clock.frozen_at(dt.datetime(2028, 1, 1, 12, tzinfo=dt.UTC)),
        database.writing() as session,
    ):
        delete_expired(session, later)

    assert "comments" in left(database)


def test_the_shortest_time_that_an_open_round_told_is_noted(
    database: Database, settings: Settings, round_: Round
) -> None:
    """By each tick from its first day on: a shorter time stands in its notice too, and is not lengthened later."""
    seen = []
    for days, kept in ((-1, 6), (0, 12), (1, 120), (2, 3), (3, 12)):
        with clock.frozen_at(NOON + dt.timedelta(days=days)):
            run_tick(database, replace(settings, keep_comments_months=kept))
        with database.reading() as session:
            seen.append(session.scalars(select(Round.keep_comments_months)).one())

    assert seen == [None, 12, 12, 3, 3]


def test_a_shorter_time_set_after_the_count_is_no_promise(
    database: Database, settings: Settings, count: Callable[[int], None]
) -> None:
    """Nobody was told it in that round: what the round notes stays."""
    run_tick(database, settings)
    count(6)

    run_tick(database, replace(settings, keep_comments_months=3))

    with database.reading() as session:
        assert session.scalars(select(Round.keep_comments_months)).one() == 12


def test_words_told_to_be_kept_three_months_are(
    database: Database, settings: Settings, count: Callable[[int], None]
) -> None:
    """Twelve at first, three while people answered, and twelve again: gone three months after the last day."""
    for kept in (12, 3):
        run_tick(database, replace(settings, keep_comments_months=kept))
    count(6)
    seen = []

    for moment in (
        dt.datetime(2027, 2, 23, 12, tzinfo=dt.UTC),
        dt.datetime(2027, 2, 24, 12, tzinfo=dt.UTC),
    ):
        with clock.frozen_at(moment):
            run_tick(database, settings)
        seen.append("comments" in left(database))

    assert seen == [True, False]


def test_returns_go_six_years_after_they_were_due(database: Database, settings: Settings) -> None:
    """With their links; a first stage not before its second; links a month after they ran out."""
    with database.writing() as session:
        ladder = ask(session, team="Oak")
        visit = ask(session, "young-inspectors-visit", maker="YI", place="Oak", due=TODAY)
        returning.send(session, visit, welcome="1", go_again="yes")
        make_link(session, settings, ladder, today=TODAY, by=None)
    seen = []
    for day in ("2026-12-20", "2027-02-01", "2032-12-06", "2032-12-08", "2033-04-04", "2033-04-06"):
        moment = dt.datetime.fromisoformat(f"{day}T12:00:00+00:00")
        with clock.frozen_at(moment), database.writing() as session:
            delete_expired(session, settings)
        with database.reading() as session:
            seen.append(
                tuple(
                    session.scalar(select(func.count()).select_from(t))
                    for t in (Return, ReturnLink)
                )
            )

    assert seen == [(3, 1), (3, 0), (3, 0), (2, 0), (2, 0), (0, 0)]
