"""Core measures as CSV: the sheet's own figures, each with what it takes to read it alone, and no formula."""

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from feedback.models.asking import Round
from feedback.questionnaires.snapshot import Snapshot
from feedback.reports import comma_file
from feedback.reports.core_csv import make_core_csv
from feedback.reports.workbook import choose_rounds, make_workbook
from tests.councils import (
    MADE_ON,
    add_round,
    add_teams,
    answer,
    count,
    edit_question,
    make_settings,
    make_snapshot,
)
from tests.reports.test_workbook import Rows, read_sheet

FORMULA = "=cmd|' /C calc'!A0"
SIZES = {"Oak": 24, FORMULA: 8, "Ash": 3, "Fir": 2}


def make(session: Session, *rounds: Round, council: str = "Sampleshire") -> bytes:
    """The file of these rounds."""
    set_ = make_settings(Path(), council=council)
    return make_core_csv(session, rounds=rounds, settings=set_, made_on=MADE_ON)


def read(content: bytes) -> Rows:
    """Its lines, by heading."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def add(session: Session, snapshot: Snapshot, teams: list, month: int) -> Round:  # type: ignore[type-arg]
    """A counted round of a month in which one in four was not listened to, a third of them in easy read."""
    opens = dt.date(2026, month, 1)
    round_ = add_round(
        session, teams, snapshot=snapshot, opens_on=opens, closes_on=opens + dt.timedelta(days=20)
    )
    for team, size in zip(teams, SIZES.values(), strict=True):
        for number in range(size):
            said = "never" if number % 4 == 0 else "always"
            easy = number % 3 == 0
            if easy:
                said = {"never": "no", "always": "yes"}[said]
            variant = "easy-read" if easy else "standard"
            answer(session, round_, team, answers=["know=yes", f"listened={said}"], variant=variant)
    return count(session, round_)


@pytest.fixture
def rounds(session: Session) -> list[Round]:
    """Two rounds, the second with a question worded anew, of four teams of which two are too small."""
    teams = add_teams(session, *((name, "Care") for name in SIZES))
    first = make_snapshot()
    second = edit_question(first, "listened", text="Did we listen?", revision=2)
    return [add(session, first, teams, 4), add(session, second, teams, 6)]


def differences(lines: Rows, sheet: Rows) -> list[tuple[str, object, object]]:
    """Every cell of the sheet that the file does not hold in the same place."""
    assert len(lines) == len(sheet)
    return [
        (heading, cell, line[heading])
        for line, row in zip(lines, sheet, strict=True)
        for heading, cell in row.items()
        if line[heading].removeprefix("'") != str(cell)
    ]


def test_the_file_holds_every_figure_of_the_sheet(session: Session, rounds: list[Round]) -> None:
    """Cell by cell, in its order; the control: the sheet of fewer rounds differs."""
    set_ = make_settings(Path())
    workbook = make_workbook(session, rounds=rounds, settings=set_, made_on=MADE_ON)
    other = make_workbook(session, rounds=rounds[1:], settings=set_, made_on=MADE_ON)
    lines, sheet = read(make(session, *rounds)), read_sheet(workbook, "Core measures")

    assert differences(lines, sheet) == []
    assert len(lines) > 12
    later = [line for line in lines if line["Opens"] == "2026-06-01"]
    assert differences(later, read_sheet(other, "Core measures")) == []
    assert differences(later, sheet[: len(later)]) != []


def test_a_line_can_be_read_alone(session: Session, rounds: list[Round]) -> None:
    """Wording by version, base, dates, what counts, and what its own symbols and words mean."""
    lines = read(make(session, *rounds))
    total = next(
        one for one in lines if (one["Team"], one["Question"]) == ("All teams", "listened")
    )

    assert total["Wording: Standard"] == "Did people listen to you?"
    assert total["Wording: Easy read"] == "Did people listen to you?"
    assert total["Wording: Pictures"] == "[z]"
    assert (total["Opens"], total["Closes"]) == ("2026-04-01", "2026-04-21")
    assert (total["Answered"], total["Received"]) == ("37", "37")
    assert total["Counts as positive"] == "Always or Mostly (Standard); Yes (Easy read)"
    for line in lines:
        cells = [cell for heading, cell in line.items() if heading != "Caveats"]
        for symbol in ("[c]", "[z]", "[x]", "[b]"):
            assert (f"{symbol} " in line["Caveats"]) == (symbol in cells), symbol
        said = "words stand for the range" in line["Caveats"]
        assert said == (" of " in line["In words"] and not line["In words"][0].isdigit())
    assert {line["Team"] for line in lines if "small teams put together" in line["Caveats"]} == {
        "Other teams"
    }


def test_a_break_is_marked_also_against_a_round_that_is_left_out(
    session: Session, rounds: list[Round]
) -> None:
    """The second round alone says why it does not compare; the first breaks with nothing."""
    both, alone, first = (read(make(session, *some)) for some in (rounds, rounds[1:], rounds[:1]))
    later = [line for line in both if line["Opens"] == "2026-06-01"]

    assert [(one["Break"], one["Why"]) for one in alone] == [
        (one["Break"], one["Why"]) for one in later
    ]
    reasons = {one["Why"] for one in alone if one["Question"] == "listened"}
    assert reasons
    assert "" not in reasons
    assert {one["Why"] for one in first} == {""}


def test_rounds_of_other_teams_between_two_rounds_are_no_break(session: Session) -> None:
    """Two services with rounds of their own: a round says the same alone and beside those of the other."""
    east, west = add_teams(session, ("Oak", "East"), ("Ash", "West"))
    made = []
    for month, team in ((4, east), (5, west), (6, east), (7, west)):
        opens_on = dt.date(2026, month, 1)
        round_ = add_round(
            session, [team], opens_on=opens_on, closes_on=opens_on + dt.timedelta(days=20)
        )
        answer(session, round_, team, times=20)
        made.append(count(session, round_))

    every = read(make(session, *made))

    alone = [line for round_ in made for line in read(make(session, round_))]
    assert {one["Break"] for one in every} == {""}
    assert sorted(one["Why"] for one in every) == sorted(one["Why"] for one in alone)


def list_formulas(content: bytes) -> list[str]:
    """Every cell that a spreadsheet would work out."""
    table = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return [cell for line in table for cell in line if cell[:1] in tuple("=+-@\t\r")]


def test_no_cell_is_a_formula(
    session: Session, rounds: list[Round], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a team's name nor the council's; without the apostrophe they would be."""
    content = make(session, *rounds, council="@SUM(A1)")

    assert content.startswith("\ufeff".encode())
    assert list_formulas(content) == []
    monkeypatch.setattr(comma_file, "_disarm", list)
    assert {FORMULA, "@SUM(A1)"} <= set(list_formulas(make(session, *rounds, council="@SUM(A1)")))


def test_sealed_rounds_have_no_line(session: Session) -> None:
    """A file of nothing but its headings."""
    teams = add_teams(session, ("Oak", "Care"))
    round_ = add_round(session, teams)
    answer(session, round_, teams[0], times=4)
    count(session, round_)

    assert read(make(session, *choose_rounds(session))) == []
