"""What the council's IT copies out of the how-tos works as it stands there, and shows what it is said to show."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from feedback.config import Settings
from feedback.db import Database
from feedback.diagnosis import examine
from tests.guards.test_docs import DOCUMENTS, ROOT, read, section_of


def list_blocks() -> list[tuple[str, str]]:
    """Every block of settings in the documentation, with the page it stands on: what is copied into one file."""
    blocks = [
        (str(document.relative_to(ROOT)), block)
        for document in DOCUMENTS
        for block in re.findall(r"^```\n(.*?)^```", document.read_text(), re.DOTALL | re.MULTILINE)
    ]
    return [(page, block) for page, block in blocks if is_settings(block)]


def is_settings(block: str) -> bool:
    """Whether each of its lines makes a setting."""
    return all(re.match(r"FEEDBACK_\w+=", line) for line in block.splitlines())


def read_as_service(block: str) -> dict[str, str]:
    """What systemd takes from it: the rest of each line, without quotation marks around it."""
    pairs = (line.split("=", 1) for line in block.splitlines())
    return {name: re.sub(r'^"(.*)"$', r"\1", value) for name, value in pairs}


def read_as_command(block: str, file: Path) -> dict[str, str]:
    """What a command gets that is run as install.md says: the shell reads the file first."""
    file.write_text(block)
    found = subprocess.run(
        ["sh", "-c", f"set -a; . {file}; exec env"],
        env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert found.stderr == ""
    pairs = (line.split("=", 1) for line in found.stdout.splitlines())
    return {name: value for name, value in pairs if name.startswith("FEEDBACK_")}


@pytest.mark.parametrize(("page", "block"), list_blocks())
def test_the_service_and_the_shell_read_the_same_settings(
    page: str, block: str, tmp_path: Path
) -> None:
    """A value with a space stops every command of the server, unless it stands in quotation marks."""
    assert read_as_command(block, tmp_path / "feedback.env") == read_as_service(block), page


def test_the_settings_of_the_guides_are_found() -> None:
    """The look itself, and that a value without its quotation marks is noticed."""
    assert {page.rpartition("/")[2] for page, _ in list_blocks()} >= {
        "install.md", "send-email.md", "set-up.md", "sign-in-with-entra.md",
    }  # fmt: skip


@pytest.mark.parametrize("value", ["The duty team", "Ring 01234; at night 0800", "a, b", "$5"])
def test_a_value_without_quotation_marks_is_noticed(value: str, tmp_path: Path) -> None:
    """The look itself: what the shell does not take whole."""
    block = f"FEEDBACK_DUTY_READER={value}\n"

    try:
        read = read_as_command(block, tmp_path / "feedback.env")
    except (AssertionError, subprocess.CalledProcessError):
        return
    assert read != read_as_service(block)


def list_shown(text: str) -> list[str]:
    """The names of the checks in the output of `doctor` that install.md shows."""
    block = section_of(text, "6. Look whether it is right").split("```")[1]
    lines = block.split("check            ok  advice\n")[1].splitlines()
    return [line[:15].strip() for line in lines]


def test_the_doctor_of_the_guide_is_the_doctor(settings: Settings, database: Database) -> None:
    """The same lines in the same order, for an installation without sign-in, mail server or scanner of the council."""
    looked = [check.check for check in examine(settings, Database(settings.database_url))]

    assert list_shown(read("how-to/install.md")) == looked
