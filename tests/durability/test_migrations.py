"""A crash at any step of an upgrade: the old tables or the new ones, and the rows as they were."""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from feedback import db, schema
from feedback.db import Database
from feedback.models.asking import Round
from feedback.schema import is_current, upgrade
from tests.durability.conftest import Tell
from tests.durability.moments import fail_at, keep_images

# What a later release may well need: a column more, which on SQLite means the table is made anew, and old rows mended;
# and the same of a table that other tables refer to.
NEXT = '''"""Ask the teams of a round for a telephone number."""

import sqlalchemy as sa
from alembic import op

revision = "next"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("telephones", sa.Column("number", sa.String(), primary_key=True))
    with op.batch_alter_table("round_teams", recreate="always") as table:
        table.add_column(sa.Column("telephone", sa.String(), server_default="none", nullable=False))
    op.execute("UPDATE round_teams SET telephone = 'asked'")
    with op.batch_alter_table("teams", recreate="always") as table:
        table.add_column(sa.Column("telephone", sa.String(), nullable=True))
    op.execute("INSERT INTO telephones VALUES ('01632 960123')")
    op.execute("DROP INDEX ix_intake_round_id")


def downgrade() -> None:
    raise NotImplementedError
'''


@pytest.fixture
def next_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """From now on the migrations are those of a later release."""
    head = ScriptDirectory.from_config(schema._config()).get_current_head()
    folder = shutil.copytree(schema.MIGRATIONS, tmp_path / "migrations")
    (folder / "versions" / "next_release.py").write_text(NEXT.format(head=head))
    monkeypatch.setattr(schema, "MIGRATIONS", folder)
    schema._list_revisions.cache_clear()  # of the release that other tests know
    yield
    schema._list_revisions.cache_clear()


def tables_of(database: Database) -> dict[str, list[str]]:
    """Every table and index: what it was made with, in no order, since Alembic has none."""
    with database.reading() as session:
        made = session.connection().exec_driver_sql("SELECT name, sql FROM sqlite_master").all()
    return {
        row.name: sorted(line.strip(", ") for line in (row.sql or "").split("\n")) for row in made
    }


def rows_of(database: Database) -> dict[str, list[Any]]:
    """Every row of every table, without what the made-up release adds."""
    inspect(database.engine).clear_cache()
    found = {}
    for table in inspect(database.engine).get_table_names():
        columns = [c["name"] for c in inspect(database.engine).get_columns(table)]
        told = ", ".join(f'"{name}"' for name in columns if name != "telephone")
        with database.reading() as session:
            rows = session.connection().exec_driver_sql(f'SELECT {told} FROM "{table}"').all()
        if table not in ("telephones", "alembic_version"):
            found[table] = sorted(map(tuple, rows), key=repr)
    return found


def kill_at_each(database: Database, folder: Path) -> dict[str, int]:
    """Upgrade once; look at what a kill at each of its moments would have left."""
    old, rows = tables_of(database), rows_of(database)
    images = keep_images(database, folder, lambda: upgrade(database))
    new = tables_of(database)
    seen = []
    for image in images:
        left = Database(f"sqlite:///{image}")
        tables, kept = tables_of(left), rows_of(left)
        how = "old" if tables == old else "new" if tables == new else "half"
        seen.append(how if kept == rows or not rows else "rows changed")
        if len(seen) % 5:  # now and then is enough: it takes as long as all the rest
            continue
        upgrade(left)
        seen += [] if is_current(left) and tables_of(left) == new else ["not again"]
        left.engine.dispose()
    return {how: seen.count(how) for how in ("old", "new", "half", "rows changed", "not again")}


def test_a_kill_at_any_statement_of_the_first_migration_leaves_nothing_or_all(
    tmp_path: Path, tell: Tell
) -> None:
    """An empty file becomes a whole database or stays empty, and `init` can be run again."""
    database = Database(f"sqlite:///{tmp_path / 'new' / 'feedback.db'}")
    (tmp_path / "new").mkdir()

    found = kill_at_each(database, tmp_path)

    tell("first migration killed at each statement", moments=sum(found.values()), **found)
    assert found.pop("old") > 20
    assert found == {"new": 1, "half": 0, "rows changed": 0, "not again": 0}
    database.engine.dispose()


def test_a_kill_at_any_statement_of_an_upgrade_keeps_every_row(
    database: Database, round_: Round, next_release: None, tmp_path: Path, tell: Tell
) -> None:
    """A later release that makes a table anew: old tables or new ones, each row as it was."""
    assert not is_current(database)

    found = kill_at_each(database, tmp_path)

    tell("upgrade killed at each statement", moments=sum(found.values()), **found)
    assert found.pop("old") > 8
    assert found == {"new": 1, "half": 0, "rows changed": 0, "not again": 0}


def test_a_failure_at_any_statement_of_an_upgrade_takes_everything_back(
    database: Database, round_: Round, next_release: None, tell: Tell
) -> None:
    """An error raised at each statement and at the commit."""
    before = tables_of(database), rows_of(database)

    for moment in count(1):
        if not fail_at(database, moment, lambda: upgrade(database)):
            break
        assert (tables_of(database), rows_of(database)) == before, moment

    tell("upgrade failed at each statement", moments=moment - 1, half=0)
    assert moment > 8
    assert is_current(database)


def test_an_upgrade_without_a_transaction_is_found_half_done(
    database: Database,
    round_: Round,
    next_release: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tell: Tell,
) -> None:
    """The control: SQLite's own way, each statement for itself, leaves halves behind."""

    def begin_nothing(connection: Connection) -> None:
        return

    monkeypatch.setattr(db, "_begin", begin_nothing)
    bare = Database(database.url)
    old = tables_of(bare)

    images = keep_images(bare, tmp_path, lambda: upgrade(bare))

    seen = [tables_of(Database(f"sqlite:///{image}")) for image in images]
    half = [tables for tables in seen if tables not in (old, tables_of(bare))]
    tell("  control, no transaction", moments=len(images), half=len(half))
    assert len(half) > 0
    bare.engine.dispose()
