"""A command reads what it needs, and nothing of the others."""

import subprocess
import sys

import pytest

READ = "import sys, feedback.cli as cli; cli.feedback.get_command(None, {!r}); print(*sys.modules)"


@pytest.mark.parametrize("name", ["staff", "serve"])
def test_a_quick_command_reads_nothing_slow(name: str) -> None:
    """PDFs, workbooks and the application stay unread."""
    printed = subprocess.run(
        [sys.executable, "-c", READ.format(name)], capture_output=True, text=True, check=True
    ).stdout.split()

    assert "feedback.cli.base" in printed
    assert not {"fpdf", "openpyxl", "feedback.app", "feedback.tick"} & set(printed)
