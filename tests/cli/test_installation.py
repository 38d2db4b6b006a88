"""The installation's own commands: init, demo, doctor, tick."""

import datetime as dt
import json
import shutil
import stat
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from feedback import clock
from feedback.app import create_app
from feedback.config import read_settings
from feedback.db import Database
from feedback.demo.making import Demo, make_demo
from feedback.demo.sample import ASKED
from feedback.shipped_languages import bring_in
from tests.cli.conftest import Run
from tests.conftest import NOON
from tests.pages import send, visit


def test_init_twice_is_once(run: Run, tmp_path: Path, noon: object) -> None:
    """The second time changes nothing and warns of nothing."""
    first = run("init")
    listed = run("questionnaires", "list", "--json").json

    second = run("init")

    assert (first.status, second.status, second.err) == (0, 0, "")
    assert first.out == second.out
    assert run("questionnaires", "list", "--json").json == listed
    assert [(q["questionnaire"], q["version"]) for q in listed if q["class"] == "anonymous"] == [
        ("early-help-parent", 1), ("exit-interview", 1), ("iro-survey", 1), ("iro-survey", 2),
        ("post-conference-child", 1), ("post-conference-parent", 1), ("post-conference-parent", 2),
        ("short-breaks-child", 1), ("six-monthly-child", 1), ("six-monthly-parent", 1),
        ("uasc-settling-in", 1),
    ]  # fmt: skip


def test_init_keeps_what_is_published_and_warns(
    council: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An edited published file: one warning on stderr, exit 0, the published one stays."""
    before = council("questionnaires", "list", "--json").json
    edit_forms(tmp_path, monkeypatch)

    result = council("init")

    assert result.status == 0
    assert result.err.count("\n") == 1
    assert result.err.startswith("Warning: iro-survey version 2 is published and never changes.")
    assert council("questionnaires", "list", "--json").json == before


def test_init_without_questionnaires_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong folder is not an empty council."""
    monkeypatch.setenv("FEEDBACK_FORMS", "/nowhere")

    result = run("init")

    assert "FEEDBACK_FORMS" in result.refusal


@pytest.mark.parametrize("place", ["/proc/nowhere/x.db", "/dev/null/x.db"])
def test_init_where_nothing_can_be_written_says_so(
    run: Run, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """One line with the place."""
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", f"sqlite:///{place}")

    result = run("init")

    assert place in result.refusal


def test_the_database_is_private(run: Run, tmp_path: Path) -> None:
    """Nobody but its owner reads it, nor what SQLite keeps beside it."""
    run("init")

    modes = {
        file.name: stat.S_IMODE(file.stat().st_mode)
        for file in tmp_path.iterdir()
        if file.is_file()
    }

    assert "feedback.db" in modes
    assert set(modes.values()) == {0o600}


def test_demo_refuses_real_work(council: Run) -> None:
    """A database with teams is never mixed with made-up answers, not even by half."""
    result = council("demo", "--json")

    assert result.refusal.startswith("This database holds real work")
    assert "FEEDBACK_INSTANCE" in result.refusal
    assert council("rounds", "list", "--json").json == []
    assert len(council("teams", "list", "--json").json) == 3


@pytest.fixture(scope="module")
def sample(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """A sample council, made once."""
    folder = tmp_path_factory.mktemp("sample")
    settings = read_settings({"FEEDBACK_INSTANCE": str(folder)})
    shutil.copy(template, folder / "feedback.db")
    database = Database(settings.database_url)
    with database.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM teams")
        bring_in(session, settings.translations)
    with clock.frozen_at(NOON):
        demo = make_demo(database, settings, tell=lambda _: None)
    database.engine.dispose()
    return demo


@pytest.fixture
def demo(sample: Demo, tmp_path: Path, noon: object) -> Demo:
    """A copy of it in this folder, and what was printed when it was made."""
    shutil.copytree(sample.workbook.parent, tmp_path, dirs_exist_ok=True)
    return sample


def test_demo_prints_links_a_sign_in_and_the_workbook(run: Run, demo: Demo, tmp_path: Path) -> None:
    """Exactly these keys."""
    printed = run("demo", "--json").json

    assert set(printed) == {"links", "staff", "analyst", "duty_reader", "reviewer", "workbook"}
    assert set(printed["staff"]) == set(printed["duty_reader"]) == {"email", "password"}
    assert printed["links"]
    assert all(link.startswith("http://127.0.0.1:8000/q/") for link in printed["links"])
    assert Path(printed["workbook"]).parent == tmp_path
    assert len(openpyxl.load_workbook(printed["workbook"]).sheetnames) == 13


def test_demo_twice_is_one_council(run: Run, demo: Demo) -> None:
    """The same links and rounds, a new password."""
    rounds = run("rounds", "list", "--json").json

    again = run("demo", "--json").json

    assert again["links"] == [link.url for link in demo.links]
    assert again["staff"]["email"] == demo.staff.email
    assert again["staff"]["password"] != demo.staff.password
    assert run("rounds", "list", "--json").json == rounds
    assert {r["status"] for r in rounds} == {"open", "closed"}


def test_demo_in_words_has_a_code_to_point_a_phone_at(run: Run, demo: Demo) -> None:
    """For whoever tries it at a terminal."""
    result = run("demo")

    assert result.status == 0
    assert "▀" in result.out
    shown = [link.url for link in demo.links if link.url in result.out]
    assert len(shown) == len(ASKED)  # one of each questionnaire; the others are listed by a command
    assert result.out.count("more: feedback collectors list") == len(ASKED)


def test_demo_links_open_and_say_demo(demo: Demo, tmp_path: Path) -> None:
    """Every printed link is an open questionnaire that can be answered."""
    client = create_app(read_settings({"FEEDBACK_INSTANCE": str(tmp_path)})).test_client()

    pages = [visit(client, link.url.partition(":8000")[2]) for link in demo.links]

    assert all("DEMO" in page.text for page in pages)
    assert send(client, pages[0], {"know_iro": "yes"}).status_code in (303, 422)


def test_doctor_lists_checks(council: Run) -> None:
    """Every check has these keys and advice where it is not ok; then one line and exit 1."""
    result = council("doctor", "--json")

    checks = json.loads(result.out)
    assert all(set(check) == {"check", "ok", "advice"} for check in checks)
    assert all(bool(check["advice"]) is not check["ok"] for check in checks)
    assert {c["check"] for c in checks} >= {
        "tables", "safety settings", "clock", "disk", "public address", "who listens",
    }  # fmt: skip
    assert [c["ok"] for c in checks if c["check"] in ("tables", "safety settings")] == [True, True]
    assert "who listens" in result.refusal


def test_doctor_lets_a_new_council_begin_in_peace(run: Run, noon: object) -> None:
    """Nothing ticks before the first `serve`. Two hours after `init` that is said."""

    def ticks() -> bool:
        checks = json.loads(run("doctor", "--json").out)
        return next(one["ok"] for one in checks if one["check"] == "ticker")

    run("init")
    new = ticks()
    with clock.frozen_at(clock.now() + dt.timedelta(hours=3)):
        later = ticks()

    assert new
    assert not later


def test_doctor_says_init_before_there_is_a_database(run: Run, tmp_path: Path) -> None:
    """It changes nothing itself."""
    result = run("doctor")

    assert "Run 'feedback init'." in result.out
    assert not (tmp_path / "feedback.db").exists()


def test_tick_counts_after_the_grace_and_only_once(council: Run, opened: dict[str, Any]) -> None:
    """Not before four hours past the last day; the second time there is nothing to do."""
    end = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    seen = []

    for hours in (-1, 0, 3.99, 4, 4.1):
        with clock.frozen_at(end + dt.timedelta(hours=hours)):
            done = council("tick", "--json").json
            status = council("rounds", "list", "--json").json[0]["status"]
        seen.append((done["counted"], status))

    assert seen == [
        ([], "open"), ([], "closing"), ([], "closing"), ([opened["id"]], "closed"), ([], "closed"),
    ]  # fmt: skip


def edit_forms(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped forms in which the published IRO survey, version 2, was edited."""
    shutil.copytree(read_settings().forms, folder / "forms")
    monkeypatch.setenv("FEEDBACK_FORMS", str(folder / "forms"))
    file = folder / "forms" / "iro-survey" / "2.yaml"
    text = file.read_text()
    assert text.count("What was good about your review?") == 1
    file.write_text(
        text.replace("What was good about your review?", "What was best about your review?")
    )
    return file
