"""Commands about rounds: open, list, close, pack; and what is counted at the end."""

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from feedback import clock
from feedback.app import create_app
from feedback.config import read_settings
from feedback.db import Database
from feedback.models.asking import Round
from feedback.models.reporting import FigureRow
from tests.cli.conftest import Run
from tests.councils import answer
from tests.pages import send, visit

OPEN = "rounds open iro-survey --teams all --opens 2026-11-23 --closes 2026-12-31 --json"


def test_an_opened_round_is_printed(council: Run, opened: dict[str, Any]) -> None:
    """One round with exactly these keys and types."""
    assert opened == {
        "id": "1", "questionnaire": "iro-survey", "version": 2, "teams": ["Oak", "Elm", "Ash"],
        "opens": "2026-11-23", "closes": "2026-12-31", "status": "open", "due": None, "given_out": None,
        "received": 0,
    }  # fmt: skip
    assert council("rounds", "list", "--json").json == [opened]


def test_a_planned_round_names_its_version_and_teams(council: Run) -> None:
    """An older version and some of the teams, in the council's order."""
    words = ["rounds", "open", "iro-survey@1", "--teams", "ash, Oak", "--opens", "2027-01-01"]

    planned = council(*words, "--closes", "2027-01-31", "--json").json

    assert (planned["version"], planned["teams"], planned["status"]) == (
        1,
        ["Oak", "Ash"],
        "planned",
    )


def test_a_second_round_on_the_same_days_is_refused(council: Run, opened: dict[str, Any]) -> None:
    """A code leads to one round: overlapping by a day is too much, the day after is not."""
    overlapping = council(
        *OPEN.replace("2026-11-23", "2026-12-31")
        .replace("2026-12-31 --j", "2027-01-31 --j")
        .split()
    )

    after = council(
        *OPEN.replace("2026-12-31", "2027-01-31").replace("2026-11-23", "2027-01-01").split()
    )

    assert overlapping.refusal.startswith(
        "Oak is already asked in round 1 (2026-11-23 to 2026-12-31)"
    )
    assert after.json["status"] == "planned"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("iro-survey", "nothing"), "There is no published questionnaire 'nothing'"),
        (("iro-survey", "iro-survey@7"), "iro-survey@7"),
        (("all", "Oak,Yew"), "There is no team called 'Yew'"),
        (("all", ","), "There is no team called"),
        (("2026-12-31", "2026-11-22"), "before it opens"),
        (("2026-11-23", "2027-01-01"), "before it opens"),
        (("2026-11-23 --closes 2026-12-31", "2026-10-01 --closes 2026-11-22"), "is past"),
        (("2026-12-31", "9999-12-31"), "2199"),
        (("2026-11-23", "0001-01-01"), "2000"),
    ],
)
def test_a_round_that_cannot_be_is_refused(
    council: Run, change: tuple[str, str], words: str
) -> None:
    """One line, nothing opened, no collector made."""
    result = council(*OPEN.replace(*change).split())

    assert words in result.refusal
    assert council("rounds", "list", "--json").json == []
    assert council("collectors", "list", "--json").json == []


def test_closing_needs_a_yes(council: Run, opened: dict[str, Any]) -> None:
    """Without it nothing happens."""
    result = council("rounds", "close", "1")

    assert "add --yes" in result.refusal
    assert council("rounds", "list", "--json").json == [opened]


@pytest.mark.parametrize("id_", ["7", "0", "x", "²", "1.0", "99999999999999999999999999"])
def test_a_round_that_is_not_there(council: Run, opened: dict[str, Any], id_: str) -> None:
    """One line, whatever was typed."""
    assert f"There is no round '{id_}'" in council("rounds", "close", id_, "--yes").refusal
    assert f"'{id_}'" in council("collectors", "poster", id_, "--out", "p.pdf").refusal


def test_a_planned_round_cannot_be_closed(council: Run) -> None:
    """It has not opened."""
    council(*OPEN.replace("2026-11-23", "2026-12-01").split())

    result = council("rounds", "close", "1", "--yes")

    assert "has not opened yet" in result.refusal


def test_a_council_counts_twelve_and_nine_others(
    council: Run, opened: dict[str, Any], tmp_path: Path
) -> None:
    """12, 6 and 3 answers over the web, then close: the workbook shows 12, and 9 together as other teams."""
    client = create_app(read_settings()).test_client()
    collectors = council("collectors", "list", "--round", "1", "--json").json
    council("collectors", "given-out", collectors[0]["id"], "20")
    received = []
    for collector, answers in zip(collectors, (12, 6, 3), strict=True):
        for number in range(answers):
            page = visit(client, f"/q/{collector['code']}")
            assert (
                send(client, page, {"know_iro": "no" if number == 0 else "yes"}).status_code == 303
            )
        received.append(council("rounds", "list", "--json").json[0]["received"])

    closed = council("rounds", "close", "1", "--yes", "--json").json
    again = council("rounds", "close", "1", "--yes", "--json").json
    written = council("summary", "--out", "s.xlsx", "--json").json

    rows = list(
        openpyxl.load_workbook(tmp_path / "s.xlsx")["By team"].iter_rows(
            min_row=4, values_only=True
        )
    )
    table = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert received == [10, 15, 20]
    assert (closed["status"], closed["received"], closed["given_out"]) == ("closed", 21, 20)
    assert again == closed
    assert written == {"out": "s.xlsx"}
    assert [(r["Team"], int(r["Received"])) for r in table][:3] == [
        ("Oak", 12), ("Other teams", 9), ("All teams", 21),
    ]  # fmt: skip
    assert client.get(f"/q/{collectors[0]['code']}").status_code == 410


def test_a_round_is_listed_as_closing_until_it_is_counted(
    council: Run, opened: dict[str, Any]
) -> None:
    """After the last day it takes no new pages, whether or not anybody runs tick."""
    with clock.frozen_at(dt.datetime(2027, 1, 1, 1, tzinfo=dt.UTC)):
        status = council("rounds", "list", "--json").json[0]["status"]

    assert status == "closing"


def test_rounds_in_words(council: Run, opened: dict[str, Any]) -> None:
    """A table for people."""
    result = council("rounds", "list")

    assert result.out.splitlines()[0].split()[:3] == ["id", "questionnaire", "version"]
    assert "Oak, Elm, Ash" in result.out


def test_a_pack_holds_a_folder_for_each_team(
    council: Run, opened: dict[str, Any], tmp_path: Path
) -> None:
    """One ZIP with what each team hands out; the second time it is the same file."""
    made = council("rounds", "pack", "1", "--out", "a.zip", "--json").json
    said = council("rounds", "pack", "1", "--out", "b.zip")

    names = zipfile.ZipFile(tmp_path / "a.zip").namelist()
    assert made == {"out": "a.zip"}
    assert said.out == "Written: b.zip\n"
    assert names[0] == "README.txt"
    assert {name.split("/")[0] for name in names[1:]} == {"Oak", "Elm", "Ash"}
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_no_pack_of_a_round_that_is_over(
    council: Run, opened: dict[str, Any], tmp_path: Path
) -> None:
    """One line, and no file."""
    council("rounds", "close", "1", "--yes")

    assert "Round 1 is over" in council("rounds", "pack", "1", "--out", "a.zip").refusal
    assert not (tmp_path / "a.zip").exists()


def test_due_counts_are_saved_and_listed(
    council: Run, opened: dict[str, Any], tmp_path: Path
) -> None:
    """By the round or as open; the sum stands in the list once it is of every team, and what was before in the answer."""
    file = tmp_path / "due.csv"
    file.write_text("team;questionnaire;due\nOak;iro-survey;12\nElm;iro-survey;5\n")

    first = council("rounds", "due", opened["id"], str(file), "--json").json
    of_two = council("rounds", "list", "--json").json[0]["due"]
    file.write_text(f"{file.read_text()}Ash;iro-survey;3\n")
    again = council("rounds", "due", "open", str(file), "--json").json

    oak = {"round": opened["id"], "team": "Oak", "questionnaire": "iro-survey", "due": 12}
    assert first[0] == {**oak, "before": None}
    assert again[0] == {**oak, "before": 12}
    assert of_two is None
    assert council("rounds", "list", "--json").json[0]["due"] == 20


def test_a_wrong_due_list_is_refused_whole(
    council: Run, opened: dict[str, Any], tmp_path: Path
) -> None:
    """One line that names every wrong one, and nothing is saved."""
    file = tmp_path / "due.csv"
    file.write_text(
        "team,questionnaire,due\nOak,iro-survey,12\nOka,iro-survey,x\nElm,iro-survey,\n"
    )

    refusal = council("rounds", "due", "open", str(file)).refusal

    assert "Line 3: there is no team called" in refusal
    assert "Line 4: it has no number" in refusal
    assert council("rounds", "list", "--json").json[0]["due"] is None


def test_a_round_that_is_not_there_has_no_due(
    council: Run, opened: dict[str, Any], tmp_path: Path
) -> None:
    """Neither has a file that is not there."""
    file = tmp_path / "due.csv"
    file.write_text("team,questionnaire,due\nOak,iro-survey,12\n")

    assert "There is no round '9'" in council("rounds", "due", "9", str(file)).refusal
    assert "cannot be read" in council("rounds", "due", "1", str(tmp_path / "no.csv")).refusal


def test_the_list_tells_the_rate_of_a_counted_round(
    council: Run, opened: dict[str, Any], tmp_path: Path
) -> None:
    """Of due, halves up, else of given out, else in words; never before the count, when received is known in fives."""

    def rates() -> list[str]:
        return [line.split("  ")[-1].strip() for line in council("rounds", "list").out.splitlines()]

    database = Database(f"sqlite:///{tmp_path / 'feedback.db'}")
    with database.writing() as session:
        round_ = session.get_one(Round, 1)
        for member in round_.teams:
            answer(session, round_, member.team, times=6, answers=["know_iro=yes"])
            member.due = 48
    before = rates()
    council("rounds", "close", "1", "--yes")
    counted = rates()
    with database.writing() as session:
        row = session.scalars(select(FigureRow).where(FigureRow.kind == "all")).one()
        row.due, row.given_out = None, 20
    of_given_out = rates()
    with database.writing() as session:
        session.scalars(select(FigureRow).where(FigureRow.kind == "all")).one().given_out = None

    assert before == ["rate", "not yet"]
    assert counted == ["rate", "13%"]
    assert of_given_out == ["rate", "90%"]
    assert rates() == ["rate", "not recorded"]
