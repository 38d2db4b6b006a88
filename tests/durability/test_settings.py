"""A database that is not opened safely is not served: one clear line, and it names the setting."""

import sqlite3
from collections.abc import Callable

import pytest

from feedback import db
from feedback.db import PRAGMAS, Database
from tests.cli.conftest import Run, council, run  # noqa: F401 - fixtures

# An address that is not ours: were the settings not looked at, this is what stops the start.
SERVE = "serve --host 203.0.113.7 --port 1"
WRONG: dict[str, str | int] = {
    "journal_mode": "memory",
    "synchronous": 1,
    "foreign_keys": 0,
    "busy_timeout": 0,
    "secure_delete": 0,
    "trusted_schema": 1,
    "cell_size_check": 0,
    "journal_size_limit": -1,
}


@pytest.fixture
def open_with(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str | int], None]:
    """From now on one setting does not take."""
    real = db._set_pragmas

    def open_with_(name: str, value: str | int) -> None:
        def open_wrongly(connection: sqlite3.Connection, record: object) -> None:
            real(connection, record)  # type: ignore[arg-type]
            connection.execute(f"PRAGMA {name}={value}").close()

        monkeypatch.setattr(db, "_set_pragmas", open_wrongly)

    return open_with_


def test_every_setting_is_tried() -> None:
    """None is left out below."""
    assert WRONG.keys() == PRAGMAS.keys()
    assert all(PRAGMAS[name] != wrong for name, wrong in WRONG.items())


@pytest.mark.parametrize("name", sorted(WRONG))
@pytest.mark.parametrize("command", [SERVE, "doctor --json"])
def test_a_wrong_setting_stops_the_start(
    council: Run,  # noqa: F811
    open_with: Callable[[str, str | int], None],
    name: str,
    command: str,
) -> None:
    """`serve` refuses with one line that says which setting and what to do; `doctor` says the same."""
    open_with(name, WRONG[name])

    result = council(*command.split())

    said = result.refusal if command == SERVE else result.out
    assert f"{name}={WRONG[name]} and must have {name}={PRAGMAS[name]}" in said
    assert "keep it on a local disk" in said
    assert "Listening" not in result.out


def test_without_the_check_it_would_be_served(
    council: Run,  # noqa: F811
    open_with: Callable[[str, str | int], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: nothing else notices; the start goes on, to the address."""
    open_with("synchronous", 1)
    monkeypatch.setattr(Database, "check_settings", lambda _: None)

    result = council(*SERVE.split())

    assert result.refusal.startswith("203.0.113.7:1 cannot be used")
