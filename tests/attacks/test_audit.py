"""The audit of packages and code finds what there is, and never says "nothing known" when it could not ask."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BANDIT = Path(sys.executable).with_name("bandit")
CLEAN = "No known vulnerabilities found"
KNOWN = "Found 1 known vulnerability in 1 package\nflask 3.0.0 PYSEC-1"
NOT_ASKED = (
    "ERROR:pip_audit: Dependency not found on PyPI and could not be audited: alembic (1.20.1)"
)


def run_audit(
    folder: Path, said: str, *, code: int, bandit: int = 0
) -> subprocess.CompletedProcess[str]:
    """Run `scripts/audit` where its two programs answer like this."""
    tools = folder / ".venv" / "bin"
    tools.mkdir(parents=True)
    (folder / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "audit", folder / "scripts" / "audit")
    for name, script in (
        ("uv", 'for last; do :; done; echo "flask==3.1.0" > "$last"'),
        ("bandit", f"exit {bandit}"),
        ("pip-audit", f"echo '{said}'\nexit {code}"),
    ):
        (tools / name).write_text(f"#!/bin/sh\n{script}\n")
        (tools / name).chmod(0o755)
    return subprocess.run(["scripts/audit"], cwd=folder, capture_output=True, text=True, timeout=60)


def test_nothing_known_is_said_only_when_it_was_asked(tmp_path: Path) -> None:
    """Clean: the number of packages that were looked up, and success."""
    done = run_audit(tmp_path, CLEAN, code=0)

    assert "Looked up 1 packages: nothing is known" in done.stdout
    assert done.returncode == 0


@pytest.mark.parametrize("said", [NOT_ASKED, "Temporary failure in name resolution", ""])
def test_an_audit_that_could_not_ask_fails_and_says_so(tmp_path: Path, said: str) -> None:
    """No answer is not the same as a good one."""
    done = run_audit(tmp_path, said, code=1)

    assert "NOT CHECKED" in done.stdout
    assert "nothing is known" not in done.stdout
    assert done.returncode != 0


def test_a_known_vulnerability_is_shown_and_fails(tmp_path: Path) -> None:
    """With its number."""
    done = run_audit(tmp_path, KNOWN, code=1)

    assert "PYSEC-1" in done.stdout
    assert done.returncode != 0


def test_a_finding_of_bandit_fails(tmp_path: Path) -> None:
    """Also when the packages are clean."""
    assert run_audit(tmp_path, CLEAN, code=0, bandit=1).returncode != 0


def count_high(*places: Path) -> int:
    """Bandit's exit code for findings of high severity."""
    command = [BANDIT, "--quiet", "--recursive", *places, "--severity-level", "high"]
    return subprocess.run(command, capture_output=True, timeout=600).returncode


@pytest.mark.soak
def test_bandit_finds_nothing_of_high_severity_in_our_code() -> None:
    """Nothing that runs."""
    assert count_high(ROOT / "feedback", ROOT / "wsgi.py") == 0


def test_a_careless_line_is_found_by_bandit(tmp_path: Path) -> None:
    """The control: a command made from what somebody typed."""
    (tmp_path / "careless.py").write_text(
        "import subprocess\nsubprocess.run(input(), shell=True)\n"
    )

    assert count_high(tmp_path) == 1
