"""Commands about comments: list, release, withhold, as the duty reader's own terminal shows them."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from feedback.app import create_app
from feedback.config import read_settings
from tests.cli.conftest import Run
from tests.pages import send, visit

KEYS = ["id", "round", "team", "question", "comment", "language", "status"]


@pytest.fixture
def said(council: Run, opened: dict[str, Any]) -> list[dict[str, str]]:
    """What ten people of Oak and six of Elm wrote over the web, once the round is closed."""
    client = create_app(read_settings()).test_client()
    collectors = council("collectors", "list", "--json").json
    for collector, answers in zip(collectors, (10, 6), strict=False):
        for _ in range(answers):
            page = visit(client, f"/q/{collector['code']}")
            send(client, page, {"best": f"Biscuits\nand {collector['team']}", "know_iro": "yes"})
    council("rounds", "close", "1", "--yes")
    return council("comments", "list", "--json").json  # type: ignore[no-any-return]


def test_there_is_nothing_before_the_count(council: Run, opened: dict[str, Any]) -> None:
    """An empty list, and a sentence that says when there will be something."""
    assert council("comments", "list", "--json").json == []
    assert "once they were read or their round is counted" in council("comments", "list").out


def test_every_comment_is_listed_with_its_name(said: list[dict[str, str]]) -> None:
    """Exactly these keys, all strings; Oak by its name, Elm by its service."""
    assert [list(row) for row in said] == [KEYS] * 16
    assert {type(value) for row in said for value in row.values()} == {str}
    assert {(row["comment"], row["team"]) for row in said} == {
        ("Biscuits\nand Oak", "Oak"),
        ("Biscuits\nand Elm", "Children in care"),
    }
    assert {(r["round"], r["question"], r["language"], r["status"]) for r in said} == {
        ("1", "best", "en", "new")
    }


def test_release_and_withhold_print_the_comment(council: Run, said: list[dict[str, str]]) -> None:
    """As it is now, with the words that were given."""
    first, second = said[:2]

    released = council("comments", "release", first["id"], "--text", "Tea", "--json").json
    withheld = council("comments", "withhold", second["id"], "--json").json

    assert released == {**first, "comment": "Tea", "status": "released"}
    assert withheld == {**second, "status": "withheld"}
    assert council("comments", "list", "--status", "released", "--json").json == [released]
    assert council("comments", "list", "--status", "withheld", "--json").json == [withheld]
    assert len(council("comments", "list", "--round", "1", "--status", "new", "--json").json) == 14


def test_only_released_words_reach_the_workbook(
    council: Run, said: list[dict[str, str]], tmp_path: Path
) -> None:
    """In no cell of any sheet stands a word that was not released."""
    council("comments", "release", said[0]["id"], "--text", "=Tea")
    council("comments", "withhold", said[1]["id"])
    council("summary", "--out", "s.xlsx")

    book = openpyxl.load_workbook(tmp_path / "s.xlsx")
    rows = list(book["Comments"].iter_rows(min_row=5, values_only=True))
    everything = str([list(sheet.values) for sheet in book.worksheets])

    assert [row[2:7] for row in rows] == [
        # Its service, until a second reader agrees that the team's name may stay.
        ("Children in care", "What was good about your review?", "=Tea", "[c]", "[x]")
    ]
    assert "Biscuits" not in everything


def test_released_comments_can_be_taken_back(
    council: Run, said: list[dict[str, str]], tmp_path: Path
) -> None:
    """Withheld after all, the next workbook has no row of it."""
    council("comments", "release", said[0]["id"])
    council("comments", "withhold", said[0]["id"])
    council("summary", "--out", "s.xlsx")

    rows = list(openpyxl.load_workbook(tmp_path / "s.xlsx")["Comments"].iter_rows(min_row=5))

    assert [str(row[0].value) for row in rows] == [
        "Comments are released by hand; there is none that may be told."
    ]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("comments", "release", "12"), "There is no comment '12'"),
        (("comments", "withhold", "x"), "There is no comment 'x'"),
        (("comments", "list", "--round", "7"), "There is no round '7'"),
        (
            ("comments", "list", "--status", "old"),
            "'new', 'read', 'released', 'staff-only', 'withheld', 'escalated'",
        ),
    ],
)
def test_what_is_not_there_is_one_line(
    council: Run, opened: dict[str, Any], words: tuple[str, ...], says: str
) -> None:
    """It says what was not found."""
    assert says in council(*words).refusal


@pytest.mark.parametrize("text", ["", " ", "x" * 1001])
def test_words_that_cannot_be_released_are_refused(
    council: Run, said: list[dict[str, str]], text: str
) -> None:
    """One line; the comment stays as it was."""
    result = council("comments", "release", said[0]["id"], "--text", text)

    assert "words" in result.refusal or "1001 characters" in result.refusal
    assert council("comments", "list", "--json").json == said


def test_a_terminal_is_not_steered_by_a_comment(council: Run, said: list[dict[str, str]]) -> None:
    """Letters that would move its cursor are shown as what they are not; lines stay lines."""
    council("comments", "release", said[0]["id"], "--text", "a\x1b[2Jb\nc")

    out = council("comments", "list", "--status", "released").out

    assert out.splitlines()[1:] == ["    a\ufffd[2Jb", "    c"]


def test_reading_and_exporting_are_written_down(
    said: list[dict[str, str]], council: Run, tmp_path: Path
) -> None:
    """The list, and a workbook, leave a row each with the round and no word; other commands leave none."""
    with closing(sqlite3.connect(tmp_path / "feedback.db")) as other:
        query = "SELECT deed, thing, done_by FROM audit"
        before = other.execute(query).fetchall()
        council("rounds", "list")
        untouched = other.execute(query).fetchall()
        council("comments", "list")
        council("summary", "--round", "1", "--out", "s.xlsx")
        after = other.execute(query).fetchall()

    assert untouched == before
    assert after[len(before) :] == [
        ("read-comments", "round 1", None),
        ("downloaded-workbook", "round 1", None),
    ]
