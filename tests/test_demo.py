"""The sample council is made the way a real one is, and never mixed with one."""

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select, text

from feedback import clock
from feedback.accounts import get_by_email
from feedback.activities import list_activities
from feedback.audit import list_deeds
from feedback.comments import Status as CommentStatus
from feedback.comments import count_comments, list_comments
from feedback.concerns import list_concerns
from feedback.config import Settings, read_settings
from feedback.db import Database
from feedback.demo import making
from feedback.demo.making import Demo, make_demo
from feedback.demo.sample import ROUNDS, TEAMS, SampleRound
from feedback.edges import Status, status_of
from feedback.exceptions import RefusedError
from feedback.models.accounts import Role
from feedback.models.answering import Receipt, Response, SealedAnswer
from feedback.models.asking import DEMO, Meta, Round, Team
from feedback.models.auditing import Deed
from feedback.models.contacts import TalkStatus
from feedback.models.replying import ReplyStatus
from feedback.pledges import list_promised
from feedback.replies import list_replies
from feedback.rounds import list_rounds
from feedback.talks import list_talks
from feedback.waiting import list_waiting
from tests.conftest import NOON


@pytest.fixture(scope="module")
def made(
    template: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Database, Settings, Demo, list[str]]:
    """A sample council made on the fixed day, once for all looks at it."""
    settings = read_settings({"FEEDBACK_INSTANCE": str(tmp_path_factory.mktemp("sample"))})
    database = Database(settings.database_url)
    shutil.copy(template, database.file)
    with database.writing() as session:
        session.execute(text("DELETE FROM teams"))
    told: list[str] = []
    with clock.frozen_at(NOON):
        demo = make_demo(database, settings, tell=told.append)
    return database, settings, demo, told


def test_it_has_its_teams_and_rounds(made: tuple[Database, Settings, Demo, list[str]]) -> None:
    """Past rounds are counted, present ones open."""
    database, settings, _, told = made

    with clock.frozen_at(NOON), database.reading() as session:
        statuses = [status_of(r, settings.zone) for r in list_rounds(session)]
        teams = list(session.scalars(select(Team.name).order_by(Team.id)))
        marked = session.get(Meta, DEMO)

    assert teams == [line.team for line in TEAMS]
    assert statuses.count(Status.OPEN) == sum(sample.last > 0 for sample in ROUNDS)
    assert statuses.count(Status.CLOSED) == sum(sample.last < 0 for sample in ROUNDS)
    assert marked
    assert len(told) == len(ROUNDS) + 1


def test_its_answers_were_counted_like_any(
    made: tuple[Database, Settings, Demo, list[str]],
) -> None:
    """Every counted round has as many responses as it says it received, and nothing of it is sealed."""
    database, _, _, _ = made

    with database.reading() as session:
        rows = session.execute(
            select(Round.id, Round.received, func.count(Response.id))
            .join(Response, Response.round_id == Round.id)
            .where(Round.counted_on.is_not(None))
            .group_by(Round.id)
        ).all()
        waiting = {r.round_id for r in session.scalars(select(SealedAnswer))}
        receipts = {r.round_id for r in session.scalars(select(Receipt))}

    assert len(rows) == sum(sample.last < 0 for sample in ROUNDS)
    assert [(received, counted) for _, received, counted in rows if received != counted] == []
    assert waiting & {round_id for round_id, *_ in rows} == set()
    assert waiting <= receipts


def test_no_cell_of_its_workbook_is_blank(
    made: tuple[Database, Settings, Demo, list[str]],
) -> None:
    """Where there is nothing to put, a symbol says so."""
    blank: list[str] = []
    for sheet in load_workbook(made[2].workbook):
        for table in sheet.tables.values():
            blank += [
                f"{sheet.title}!{cell.coordinate}"
                for row in sheet[table.ref]
                for cell in row
                if cell.value in (None, "")
            ]

    assert blank == []


def test_made_again_it_is_the_same(made: tuple[Database, Settings, Demo, list[str]]) -> None:
    """No round or answer more; a new password."""
    database, settings, first, _ = made
    with database.reading() as session:
        before = session.scalar(select(func.count()).select_from(SealedAnswer))

    with clock.frozen_at(NOON):
        second = make_demo(database, settings, tell=lambda _: None)

    with database.reading() as session:
        after = session.scalar(select(func.count()).select_from(SealedAnswer))
    assert (before, second.links) == (after, first.links)
    assert second.staff.password != first.staff.password
    assert second.duty_reader.password != first.duty_reader.password


def test_a_duty_reader_has_read_some_of_its_comments(
    made: tuple[Database, Settings, Demo, list[str]],
) -> None:
    """Some are released in every counted round, a few withheld, and some are left to decide."""
    database, _, demo, _ = made

    with database.reading() as session:
        counts = count_comments(session)
        rounds = {c.round.id for c in list_comments(session, status=CommentStatus.RELEASED)}
        account = get_by_email(session, demo.duty_reader.email)
        by = {row.done_by for row in list_deeds(session) if row.deed == Deed.RELEASED_COMMENT}

    assert counts.pop(CommentStatus.NEW) == 0
    assert min(counts.values()) > 0
    assert len(rounds) == sum(sample.last < 0 for sample in ROUNDS)
    assert account
    assert (account.role, by) == (Role.DUTY_READER, {account.id})


def test_real_work_is_left_alone(database: Database, settings: Settings) -> None:
    """A database with teams is refused, and nothing of it changes."""
    with pytest.raises(RefusedError, match="holds real work"):
        make_demo(database, settings, tell=lambda _: None)

    with database.reading() as session:
        assert session.get(Meta, DEMO) is None
        assert session.scalar(select(func.count()).select_from(Round)) == 0


def test_every_page_of_staff_has_something_to_show(
    made: tuple[Database, Settings, Demo, list[str]],
) -> None:
    """Something waits to be read, to be talked about, to be done and to be approved; themes, measures, an activity. Once."""
    database, settings, demo, _ = made

    with clock.frozen_at(NOON):
        make_demo(database, settings, tell=lambda _: None)
    with database.reading() as session:
        reader = get_by_email(session, demo.duty_reader.email)
        assert reader
        concerns = list_concerns(session, reader, open_only=False)
        states = {one.status for one in list_replies(session)}

        assert list_waiting(session)
        assert len(list_talks(session, TalkStatus.WAITING)) == 1
        assert [one.closed_on is None for one in concerns] == [True, False]
        assert states == {ReplyStatus.DRAFT, ReplyStatus.PUBLISHED}
        assert {theme for one in list_comments(session) for theme in one.themes} >= {"my-worker"}
        assert any(promise.measures for promise in list_promised(session))
        assert len(list_activities(session)) == 1


@pytest.mark.parametrize("step", ["count_due", "make_replies"])
def test_one_that_was_interrupted_is_made_whole(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Whatever it was at: the second run asks, counts and answers back what the first did not."""
    rounds = [SampleRound("iro-survey@2", *days) for days in ((-21, 42, 0.03), (-190, -100, 0.15))]
    monkeypatch.setattr(making, "ROUNDS", rounds)
    monkeypatch.setattr(making, "make_returns", lambda *_, **__: None)
    monkeypatch.setattr(making, "hear", lambda *_, **__: None)
    with database.writing() as session:
        session.execute(text("DELETE FROM teams"))
    with clock.frozen_at(NOON):
        with monkeypatch.context() as patch:
            patch.setattr(making, step, interrupt)
            with pytest.raises(KeyboardInterrupt):
                make_demo(database, settings, tell=lambda _: None)
        make_demo(database, settings, tell=lambda _: None)

        with database.reading() as session:
            found = [status_of(r, settings.zone) for r in list_rounds(session)]
            replies = list_replies(session)

    assert sorted(found) == [Status.CLOSED, Status.OPEN]
    assert replies


def interrupt(*_: object, **__: object) -> None:
    """Somebody presses Ctrl and C."""
    raise KeyboardInterrupt
