"""Before a duty reader releases it nobody else reaches a word of it: over every address, file and command."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from feedback import clock
from feedback.cli import feedback
from feedback.comments import Status, list_comments, open_comment
from feedback.config import read_settings
from feedback.db import Database
from feedback.decisions import decide
from feedback.models.accounts import Role
from feedback.models.asking import Round
from feedback.waiting import list_waiting, mark_read
from tests.conftest import NOON
from tests.councils import answer
from tests.guards.council import Filled, fill
from tests.guards.test_getting import list_paths, list_rules
from tests.privacy.test_frozen import COMMANDS

# Each stands in one comment: unread in an open round, read, withheld, escalated, unread in a counted round, and
# taken out of one that was released since.
HIDDEN = ("Quince", "Rhubarb", "Salsify", "Tamarind", "Ugli", "Vanilla")
SHOWN = "Biscuits"  # in the comments that are released


@pytest.fixture(scope="module")
def filled(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """A council with something behind every address, and comments in every state."""
    settings = read_settings({"FEEDBACK_INSTANCE": str(tmp_path_factory.mktemp("unread"))})
    database = Database(settings.database_url)
    Path(database.file).write_bytes(template.read_bytes())
    with clock.frozen_at(NOON):
        council = fill(database, settings)
        hide(council)
        yield council


def hide(council: Filled) -> None:
    """Put the hidden words where they belong."""
    unread, read, withheld, escalated, counted, taken_out = HIDDEN
    with council.database.writing() as session:
        open_ = session.get_one(Round, int(council.rounds["open"]))
        oak = open_.teams[0].team
        for word in (unread, read, withheld, escalated):
            answer(session, open_, oak, comments={"best": word}, read_by_on=NOON.date())
        session.flush()
        for one in list_waiting(session):
            if one.words and one.words[0].words in (read, withheld, escalated):
                mark_read(session, one.id, seen=one.state)
        for summary in list_comments(session, status=Status.READ):
            states = {withheld: Status.WITHHELD, escalated: Status.ESCALATED}
            if summary.comment in states:
                comment = open_comment(session, summary.id)
                decide(session, comment, states[summary.comment], by=None)
        new, *_ = list_comments(session, status=Status.NEW)
        open_comment(session, new.id).comment = counted
        released, *_ = list_comments(session, status=Status.RELEASED)
        open_comment(session, released.id).original = f"{SHOWN} and {taken_out}"


def read_all(content: bytes) -> str:
    """What a page or a file says, what is packed in it included."""
    if not content.startswith(b"PK"):
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


def look(filled: Filled, client: FlaskClient) -> dict[str, set[str]]:
    """The hidden words that somebody reaches, by address; and those that are shown, under their own."""
    found: dict[str, set[str]] = {}
    for rule in list_rules(filled.app):
        for path in list_paths(filled, rule):
            if path.endswith((".pdf", ".png", ".svg", "pack.zip")):
                continue  # posters and blank forms, slow to draw, and drawn from no answer
            page = read_all(client.get(path, buffered=True).get_data())
            words = {word for word in (*HIDDEN, SHOWN) if word in page}
            if words:
                found[path] = words
    return found


@pytest.mark.parametrize("role", [None, *(r for r in Role if r is not Role.DUTY_READER)], ids=str)
def test_nobody_but_the_duty_reader_reaches_what_is_not_released(
    filled: Filled, role: Role | None
) -> None:
    """Managers, champions, analysts, administrators, all others and a stranger: every address that can be fetched."""
    found = look(filled, filled.client(role))

    assert {path: words & set(HIDDEN) for path, words in found.items() if words & set(HIDDEN)} == {}


def test_the_duty_reader_reaches_all_of_it(filled: Filled) -> None:
    """The control: the one who may read it finds every hidden word."""
    client = filled.client(Role.DUTY_READER)
    queue = client.get("/staff/to-read").text
    items = re.findall(r"to-read\?item=(\w+)", queue)
    pages = [client.get(f"/staff/to-read?item={item}").text for item in items]
    statuses = ("read", "withheld", "escalated", "released")
    pages += [client.get(f"/staff/comments?status={status}").text for status in statuses]

    assert [word for word in HIDDEN if not any(word in page for page in pages)] == []


@pytest.mark.parametrize("file", ["csv", "xlsx"])
def test_no_file_of_answers_holds_it(filled: Filled, file: str) -> None:
    """The analyst's file of counted answers, by the form that makes it."""
    client = filled.client(Role.ANALYST)
    path = f"/staff/rounds/{filled.rounds['counted']}/records"
    proof = client.get(path).text.split('name="csrf_token" value="')[1].split('"')[0]

    response = client.post(
        path, data={"purpose": "See who was listened to", "format": file, "csrf_token": proof}
    )

    assert response.status_code == 200
    assert not [word for word in HIDDEN if word in read_all(response.get_data())]


def test_no_command_says_it_but_those_about_comments(filled: Filled, tmp_path: Path) -> None:
    """Everything that lists or makes something; the control is the one command that lists comments."""
    run = CliRunner()
    environ = {"FEEDBACK_INSTANCE": str(filled.settings.instance)}
    said = {}
    for name in ("rounds list", "collectors list", "slips list", "teams list", "doctor", "comments list"):  # fmt: skip
        assert name in COMMANDS
        said[name] = run.invoke(feedback, [*name.split(), "--json"], env=environ).output
    out = tmp_path / "summary.xlsx"
    run.invoke(feedback, ["summary", "--out", str(out)], env=environ, catch_exceptions=False)
    said["summary"] = read_all(out.read_bytes())

    leaks = {name for name, words in said.items() if any(word in words for word in HIDDEN)}
    assert leaks == {"comments list"}
    assert SHOWN in said["summary"]
    assert json.loads(said["comments list"])


def test_no_title_holds_a_word(filled: Filled) -> None:
    """The title of every page about comments, for every role. E-mails are tried with the clock (test_escalation)."""
    titles = set()
    for client in (filled.client(role) for role in Role):
        for path in ("/staff/", "/staff/to-read", "/staff/comments?status=read", "/staff/comments?status=withheld"):  # fmt: skip
            page = client.get(path).text
            titles.add(page.partition("<title>")[2].partition("</title>")[0])

    assert not [one for one in titles if any(word in one for word in (*HIDDEN, SHOWN))]
    assert len(titles) > 3
