"""`teams import` takes what a spreadsheet saves, and says which line is wrong."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run

OLD = [{"team": t, "service": "Children in care", "group": None} for t in ("Oak", "Elm", "Ash")]


def save(folder: Path, text: str, encoding: str = "utf-8") -> str:
    """A file to import."""
    file = folder / "teams.csv"
    file.write_bytes(text.encode(encoding))
    return str(file)


@pytest.mark.parametrize(
    "text",
    [
        "team,service\nFir,Safeguarding\n",
        "\ufeffteam,service\r\nFir,Safeguarding\r\n",
        'service,team\n"Safeguarding"," Fir "\n\n',
        "TEAM, Service ,group\rFir,Safeguarding,\r",
    ],
    ids=["plain", "BOM and CRLF", "quoted", "old Mac"],
)
def test_teams_are_added(council: Run, tmp_path: Path, text: str) -> None:
    """Whoever saved it; the answer is every team, in the order they were added."""
    rows = council("teams", "import", save(tmp_path, text), "--json").json

    assert rows == [*OLD, {"team": "Fir", "service": "Safeguarding", "group": None}]
    assert council("teams", "list", "--json").json == rows


def test_importing_again_moves_and_never_doubles(council: Run, tmp_path: Path) -> None:
    """A team that is there gets the service and group it has now, also when its name is spelt otherwise."""
    file = save(
        tmp_path, "team,service,group\noak,Leaving care,Trees\nElm,Children in care,Trees\n"
    )

    rows = [council("teams", "import", file, "--json").json for _ in range(2)]

    assert rows[0] == rows[1]
    assert rows[0] == [
        {"team": "oak", "service": "Leaving care", "group": "Trees"},
        {"team": "Elm", "service": "Children in care", "group": "Trees"},
        OLD[2],
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("team,service\nFir,\n", "Line 2"),
        ("team,service\n,Safeguarding\n", "Line 2"),
        ("team,service\nFir,A\nYew,B,C\n", "Line 3"),
        ('team,service\n"Fir, Yew",A\n', "no comma"),
        ("team,service\nFir,A\nFIR,B\n", "stands twice"),
        ("team,service\nOther teams,A\n", "cannot be called"),
        ("team,service\nAll,A\n", "cannot be called"),
        ("team\nFir\n", "The first line must name the columns"),
        ("team,service,colour\nFir,A,red\n", "The first line must name the columns"),
        ("team,service,team\nFir,A,Yew\n", "The first line must name the columns"),
        ("Fir,A\n", "The first line must name the columns"),
        ("", "The first line must name the columns"),
        ("team,service\n", "The file has no teams"),
        ("team,service\n,\n,\nFir,A,B,C\n", "Line 4"),
    ],
)
def test_a_wrong_file_is_refused_whole(council: Run, tmp_path: Path, text: str, words: str) -> None:
    """One line that says what and where; no team of it is added."""
    result = council("teams", "import", save(tmp_path, text))

    assert words in result.refusal
    assert council("teams", "list", "--json").json == OLD


def test_a_file_in_another_encoding_is_refused(council: Run, tmp_path: Path) -> None:
    """It says how to save it."""
    result = council("teams", "import", save(tmp_path, "team,service\nCafé,A\n", "latin-1"))

    assert "CSV UTF-8" in result.refusal


@pytest.mark.parametrize("file", ["nowhere.csv", "."])
def test_a_file_that_cannot_be_read(council: Run, file: str) -> None:
    """One line with its name."""
    assert council("teams", "import", file).refusal.startswith(f"{file} cannot be read")


def test_no_teams_in_words(run: Run, noon: object) -> None:
    """An empty list says what to do; as JSON it is an empty list."""
    run("init")

    words, json = run("teams", "list"), run("teams", "list", "--json")

    assert "feedback teams import" in words.out
    assert json.json == []


def test_opening_a_team_again_says_what_goes_on_without_it(council: Run) -> None:
    """Ash was planned anew while it was closed: the later round asks it, the one it left does not."""
    plan = ("rounds", "open", "iro-survey@2", "--closes", "2027-02-28")
    council(*plan, "--teams", "all", "--opens", "2027-02-01")
    council("teams", "close", "Ash", "--on", "2027-01-20")
    council(*plan, "--teams", "Ash", "--opens", "2027-01-10")

    opened = council("teams", "reopen", "Ash")

    assert "Round 1 goes on without Ash: round 2 asks it" in opened.err


def test_a_team_is_renamed_merged_closed_and_opened_again(council: Run) -> None:
    """Each says what became of it, and `--all` lists what the plain list leaves out."""
    renamed = council("teams", "rename", "Oak", "Acorn", "--group", "Trees", "--json").json
    merged = council(
        "teams", "merge", "oak", "--into", "Elm", "--from", "2026-12-01", "--json"
    ).json
    closed = council("teams", "close", "Ash", "--json").json
    names = [row["team"] for row in council("teams", "list", "--json").json]
    every = council("teams", "list", "--all", "--json").json
    reopened = council("teams", "reopen", "Ash", "--json").json

    acorn = {"team": "Acorn", "service": "Children in care", "group": "Trees"}
    assert renamed == {**acorn, "closed": None, "into": None, "before": ["Oak"]}
    assert merged == {**acorn, "closed": "2026-12-01", "into": "Elm", "before": ["Oak"]}
    assert closed["closed"] == "2026-11-23"
    assert names == ["Acorn", "Elm"]
    assert [row["closed"] for row in every] == ["2026-12-01", None, "2026-11-23"]
    assert reopened["closed"] is None
    deeds = [row["deed"] for row in council("audit", "list", "--json").json]
    assert deeds == ["changed-team", "merged-team", "closed-team", "reopened-team"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("rename Oak Elm", "There is a team called 'Elm' already"),
        ("rename Nowhere Elm", "There is no team called 'Nowhere'"),
        ("close all", "Name one team"),
        ("merge Oak --into Elm --from 2026-11-23", "from tomorrow on"),
        ("close Oak --on 2026-11-22", "is past"),
        ("reopen Oak", "not closed"),
    ],
)
def test_what_cannot_be_done_with_a_team_is_one_line(council: Run, line: str, words: str) -> None:
    """And nothing has changed."""
    assert words in council("teams", *line.split()).refusal
    assert council("teams", "list", "--json").json == OLD
