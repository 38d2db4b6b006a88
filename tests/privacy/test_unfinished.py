"""Nothing of an answer that is not sent is on the server: no row, and no byte of any file."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.app import create_app
from feedback.config import Settings
from feedback.db import Database
from feedback.public import answering
from tests.conftest import stored
from tests.pages import Page, send, visit
from tests.privacy.sweep import find

WORDS = "half a sentence"
SWITCH = {"_show": "en/easy-read"}

# What somebody may do before Send: what is sent of it, and the status that comes.
UNFINISHED = {
    "switched to easy read": ({"best": WORDS, "know_iro": "yes", **SWITCH}, 200),
    "switched to a language that is not there": ({"best": WORDS, "_show": "xx/standard"}, 200),
    "switched with answers that travel along": ({"_kept.best": WORDS, **SWITCH}, 200),
    "wrote too much": ({"best": WORDS * 100}, 422),
    "chose what is no answer": ({"best": WORDS, "know_iro": "maybe"}, 422),
    "sent a field that is not asked": ({"best": WORDS, "another": WORDS}, 422),
    "sent nothing": ({"best": "  "}, 422),
    "sent a damaged page": ({"best": WORDS, "token": "damaged"}, 422),
    "sent far too much": ({"best": WORDS * 6000}, 413),
    "sent too many fields": ({f"f{n}": WORDS for n in range(300)}, 400),
}


def fingerprints(folder: Path) -> dict[str, str]:
    """Every file under `folder` and what is in it. SQLite's index of its log is memory, and holds no words."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith("-shm")
    }


@pytest.fixture
def opened(client: FlaskClient, oak: str, database: Database) -> Page:
    """The page of questions, open on a phone; the log is empty."""
    page = visit(client, oak)
    database.checkpoint()
    return page


@pytest.mark.parametrize("name", UNFINISHED)
def test_what_is_not_sent_leaves_nothing(
    client: FlaskClient,
    opened: Page,
    database: Database,
    settings: Settings,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    """No row, no file touched, nothing in the folder for temporary files, and no cookie that holds any of it."""
    temporary = tmp_path_factory.mktemp("temporary")
    (temporary / "own").write_bytes(b"")
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr("tempfile.tempdir", None)
    before = fingerprints(settings.instance), fingerprints(temporary)
    fields, status = UNFINISHED[name]

    response = send(client, opened, dict(fields))

    assert response.status_code == status
    assert (fingerprints(settings.instance), fingerprints(temporary)) == before
    assert stored(database) == []
    assert find([WORDS], settings.instance, temporary) == set()
    assert "half" not in "".join(response.headers.getlist("Set-Cookie"))


def test_opening_leaving_and_looking_round_leave_nothing(
    client: FlaskClient, opened: Page, database: Database, settings: Settings, oak: str
) -> None:
    """Somebody opens the page ten times, reads the notice and goes: not a byte is different."""
    before = fingerprints(settings.instance)

    for path in [oak] * 10 + ["/privacy", "/help", "/talk", f"{oak}/sent", "/changes", "/"]:
        visit(client, path)

    assert fingerprints(settings.instance) == before
    assert stored(database) == []


def test_sending_does_leave_something(
    client: FlaskClient, opened: Page, database: Database, settings: Settings
) -> None:
    """The control: Send is seen by the same look, as a row, a changed file and the words in it."""
    before = fingerprints(settings.instance)

    send(client, opened, {"best": WORDS})

    assert len(stored(database)) == 1
    assert fingerprints(settings.instance) != before
    assert {name for name, _ in find([WORDS], settings.instance)} == {"feedback.db-wal"}


def test_a_draft_on_the_server_would_be_found(
    settings: Settings, database: Database, oak: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a switch that keeps a draft, as many services do, and the same look finds it."""
    keep_draft(monkeypatch, settings)
    app: Flask = create_app(settings)
    client = app.test_client()
    page = visit(client, oak)
    before = fingerprints(settings.instance)

    send(client, page, {"best": WORDS, **SWITCH})

    assert fingerprints(settings.instance) != before
    assert find([WORDS], settings.instance) == {("draft", WORDS)}


def keep_draft(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """Let the page of a switch write down what was answered so far."""
    carry_over: Callable[..., object] = answering.carry_over

    def keep(form: object, answers: object, kept: object, *, at: str) -> object:
        (settings.instance / "draft").write_text(repr(answers))
        return carry_over(form, answers, kept, at=at)

    monkeypatch.setattr(answering, "carry_over", keep)
