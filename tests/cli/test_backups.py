"""backup, restore and purge say what they did, and in one line why not."""

import datetime as dt
import gc
import shutil
from pathlib import Path
from typing import Any

import pytest

from feedback import clock
from feedback.copies import check_copy
from tests.cli.conftest import Result, Run
from tests.conftest import NOON


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where copies go."""
    folder = tmp_path / "copies"
    folder.mkdir()
    return folder


@pytest.fixture
def council(council: Run) -> Run:
    """Commands that each let go of the database when they end, as processes do."""

    def run_(*words: str) -> Result:
        result = council(*words)
        gc.collect()
        return result

    return run_


def test_backup_prints_the_file_and_what_to_keep_with_it(
    council: Run, folder: Path, opened: dict[str, Any]
) -> None:
    """As JSON the hash of its rows and the older copies that went."""
    said = [council("backup", str(folder)).out for _ in range(3)]

    made = council("backup", str(folder), "--json").json

    assert all("Keep the secret key too" in words for words in said)
    assert set(made) == {"file", "rows", "deleted"}
    assert check_copy(Path(made["file"])).fingerprint == made["rows"]
    assert f"Older copy deleted: {folder}/feedback-2026-11-23T12-00-00Z.db" in said[2]
    assert made["deleted"] == [f"{folder}/feedback-2026-11-23T12-00-01Z.db"]


def test_backup_that_cannot_be_made_is_one_line(council: Run, tmp_path: Path) -> None:
    """With the folder in it."""
    refusal = council("backup", str(tmp_path / "nowhere")).refusal

    assert str(tmp_path / "nowhere") in refusal


def test_restore_says_what_to_do_next(council: Run, folder: Path, tmp_path: Path) -> None:
    """It asks for --yes, warns of another key, and names the database before."""
    copy = council("backup", str(folder), "--json").json["file"]
    refused = council("restore", copy)
    (tmp_path / "secret-key").write_text("k" * 48)

    result = council("restore", copy, "--yes")
    again = council("restore", copy, "--yes", "--json").json

    assert "add --yes" in refused.refusal
    assert "Restored: " in result.out
    assert "of 23 November 2026, 12.00" in result.out
    assert (
        f"{tmp_path}/feedback.db-before-2026-11-23T12-00-00Z until 30 November 2026" in result.out
    )
    assert "feedback doctor" in result.out
    assert result.err.startswith("Warning: the secret key here is another")
    assert set(again) == {"database", "rows", "copied_at", "aside", "key_fits"}
    assert (again["copied_at"], again["key_fits"]) == (NOON.isoformat(), False)


def test_restore_works_before_init(
    council: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty machine needs no database first, and no --yes."""
    copy = council("backup", str(folder), "--json").json["file"]
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(tmp_path / "other"))

    result = council("restore", copy)

    assert (result.status, (tmp_path / "other" / "feedback.db").exists()) == (0, True)
    assert len(council("teams", "list", "--json").json) == 3


@pytest.mark.parametrize("name", ["nothing.db", "a.txt", "."])
def test_restore_of_something_else_is_one_line(council: Run, tmp_path: Path, name: str) -> None:
    """With its name in it; the database is as it was."""
    (tmp_path / "a.txt").write_text("a letter " * 100)
    before = (tmp_path / "feedback.db").read_bytes()

    refusal = council("restore", str(tmp_path / name), "--yes").refusal

    assert str(tmp_path / name) in refusal
    assert (tmp_path / "feedback.db").read_bytes() == before


def test_a_folder_is_said_to_be_one(council: Run, tmp_path: Path) -> None:
    """Whoever names where the copies are reads what to do. Control: of what is not there, that it is not."""
    assert (
        council("restore", str(tmp_path)).refusal == f"{tmp_path} is a folder: name the copy in it."
    )
    assert "There is no file" in council("restore", str(tmp_path / "none")).refusal


def test_purge_says_what_went(council: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kind by kind, in words and as JSON; a copy is made when there is none yet."""
    monkeypatch.setenv("FEEDBACK_BACKUPS", str(folder))

    said = council("purge").out
    done = council("purge", "--json").json

    assert "Comments past their date deleted: 0\n" in said
    assert f"Copy made instead: {folder}/feedback-2026-11-23T12-00-00Z.db" in said
    kinds = (
        "comments", "sealed answers", "answers", "issued workbooks", "lists of draws", "prize entries", "figures", "returns", "replies",
        "contacts for news", "talk requests", "words of concerns", "concerns", "recordings",
    )  # fmt: skip
    assert done == {
        "rows": dict.fromkeys(kinds, 0),
        "files": [], "log_emptied": True, "backup": None,
    }  # fmt: skip


def test_purge_names_the_files_that_went(council: Run, folder: Path) -> None:
    """A database that a restore put aside goes after seven days."""
    copy = council("backup", str(folder), "--json").json["file"]
    aside = council("restore", copy, "--yes", "--json").json["aside"]

    with clock.frozen_at(NOON + dt.timedelta(days=7)):
        said = council("purge").out

    assert f"File deleted: {aside}" in said
    assert not Path(aside).exists()


def test_tick_says_when_it_made_a_copy(
    council: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once a night; a folder that has gone is one line."""
    monkeypatch.setenv("FEEDBACK_BACKUPS", str(folder))
    with clock.frozen_at(NOON):
        first, second = council("tick").out, council("tick", "--json").json

    shutil.rmtree(folder)
    refusal = council("tick").refusal

    assert f"Copy made: {folder}/feedback-2026-11-23T12-00-00Z.db" in first
    assert second == {"counted": [], "deleted": 0, "backup": None}
    assert refusal.startswith(f"{folder} cannot be used")
