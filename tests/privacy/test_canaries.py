"""A real server is sent marked requests, good and bad; then every file it could have left a mark in is searched."""

import datetime as dt
import itertools
import secrets
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import text

from feedback import clock
from feedback.batches import Decision, decide
from feedback.closing import close_now
from feedback.comments import list_comments, open_comment
from feedback.config import Settings
from feedback.db import Database
from feedback.decisions import release
from feedback.leftovers import clear_leftovers
from feedback.reports.workbook import choose_rounds, make_workbook
from feedback.retention import delete_expired
from feedback.rounds import open_round
from feedback.tokens import read_token
from tests.privacy.server import TOKEN, Server
from tests.privacy.sweep import as_it_is, find

A_FEW, MANY = 200, 1000  # people in the everyday run, and behind `make soak`
WORDS = "wordmark"  # in what people wrote: the only mark that may be kept, and only in the database

# What stands in every mark of a kind, beside a random part: finding these finds all of them.
KINDS = {
    "agent": "agentmark", "referer": "referermark", "cookie": "cookiemark", "address": "2001:db8:ca7a",
    "query": "querymark", "field": "fieldmark", "path": "pathmark", "method": "METHODMARK",
}  # fmt: skip
IN_EVERY_FORM = 150  # of the marks of single people; all of them are looked for as they are


@dataclass
class Sweep:
    """A server that was sent marks, and what was sent."""

    settings: Settings
    database: Database
    server: Server
    code: str
    marks: set[str | bytes] = field(default_factory=lambda: set(KINDS.values()))
    statuses: set[int] = field(default_factory=set)
    spellings: Iterator[str] = field(default_factory=lambda: iter(()))

    def __post_init__(self) -> None:
        """People spell a code in their own ways; each way but the printed one is a mark."""
        cases = itertools.product(*({letter.upper(), letter.lower()} for letter in self.code))
        gaps = itertools.product(("-", "--", "%20", "-%20", "%20%20"), repeat=5)
        self.spellings = (
            "".join(itertools.chain(*zip(case, (*gap, ""), strict=True)))
            for gap, case in zip(gaps, itertools.cycle(cases), strict=False)
        )

    def headers(self) -> dict[str, str]:
        """What a browser and a proxy say of somebody."""
        return {
            "User-Agent": f"agentmark/{secrets.token_hex(6)}",
            "Referer": f"https://referermark-{secrets.token_hex(6)}.example/",
            "Cookie": f"page=cookiemark{secrets.token_hex(6)}; other=cookiemark",
            "X-Forwarded-For": f"2001:db8:ca7a::{secrets.token_hex(2)}",
            "Forwarded": f'for="[2001:db8:ca7a::{secrets.token_hex(2)}]"',
            "X-Real-IP": f"2001:db8:ca7a::{secrets.token_hex(2)}",
        }

    def path(self) -> str:
        """Where the code leads, spelled as nobody spelled it before."""
        spelling = next(self.spellings)
        self.marks |= {spelling, spelling.replace("%20", " ")}
        return f"/q/{spelling}"

    def open(self) -> tuple[str, str]:
        """Open the questions: the path and the token. The token, its key and the cookie are marks."""
        path = self.path()
        _, page, cookie = self.server.ask("GET", f"{path}?lang=querymark", self.headers())
        (token,) = TOKEN.findall(page)
        read = read_token(token, self.settings.secret_keys)
        assert read
        self.marks |= {token, read.key, cookie}
        return path, token

    def post(self, path: str, fields: dict[str, str]) -> None:
        """Send a form. The cookie that comes is a mark too."""
        status, cookie = self.server.post(path, self.headers(), fields)
        self.statuses.add(status)
        self.marks |= {cookie} - {""}

    def answer(self) -> None:
        """One person opens, answers and is thanked."""
        path, token = self.open()
        words = f"{WORDS} {secrets.token_hex(8)} \N{SNOWMAN}"
        self.post(path, {"token": token, "know_iro": "yes", "best": words})

    def misbehave(self) -> None:
        """Everything that is refused: 400, 404, 405, 413, 422, 429, a switch, and phones that hang up."""
        path, token = self.open()
        self.post(path, {"token": token, **{f"fieldmark{n}": WORDS for n in range(300)}})
        self.post(path, {"token": token, "fieldmark": WORDS})
        self.post(path, {"token": f"{token}fieldmark", "best": WORDS})
        self.post(path, {"token": token, "best": WORDS * 200})
        self.post(path, {"token": token, "best": WORDS * 9000})
        self.post(f"{path}?lang=querymark", {"token": token, "best": WORDS, "_show": "querymark/x"})
        self.post("/q/pathmark", {"token": token, "best": WORDS})
        half = f"token={token}&best={WORDS}&fieldmark=".encode()
        for _ in range(3):
            self.server.hang_up(path, self.headers(), half)
        for method, where in (
            ("METHODMARK", path),
            ("PUT", path),
            ("DELETE", "/pathmark"),
            ("PUT", "/help"),
        ):
            status, *_ = self.server.ask(method, where, self.headers(), half)
            self.statuses.add(status)
        for number in range(6000):  # 601 in one minute of the clock, whenever that begins
            status, *_ = self.server.ask("GET", f"/q/pathmark{number}", self.headers())
            self.statuses.add(status)
            if status == 429:
                break

    def break_down(self) -> None:
        """503: the table of answers is away for a moment. 500: an error of our own at the moment of storing."""
        for broken, mended in (
            ("ALTER TABLE intake RENAME TO away", "ALTER TABLE away RENAME TO intake"),
            ("CREATE TRIGGER no BEFORE INSERT ON intake BEGIN SELECT RAISE(ABORT, 'no'); END", "DROP TRIGGER no"),
        ):  # fmt: skip
            path, token = self.open()
            self.run(broken)
            self.post(path, {"token": token, "best": f"{WORDS} in trouble"})
            self.run(mended)

    def run(self, statement: str) -> None:
        """Run `statement` at the file, beside the server."""
        with self.database.writing() as session:
            session.execute(text(statement))

    def look(self, folder: Path, *, words: bool) -> set[tuple[str, str | bytes]]:
        """Search everything, and a copy and a workbook made now, for the marks; for `words` as well, or alone."""
        extra = folder / secrets.token_hex(4)
        extra.mkdir()
        with sqlite3.connect(self.database.file) as raw:
            raw.execute("VACUUM INTO ?", (str(extra / "copy.db"),))
        raw.close()
        (extra / "workbook.xlsx").write_bytes(self.workbook())
        places = (self.settings.instance, self.server.said, self.server.temporary, extra)
        if words:
            return find({WORDS}, *places)
        in_full = {*KINDS.values(), *itertools.islice(self.marks, IN_EVERY_FORM)}
        return find(in_full, *places) | find(self.marks, *places, forms=as_it_is)

    def workbook(self) -> bytes:
        """The workbook of all counted rounds."""
        with self.database.reading() as session:
            return make_workbook(
                session,
                rounds=choose_rounds(session) if self.is_counted() else [],
                settings=self.settings,
                made_on=clock.today(self.settings.zone),
            )

    def is_counted(self) -> bool:
        """Whether the round is counted."""
        with self.database.reading() as session:
            return open_round(session, "1").counted_on is not None


@pytest.fixture
def sweep(settings: Settings, database: Database, oak: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sweep]:  # fmt: skip
    """A server of this council, whose round is open on the machine's own day."""
    with database.writing() as session:
        session.execute(text("UPDATE rounds SET opens_on = '2020-01-01', closes_on = '2199-01-01'"))
    server = Server(settings, tmp_path_factory.mktemp("server"))
    try:
        yield Sweep(settings, database, server, oak.removeprefix("/q/"))
    finally:
        server.stop()


@pytest.mark.parametrize("people", [A_FEW, pytest.param(MANY, marks=pytest.mark.soak)])
def test_nothing_of_who_answered_is_anywhere(
    sweep: Sweep, tmp_path_factory: pytest.TempPathFactory, people: int
) -> None:
    """Address, browser, cookies, spelling, token and key: nowhere, ever. Words: in the database until deleted."""
    folder = tmp_path_factory.mktemp("copies")
    sweep.answer()
    sweep.misbehave()
    sweep.break_down()
    for _ in range(people - 1):
        sweep.answer()

    marks_before = sweep.look(folder, words=False)
    words_before = {name for name, _ in sweep.look(folder, words=True)}
    close_and_release(sweep)
    marks_after = sweep.look(folder, words=False)
    words_after = {name for name, _ in sweep.look(folder, words=True)}
    delete_everything(sweep)
    sweep.server.stop()
    left = sweep.look(folder, words=False) | sweep.look(folder, words=True)

    assert sweep.statuses == {200, 303, 400, 404, 405, 413, 422, 429, 500, 503}
    assert len(sweep.marks) > people * 4
    assert marks_before == marks_after == left == set()
    # The server empties the log once a minute, perhaps just now.
    assert words_before | {"feedback.db-wal"} == {"feedback.db", "feedback.db-wal", "copy.db"}
    assert words_after == {"feedback.db", "copy.db", "workbook.xlsx"}


def close_and_release(sweep: Sweep) -> None:
    """Count the round, and release one comment; the log is empty afterwards."""
    with sweep.database.writing() as session:
        # A thousand in a moment are a burst.
        round_ = open_round(session, "1")
        decide(session, round_, ["all"], Decision.KEPT, zone=sweep.settings.zone)
        close_now(session, round_, zone=sweep.settings.zone)
    with sweep.database.writing() as session:
        release(session, open_comment(session, list_comments(session)[0].id))
    assert clear_leftovers(sweep.database)


def delete_everything(sweep: Sweep) -> None:
    """Let ten years go by."""
    with sweep.database.writing() as session:
        session.execute(text("UPDATE rounds SET opens_on = '2020-01-01', closes_on = '2020-01-31'"))
    later = dt.datetime(2036, 1, 1, tzinfo=dt.UTC)
    with clock.frozen_at(later), sweep.database.writing() as session:
        assert delete_expired(session, sweep.settings) > 0
    assert clear_leftovers(sweep.database)


LOGS_THE_AGENT = """
import sys
from flask import request, request_started
def tell(app, **_):
    print("asked by", request.headers.get("User-Agent"), file=sys.stderr)
request_started.connect(tell, weak=False)
"""


def test_a_server_that_logs_the_browser_is_found(
    settings: Settings, database: Database, oak: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The control: one line in a handler, and the same search finds it in what the server said."""
    patched = tmp_path_factory.mktemp("patched")
    (patched / "sitecustomize.py").write_text(LOGS_THE_AGENT)
    server = Server(settings, tmp_path_factory.mktemp("server"), PYTHONPATH=str(patched))
    with database.writing() as session:
        session.execute(text("UPDATE rounds SET opens_on = '2020-01-01', closes_on = '2199-01-01'"))
    try:
        sweep = Sweep(settings, database, server, oak.removeprefix("/q/"))
        sweep.answer()
    finally:
        server.stop()

    found = sweep.look(tmp_path_factory.mktemp("copies"), words=False)

    assert found == {("err", "agentmark")}
