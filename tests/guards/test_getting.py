"""Looking changes nothing, and every address is looked at: each one that can be fetched, by every role and a stranger."""

import io
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from feedback import audit, clock
from feedback.app import create_app
from feedback.comments import list_comments
from feedback.db import Database
from feedback.models.accounts import Role
from feedback.models.auditing import AuditRow, Deed
from feedback.web.access import EVERYBODY, open_to
from tests.conftest import NOON
from tests.guards.council import Filled, fill_copy
from tests.guards.drawing import drawing_once

EVERYONE: list[Role | None] = [None, *Role]
WORKBOOK, COMMENTS = "/staff/rounds/<round_id>/summary.xlsx", "/staff/comments"
TO_READ = "/staff/to-read"
CORE_MEASURES = "/staff/rounds/<round_id>/core-measures.csv"
RETURNS = "/staff/returns/<questionnaire>.xlsx"
TALKS = "/staff/talks"
CONCERN_FILES = {"/staff/concerns.xlsx", "/staff/concerns/<reference>.xlsx"}
# The addresses that may write when they are fetched: who was shown comments is written down.
WRITES = {
    Role.ADMINISTRATOR: {WORKBOOK, CORE_MEASURES, RETURNS},
    Role.ANALYST: {WORKBOOK, CORE_MEASURES, RETURNS},
    Role.MANAGER: {RETURNS},
    Role.CHAMPION: {RETURNS},
    Role.CONTRIBUTOR: {RETURNS},
    Role.DUTY_READER: {
        COMMENTS,
        TO_READ,
        TALKS,
        "/staff/concerns/new",
        "/staff/concerns/<reference>",
        "/staff/concerns/<reference>/compliment",
        "/staff/compliments/<reference>",
        *CONCERN_FILES,
    },
}
WRITTEN = "Biscuits"  # in each comment of the council
# What answers with something other than a page.
NO_PAGE = {
    "/health",
    WORKBOOK,
    CORE_MEASURES,
    RETURNS,
    *CONCERN_FILES,
    "/staff/rounds/<round_id>/pack.zip",
    "/staff/files/<order_id>/file",
    "/recordings/<name>",
    "/staff/languages/<tag>.xlsx",
    "/staff/replies/<reply_id>/storyboard.pdf",
    *(f"/staff/rounds/<round_id>/replies-{name}.pdf" for name in ("poster", "slips")),
    *(
        f"/staff/collectors/<collector_id>/{name}"
        for name in ("poster.pdf", "poster.png", "qr.svg", "paper-<variant>.pdf")
    ),
}
# What shows nothing of its own. The two of the council's own sign-in are 404 where none is set; the way back writes,
# as a sign-in does: it takes one answer, once, to what this browser asked.
LEADS_AWAY = {"/leave", "/staff/sign-in/council", "/staff/sign-in/council/back"}


@pytest.fixture(scope="module", autouse=True)
def drawn() -> Iterator[None]:
    """The same poster and the same paper form are drawn once, whoever fetches them."""
    with drawing_once():
        yield


@pytest.fixture(scope="module")
def filled(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """A council with something behind every address, at noon."""
    with clock.frozen_at(NOON):
        yield fill_copy(template, tmp_path_factory.mktemp("filled"))


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


@dataclass(frozen=True)
class Visit:
    """An address that somebody fetched: what came back, whether anything was written, and whether a comment was shown
    and left its row.
    """

    rule: str
    status: int
    mimetype: str
    wrote: bool
    shown: bool
    audited: bool


def visit(filled: Filled, client: FlaskClient, rule: str, path: str) -> Visit:
    """Fetch a path, whole and its head alone, and look at what that wrote."""
    last = _last_deed(filled)
    with watching(filled.database) as versions:
        response = client.get(path, buffered=True)
    with watching(filled.database) as of_head:
        client.head(path, buffered=True)
    wrote = versions[0] != versions[1]
    deeds = _list_deeds(filled, last) if wrote else []
    assert WRITTEN not in str([vars(deed) for deed in deeds])
    fit = [d for d in deeds if d.deed in (Deed.READ_COMMENTS, Deed.DOWNLOADED_WORKBOOK)]
    return Visit(
        rule,
        response.status_code,
        response.mimetype,
        wrote=wrote or of_head[0] != of_head[1],
        shown=WRITTEN in _read_all(response.get_data()),
        audited=bool(fit) and all(deed.done_by for deed in fit),
    )


def walk(filled: Filled, client: FlaskClient) -> list[Visit]:
    """Every address, fetched by somebody with this browser."""
    return [
        visit(filled, client, rule, path)
        for rule in list_rules(filled.app)
        for path in list_paths(filled, rule)
    ]


def list_writers(visits: list[Visit]) -> set[str]:
    """The addresses whose fetching changed the database."""
    return {one.rule for one in visits if one.wrote}


HALF, CAREFUL = "half", "careful"  # before the code of a second step, and after it
Walks = Callable[[Role | str | None], list[Visit]]


@pytest.fixture(scope="module")
def walks(filled: Filled) -> Walks:
    """What somebody gets at every address: walked once, by the first test that asks, which so reads the pages."""

    @cache
    def walk_as(who: Role | str | None) -> list[Visit]:
        if who == HALF:
            return walk(filled, filled.half_client())
        if who == CAREFUL:
            return walk(filled, filled.careful_client())
        return walk(filled, filled.client(None if who is None else Role(who)))

    return walk_as


@pytest.fixture
def visits(walks: Walks) -> list[Visit]:
    """Every address fetched by everybody."""
    return [one for who in (*EVERYONE, HALF, CAREFUL) for one in walks(who)]


@pytest.mark.parametrize("role", EVERYONE, ids=str)
def test_looking_changes_nothing(walks: Walks, role: Role | None) -> None:
    """No GET and no HEAD of any address writes, but the comments and workbooks of those who may see them."""
    assert list_writers(walks(role)) == WRITES.get(role, set())


def test_looking_at_a_second_step_changes_nothing(walks: Walks) -> None:
    """Neither before the code nor after it."""
    assert list_writers(walks(HALF)) == set()
    assert list_writers(walks(CAREFUL)) == {RETURNS}


def test_whoever_is_shown_a_comment_is_written_down(visits: list[Visit]) -> None:
    """On a page and in a file, whatever the address: who, when and which round, and not a word of it."""
    showing = [one for one in visits if one.shown]

    assert {one.rule for one in showing} == {
        WORKBOOK,
        COMMENTS,
        "/staff/concerns/new",
        "/staff/to-read",
    }
    assert all(one.audited for one in showing)


def test_a_comment_shown_without_a_row_is_noticed(filled: Filled) -> None:
    """The look itself: a view that shows comments and writes nothing down is found."""

    @open_to(EVERYBODY)
    def spoil() -> dict[str, list[str]]:
        with filled.database.reading() as session:
            return {"said": [one.comment for one in list_comments(session)]}

    spoiled = replace(filled, app=create_app(filled.settings))
    spoiled.app.add_url_rule("/spoil", view_func=spoil)

    spoiling = visit(spoiled, spoiled.client(None), "/spoil", "/spoil")

    assert (spoiling.shown, spoiling.audited) == (True, False)


def test_a_download_writes_its_line_and_nothing_else(filled: Filled) -> None:
    """What the address has written."""
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

    spoiling = visit(spoiled, spoiled.client(None), "/spoil", "/spoil")

    assert "/spoil" in list_rules(spoiled.app)
    assert list_writers([spoiling]) == {"/spoil"}


def test_every_address_with_a_gap_has_its_examples(filled: Filled) -> None:
    """A new address cannot be left out by forgetting it here, nor an old one stay."""
    rules = list_rules(filled.app)
    gaps = {rule for rule in rules if "<" in rule}

    assert set(filled.paths()) == gaps
    assert set(filled.more_paths()) <= set(rules) - gaps


def test_every_address_is_opened_and_is_a_page(filled: Filled, visits: list[Visit]) -> None:
    """Somebody gets each one, as HTML unless it is listed as something else; `page_faults` reads it."""
    opened = {one.rule: one.mimetype for one in visits if one.status == 200}

    pages = {rule for rule, kind in opened.items() if kind == "text/html"}
    assert pages == set(list_rules(filled.app)) - NO_PAGE - LEADS_AWAY
    assert set(opened) >= NO_PAGE


def test_a_page_with_a_fault_is_noticed(page_faults: list[str]) -> None:
    """The look itself: a page without a title that leads nowhere is found, whatever app it is of."""
    app = Flask("broken")
    page = "<!doctype html><html><head></head><body><a href=''>x</a></body></html>"
    app.add_url_rule("/", view_func=lambda: page)

    app.test_client().get("/")

    found = " ".join(page_faults)
    page_faults.clear()
    assert "GET /: no title" in found
    assert "no language" in found
    assert "leads nowhere" in found


def _last_deed(filled: Filled) -> int:
    with filled.database.reading() as session:
        return session.scalar(select(func.max(AuditRow.id))) or 0


def _list_deeds(filled: Filled, after: int) -> list[AuditRow]:
    with filled.database.reading() as session:
        return list(session.scalars(select(AuditRow).where(AuditRow.id > after)))


def _read_all(content: bytes) -> str:
    """The text of a page, or of every part of a workbook or other ZIP."""
    if not content.startswith(b"PK"):
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
