"""Issued workbooks and activities by command."""

import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

import pytest

from feedback import clock
from feedback.db import Database
from feedback.models.asking import Round
from tests.cli.conftest import Run
from tests.councils import answer

LINE = ["--day", "2026-11-20", "--method", "forum", "--audience", "Care leavers"]
SPRING = dt.datetime(2027, 5, 3, 12, tzinfo=dt.UTC)


def test_an_activity_is_noted_and_listed(council: Run) -> None:
    """With the same words of refusal as on the page."""
    added = council("activities", "add", *LINE, "--people", "9", "--json").json

    assert added["people"] == 9
    assert council("activities", "list", "--json").json == [added]
    assert "from 1 to 9999" in council("activities", "add", *LINE, "--people", "0").refusal


def test_a_period_without_counted_rounds_is_refused(council: Run) -> None:
    """It says which there are: none."""
    assert "none" in council("workbooks", "issue", "2026-27 Q1").refusal
    assert council("workbooks", "list", "--json").json == []


def test_a_workbook_is_issued_and_got(
    council: Run, opened: dict[str, Any], counted_forms: None, tmp_path: Path
) -> None:
    """The bytes have the checksum of its line, and nothing new is not issued again."""
    with clock.frozen_at(SPRING):
        council("tick")
        made = council("workbooks", "issue", "2026-27 q3", "--json").json
        got = council("workbooks", "get", made["id"], "--out", "issued.xlsx", "--json").json
        listed = council("workbooks", "list", "--json").json
        again = council("workbooks", "issue", "2026-27 Q3")

    assert (made["period"], made["number"], got) == ("2026-27 Q3", 1, {"out": "issued.xlsx"})
    assert hashlib.sha256((tmp_path / "issued.xlsx").read_bytes()).hexdigest() == made["sha256"]
    assert listed == [made]
    assert "Nothing has changed since number 1" in again.refusal
    assert "no workbook" in council("workbooks", "get", "99", "--out", "x.xlsx").refusal


@pytest.fixture
def counted_forms(opened: dict[str, Any], tmp_path: Path) -> None:
    """Seven people answered the round."""
    database = Database(f"sqlite:///{tmp_path / 'feedback.db'}")
    with database.writing() as session:
        round_ = session.get_one(Round, int(opened["id"]))
        answer(session, round_, round_.teams[0].team, times=7, answers=["know_iro=yes"])
    database.engine.dispose()
