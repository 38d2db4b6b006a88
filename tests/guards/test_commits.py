"""No change is forgotten: one place opens sessions and commits, and a session that reads refuses to change anything."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from feedback.config import Settings
from feedback.db import Database, LostChangeError
from feedback.models.asking import Meta, Team
from feedback.teams import list_teams
from feedback.web.access import EVERYBODY, open_to
from feedback.web.context import get_database

FEEDBACK = Path(__file__).resolve().parents[2] / "feedback"
# A migration runs in a transaction of its own, which Alembic opens and commits.
ALONE = {"db.py", "migrations/env.py"}
ENDS = {"commit", "rollback"}
OPENS = {"Session", "sessionmaker", "scoped_session"}


def list_session_calls(source: str) -> Iterator[str]:
    """Every call in `source` that opens a session or ends a transaction."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Attribute) and called.attr in ENDS:
                yield called.attr
            if isinstance(called, ast.Name) and called.id in OPENS:
                yield called.id


def test_one_place_opens_sessions_and_commits() -> None:
    """Services and views add and change; `database.writing()` commits, once, last."""
    found = {
        str(path.relative_to(FEEDBACK)): list(list_session_calls(path.read_text()))
        for path in FEEDBACK.rglob("*.py")
    }

    assert {name for name, calls in found.items() if calls} <= ALONE
    assert found["db.py"]


def test_a_commit_elsewhere_is_noticed() -> None:
    """The look itself."""
    source = "def save(session):\n    session.commit()\n    with Session(engine): pass\n"

    assert sorted(list_session_calls(source)) == ["Session", "commit"]


def _add(session: Session) -> None:
    session.add(Team(name="Yew", service="Care"))


def _change(session: Session) -> None:
    list_teams(session)[0].name = "Yew"


def _take_away(session: Session) -> None:
    session.delete(list_teams(session)[0])


def _add_and_ask(session: Session) -> None:
    _add(session)
    list_teams(session)


CHANGES: dict[str, Callable[[Session], object]] = {
    "add": _add,
    "change": _change,
    "take away": _take_away,
    "add and ask": _add_and_ask,
    "insert": lambda session: session.execute(insert(Meta).values(name="x", value="x")),
    "update": lambda session: session.execute(update(Team).values(name="Yew")),
    "delete": lambda session: session.execute(delete(Meta)),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_session_that_reads_refuses_every_change(database: Database, name: str) -> None:
    """At once, or when its block ends; and nothing is stored."""
    with pytest.raises(LostChangeError), database.reading() as session:
        CHANGES[name](session)

    with database.reading() as session:
        assert [team.name for team in list_teams(session)] == ["Oak", "Elm", "Ash"]


def test_looking_at_things_is_no_change(database: Database) -> None:
    """Nor is writing the same value again."""
    with database.reading() as session:
        team = list_teams(session)[0]
        team.name = str(team.name)

    assert team.name == "Oak"


def test_a_mistake_in_the_block_is_the_one_that_is_told(database: Database) -> None:
    """The forgotten change does not hide why the block ended."""

    def fail() -> None:
        with database.reading() as session:
            _add(session)
            raise ValueError("the mistake")

    with pytest.raises(ValueError, match="the mistake"):
        fail()


def test_a_view_that_forgets_to_write_fails(app: Flask, settings: Settings) -> None:
    """Somebody is told that it did not work, instead of believing that it did."""

    @open_to(EVERYBODY)
    def forget() -> dict[str, str]:
        with get_database().reading() as session:
            _add(session)
        return {"status": "done"}

    app.add_url_rule("/forget", view_func=forget)

    assert app.test_client().get("/forget").status_code == 500
