"""Looking changes nothing, and every address is looked at: each one that can be fetched, by every role and a stranger."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from feedback import audit, clock
from feedback.app import create_app
from feedback.config import read_settings
from feedback.db import Database
from feedback.models.accounts import Role
from feedback.models.auditing import Deed
from feedback.web.access import EVERYBODY, open_to
from tests.conftest import NOON
from tests.guards.council import Filled, fill

EVERYONE: list[Role | None] = [None, *Role]
# The one address that may write when it is fetched: who downloaded a workbook is written down.
WRITES = "/staff/rounds/<round_id>/summary.xlsx"
# What answers with something other than a page.
NO_PAGE = {
    "/health",
    WRITES,
    "/staff/rounds/<round_id>/pack.zip",
    *(
        f"/staff/collectors/<collector_id>/{name}"
        for name in ("poster.pdf", "poster.png", "qr.svg", "paper-<variant>.pdf")
    ),
}


@pytest.fixture(scope="module")
def filled(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """A council with something behind every address, at noon."""
    settings = read_settings({"FEEDBACK_INSTANCE": str(tmp_path_factory.mktemp("filled"))})
    database = Database(settings.database_url)
    shutil.copy(template, database.file)
    with clock.frozen_at(NOON):
        yield fill(database, settings)


def list_rules(app: Flask) -> list[str]:
    """Every address that can be fetched."""
    return sorted({r.rule for r in app.url_map.iter_rules() if "GET" in (r.methods or ())})


def list_paths(filled: Filled, rule: str) -> list[str]:
    """What to try for an address. One with a gap needs examples."""
    plain = [] if "<" in rule else [rule]
    return [*plain, *filled.paths().get(rule, []), *filled.more_paths().get(rule, [])]


@contextmanager
def watching(database: Database) -> Iterator[list[int]]:
    """The number that SQLite changes when anybody commits a change, before and after."""
    seen: list[int] = []
    with closing(sqlite3.connect(database.file)) as other:
        seen += other.execute("PRAGMA data_version").fetchone()
        yield seen
        seen += other.execute("PRAGMA data_version").fetchone()


def list_writers(filled: Filled, role: Role | None) -> set[str]:
    """The addresses whose fetching changes the database, for somebody with this role."""
    client = filled.client(role)
    writers = set()
    for rule in list_rules(filled.app):
        for path in list_paths(filled, rule):
            for method in ("GET", "HEAD"):
                with watching(filled.database) as versions:
                    client.open(path, method=method)
                if versions[0] != versions[1]:
                    writers.add(rule)
    return writers


@pytest.mark.parametrize("role", EVERYONE, ids=str)
def test_looking_changes_nothing(filled: Filled, role: Role | None) -> None:
    """No GET and no HEAD of any address writes, but the download of a workbook by those who may."""
    may = role in (Role.ADMINISTRATOR, Role.ANALYST)

    assert list_writers(filled, role) == ({WRITES} if may else set())


def test_a_download_writes_its_line_and_nothing_else(filled: Filled) -> None:
    """What the one address that writes has written."""
    client = filled.client(Role.ANALYST)
    with filled.database.reading() as session:
        before = len(audit.list_deeds(session))

    response = client.get(f"/staff/rounds/{filled.rounds['counted']}/summary.xlsx")

    with filled.database.reading() as session:
        deeds = [row.deed for row in audit.list_deeds(session)[before:]]
    assert response.status_code == 200
    assert deeds == [Deed.DOWNLOADED_WORKBOOK]


def test_an_address_that_writes_is_noticed(filled: Filled) -> None:
    """The watch itself: a view that writes when it is fetched is found."""

    @open_to(EVERYBODY)
    def spoil() -> dict[str, str]:
        with filled.database.writing() as session:
            audit.record(session, Deed.LOCKED, "nothing", by=None)
        return {"status": "done"}

    spoiled = replace(filled, app=create_app(filled.settings))
    spoiled.app.add_url_rule("/spoil", view_func=spoil)

    assert list_writers(spoiled, None) == {"/spoil"}


def test_every_address_with_a_gap_has_its_examples(filled: Filled) -> None:
    """A new address cannot be left out by forgetting it here, nor an old one stay."""
    rules = list_rules(filled.app)
    gaps = {rule for rule in rules if "<" in rule}

    assert set(filled.paths()) == gaps
    assert set(filled.more_paths()) <= set(rules) - gaps


def test_every_address_is_opened_and_is_a_page(filled: Filled) -> None:
    """Somebody gets each one, as HTML unless it is listed as something else; `page_faults` reads it."""
    opened: dict[str, str] = {}
    for role in EVERYONE:
        client = filled.client(role)
        for rule in list_rules(filled.app):
            for path in list_paths(filled, rule):
                response = client.get(path)
                if response.status_code == 200:
                    opened[rule] = response.mimetype

    pages = {rule for rule, kind in opened.items() if kind == "text/html"}
    assert pages == set(list_rules(filled.app)) - NO_PAGE
    assert set(opened) >= NO_PAGE


def test_a_page_with_a_fault_is_noticed(page_faults: list[str]) -> None:
    """The look itself: a page without a title that leads nowhere is found, whatever app it is of."""
    app = Flask("broken")
    app.add_url_rule("/", view_func=lambda: "<!doctype html><html><body><a href=''>x</a></body>")

    app.test_client().get("/")

    found = " ".join(page_faults)
    page_faults.clear()
    assert "GET /: no title" in found
    assert "no language" in found
    assert "leads nowhere" in found
