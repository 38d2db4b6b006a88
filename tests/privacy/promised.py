"""What people were told when they answered, read at the file, and the triggers that keep it."""

import sqlite3

from feedback.db import Database

FACTS = {
    "versions": "id, questionnaire, number, snapshot, sha256, published_on",
    "collectors": "id, questionnaire, team_id, channel, occasion, code",
    "rounds": "id, version_id, keep_comments_months, keep_responses_months, keep_figures_years",
    "intake": "id, collector_id, version_id, variant, language, mode, helper, answers, equality, comments",
    "responses": "id, team_id, version_id, variant, language, mode, helper, answers",
}


def promised(database: Database) -> set[tuple[object, ...]]:
    """Everything people were told, and what they were told it with."""
    raw = sqlite3.connect(database.file)
    found = promised_in(raw)
    raw.close()
    return found


def promised_in(raw: sqlite3.Connection) -> set[tuple[object, ...]]:
    """The same as one connection sees it."""
    return {
        (table, *row)
        for table, columns in FACTS.items()
        for row in raw.execute(f"SELECT {columns} FROM {table}")
    }


def drop_triggers(database: Database, table: str) -> None:
    """Take the second wall away from `table`."""
    with sqlite3.connect(database.file) as raw:
        names = raw.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,)
        ).fetchall()
        assert names
        for (name,) in names:
            raw.execute(f"DROP TRIGGER {name}")
    raw.close()
