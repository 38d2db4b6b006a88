"""Commands about questionnaires: what is published is listed, shown and never changed."""

import datetime as dt
import hashlib
import json
import re
from pathlib import Path

import pytest

from feedback.config import read_settings
from feedback.db import Database
from feedback.questionnaires.check import check_version
from feedback.questionnaires.library import read_library
from feedback.versions import publish
from tests.cli.conftest import Run
from tests.cli.test_installation import edit_forms
from tests.councils import SHIPPED_FORMS
from tests.guards.test_docs import read
from tests.questionnaires.conftest import EVERY


def test_list_has_these_keys(council: Run) -> None:
    """Types and order too."""
    rows = council("questionnaires", "list", "--json").json

    assert [sorted(row) for row in rows] == [
        sorted(["questionnaire", "version", "title", "class", "variants", "languages", "published_on", "sha256"])
    ] * len(EVERY)  # fmt: skip
    assert rows[3] | {"sha256": ""} == {
        "questionnaire": "iro-survey", "version": 2, "title": "IRO survey", "class": "anonymous",
        "variants": ["standard", "easy-read"], "languages": ["en"], "published_on": "2026-11-23", "sha256": "",
    }  # fmt: skip
    assert re.fullmatch("[0-9a-f]{64}", rows[3]["sha256"])


def test_the_tutorial_shows_the_list_whole(council: Run) -> None:
    """Line by line, but for its last columns, and with the two numbers of the sentence before it."""
    said, rows = council("questionnaires", "list").out, council("questionnaires", "list", "--json")
    head = said.partition("published_on")[0]
    shown = read("tutorial.md").split("$ feedback questionnaires list\n")[1].split("```")[0]
    kinds = {row["questionnaire"]: row["class"] for row in rows.json}.values()

    cut = [line[: len(head)].rstrip() for line in said.splitlines()]
    assert shown.replace("  …", "").splitlines() == cut
    assert (list(kinds).count("anonymous"), list(kinds).count("attributed")) == (9, 8)


def test_show_is_the_frozen_snapshot(council: Run) -> None:
    """Its canonical JSON has the fingerprint that the list names."""
    listed = council("questionnaires", "list", "--json").json[3]

    shown = council("questionnaires", "show", "iro-survey@2").json

    text = json.dumps(shown, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest() == listed["sha256"]
    assert council("questionnaires", "show", "iro-survey").json == shown


@pytest.mark.parametrize(
    "name", ["nothing", "iro-survey@9", "iro-survey@", "iro-survey@x", "iro-survey@²", "@"]
)
def test_show_of_what_is_not_there(council: Run, name: str) -> None:
    """One line; `iro-survey@` is the newest."""
    result = council("questionnaires", "show", name)

    assert result.status == 0 if name == "iro-survey@" else name in result.refusal


def test_check_finds_the_shipped_files_right(council: Run) -> None:
    """Exit 0, a line for each hint, and one sentence that counts them."""
    result = council("questionnaires", "check")

    *hints, last = result.out.splitlines()
    assert (result.status, result.err) == (0, "")
    assert all(re.match(r"forms/\S+\.yaml:\d+: hint: ", line) for line in hints)
    assert re.fullmatch(rf"{len(EVERY)} files are right\.( \d+ hints? to read\.)?", last)
    assert int((re.findall(r"(\d+) hint", last) or [0])[0]) == len(hints)


KEYS = ["file", "line", "question", "strength", "problem", "instead"]


def make_forms(folder: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, str]) -> Path:
    """A copy of the shipped forms with the next version of the IRO survey, some of its words replaced."""
    return write_third(folder, monkeypatch, ENTRY.format("listened", "exact"), words)


def test_hints_come_with_their_line_and_stop_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One a line; the last line counts them."""
    words = ("Did people listen to you?", "Did the professionals listen to you?")
    file = make_forms(tmp_path, monkeypatch, words)
    line = file.read_text()[: file.read_text().index(words[1])].count("\n") + 1

    result = run("questionnaires", "check", str(file))

    said = (
        f"forms/iro-survey/3.yaml:{line}: hint: question 'listened': 'professional' is a hard word."
    )
    assert result.status == 0
    assert any(one.startswith(said) for one in result.out.splitlines())
    assert re.search(r"^1 file is right\. \d+ hints? to read\.$", result.out, re.M)


def test_problems_of_wording_stop_and_stand_before_the_hints(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 1, all of them at once; nothing is published."""
    words = ("Did people listen to you?", "Don't the professionals (all) listen?")
    file = make_forms(tmp_path, monkeypatch, words)

    result = run("questionnaires", "check", str(file))

    hints = ["hint: " in line for line in result.out.splitlines()]
    assert result.refusal == "3 problems: put them right and check again."
    assert hints == sorted(hints)
    assert hints.count(False) == 3
    run("init")
    assert "brackets" in run("questionnaires", "publish", str(file)).err


def test_check_prints_json(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of problems and hints; with a problem it is printed too, and the exit is not 0."""
    words = ("Did people listen to you?", "Did the professionals (all) listen?")
    file = make_forms(tmp_path, monkeypatch, words)

    result = run("questionnaires", "check", str(file), "--json")

    rows = json.loads(result.out)
    assert result.refusal.endswith("has brackets. Write what is in them as a sentence of its own.")
    assert all(list(row) == KEYS for row in rows)
    assert [row["strength"] for row in rows if row["question"] == "listened"] == ["problem", "hint"]
    assert rows[0]["file"] == "forms/iro-survey/3.yaml"
    assert isinstance(rows[0]["line"], int)


def test_json_of_what_is_right_is_a_list_of_hints(council: Run) -> None:
    """Exit 0, one value, no sentence."""
    rows = council("questionnaires", "check", "--json").json

    assert {row["strength"] for row in rows} <= {"hint"}


def test_an_edit_of_what_is_published_is_in_the_json(
    council: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a problem of the file."""
    file = edit_forms(tmp_path, monkeypatch)

    rows = json.loads(council("questionnaires", "check", str(file), "--json").out)

    (edit,) = [row for row in rows if row["strength"] == "problem"]
    assert (edit["file"], edit["line"]) == ("forms/iro-survey/2.yaml", 1)
    assert "is published and never changes" in edit["problem"]


def test_hard_words_of_what_is_published_are_hints(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They cannot be mended any more, so they stop neither `check` nor `init` of a newer release."""
    words = ("Did people listen to you?", "Did people (all) listen?")
    file = make_forms(tmp_path, monkeypatch, words)
    text = file.read_text()
    edit = file.with_name("2.yaml")
    edit.write_text(edit.read_text().replace("What was best about", "What was good about"))
    library = read_library(file.parents[1])
    snapshot = check_version(file, library, root=tmp_path).snapshot
    assert snapshot
    file.unlink()
    run("init")
    with Database(read_settings().database_url).writing() as session:
        publish(session, snapshot, on=dt.date(2026, 11, 23))
    file.write_text(text)

    result = run("questionnaires", "check", str(file))

    assert result.status == 0, result.err
    assert "hint: question 'listened': has brackets." in result.out
    assert (run("init").status, run("questionnaires", "publish", str(file)).status) == (0, 0)


def test_an_edited_published_file_is_refused(
    council: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`check` and `publish` say what changed and offer the next number; nothing is published."""
    file = edit_forms(tmp_path, monkeypatch)
    before = council("questionnaires", "list", "--json").json

    refusals = [
        council("questionnaires", "check", str(file)).refusal,
        council("questionnaires", "publish", str(file)).refusal,
    ]

    assert refusals[0] == refusals[1]
    assert "iro-survey version 2 is published and never changes" in refusals[0]
    assert "best" in refusals[0].partition("What you changed:")[2].partition("Save it")[0]
    assert "iro-survey/3.yaml" in refusals[0]
    assert council("questionnaires", "list", "--json").json == before


ENTRY = "  - question: {}\n    level: {}\n    change: One word is better.\n"


def write_third(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: str, *edits: tuple[str, str]
) -> Path:
    """Version 3 of the IRO survey: version 2 with `edits` and one entry under `changes:`."""
    second = edit_forms(tmp_path, monkeypatch)
    text = re.sub(r"^version: 2$", "version: 3", second.read_text(), flags=re.M)
    text = re.sub(
        r"^changes:\n.*?^sections:", f"changes:\n{entry}sections:", text, flags=re.M | re.S
    )
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    third = second.with_name("3.yaml")
    third.write_text(text)
    return third


def test_the_next_number_is_published(
    council: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Saved as it was offered, it is taken, listed and printed."""
    third = write_third(tmp_path, monkeypatch, ENTRY.format("best", "exact"))
    before = council("questionnaires", "list", "--json").json

    published = council("questionnaires", "publish", str(third), "--json")

    assert [(row["questionnaire"], row["version"]) for row in published.json] == [("iro-survey", 3)]
    assert len(council("questionnaires", "list", "--json").json) == len(before) + 1


BREAK = ("scale: nought-to-ten", "scale: how-much-4")
TRENDS = (
    "iro-survey version 3 against version 2: 14 lines go on, 1 goes on with a break mark (did_said).\n"
    "  did_said: The answers to choose from changed from eleven to four, so per cent positive may stand "
    "side by side, with a break mark; averages may not.\n"
)


def write_break(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Version 3 of the IRO survey, with one question on another scale."""
    entries = ENTRY.format("best", "exact") + ENTRY.format("did_said", "band")
    edits = (BREAK, ("        low: None of it\n        high: All of it\n", ""), ("        kind: scale\n", "        kind: choice\n"))  # fmt: skip
    return write_third(tmp_path, monkeypatch, entries, *edits)


def test_an_author_is_told_which_lines_break(
    council: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the good news, before anything is published; `publish` says the same below its table."""
    third = write_break(tmp_path, monkeypatch)

    checked = council("questionnaires", "check", str(third))
    published = council("questionnaires", "publish", str(third))

    assert checked.status == 0
    assert re.search(r"^1 file is right\.", checked.out, re.M)
    assert checked.out.endswith(f" to read.\n{TRENDS}")
    assert published.out.endswith(TRENDS)


def test_what_breaks_is_kept_apart_from_json(
    council: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Standard output stays one JSON value."""
    third = write_break(tmp_path, monkeypatch)

    published = council("questionnaires", "publish", str(third), "--json")

    assert [row["version"] for row in published.json] == [3]
    assert published.err == TRENDS


def test_only_new_versions_are_compared_unasked(council: Run, run: Run, tmp_path: Path) -> None:
    """What is published long since is told only where it is named; without a database all is new."""
    published = council("questionnaires", "check").out
    named = council("questionnaires", "check", str(SHIPPED_FORMS / "iro-survey" / "2.yaml")).out
    (tmp_path / "feedback.db").unlink()
    fresh = run("questionnaires", "check").out

    assert "lines go on" not in published
    assert "iro-survey version 2 against version 1: 4 lines go on" in named
    assert "iro-survey version 2 against version 1: 4 lines go on" in fresh


@pytest.mark.parametrize("command", ["check", "publish"])
def test_a_change_that_is_not_told_is_refused(
    council: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """A wrong level too; nothing is published."""
    third = write_third(tmp_path, monkeypatch, ENTRY.format("best", "none"))
    before = council("questionnaires", "list", "--json").json

    result = council("questionnaires", command, str(third))

    assert "'best' is listed as none, and what changed makes it exact." in result.refusal
    assert council("questionnaires", "list", "--json").json == before


def test_the_published_version_is_the_one_before(
    council: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its file may be gone."""
    third = write_break(tmp_path, monkeypatch)
    third.with_name("2.yaml").unlink()

    checked = council("questionnaires", "check", str(third))

    assert checked.out.endswith(f" to read.\n{TRENDS}")


def test_publishing_again_changes_nothing(council: Run) -> None:
    """Safe to repeat."""
    before = council("questionnaires", "list", "--json").json

    again = council("questionnaires", "publish", "--json").json

    assert again == before


@pytest.mark.parametrize("command", ["check", "publish"])
def test_a_file_with_faults_is_refused(council: Run, tmp_path: Path, command: str) -> None:
    """However many problems, stderr has one line."""
    file = tmp_path / "forms" / "mine" / "1.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("schema: 1\nquestionnaire: mine\nkind: wrong\n")

    result = council("questionnaires", command, str(file))

    assert result.refusal


def test_every_problem_is_listed(council: Run, tmp_path: Path) -> None:
    """`check` prints one a line, with the file and the line."""
    file = tmp_path / "forms" / "mine" / "1.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("schema: 1\nquestionnaire: mine\nkind: wrong\n")

    result = council("questionnaires", "check", str(file))

    lines = [line for line in result.out.splitlines() if ": hint: " not in line]
    assert len(lines) > 1
    assert all("1.yaml" in line for line in lines)
    assert result.refusal.startswith(f"{len(lines)} problems")


def test_a_file_that_is_not_there(council: Run) -> None:
    """One line with its name."""
    assert "nowhere.yaml" in council("questionnaires", "check", "nowhere.yaml").refusal


def test_schema_prints_what_an_editor_reads(run: Run) -> None:
    """That of a version, or of the kind asked for; no database is needed."""
    assert run("questionnaires", "schema").json["title"] == "A version of a questionnaire"
    assert run("questionnaires", "schema", "--of", "scales").json["title"] == "The scales"
    assert run("questionnaires", "schema", "--of", "nothing").status == 2


def test_schemas_are_written_beside_the_forms(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One file a kind; their names are printed."""
    forms = tmp_path / "forms"
    forms.mkdir()
    monkeypatch.setenv("FEEDBACK_FORMS", str(forms))

    result = run("questionnaires", "schema", "--write")

    assert "forms/schema/version.json" in result.out.splitlines()
    assert all((tmp_path / line).is_file() for line in result.out.splitlines())
    assert run("questionnaires", "schema", "--write", "--json").json == result.out.splitlines()


def test_schemas_that_cannot_be_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line with the folder."""
    monkeypatch.setenv("FEEDBACK_FORMS", str(tmp_path / "nowhere"))

    assert "nowhere" in run("questionnaires", "schema", "--write").refusal
