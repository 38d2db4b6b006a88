"""`rounds suggest`, and the line that `rounds open` says about a round that is shorter than suggested."""

from collections.abc import Mapping
from pathlib import Path

from feedback.db import Database
from feedback.teams import list_teams
from tests.cli.conftest import Run
from tests.test_suggestions import QUARTERS, live

SMALL = {"Oak": 6, "Elm": 3, "Ash": 3}
KEYS = ["questionnaire", "length", "why", "advice"]


def live_through(folder: Path, sizes: Mapping[str, int], *, quarters: int = 4) -> None:
    """So many quarters of a small questionnaire, the last of them the newest."""
    with Database(f"sqlite:///{folder / 'feedback.db'}").writing() as session:
        teams, rounds = list_teams(session), QUARTERS[4 - quarters :]
        live(session, teams, sizes, rounds=rounds, questionnaire="conference")


def open_round(council: Run, opens: str, closes: str) -> str:
    """What `rounds open` says on stderr, beside the round it prints."""
    words = f"rounds open conference --teams all --opens {opens} --closes {closes} --json"
    result = council(*words.split())
    assert result.json["status"] == "planned"
    return result.err


def test_nothing_is_suggested_before_anything_was_counted(council: Run) -> None:
    """An empty list, a sentence for people, and for a questionnaire by name that there is no year."""
    assert council("rounds", "suggest", "--json").json == []
    assert council("rounds", "suggest").out.startswith("No round has been counted yet")
    (one,) = council("rounds", "suggest", "iro-survey", "--json").json
    assert (one["length"], one["why"]) == (None, "no-year")
    assert "There is no published" in council("rounds", "suggest", "nothing").refusal


def test_a_length_is_suggested_with_its_reason(council: Run, tmp_path: Path) -> None:
    """Half a year, where two of three teams have three answers a quarter; and no number of any team."""
    live_through(tmp_path, SMALL)

    (one,) = council("rounds", "suggest", "--json").json
    said = council("rounds", "suggest").out

    assert list(one) == KEYS
    assert (one["questionnaire"], one["length"], one["why"]) == (
        "conference",
        "half-year",
        "last-year",
    )
    assert one["advice"] == (
        "Half a year. By last year’s answers it is the shortest in which at least seven in ten teams have five."
    )
    assert one["advice"] in said


def test_without_a_year_of_answers_it_says_so(council: Run, tmp_path: Path) -> None:
    """Three quarters are none."""
    live_through(tmp_path, SMALL, quarters=3)

    (one,) = council("rounds", "suggest", "--json").json
    assert (one["length"], one["why"]) == (None, "no-year")
    assert one["advice"].startswith("No suggestion yet. A suggestion needs the answers of a whole")
    assert open_round(council, "2027-04-01", "2027-04-30") == ""


def test_a_round_that_is_shorter_than_suggested_is_planned_with_a_line(
    council: Run, tmp_path: Path
) -> None:
    """A quarter where half a year is suggested: on stderr, so that stdout stays one JSON value."""
    live_through(tmp_path, SMALL)

    quarter = open_round(council, "2027-01-01", "2027-03-31")
    half_year = open_round(council, "2027-04-01", "2027-09-30")

    assert quarter.startswith(
        "This round is shorter than suggested for conference: half a year. By last year’s answers"
    )
    assert quarter.count("\n") == 1
    assert half_year == ""
