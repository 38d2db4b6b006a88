"""No file holds both sides of a merge."""

import re
import subprocess

from tests.conftest import ROOT

MARK = re.compile(rb"^(?:<{7}|>{7}) ", re.MULTILINE)


def test_no_file_holds_a_merge_that_was_not_finished() -> None:
    """Every file that is kept; a planted mark is the control."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    files = [ROOT / name for name in listed.split("\0") if name]

    assert [file for file in files if file.is_file() and MARK.search(file.read_bytes())] == []
    assert MARK.search(b"one\n<<<<<<< HEAD\ntwo\n")
