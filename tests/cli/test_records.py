"""The record-level file is written of a counted round, for a purpose, and every time is written down."""

import csv
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient

from tests.cli.conftest import Run
from tests.pages import send, visit

PURPOSE = ["--purpose", "Compare listening by kind of helper"]


@pytest.fixture
def counted(council: Run, opened: dict[str, Any], client: FlaskClient) -> Run:
    """The same council once six people have answered at the first link and the round is counted."""
    (first, *_) = council("collectors", "list", "--json").json
    for _ in range(6):
        page = visit(client, f"/q/{first['code']}")
        assert send(client, page, {"know_iro": "yes", "best": "Biscuits"}).status_code == 303
    council("rounds", "close", "1", "--yes")
    return council


def test_a_workbook_is_written_and_written_down(counted: Run, tmp_path: Path) -> None:
    """One file of three sheets; the audit says which round, which format and what for, and nobody's answer."""
    written = counted("records", "--round", "1", *PURPOSE, "--out", "r.xlsx", "--json").json

    assert written == {"out": "r.xlsx", "beside": []}
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    assert book.sheetnames == ["About", "Records", "Codebook"]
    assert book["Records"].max_row == 4 + 6
    last = counted("audit", "list", "--json").json[-1]
    del last["at"]
    assert last == {
        "deed": "downloaded-records", "thing": "records of round 1 as xlsx", "by": None, "purpose": PURPOSE[1],
    }  # fmt: skip


def test_csv_comes_with_its_codebook_and_its_terms(counted: Run, tmp_path: Path) -> None:
    """Three files side by side, named after the first."""
    written = counted("records", "--round", "1", *PURPOSE, "--out", "r.csv", "--json").json

    assert written == {"out": "r.csv", "beside": ["r-about.txt", "r-codebook.csv"]}
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["know_iro"] for row in csv.DictReader(file)] == ["yes"] * 6
    assert "Column,Kind,Question" in (tmp_path / "r-codebook.csv").read_text("utf-8-sig")
    assert "outside that attack" in (tmp_path / "r-about.txt").read_text("utf-8-sig")
    assert counted("audit", "list", "--json").json[-1]["thing"] == "records of round 1 as csv"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--round", "9", *PURPOSE, "--out", "r.xlsx"], "no round"),
        (["--round", "1", "--purpose", "audit", "--out", "r.xlsx"], "Say in a few words"),
        (["--round", "1", *PURPOSE, "--out", "r.pdf"], ".xlsx or .csv"),
        (["--round", "1", "--out", "r.xlsx"], "--purpose"),
        (["--round", "1", *PURPOSE, "--out", "nowhere/r.csv"], "cannot be written"),
    ],
)
def test_what_cannot_be_written_is_one_line(
    counted: Run, tmp_path: Path, words: list[str], says: str
) -> None:
    """No such round, no purpose, no such format, no place."""
    assert says.lower() in counted("records", *words).refusal.lower()
    assert not list(tmp_path.glob("r*"))


def test_a_round_with_nothing_to_give_is_one_line(council: Run, opened: dict[str, Any]) -> None:
    """Not counted; then closed with nobody's answer, and so sealed. Nothing is written down of a refusal."""
    words = ["records", "--round", "1", *PURPOSE, "--out", "r.xlsx"]

    assert "is not counted yet" in council(*words).refusal
    council("rounds", "close", "1", "--yes")
    assert "stay sealed" in council(*words).refusal
    assert "downloaded-records" not in council("audit", "list").out
