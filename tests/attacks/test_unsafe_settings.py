"""Production does not start with what is unsafe, whichever server serves, and says why in one line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from feedback.app import create_app
from feedback.web.access import EVERYBODY, open_to
from tests.guards.council import Filled
from tests.processes import SCRIPT

HTTPS = {"FEEDBACK_PUBLIC_URL": "https://ask.council.gov.uk"}
ROOT = Path(__file__).resolve().parents[2]
SERVERS = {
    "feedback serve": [SCRIPT, "serve", "--port", "1"],
    "wsgi:app": [sys.executable, "-c", "import wsgi"],
}
UNSAFE = {
    "debugging": ({"FLASK_DEBUG": "1"}, "", "FLASK_DEBUG"),
    "a short secret": ({}, "short", "FEEDBACK_SECRET_KEY_FILE"),
    "a default secret": (HTTPS, "change-me-0123456789-abcdefghijklmnop", "FEEDBACK_SECRET_KEY_FILE"),
    "one sign for a secret": (HTTPS, "x" * 64, "FEEDBACK_SECRET_KEY_FILE"),
    "http for all": ({"FEEDBACK_PUBLIC_URL": "http://ask.council.gov.uk"}, "", "FEEDBACK_PUBLIC_URL"),
    "http on a public address": ({"FEEDBACK_PUBLIC_URL": "http://8.8.8.8"}, "", "FEEDBACK_PUBLIC_URL"),
    "another database": ({"FEEDBACK_DATABASE_URL": "postgresql://x/y"}, "", "FEEDBACK_DATABASE_URL"),
}  # fmt: skip


def start(folder: Path, command: list[str], **environ: str) -> subprocess.CompletedProcess[str]:
    """Start a server that must not start."""
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=60,
        env={"PATH": os.environ["PATH"], "FEEDBACK_INSTANCE": str(folder), **environ},
    )  # fmt: skip


@pytest.mark.parametrize(
    "names", [["debugging"], pytest.param([*UNSAFE], marks=pytest.mark.soak)], ids=len
)
@pytest.mark.parametrize("server", SERVERS)
def test_production_refuses_to_start_with_what_is_unsafe(
    tmp_path: Path, server: str, names: list[str]
) -> None:
    """Debugging, a secret that could be guessed, http for everybody, a database that is not ours: each by its name.

    Every day one of them through each server; `tests/test_config.py` tries them all without starting one.
    """
    for name in names:
        environ, secret, said = UNSAFE[name]
        folder = tmp_path / name
        folder.mkdir()
        if secret:
            (folder / "secret-key").write_text(secret)

        refused = start(folder, SERVERS[server], **environ)

        assert refused.returncode != 0, name
        assert said in refused.stderr.strip().splitlines()[-1], name


def test_the_same_start_without_it_gets_further(tmp_path: Path) -> None:
    """The control: nothing unsafe, and what is missing is the database."""
    refused = start(tmp_path, SERVERS["feedback serve"])

    assert "feedback init" in refused.stderr


@pytest.fixture
def debugging(monkeypatch: pytest.MonkeyPatch) -> None:
    """Flask's own switches are on in the environment of a program that has its settings already."""
    for name in ("FLASK_DEBUG", "FLASK_TESTING", "WERKZEUG_DEBUG_PIN"):
        monkeypatch.setenv(name, "1")


@pytest.mark.usefixtures("debugging")
def test_no_switch_of_flask_shows_the_inside(filled: Filled) -> None:
    """A bug is a kind page all the same: no trace, no console, no words of the error."""
    app = create_app(filled.settings)
    app.add_url_rule(
        "/bug", view_func=open_to(EVERYBODY)(lambda: {}["secret words"]), endpoint="bug"
    )

    page = app.test_client().get("/bug")

    assert (app.debug, app.testing) == (False, False)
    assert page.status_code == 500
    for word in ("Traceback", "secret words", "KeyError", "site-packages", "console", "werkzeug"):
        assert word not in page.text
    assert app.test_client().get("/console").status_code == 404


@pytest.mark.usefixtures("debugging")
def test_a_plain_app_would_show_it() -> None:
    """The control: Flask by itself takes the switch, and an error comes out with its words."""
    plain = Flask("plain")
    plain.add_url_rule("/bug", view_func=lambda: {}["secret words"])

    assert plain.debug
    with pytest.raises(KeyError, match="secret words"):
        plain.test_client().get("/bug")
