"""An issued workbook stays what it was: its number, its bytes, its day of deletion; the next says what changed."""

import datetime as dt
import hashlib
import io
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, select, update

from feedback import clock, issues
from feedback.activities import Method, Noted, add_activity
from feedback.comments import list_comments, open_comment
from feedback.config import Settings
from feedback.db import Database
from feedback.decisions import release
from feedback.exceptions import RefusedError
from feedback.making import make_orders
from feedback.models.asking import Round, Team
from feedback.models.issuing import Issue, IssueFile, Order
from feedback.orders import Kind, place_order
from feedback.reports.issued import list_issuable
from feedback.spans import Span, Window
from feedback.themes import ThemeKind, add_theme, give_themes
from feedback.tick import run_tick
from tests.councils import add_round, add_teams, answer, count, make_database, make_settings

YEAR = Window(dt.date(2026, 4, 1), Span.YEAR)
OPENS, CLOSES = dt.date(2026, 4, 1), dt.date(2026, 9, 30)
TODAY = dt.datetime(2027, 4, 5, 12, tzinfo=dt.UTC)  # the year is over


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The settings of the council."""
    return make_settings(tmp_path)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """Two rounds that ended in the year, of which one is counted, with a released comment."""
    database = make_database(tmp_path)
    with database.writing() as session:
        teams = add_teams(session, ("Oak", "Care"), ("Elm", "Care"))
        first = add_round(session, teams, opens_on=OPENS, closes_on=CLOSES)
        for team in teams:
            answer(session, first, team, times=12, comments={"best": "Biscuits and games"})
        count(session, first)
        released = list_comments(session)[0]
        comment = open_comment(session, released.id)
        theme = add_theme(session, "Waiting", ThemeKind.THEME, by=None)
        session.flush()
        give_themes(session, comment, [theme.code], tone=None)
        release(session, comment)
        second = add_round(
            session, teams, opens_on=dt.date(2026, 10, 1), closes_on=dt.date(2027, 3, 31)
        )
        for team in teams:
            answer(session, second, team, times=15)
    return database


def issue(
    database: Database, settings: Settings, *, comments: bool = False, at: dt.datetime = TODAY
) -> Order:
    """Order the workbook of the year and have it made; the order."""
    details = {"window": YEAR.key, "comments": "yes" if comments else "no"}
    with clock.frozen_at(at):
        with database.writing() as session:
            order_id = place_order(session, Kind.WORKBOOK, details, by=None).id
        make_orders(database, settings)
        with database.reading() as session:
            return session.get_one(Order, order_id)


def read(database: Database, number: int) -> tuple[Issue, bytes]:
    """An issued workbook and its file."""
    with database.writing() as session:
        found = session.scalars(select(Issue).where(Issue.number == number)).one()
        return found, issues.read_file(session, found, by=None)


def count_second(database: Database) -> None:
    """Count the round that was not."""
    with database.writing() as session:
        round_ = session.scalars(select(Round).where(Round.counted_on.is_(None))).one()
        count(session, round_, at=TODAY)


def release_second(database: Database, words: str) -> None:
    """Count the other round too, with a comment of these words that is released."""
    with database.writing() as session:
        round_ = session.scalars(select(Round).where(Round.counted_on.is_(None))).one()
        answer(session, round_, round_.teams[0].team, comments={"best": words})
        count(session, round_, at=TODAY)
        (written,) = list_comments(session, round_=round_)
        release(session, open_comment(session, written.id))


def words_of(content: bytes, sheet: str) -> str:
    """Everything that stands on a sheet."""
    cells = openpyxl.load_workbook(io.BytesIO(content))[sheet].iter_rows(values_only=True)
    return "\n".join(str(value) for line in cells for value in line if value is not None)


def test_it_is_the_same_bytes_whenever_it_is_downloaded(
    database: Database, settings: Settings
) -> None:
    """Whatever is counted, released or noted since; with the checksum of its line."""
    order = issue(database, settings)
    first, content = read(database, 1)
    count_second(database)
    issue(database, settings)

    again, same = read(database, 1)

    assert order.state == "done"
    assert same == content
    assert hashlib.sha256(content).hexdigest() == again.sha256 == first.sha256
    assert read(database, 2)[1] != content


def test_the_file_says_what_it_is(database: Database, settings: Settings) -> None:
    """Its period and number on the cover, and on Notes that it is the first."""
    issue(database, settings)

    _, content = read(database, 1)

    assert "2026-27, number 1" in words_of(content, "Cover")
    assert "This is the first number of this period." in words_of(content, "Notes")


def test_the_next_says_what_changed(database: Database, settings: Settings) -> None:
    """Which round joined and where rows are new, on its line and on Notes."""
    issue(database, settings)
    count_second(database)
    issue(database, settings)

    second, content = read(database, 2)

    lines = second.changes.splitlines()
    assert lines[0].startswith("Joined: ")
    assert "1 Oct 2026 to 31 Mar 2027" in lines[0]
    assert any(line.startswith("By team: ") for line in lines)
    assert all(line in words_of(content, "Notes") for line in lines)


def test_a_round_that_stays_sealed_is_named_and_nothing_told_of_it(
    database: Database, settings: Settings
) -> None:
    """It is no month of its own; it ends no file, its number of answers stands nowhere, and nothing new is not issued."""
    issue(database, settings)
    with database.writing() as session:
        oak = session.scalars(select(Team).where(Team.name == "Oak")).one()
        few = add_round(session, [oak], opens_on=OPENS, closes_on=dt.date(2026, 5, 31))
        answer(session, few, oak, times=4)
        count(session, few)
        names = [w.name for w in list_issuable(session, settings, today=TODAY.date())]
    issue(database, settings)
    again = issue(database, settings)

    second, content = read(database, 2)

    sealed = "IRO survey (iro-survey), 1 Apr 2026 to 31 May 2026"
    said = "iro-survey, 1 Apr 2026 to 31 May 2026: too few answers to show."
    assert second.changes == f"Stays sealed: {sealed}."
    assert said in words_of(content, "Notes")
    assert said in words_of(content, "Response rates")
    assert "31 May 2026" not in words_of(content, "Cover")
    assert second.kept_until == dt.date(2032, 9, 30)
    assert (again.state, "May 2026" in names) == ("failed", False)


def test_nothing_new_is_not_issued(database: Database, settings: Settings) -> None:
    """So that two numbers never say the same."""
    issue(database, settings)

    again = issue(database, settings)

    assert again.state == "failed"
    assert again.trouble == "Nothing has changed since number 1 of 2026-27. Use that one."


def test_activities_are_counted_by_method(database: Database, settings: Settings) -> None:
    """Those of the period, below the rates; and the next number says that rows are new."""
    issue(database, settings)
    with database.writing() as session:
        for day, people in ((dt.date(2026, 5, 1), 12), (dt.date(2027, 3, 31), 8)):
            add_activity(session, Noted(day, Method.FOCUS_GROUP, people, "Young carers"), by=None)
        other = Noted(dt.date(2027, 4, 1), Method.FOCUS_GROUP, 90, "Young carers")
        add_activity(session, other, by=None)

    issue(database, settings)

    second, content = read(database, 2)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Response rates"]
    *_, last = sheet.iter_rows(values_only=True)
    assert last[:8] == (
        "Activities", "2026-27", "All teams", "Focus group", "[z]", 2, 20, "[z]"
    )  # fmt: skip
    assert (
        second.changes == "Response rates: 1 row new or different, 0 rows gone or different before."
    )
    assert "Young carers" not in "\n".join(
        words_of(content, name) for name in openpyxl.load_workbook(io.BytesIO(content)).sheetnames
    )


@pytest.mark.parametrize(("comments", "until"), [(True, "2027-09-30"), (False, "2032-09-30")])
def test_it_is_deleted_with_what_it_holds(
    database: Database, settings: Settings, comments: bool, until: str
) -> None:
    """With comments after 12 months, without after six years, from the round's last day. Its line stays longer."""
    issue(database, settings, comments=comments)
    found, content = read(database, 1)
    day = dt.date.fromisoformat(until)
    kept = []
    for moment in (day, day + dt.timedelta(days=1)):
        with clock.frozen_at(dt.datetime.combine(moment, dt.time(12), dt.UTC)):
            run_tick(database, settings)
            with database.reading() as session:
                kept.append(session.scalar(select(func.count()).select_from(IssueFile)))

    sheets = openpyxl.load_workbook(io.BytesIO(content)).sheetnames
    holding = [name for name in sheets if "Biscuits and games" in words_of(content, name)]
    assert holding == (["Comments", "Themes"] if comments else [])
    assert "Waiting" in words_of(content, "Themes")
    assert found.kept_until == day
    assert kept == [1, 0]
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Issue)) == 1
    with clock.frozen_at(TODAY + dt.timedelta(days=6 * 366)):
        run_tick(database, settings)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Issue)) == 0


def test_comments_past_their_day_neither_stand_in_it_nor_end_it(
    database: Database, settings: Settings
) -> None:
    """Those of the first round are over, ticked away or not: the file goes with the first that it does hold."""
    release_second(database, "Warm rooms")
    october = dt.datetime(2027, 10, 5, 12, tzinfo=dt.UTC)
    issue(database, settings, comments=True, at=october)
    first, content = read(database, 1)
    with clock.frozen_at(october):
        run_tick(database, settings)
        still = read(database, 1)[1]
    with clock.frozen_at(dt.datetime(2028, 4, 1, 12, tzinfo=dt.UTC)):
        again = issue(database, settings, comments=True, at=clock.now())
        run_tick(database, settings)

    assert first.kept_until == dt.date(2028, 3, 31)
    assert still == content
    assert "Warm rooms" in words_of(content, "Comments")
    assert "Biscuits and games" not in words_of(content, "Comments") + words_of(content, "Themes")
    assert again.state == "done"
    assert read(database, 2)[0].kept_until == dt.date(2032, 9, 30)


def test_a_file_past_its_day_is_not_said_to_be_the_one_to_use(
    database: Database, settings: Settings
) -> None:
    """It goes with the next tick, so the period can be issued again before that."""
    issue(database, settings)
    with database.writing() as session:
        session.execute(update(Issue).values(kept_until=TODAY.date() - dt.timedelta(days=1)))

    again = issue(database, settings)

    assert again.state == "done"
    assert "number 1 is deleted" in read(database, 2)[0].changes


def test_one_taken_back_is_gone_and_the_period_can_be_issued_again(
    database: Database, settings: Settings
) -> None:
    """Its line stays, with the day; the next number goes on."""
    issue(database, settings, comments=True)
    with database.writing() as session:
        issues.withdraw_issue(session, issues.list_issues(session)[0], on=TODAY.date(), by=None)

    with pytest.raises(RefusedError, match="deleted"):
        read(database, 1)
    assert issue(database, settings).state == "done"
    assert "could not be compared" in read(database, 2)[0].changes


def test_a_file_that_is_not_what_was_issued_is_not_given_out(
    database: Database, settings: Settings
) -> None:
    """Somebody changed the database, or the disk did."""
    issue(database, settings)
    with database.writing() as session:
        session.execute(update(IssueFile).values(content=b"something else"))

    with pytest.raises(RefusedError, match="not what was issued"):
        read(database, 1)


def test_a_period_is_offered_once_it_is_over_and_a_round_is_counted(
    database: Database, settings: Settings
) -> None:
    """The month, quarter and half-year of the counted round; not the month of the one that is not; none without figures."""
    with database.reading() as session:
        names = [w.name for w in list_issuable(session, settings, today=TODAY.date())]
        early = [w.name for w in list_issuable(session, settings, today=dt.date(2027, 3, 31))]
        last = list_issuable(session, settings, today=dt.date(2032, 9, 30))
        late = list_issuable(session, settings, today=dt.date(2032, 10, 1))

    assert names == ["September 2026", "2026-27 Q2", "2026-27 H1", "2026-27"]
    assert early == names[:-1]
    assert (len(last), late) == (4, [])


def test_a_crash_while_it_is_made_issues_it_once(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Number, file and order are kept together."""

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("feedback.making.finish_order", stop)
        with pytest.raises(KeyboardInterrupt):
            issue(database, settings)
    with clock.frozen_at(TODAY + dt.timedelta(minutes=5)):
        made = make_orders(database, settings)

    with database.reading() as session:
        numbers = [one.number for one in issues.list_issues(session)]
    assert (made, numbers) == (1, [1])
