"""Commands about rounds: open, list, close, pack; and what is counted at the end."""

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from feedback import clock
from feedback.app import create_app
from feedback.config import read_settings
from tests.cli.conftest import Run
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
