"""The command that reviews answers of a burst, and what closing a round says while some wait."""

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from feedback import clock
from feedback.app import create_app
from feedback.bursts import MOST
from feedback.config import read_settings
from feedback.db import Database
from feedback.models.asking import Collector, Round
from tests.cli.conftest import Run
from tests.floods.sender import Sender

KEYS = {"id", "team", "questionnaire", "channel", "batch", "answers", "status"}


@pytest.fixture
def flooded(council: Run, opened: dict[str, Any]) -> Run:
    """Twelve answers at Elm, and a burst at Oak: 360 of junk sent at once, and 7 of people."""
    settings = read_settings()
    app, database = create_app(settings), Database(settings.database_url)
    with database.reading() as session:
        round_ = session.get_one(Round, 1)
        oak, elm = (session.get_one(Collector, id_) for id_ in (1, 2))
    doors = [Sender(app.test_client(), settings, round_, one) for one in (oak, elm)]
    for _ in range(12):
        doors[1].send_real()
    for _ in range(MOST + 10):
        doors[0].send({"know_iro": "no"}, open_for=dt.timedelta(seconds=1))
    for _ in range(7):
        doors[0].send_real()
    return council


def test_batches_are_listed(flooded: Run) -> None:
    """One JSON value, counts in fives, and nothing of what anybody said."""
    batches = flooded("responses", "review", "1", "--json").json

    assert [set(batch) for batch in batches] == [KEYS, KEYS]
    assert batches == [
        {
            "id": "1-hurried", "team": "Oak", "questionnaire": "iro-survey", "channel": "poster",
            "batch": "hurried", "answers": 360, "status": "undecided",
        },
        {
            "id": "1-different", "team": "Oak", "questionnaire": "iro-survey", "channel": "poster",
            "batch": "different", "answers": 5, "status": "undecided",
        },
    ]  # fmt: skip
    said = flooded("responses", "review", "1").out
    assert said.splitlines()[0].split() == [
        "id", "team", "questionnaire", "channel", "batch", "answers", "status",
    ]  # fmt: skip


def test_batches_are_kept_and_left_out(flooded: Run) -> None:
    """Both in one command, each several times, and changed afterwards."""
    first = flooded("responses", "review", "1", "--leave-out", "all", "--json").json
    second = flooded(
        "responses", "review", "1", "--keep", "1-different", "--leave-out", "1-hurried", "--json"
    ).json

    assert [batch["status"] for batch in first] == ["left-out", "left-out"]
    assert [batch["status"] for batch in second] == ["left-out", "kept"]
    assert flooded("responses", "review", "1", "--json").json == second


def test_all_but_one(flooded: Run) -> None:
    """Leave out all and keep one: what is named wins over all, whichever it is."""
    first = flooded(
        "responses", "review", "1", "--leave-out", "all", "--keep", "1-different", "--json"
    ).json
    second = flooded(
        "responses", "review", "1", "--keep", "all", "--leave-out", "1-hurried", "--json"
    ).json

    assert [batch["status"] for batch in first] == ["left-out", "kept"]
    assert [batch["status"] for batch in second] == ["left-out", "kept"]


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("review 1 --keep 9-alike", "no batch '9-alike'"),
        ("review 1 --keep 1-hurried --leave-out 1-hurried", "both kept and left out"),
        ("review 7", "no round '7'"),
        ("review x --keep all", "no round 'x'"),
    ],
)
def test_what_cannot_be_decided(flooded: Run, words: str, refusal: str) -> None:
    """One line, and nothing decided."""
    assert refusal in flooded("responses", *words.split()).refusal
    statuses = [b["status"] for b in flooded("responses", "review", "1", "--json").json]
    assert statuses == ["undecided", "undecided"]


def test_a_round_without_a_burst(council: Run, opened: dict[str, Any]) -> None:
    """An empty list, and a sentence."""
    assert council("responses", "review", "1", "--json").json == []
    assert council("responses", "review", "1").out == "Round 1 holds no answers for review.\n"


def test_received_counts_what_is_held_while_the_round_is_open(flooded: Run) -> None:
    """In fives, as always."""
    assert flooded("rounds", "list", "--json").json[0]["received"] == 375


def test_closing_waits_for_the_review(flooded: Run, tmp_path: Path) -> None:
    """It stops, says on what it waits and what to do; decided, it is counted, and Notes says how many are missing."""
    waiting = flooded("rounds", "close", "1", "--yes", "--json")
    refused = flooded("summary", "--round", "1", "--out", "s.xlsx")
    flooded("responses", "review", "1", "--keep", "1-different", "--leave-out", "1-hurried")
    closed = flooded("rounds", "close", "1", "--yes", "--json")
    flooded("summary", "--out", "s.xlsx")

    assert (waiting.json["status"], waiting.status) == ("closing", 0)
    assert waiting.err.count("\n") == 1
    assert "until 2026-11-30" in waiting.err
    assert "'feedback responses review 1'" in waiting.err
    assert refused.status == 1
    assert (closed.json["status"], closed.json["received"], closed.err) == ("closed", 19, "")
    notes = [
        row[1].value
        for row in openpyxl.load_workbook(tmp_path / "s.xlsx")["Notes"]
        if row[0].value == "Answers left out"
    ]
    assert any("about 360 answers" in note for note in notes)


def test_closing_after_the_last_day_counts_without_them(flooded: Run) -> None:
    """Five working days later nobody has decided."""
    flooded("rounds", "close", "1", "--yes")

    with clock.frozen_at(dt.datetime(2026, 11, 30, 23, tzinfo=dt.UTC)):
        flooded("tick")
        before = flooded("rounds", "list", "--json").json[0]
    with clock.frozen_at(dt.datetime(2026, 12, 1, 1, tzinfo=dt.UTC)):
        flooded("tick")
        after = flooded("rounds", "list", "--json").json[0]

    assert (before["status"], before["received"]) == ("closing", 375)
    assert (after["status"], after["received"]) == ("closed", 12)


def test_once_counted_nothing_is_decided(flooded: Run) -> None:
    """One line."""
    flooded("responses", "review", "1", "--leave-out", "all")
    flooded("rounds", "close", "1", "--yes")

    assert "is counted" in flooded("responses", "review", "1", "--keep", "all").refusal
