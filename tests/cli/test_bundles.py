"""Everything to hand out in one file, by command."""

import zipfile
from pathlib import Path
from typing import Any

import pymupdf

from tests.cli.conftest import Run


def test_one_file_has_every_team(council: Run, opened: dict[str, Any], tmp_path: Path) -> None:
    """As a PDF a page each; as a ZIP of one team its folder."""
    slips = ("--slips", "1", "--lang", "en")
    council("collectors", "everything", *slips, "--team", "Oak", "--out", "slips.pdf")
    written = council("collectors", "everything", "--out", "all.pdf", "--json").json
    council("collectors", "everything", "--team", "Oak", "--round", "1", "--out", "oak.ZIP")

    with pymupdf.open(tmp_path / "all.pdf") as pages:
        assert len(pages) == 3
    with pymupdf.open(tmp_path / "slips.pdf") as pages:
        assert len(pages) == 3  # poster, guide, slip
    assert [one["batch"] for one in council("slips", "list", "--json").json] == ["1"]
    names = zipfile.ZipFile(tmp_path / "oak.ZIP").namelist()
    assert written == {"out": "all.pdf"}
    assert {name.split("/")[1] for name in names} == {"README.txt", "Oak"}


def test_what_cannot_be_written_is_one_line(council: Run, opened: dict[str, Any]) -> None:
    """A name, a place and a team that are wrong."""
    everything = ("collectors", "everything", "--out")

    assert "End the file's name" in council(*everything, "all.doc").refusal
    assert "cannot be written" in council(*everything, "nowhere/all.pdf").refusal
    assert "nothing to hand out" in council(*everything, "a.pdf", "--team", "Yew").refusal
