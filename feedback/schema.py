"""How the database gets its tables: numbered migrations, in one transaction, safe to repeat.

Alembic is loaded when it is needed first, which is never while pages are answered: it brings a template engine and
its highlighter, a seventh of the time in which the service starts.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from feedback.db import Database
from feedback.exceptions import StorageError

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

MIGRATIONS = Path(__file__).resolve().parent / "migrations"


def upgrade(database: Database) -> None:
    """Create the tables, or bring them to this release. Raises StorageError."""
    file = Path(database.file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)  # the files beside it that SQLite makes are made alike
    except OSError as error:
        raise StorageError(f"{file} cannot be made: {error.strerror}.") from error
    from alembic import command

    with database.remaking() as session:
        _check_known(_read_revision(session))
        config = _config()
        config.attributes["connection"] = session.connection()
        command.upgrade(config, "head")


def is_current(database: Database) -> bool:
    """Whether the tables are those of this release."""
    with database.reading() as session:
        return _read_revision(session) == _scripts().get_current_head()


def check_current(database: Database) -> None:
    """Raises StorageError, which says what to do, unless the tables are those of this release."""
    with database.reading() as session:
        found = _read_revision(session)
    _check_known(found)
    if found != _scripts().get_current_head():
        raise StorageError(
            "The database is empty or of an earlier release: run 'feedback init' first."
        )


def is_known(revision: str) -> bool:
    """Whether this release knows the tables of `revision`: its own, or those of an earlier release."""
    return revision in _list_revisions()


def _read_revision(session: Session) -> str | None:
    """What the tables say they are, or None where there are none."""
    from alembic.runtime.migration import MigrationContext

    return MigrationContext.configure(session.connection()).get_current_revision()


def _check_known(revision: str | None) -> None:
    if revision is not None and not is_known(revision):
        raise StorageError(
            "The database is of a newer release than this program: install that release again, or restore a copy."
        )


@cache
def _list_revisions() -> frozenset[str]:
    return frozenset(script.revision for script in _scripts().walk_revisions())


def _scripts() -> ScriptDirectory:
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
