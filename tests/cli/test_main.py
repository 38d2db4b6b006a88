"""The command line as a whole: help, mistakes in one line, and the console script itself."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Run

SCRIPT = str(Path(sys.executable).with_name("feedback"))
NEEDS_DATABASE = [
    "tick", "questionnaires list", "questionnaires show iro-survey", "teams list", "rounds list",
    "rounds close 1 --yes", "collectors list", "collectors given-out 1 5", "collectors poster 1 --out p.pdf",
    "summary --out s.xlsx", "staff invite a@example.org --role analyst", "serve",
    "rounds open iro-survey --teams all --opens 2026-11-23 --closes 2026-12-31",
]  # fmt: skip
MISTAKES = [
    "nonsense", "rounds nonsense", "rounds list --nonsense", "rounds open", "rounds open iro-survey",
    "rounds open iro-survey --teams all --opens tomorrow --closes 2026-12-31",
    "rounds open iro-survey --teams all --opens 2026-02-30 --closes 2026-12-31",
    "collectors given-out 1 many", "collectors given-out 1 -5", "staff invite a@example.org",
    "staff invite a@example.org --role boss", "summary", "serve --port 0", "serve --port 99999",
    "collectors poster 1 --out .", "teams import", "questionnaires show",
    "returns ask pledge-check --teams all --day 9999-12-31", "returns ask pledge-check --teams all --day 0001-01-01",
    "returns ask pledge-check --teams all --day 2026-11-01 --due 2200-01-01", "teams close Oak --on 1999-12-31",
    "rounds open iro-survey --teams all --opens 9999-12-31 --closes 9999-12-31", "audit list --since 0001-01-01",
    "staff invite j\udcf6rg@example.org --role analyst", "teams rename Oak \udcff", "questionnaires show \udcff",
]  # fmt: skip


@pytest.mark.parametrize("command", NEEDS_DATABASE)
def test_without_a_database_a_command_says_where_it_looked(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """One line, exit 1; neither database, nor secret key, nor folder appears by itself."""
    folder = tmp_path / "elsewhere"
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(folder))

    result = run(*command.split())

    assert result.refusal == (
        f"There is no database {folder}/feedback.db: set FEEDBACK_INSTANCE as the service has it, "
        "or for a new council run 'feedback init' first."
    )
    assert (result.status, result.out) == (1, "")
    assert not folder.exists()


@pytest.mark.parametrize("command", ["rounds list", "staff invite a@example.org --role analyst"])
def test_a_lost_secret_key_is_said_and_none_is_made(
    council: Run, tmp_path: Path, command: str
) -> None:
    """By every command and the doctor, before anything is signed with another. Control: `init` makes one."""
    key = tmp_path / "secret-key"
    key.unlink()

    refusal = council(*command.split()).refusal
    checks = json.loads(council("doctor", "--json").out)

    assert "FEEDBACK_SECRET_KEY_FILE is not there" in refusal
    assert [c["ok"] for c in checks if c["check"] == "secret key"] == [False]
    assert not key.exists()
    assert council("init").status == 0
    assert key.exists()
    assert council(*command.split()).status == 0


@pytest.mark.parametrize("command", MISTAKES)
def test_a_mistake_is_one_line_that_says_where_help_is(council: Run, command: str) -> None:
    """Exit 2, nothing on stdout, no usage block to read past."""
    result = council(*command.split())

    assert result.status == 2
    assert "--help'" in result.refusal or "is not UTF-8" in result.refusal
    assert result.out == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FEEDBACK_PUBLIC_URL", "http://ask.council.gov.uk"),
        ("FEEDBACK_PUBLIC_URL", "http://[::1"),
        ("FEEDBACK_TIMEZONE", "Europe"),
        ("FEEDBACK_KEEP_COMMENTS_MONTHS", "none"),
        ("FEEDBACK_DATABASE_URL", "postgresql://x"),
        ("FEEDBACK_INSTANCE", "/dev/null/instance"),
        ("FEEDBACK_INSTANCE", "/dev/shm/instance\r"),  # of a file with the line ends of Windows
        ("FEEDBACK_COUNCIL_NAME", "M\udcfcnster"),  # of a file that is not UTF-8
    ],
)
@pytest.mark.parametrize("command", ["init", "doctor", "rounds list", "serve"])
def test_a_wrong_setting_stops_every_command(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: str, name: str, value: str
) -> None:
    """One line that names the setting."""
    monkeypatch.setenv(name, value)

    result = run(*command.split())

    assert name in result.refusal


@pytest.mark.parametrize("command", ["rounds list", "tick", "init", "serve", "demo", "doctor"])
def test_a_file_that_is_no_database_is_left_alone(run: Run, tmp_path: Path, command: str) -> None:
    """One line, and the file stays as it was."""
    file = tmp_path / "feedback.db"
    file.write_bytes(b"not a database at all " * 400)

    result = run(*command.split())

    assert result.refusal
    assert file.read_bytes() == b"not a database at all " * 400


@pytest.mark.parametrize("command", ["rounds list", "tick", "init", "serve", "demo", "backup ."])
def test_a_database_of_a_newer_release_is_said_to_be_one(
    council: Run, tmp_path: Path, command: str
) -> None:
    """One line that does not send anybody to `init`; `doctor` says the same of the tables, and of nothing else."""
    with closing(sqlite3.connect(tmp_path / "feedback.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    result = council(*command.split())
    checks = json.loads(council("doctor", "--json").out)

    assert result.refusal.startswith("The database is of a newer release than this program")
    advised = [check["check"] for check in checks if check["advice"] == result.refusal]
    assert (result.status, advised) == (1, ["tables"])


@pytest.mark.parametrize(
    "command",
    [
        "collectors paper 1", "questionnaires paper iro-survey", "collectors slips 1 --count 1", "summary",
        "rounds pack 1", "workbooks get 1", "returns export pledge-check",
    ],
)  # fmt: skip
def test_a_file_is_called_what_it_is(council: Run, tmp_path: Path, command: str) -> None:
    """A form called .doc would be said to be damaged: refused, and nothing is made."""
    result = council(*command.split(), "--out", "x.doc")

    assert "'--out': end the file's name in ." in result.refusal
    assert result.status == 2
    assert not (tmp_path / "x.doc").exists()


@pytest.mark.parametrize("words", [["--help"], ["rounds", "--help"], ["summary", "--help"]])
def test_help_is_no_error(run: Run, words: list[str]) -> None:
    """It goes to stdout and ends well."""
    result = run(*words)

    assert (result.status, result.err) == (0, "")
    assert result.out.startswith("Usage: feedback")


def test_without_words_it_shows_what_it_can(run: Run) -> None:
    """Every command of the contract is there."""
    result = run()

    shown = result.out + result.err
    commands = "init demo serve doctor questionnaires teams rounds collectors summary staff tick"
    assert result.status == 2
    assert [c for c in commands.split() if f"\n  {c} " not in shown] == []


def test_an_argument_that_is_no_text_is_named(council: Run) -> None:
    """The bytes as they were typed, and nobody is invited."""
    result = council("staff", "invite", "j\udcf6rg@example.org", "--role", "analyst")

    assert result.refusal.startswith(r"The argument 'j\xf6rg@example.org' is not UTF-8")
    assert council("staff", "list", "--json").json == []


def test_a_day_that_is_too_far_away_is_told_how_far_days_go(council: Run) -> None:
    """Also where nothing reckons with it yet."""
    for day in ("1999-12-31", "2200-01-01"):
        result = council("audit", "list", "--since", day)

        assert f"{day} is too far away: 2000-01-01 to 2199-12-31 will do." in result.refusal
    for day in ("2000-01-01", "2199-12-31"):
        assert council("audit", "list", "--since", day).status == 0


@pytest.mark.parametrize(
    "command", ["teams list", "teams list --json", "--help", "staff invite a@b.uk --role analyst"]
)
def test_output_that_cannot_be_written_is_said(council: Run, tmp_path: Path, command: str) -> None:
    """One line on stderr and exit 1, so that nobody believes an address was kept that is lost."""
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [SCRIPT, *command.split()],
            env={"FEEDBACK_INSTANCE": str(tmp_path), "PATH": "/usr/bin:/bin"},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert ran.returncode == 1
    assert ran.stderr == (
        "The output could not be written (No space left on device). What the command changed stays changed.\n"
    )


def test_a_reader_who_has_seen_enough_is_told_nothing(council: Run, tmp_path: Path) -> None:
    """As of `feedback teams list | head -1`: the pipe is closed, and nobody hears of it."""
    reading, writing = os.pipe()
    os.close(reading)

    ran = subprocess.run(
        [SCRIPT, "teams", "list"],
        env={"FEEDBACK_INSTANCE": str(tmp_path), "PATH": "/usr/bin:/bin"},
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )

    os.close(writing)
    assert ran.stderr == ""


def test_the_console_script_works(tmp_path: Path) -> None:
    """Installed as `feedback`, with its own environment: init, then a refusal in one line."""
    environ = {"FEEDBACK_INSTANCE": str(tmp_path), "PATH": "/usr/bin:/bin"}

    init = subprocess.run(
        [SCRIPT, "init"], env=environ, capture_output=True, text=True, check=False
    )
    wrong = subprocess.run(
        [SCRIPT, "rounds", "close", "7", "--yes"],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (init.returncode, init.stderr) == (0, "")
    assert init.stdout.startswith(f"Ready: {tmp_path}/feedback.db\n")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert wrong.stderr == "There is no round '7'. 'feedback rounds list' shows their ids.\n"
