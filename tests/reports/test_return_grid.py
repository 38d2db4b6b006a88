"""Returns side by side: now and before, by service and group, and as an Excel file."""

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from feedback import return_drafts, returns, visit_answers
from feedback.config import Settings
from feedback.db import Database
from feedback.mergers import merge_team
from feedback.reports.return_grid import OUTSIDE, Grid, make_grid
from feedback.reports.return_sheets import make_file
from feedback.return_drafts import Written
from tests.conftest import copy_database
from tests.councils import LONDON
from tests.returning import AUTUMN, SPRING, TODAY, ask, send, team_of

LADDER = "participation-hart8"


@pytest.fixture
def database(settings: Settings, template: Path, noon: dt.datetime) -> Iterator[Database]:
    """The shipped questionnaires and three teams."""
    yield from copy_database(settings, template)


def grid_of(session: Session, questionnaire: str = LADDER, **how: object) -> Grid:
    """The grid of everything there is of a questionnaire."""
    found = [r for r in returns.list_returns(session) if r.version.questionnaire == questionnaire]
    return make_grid(session, found, today=TODAY, **how)  # type: ignore[arg-type]


@pytest.fixture
def two_periods(database: Database) -> Database:
    """Oak climbed, Elm fell, Ash is new, an organisation is outside; one only began."""
    with database.writing() as session:
        for team, spring, autumn in (("Oak", "3", "6"), ("Elm", "5", "4"), ("Ash", "", "5")):
            if spring:
                send(session, ask(session, team=team, day=SPRING), recruitment=spring)
            send(session, ask(session, team=team), recruitment=autumn, shows="<b>Notes</b>")
        send(session, ask(session, maker="Kite Trust"), training="2")
        ask(session, maker="Swift")
        team_of(session, "Oak").group = "Trees"
    return database


def test_the_marks_stand_now_and_before(two_periods: Database) -> None:
    """By the number of the rung, with up and down; a blank where nothing was said."""
    with two_periods.reading() as session:
        grid = grid_of(session)

    lines = {line.name: line.cells[0] for line in grid.lines}
    said = {
        name: (c.now and c.now.short, c.before and c.before.short, c.change)
        for name, c in lines.items()
    }
    assert [column.heading for column in grid.columns][:2] == ["Choosing staff", "Training"]
    assert said == {
        "Oak": ("6", "3", "up"), "Elm": ("4", "5", "down"), "Ash": ("5", None, ""), "Kite Trust": (None, None, ""),
    }  # fmt: skip
    assert lines["Oak"].now is not None
    assert lines["Oak"].now.evidence == "<b>Notes</b>"
    assert lines["Oak"].now.words == "6. Adults start it and share decisions"


def test_answers_to_two_visits_are_not_one_before_the_other(database: Database) -> None:
    """They answer other words: each has a row that names its visit, on the page and in the file, and no change."""
    with database.writing() as session:
        for day, says in ((AUTUMN, "done"), (AUTUMN + dt.timedelta(days=40), "cannot")):
            visit = ask(session, "young-inspectors-visit", maker="YI", place="Elm", day=day)
            words = Written({"welcome": ("2",)}, {"recommend_1": f"Of {day}"})
            return_drafts.send(session, visit, words, seen="0-asked", today=TODAY, by=None)
            answer = visit_answers.ask_answer(session, visit, today=TODAY, by=None)
            send(session, answer, answer_recommend_1=says)
        grid = grid_of(session, "visit-answer")
        file = make_file(session, returns.list_returns(session)[-2:], name="x", period="", made_on=TODAY)  # fmt: skip

    said = {line.name: line.cells[0] for line in grid.lines}
    assert {name: cell.now and cell.now.short for name, cell in said.items()} == {
        "Elm, to YI, 5 October 2026": "We have done it",
        "Elm, to YI, 14 November 2026": "We cannot do it",
    }
    assert [(cell.before, cell.change) for cell in said.values()] == [(None, "")] * 2
    sheet = load_workbook(io.BytesIO(file))["Compared"]
    rows = [row[2:4] for row in sheet.iter_rows(min_row=5, values_only=True)]
    assert sorted(rows) == sorted((name, "Elm") for name in said)


def test_a_service_says_from_where_to_where(two_periods: Database) -> None:
    """No mean of rungs. Those outside come last; by group, a group stands alone."""
    with two_periods.reading() as session:
        by_service, by_group = grid_of(session), grid_of(session, by_group=True)

    assert [(area.name, area.ranges[:2]) for area in by_service.areas] == [
        ("Children in care", ("4 to 6", "")),
        (OUTSIDE, ("", "2")),
    ]
    assert [area.name for area in by_group.areas] == [
        "Children in care", "Children in care, Trees", OUTSIDE,
    ]  # fmt: skip


def test_an_earlier_period_can_be_chosen(two_periods: Database) -> None:
    """It shows what was sent then, and nothing of later."""
    with two_periods.reading() as session:
        grid = grid_of(session, period="2026-04-01")
        newest = grid_of(session, period="nothing")

    assert [name for _, name in grid.periods] == [
        "October 2026 to March 2027",
        "April to September 2026",
    ]
    assert {line.name: line.cells[0].now.short for line in grid.lines if line.cells[0].now} == {
        "Oak": "3",
        "Elm": "5",
    }
    assert all(line.cells[0].before is None for line in grid.lines)
    assert newest.period is not None
    assert newest.period.isoformat() == "2026-10-01"


def test_marks_on_another_scale_are_not_before(two_periods: Database) -> None:
    """A version that asks on another ladder begins a new line."""
    with two_periods.writing() as session:
        old = next(r for r in returns.list_returns(session) if returns.maker_of(r) == "Oak")
        other = old.version.snapshot.replace('"scale":"hart8"', '"scale":"hart9"')
        changed = type(old.version)(
            questionnaire=LADDER, number=2, snapshot=other, sha256="x", published_on=TODAY
        )
        session.add(changed)
        session.flush()
        old.version = changed
        session.flush()

        cell = next(line for line in grid_of(session).lines if line.name == "Oak").cells[0]

        assert (cell.now is not None, cell.before) == (True, None)


def test_a_visit_stands_beside_its_re_visit(database: Database) -> None:
    """In the period of the re-visit: the place, who looked, and what was found each time."""
    with database.writing() as session:
        visit = ask(session, "young-inspectors-visit", maker="YI", place="Oak", day=AUTUMN)
        send(session, visit, welcome="1", staff_manner="4", go_again="yes")
        (again,) = (r for r in returns.list_returns(session) if r.stage == 2)
        send(session, again, welcome="3")

        grid = grid_of(session, "young-inspectors-visit")

        (line,) = grid.lines
        cells = {
            column.question: cell for column, cell in zip(grid.columns, line.cells, strict=True)
        }
        assert (line.name, line.about, line.service) == ("Oak", "by YI", "Children in care")
        welcome, manner = cells["welcome"], cells["staff_manner"]
        assert welcome.now is not None
        assert welcome.before is not None
        assert (welcome.now.short, welcome.before.short) == ("Good", "Not good enough")
        assert welcome.change == "up"
        assert (
            manner.now is not None
        )  # not looked at again: what the first visit found still stands
        assert "go_again" not in cells


def test_one_course_of_two_teams_is_two_lines(database: Database) -> None:
    """Each of its team, and both stages in one."""
    with database.writing() as session:
        for team in ("Oak", "Elm"):
            send(
                session,
                ask(session, "training-evaluation", team=team, subject="Respect"),
                useful="4",
            )
        later = next(r for r in returns.list_returns(session) if r.stage == 2)
        send(session, later, used="2")

        lines = list(grid_of(session, "training-evaluation").lines)

        assert {(line.name, line.about) for line in lines} == {
            ("Respect", "by Oak"),
            ("Respect", "by Elm"),
        }


def test_nothing_sent_is_an_empty_grid(database: Database) -> None:
    """What was only begun is nobody's business yet."""
    with database.writing() as session:
        return_ = ask(session, team="Oak")
        written = return_drafts.Written({"training": ("3",)})
        return_drafts.save(session, return_, written, seen=returns.state_of(return_), by=None)

        assert grid_of(session) == Grid((), (), (), None)


def test_the_file_has_the_grid_and_every_answer(two_periods: Database) -> None:
    """Two sheets; what somebody wrote is text and no formula; the same bytes again."""
    with two_periods.writing() as session:
        send(session, ask(session, maker="=1+1"), training="2", shows="=cmd()")
        found = [r for r in returns.list_returns(session) if r.version.questionnaire == LADDER]
        made = [make_file(session, found, name="Hart", period="", made_on=TODAY) for _ in range(2)]
    book = load_workbook(io.BytesIO(made[0]))

    assert made[0] == made[1]
    assert book.sheetnames == ["Compared", "Answers"]
    rows = [[cell.value for cell in row] for row in book["Compared"].iter_rows(min_row=4)]
    oak = next(row for row in rows if row[2] == "Oak")
    assert rows[0][:6] == [
        "Service",
        "Group",
        "Of",
        "Made by",
        "Choosing staff",
        "Choosing staff, before",
    ]
    assert oak[4:6] == ["6. Adults start it and share decisions", "3. Tokenism"]
    cells = [cell for row in book["Answers"].iter_rows() for cell in row]
    assert any(cell.value == "<b>Notes</b>" for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)


def test_a_file_of_nothing_says_so(database: Database) -> None:
    """It opens, and has its headings."""
    with database.reading() as session:
        made = make_file(session, [], name="Hart", period="", made_on=TODAY)

    book = load_workbook(io.BytesIO(made))
    assert book["Compared"]["A5"].value == "No return was sent yet"


def test_marks_on_both_sides_of_a_merger_are_not_compared(two_periods: Database) -> None:
    """What Oak is now it was not before: no mark goes up, and the file says so too."""
    with two_periods.writing() as session:
        merge_team(
            session, team_of(session, "Elm"), team_of(session, "Oak"),
            from_on=TODAY + dt.timedelta(1), zone=LONDON,
        )  # fmt: skip
        grid = grid_of(session)
        found = [r for r in returns.list_returns(session) if r.version.questionnaire == LADDER]
        content = make_file(session, found, name="Ladder", period="", made_on=TODAY)

    cells = {line.name: line.cells[0] for line in grid.lines}
    before = [row[5] for row in load_workbook(io.BytesIO(content))["Compared"].values]

    assert (cells["Oak"].change, cells["Oak"].why) == (
        "", "Other teams are in it: Elm is in it now.",
    )  # fmt: skip
    assert (cells["Elm"].change, cells["Elm"].why) == ("down", "")
    assert sum(str(words).endswith("[b]") for words in before) == 1
