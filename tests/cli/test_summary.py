"""The workbook is written of counted rounds only."""

import resource
import stat
from pathlib import Path
from typing import Any

import pytest

from feedback.cli.base import write_file
from feedback.exceptions import FeedbackError
from tests.cli.conftest import Run


@pytest.mark.parametrize(
    "words",
    [
        ["--round", "1"], ["--round", "9"], ["--round", "²"], ["--questionnaire", "nothing"],
    ],
)  # fmt: skip
def test_a_round_that_is_not_counted_is_refused(
    council: Run, opened: dict[str, Any], tmp_path: Path, words: list[str]
) -> None:
    """One line, exit 1, and no file."""
    result = council("summary", *words, "--out", "s.xlsx")

    assert result.refusal
    assert result.status == 1
    assert not (tmp_path / "s.xlsx").exists()


def test_a_counted_round_is_written(council: Run, opened: dict[str, Any], tmp_path: Path) -> None:
    """Also one with so few answers that it stays sealed."""
    council("rounds", "close", "1", "--yes")

    written = council("summary", "--round", "1", "--out", "s.xlsx", "--json").json

    assert written == {"out": "s.xlsx"}
    assert (tmp_path / "s.xlsx").read_bytes().startswith(b"PK")


def test_a_workbook_needs_a_place(council: Run, opened: dict[str, Any]) -> None:
    """A folder that is not there is one line."""
    council("rounds", "close", "1", "--yes")

    assert "cannot be written" in council("summary", "--out", "nowhere/s.xlsx").refusal


def test_a_file_that_ends_in_csv_gets_the_core_measures(
    council: Run, opened: dict[str, Any], tmp_path: Path
) -> None:
    """In any case; one that ends in xlsx gets the workbook."""
    council("rounds", "close", "1", "--yes")

    written = council("summary", "--out", "S.CSV", "--json").json
    council("summary", "--out", "s.xlsx")

    assert written == {"out": "S.CSV"}
    assert (tmp_path / "S.CSV").read_text("utf-8-sig").startswith("Questionnaire,Version,Round,")
    assert (tmp_path / "s.xlsx").read_bytes().startswith(b"PK")
    assert "downloaded-core-measures" in [
        one["deed"] for one in council("audit", "list", "--json").json
    ]


def test_a_file_that_does_not_fit_leaves_the_one_before(tmp_path: Path) -> None:
    """Half a workbook under the name of a whole one would be sent to the board. The control: there is room."""
    file = tmp_path / "last.xlsx"
    file.write_bytes(b"last")
    file.chmod(0o640)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(FeedbackError, match=r"last\.xlsx cannot be written"):
            write_file(file, b"new" * 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    left = file.read_bytes(), [one.name for one in tmp_path.iterdir()]
    write_file(file, b"new" * 1000)

    assert left == (b"last", ["last.xlsx"])
    assert file.read_bytes() == b"new" * 1000
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
