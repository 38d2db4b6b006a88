"""The database itself refuses to change what was promised; without its triggers it would not."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from feedback.db import Database
from feedback.schema import upgrade
from tests.councils import make_database
from tests.privacy.promised import drop_triggers, promised, promised_in

# (table, a change that somebody at the file could try)
CHANGES = [
    ("versions", "UPDATE versions SET snapshot = replace(snapshot, 'anonymous', 'attributed')"),
    ("versions", "UPDATE versions SET sha256 = 'x'"),
    ("versions", "UPDATE versions SET number = 99 WHERE id = (SELECT max(id) FROM versions)"),
    ("versions", "DELETE FROM versions WHERE id NOT IN (SELECT version_id FROM rounds)"),
    ("versions", "INSERT OR REPLACE INTO versions SELECT id, questionnaire, number, '{}', 'x', published_on FROM versions"),
    ("versions", "INSERT INTO versions SELECT * FROM versions WHERE true ON CONFLICT DO UPDATE SET snapshot = '{}'"),
    ("collectors", "UPDATE collectors SET channel = 'interviewer'"),
    ("collectors", "UPDATE collectors SET questionnaire = 'exit-interview'"),
    ("collectors", "UPDATE collectors SET team_id = 4 WHERE id = 1"),
    ("collectors", "UPDATE collectors SET occasion = 'other'"),
    ("collectors", "INSERT OR REPLACE INTO collectors SELECT id, questionnaire, team_id, 'kiosk', occasion, code FROM collectors"),
    ("rounds", "UPDATE rounds SET version_id = 1"),
    ("rounds", "INSERT OR REPLACE INTO rounds (id, version_id, opens_on, closes_on) SELECT id, 1, opens_on, closes_on FROM rounds"),
    ("rounds", "UPDATE rounds SET keep_comments_months = 13"),
    ("rounds", "UPDATE rounds SET keep_responses_months = NULL"),
    ("intake", "UPDATE intake SET mode = 'interview'"),
    ("intake", "UPDATE intake SET version_id = 1"),
    ("intake", "UPDATE intake SET collector_id = 2"),
    ("intake", "UPDATE intake SET answers = '[]'"),
    ("intake", "UPDATE intake SET comments = '{}'"),
    ("intake", """UPDATE intake SET comments = '{"best": "Other words"}', read_by_on = NULL"""),
]  # fmt: skip


def attempt(database: Database, change: str) -> tuple[str, bool]:
    """Run `change` at the file and undo it: what the database said against it, and whether anything was changed."""
    before = promised(database)
    raw = sqlite3.connect(database.file, isolation_level=None)
    raw.execute("PRAGMA foreign_keys=ON")
    raw.execute("BEGIN")
    try:
        raw.execute(change)
        return "", not promised_in(raw) >= before
    except sqlite3.IntegrityError as refusal:
        return str(refusal), not promised_in(raw) >= before
    finally:
        raw.execute("ROLLBACK")
        raw.close()


@pytest.mark.parametrize("table", sorted({table for table, _ in CHANGES}))
def test_the_database_refuses_and_without_its_triggers_would_not(
    answered: Database, table: str
) -> None:
    """SQL at the file is refused and changes nothing; the control: without the triggers all of it goes through."""
    changes = [change for tried, change in CHANGES if tried == table]

    refused = {change: attempt(answered, change) for change in changes}
    drop_triggers(answered, table)
    done = {change: attempt(answered, change) for change in changes}

    assert [c for c, (said, _) in refused.items() if "never changes" not in said and "keeps" not in said] == []  # fmt: skip
    assert not any(changed for _, changed in refused.values())
    assert done == dict.fromkeys(changes, ("", True))


def test_what_has_to_change_still_can(answered: Database) -> None:
    """A sealed answer may join another round and get a day to be read by; a round may end and be counted."""
    for change in (
        "UPDATE intake SET round_id = 1, read_by_on = '2026-11-24'",
        "UPDATE rounds SET ended_at = '2026-11-24 00:00:00', counted_on = '2026-11-24', received = 1",
        "UPDATE teams SET service = 'Fostering'",
        "DELETE FROM intake",
    ):
        said, _ = attempt(answered, change)
        assert said == ""


def test_both_ways_to_make_tables_make_the_same_triggers(tmp_path: Path) -> None:
    """The migrations and the models; none is missing in one of them."""
    (tmp_path / "made").mkdir()
    migrated = Database(f"sqlite:///{tmp_path}/migrated.db")
    upgrade(migrated)
    modelled = make_database(tmp_path / "made")
    found = []
    for database in (migrated, modelled):
        with database.reading() as session:
            query = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
            found.append({tuple(row) for row in session.execute(text(query))})
        database.engine.dispose()

    assert found[0] == found[1]
    assert {"versions", "collectors", "rounds", "intake", "responses", "audit"} <= {
        table for _, table, _ in found[0]
    }
