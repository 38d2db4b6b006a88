"""Commands run as the console script runs them, in this process, against a council of their own."""

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from feedback.cli import main
from feedback.config import read_settings


@dataclass(frozen=True)
class Result:
    """What a command left behind. A traceback never becomes one: the test fails with it."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON value on stdout."""
        assert self.status == 0, self.err
        return json.loads(self.out)

    @property
    def refusal(self) -> str:
        """The one line of a command that could not do it."""
        assert self.status != 0
        assert self.err.endswith("\n")
        assert self.err.count("\n") == 1, self.err
        return self.err.strip()


Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `feedback` with these words, in the instance folder `tmp_path`."""
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(tmp_path))
    monkeypatch.setenv("FEEDBACK_COUNCIL_NAME", "Westmere Council")
    monkeypatch.chdir(tmp_path)

    def run_(*words: str) -> Result:
        monkeypatch.setattr(sys, "argv", ["feedback", *words])
        capsys.readouterr()
        try:
            main()
            status = 0
        except SystemExit as ending:
            status = ending.code if isinstance(ending.code, int) else int(bool(ending.code))
        said = capsys.readouterr()
        return Result(status, said.out, said.err)

    return run_


@pytest.fixture
def council(run: Run, tmp_path: Path, template: Path, noon: object) -> Run:
    """The same, in a council that has its questionnaires, three teams and a secret key."""
    shutil.copy(template, tmp_path / "feedback.db")
    read_settings()
    return run


@pytest.fixture
def opened(council: Run) -> dict[str, Any]:
    """The IRO survey open for every team until the end of the year, as the command printed it."""
    words = "rounds open iro-survey --teams all --opens 2026-11-23 --closes 2026-12-31 --json"
    return council(*words.split()).json
