"""Returns by command: asked for, invited, answered, taken as a file."""

from pathlib import Path

from openpyxl import load_workbook

from feedback.db import Database
from feedback.models.returning import Return
from tests.cli.conftest import Run
from tests.returning import send

VISIT = "returns ask young-inspectors-visit --organisation Inspectors --day 2026-11-20 --about"


def test_returns_are_asked_for_once_and_listed(council: Run) -> None:
    """Of teams and an organisation at once; the due day by itself; the list says nothing of what is in them."""
    words = ["--teams", "Oak,Elm", "--organisation", "Kite Trust", "--day", "2026-11-01", "--json"]
    asked = council("returns", "ask", "pledge-check", *words).json
    again = council("returns", "ask", "pledge-check", *words).json
    listed = council("returns", "list", "--json").json

    assert [row["made_by"] for row in asked] == ["Oak", "Elm", "Kite Trust"]
    assert again == asked
    assert {row["due"] for row in asked} == {"2027-04-14"}
    assert sorted(listed, key=lambda row: str(row["id"])) == asked
    assert council("returns", "list", "--questionnaire", "training-evaluation", "--json").json == []


def test_a_link_is_printed_once_and_of_no_use_when_it_is_sent(council: Run, tmp_path: Path) -> None:
    """The file has the answers; the place is asked once the visit is sent."""
    (visit,) = council(*VISIT.split(), "Oak", "--json").json
    early = council("returns", "answer", visit["id"]).refusal
    link = council("returns", "invite", visit["id"], "--json").json
    database = Database(f"sqlite:///{tmp_path / 'feedback.db'}")
    with database.writing() as session:
        send(session, session.get_one(Return, int(visit["id"])), welcome="2")
    database.engine.dispose()
    answer = council("returns", "answer", visit["id"], "--json").json
    council("returns", "export", "young-inspectors-visit", "--out", "v.xlsx")

    assert "not sent yet" in early
    assert "/return/" in link["url"]
    assert link["until"] == "2026-12-21"
    assert (answer["made_by"], answer["questionnaire"]) == ("Oak", "visit-answer")
    assert "was sent" in council("returns", "invite", visit["id"]).refusal
    book = load_workbook(tmp_path / "v.xlsx")
    assert "Oak" in {cell.value for row in book.worksheets[1].iter_rows() for cell in row}


def test_what_is_wrong_is_said_in_one_line(council: Run) -> None:
    """Nobody to make it, a questionnaire and a return that are not there."""
    assert (
        "Choose a team" in council("returns", "ask", "pledge-check", "--day", "2026-11-01").refusal
    )
    for name, words in (
        ("iro-survey", "is anonymous and no return"),
        ("nothing", "no such return"),
    ):
        assert words in council("returns", "export", name, "--out", "x.xlsx").refusal
        assert words in council("returns", "ask", name, "--day", "2026-11-01").refusal
    assert "no return '9'" in council("returns", "invite", "9").refusal
