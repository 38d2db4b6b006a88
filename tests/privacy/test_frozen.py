"""What people were told when they answered stays so: class, mode, notice and version, through every door."""

import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError
from werkzeug.routing import Rule

from feedback import accounts
from feedback.app import create_app
from feedback.cli import feedback
from feedback.config import Settings
from feedback.db import Database
from feedback.exceptions import RefusedError
from feedback.models.accounts import Role
from feedback.models.answering import SealedAnswer
from feedback.models.asking import Collector, Round
from feedback.questionnaires.definition import Class
from feedback.versions import open_published, publish, snapshot_of
from feedback.web.context import of_app as get_installation
from tests.commands import list_commands
from tests.conftest import NOON
from tests.councils import rebuild
from tests.privacy.promised import drop_triggers, promised

MIGHTY = (Role.ADMINISTRATOR, Role.DUTY_READER, Role.INTERVIEWER)
PASSWORD = "correct horse battery"
# Every command, and how it is tried on a council with an answer. A new one is not known until it stands here.
COMMANDS = {
    "init": ["init"],
    "demo": ["demo"],
    "doctor": ["doctor"],
    "tick": ["tick"],
    "serve": ["serve", "--help"],  # what it serves is tried through the routes
    "questionnaires list": ["questionnaires", "list"],
    "questionnaires check": ["questionnaires", "check"],
    "questionnaires publish": ["questionnaires", "publish", "{forms}/iro-survey/2.yaml"],
    "questionnaires show": ["questionnaires", "show", "iro-survey"],
    "questionnaires schema": ["questionnaires", "schema", "--of", "version"],
    "questionnaires paper": ["questionnaires", "paper", "iro-survey", "--out", "{out}/q.pdf"],
    "collectors everything": ["collectors", "everything", "--team", "Oak", "--out", "{out}/all.pdf"],
    "workbooks list": ["workbooks", "list"],
    "workbooks issue": ["workbooks", "issue", "2026-27"],
    "workbooks get": ["workbooks", "get", "1", "--out", "{out}/i.xlsx"],
    "returns list": ["returns", "list"],
    "returns ask": ["returns", "ask", "pledge-check", "--organisation", "Kite Trust", "--day", "2026-11-01"],
    "returns answer": ["returns", "answer", "1"],
    "returns invite": ["returns", "invite", "1"],
    "returns export": ["returns", "export", "pledge-check", "--out", "{out}/r.xlsx"],
    "activities list": ["activities", "list"],
    "activities add": ["activities", "add", "--day", "2026-11-01", "--method", "forum", "--people", "9", "--audience", "Care leavers"],
    "translations extract": ["translations", "extract"],
    "translations update": ["translations", "update", "pl"],
    "translations check": ["translations", "check"],
    "translations status": ["translations", "status"],
    "translations export": ["translations", "export", "{out}/pl.xlsx"],
    "translations import": ["translations", "import", "{out}/pl.xlsx", "--checked-by", "A"],
    "translations approve": ["translations", "approve", "pl", "--by", "A"],
    "teams import": ["teams", "import", "{out}/teams.csv"],
    "teams list": ["teams", "list"],
    "teams rename": ["teams", "rename", "Oak", "Acorn"],
    "teams merge": ["teams", "merge", "Elm", "--into", "Oak", "--from", "2027-01-01"],
    "teams reopen": ["teams", "reopen", "Elm"],
    "teams close": ["teams", "close", "Ash"],
    "cohorts import": ["cohorts", "import", "iro-survey", "2026-27", "{out}/cohort.csv"],
    "cohorts list": ["cohorts", "list"],
    "rounds open": [
        "rounds", "open", "iro-survey@1", "--teams", "all",
        "--opens", "2026-11-23", "--closes", "2026-12-30",
    ],
    "rounds list": ["rounds", "list"],
    "rounds suggest": ["rounds", "suggest"],
    "rounds due": ["rounds", "due", "open", "{out}/due.csv"],
    "rounds pack": ["rounds", "pack", "1", "--out", "{out}/pack.zip"],
    "rounds close": ["rounds", "close", "1", "--yes"],
    "collectors list": ["collectors", "list"],
    "collectors make": ["collectors", "make", "iro-survey", "--teams", "all", "--channel", "kiosk"],
    "collectors given-out": ["collectors", "given-out", "1", "5"],
    "collectors poster": ["collectors", "poster", "1", "--out", "{out}/p.pdf"],
    "collectors slips": ["collectors", "slips", "1", "--count", "1", "--out", "{out}/s.pdf"],
    "slips list": ["slips", "list"],
    "slips void": ["slips", "void", "1"],
    "draws list": ["draws", "list"],
    "draws repeat": ["draws", "repeat", "1", "{out}/teams.csv"],
    "collectors paper": ["collectors", "paper", "1", "--out", "{out}/c.pdf"],
    "comments list": ["comments", "list"],
    "comments release": ["comments", "release", "00"],
    "comments withhold": ["comments", "withhold", "00"],
    "summary": ["summary", "--out", "{out}/s.xlsx"],
    "records": ["records", "--round", "1", "--purpose", "See what is kept", "--out", "{out}/r.xlsx"],
    "staff invite": ["staff", "invite", "new@council.gov.uk", "--role", "analyst"],
    "staff list": ["staff", "list"],
    "audit list": ["audit", "list"],
    "responses review": ["responses", "review", "1", "--keep", "all"],
    "backup": ["backup", "{out}"],
    "restore": ["restore", "{out}/none.db", "--yes"],
    "purge": ["purge"],
    "staff close": ["staff", "close", "new@council.gov.uk"],
}  # fmt: skip

# What a form could call the things that must not change, each with another value than it has.
TRIED = {
    "questionnaire": "exit-interview", "version": "1", "version_id": "1", "number": "9", "class": "attributed",
    "notice": "Other words", "snapshot": "{}", "channel": "interviewer", "mode": "interview", "occasion": "other",
    "team": "Elm", "team_id": "2", "collector": "2", "collector_id": "2", "round": "1", "round_id": "1",
    "language": "pl", "variant": "easy-read", "do": "release", "code": "BCDFGH", "best": "Other words",
}  # fmt: skip


def list_posts(app: Flask) -> list[Rule]:
    """Every route that takes more than a look."""
    looks = {"GET", "HEAD", "OPTIONS"}
    return [rule for rule in app.url_map.iter_rules() if (rule.methods or set()) - looks]


def fill(rule: Rule, code: str) -> str:
    """The address of `rule` for the first round, collector and everything else."""
    path = rule.rule
    for name in rule.arguments:
        path = path.replace(f"<{name}>", code if name == "code" else "1")
    return path


def sign_in(app: Flask, settings: Settings, email: str) -> tuple[FlaskClient, str]:
    """A browser in which `email` is signed in, and what its forms carry."""
    client = app.test_client()

    def proof() -> str:
        html = client.get("/staff/sign-in", base_url=settings.public_url).text
        html = (
            html
            if "csrf_token" in html
            else client.get("/staff/rounds", base_url=settings.public_url).text
        )
        return html.partition('name="csrf_token" value="')[2].partition('"')[0]

    fields = {"email": email, "password": PASSWORD, "csrf_token": proof()}
    response = client.post("/staff/sign-in", data=fields, base_url=settings.public_url)
    assert response.status_code == 302
    return client, proof()


def press_everything(app: Flask, settings: Settings, code: str, role: Role) -> set[int]:
    """Send what could change something to every route, signed in as `role`; the statuses that came."""
    client, proof = sign_in(app, settings, f"{role.value}@council.gov.uk")
    fields = {"csrf_token": proof, **TRIED}
    paths = [fill(rule, code) for rule in list_posts(app)]
    last = [path for path in paths if path.endswith("sign-out")]
    return {
        client.post(path, data=fields, base_url=settings.public_url).status_code
        for path in [*(path for path in paths if path not in last), *last]
    }


@pytest.fixture
def staffed(answered: Database) -> Database:
    """The same with somebody of every role that may the most."""
    with answered.writing() as session:
        for role in MIGHTY:
            accounts.make_account(
                session, f"{role.value}@council.gov.uk", role=role, password=PASSWORD
            )
    return answered


def test_no_route_changes_what_was_promised(
    app: Flask, settings: Settings, staffed: Database, oak: str
) -> None:
    """Every route that takes a form gets every field that could, from those who may the most; none even tries."""
    before = promised(staffed)
    updates = listen_for_updates(app)

    for role in MIGHTY:
        statuses = press_everything(app, settings, oak.removeprefix("/q/"), role)
        assert statuses & {302, 422}

    assert promised(staffed) >= before
    assert {update.split()[1] for update in updates} == {"accounts", "rounds"}
    assert not any("version_id" in update.partition(" WHERE ")[0] for update in updates)


def listen_for_updates(app: Flask) -> list[str]:
    """Every UPDATE that the app will send to its database, also one that a trigger refuses."""
    updates: list[str] = []

    @event.listens_for(get_installation(app).database.engine, "before_cursor_execute")
    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("UPDATE"):
            updates.append(statement)

    return updates


def test_a_route_that_did_would_be_noticed(settings: Settings, staffed: Database, oak: str) -> None:
    """The control: one more route, without the triggers, and the same pressing finds it."""
    app = create_app(settings)

    def change() -> str:
        with staffed.writing() as session:
            session.execute(text("UPDATE collectors SET channel = 'interviewer'"))
        return ""

    change.access_mark = frozenset(["everybody"])  # type: ignore[attr-defined]
    app.add_url_rule("/turn", view_func=change, methods=["POST"])
    before = promised(staffed)
    press_everything(app, settings, oak.removeprefix("/q/"), Role.ADMINISTRATOR)
    with_triggers = promised(staffed) >= before
    drop_triggers(staffed, "collectors")

    press_everything(app, settings, oak.removeprefix("/q/"), Role.ADMINISTRATOR)

    assert with_triggers
    assert not promised(staffed) >= before


@pytest.fixture
def edited(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of forms in which the newest IRO survey and the notice were edited after publication."""
    forms = tmp_path / "forms"
    shutil.copytree(settings.forms, forms)
    for file, old, new in (
        ("iro-survey/2.yaml", "class: anonymous", "class: attributed"),
        ("shared/consent-child.yaml", "We do not ask your name.", "Tell us your name."),
    ):
        before = (forms / file).read_text()
        assert old in before
        (forms / file).write_text(before.replace(old, new))
    (tmp_path / "due.csv").write_text("team,questionnaire,due\nOak,iro-survey,12\n")
    (tmp_path / "cohort.csv").write_text(
        "item,code,count\neq_disability,yes,40\neq_disability,no,160\n"
    )
    (tmp_path / "teams.csv").write_text("team,service\nOak,Fostering\nNew,Fostering\n")
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(settings.instance))
    monkeypatch.setenv("FEEDBACK_FORMS", str(forms))
    shutil.copytree(settings.translations, tmp_path / "translations")
    monkeypatch.setenv("FEEDBACK_TRANSLATIONS", str(tmp_path / "translations"))
    return forms


def test_no_command_changes_what_was_promised(
    answered: Database, edited: Path, tmp_path: Path
) -> None:
    """One after the other, with the questionnaire and the notice edited in their files."""
    before = promised(answered)
    changed = []

    for name, written in COMMANDS.items():
        words = [word.format(forms=edited, out=tmp_path) for word in written]
        result = CliRunner().invoke(feedback, words)
        if isinstance(result.exception, IntegrityError) or not promised(answered) >= before:
            changed.append((name, result.exception))

    assert changed == []


def test_every_command_is_tried() -> None:
    """Nobody adds one without saying here how it is tried."""
    assert {name for name, _ in list_commands()} == set(COMMANDS)


def test_a_command_that_did_would_be_noticed(answered: Database, edited: Path) -> None:
    """The control: without the triggers a command that published over a version is found."""
    before = promised(answered)
    drop_triggers(answered, "versions")

    @click.command()
    def overwrite() -> None:
        with answered.writing() as session:
            session.execute(text("UPDATE versions SET snapshot = '{}'"))

    CliRunner().invoke(overwrite)

    assert not promised(answered) >= before


def test_a_questionnaire_never_changes_its_class(database: Database, settings: Settings) -> None:
    """A poster leads to whichever version is newest, so the next one cannot be attributed."""
    with database.writing() as session:
        newest = snapshot_of(open_published(session, "iro-survey"))
        signed = rebuild(newest, version=newest.version + 1, class_=Class.ATTRIBUTED)
        same = rebuild(newest, version=newest.version + 1)

        with pytest.raises(RefusedError, match="is anonymous and stays so"):
            publish(session, signed, on=NOON.date())
        published = publish(session, same, on=NOON.date())

    assert published.number == newest.version + 1


def test_the_mode_of_an_answer_is_its_collectors(answered: Database) -> None:
    """What is stored is what the collector said when the answer came."""
    with answered.reading() as session:
        (row,) = session.query(SealedAnswer).all()
        collector = session.get_one(Collector, row.collector_id)
        round_ = session.get_one(Round, row.round_id)

    assert (collector.channel, row.mode, row.version_id) == ("poster", "self", round_.version_id)
