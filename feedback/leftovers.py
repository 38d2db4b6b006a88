"""What deleted words leave behind in the file: remembered until the file is written anew without it.

SQLite overwrites a row that is deleted. But it moves rows from page to page while others come and go, and may
leave a copy in the gap between two rows, where no deletion reaches it: some in a thousand, when measured.
"""

import secrets

from sqlalchemy import delete
from sqlalchemy.orm import Session

from feedback.db import Database
from feedback.exceptions import StorageError
from feedback.models.asking import Meta

LEFTOVERS = (
    "leftovers"  # the name of the fact that something was deleted and may lie in a gap still
)


def expect_leftovers(session: Session) -> None:
    """Remember, in the transaction that deletes, that the file is to be written anew."""
    session.merge(Meta(name=LEFTOVERS, value=secrets.token_hex(8)))


def clear_leftovers(database: Database) -> bool:
    """Write the file anew if something was deleted, and empty the log. False: not now, it is tried again.

    A disk that is full or a reader that is slow must not undo what was deleted, so neither is an error here.
    """
    try:
        with database.reading() as session:
            expected = session.get(Meta, LEFTOVERS)
        if expected:
            database.rewrite()
        emptied = database.checkpoint()
        if expected and emptied:
            _forget(database, expected)
    except StorageError:
        return False
    return emptied


def _forget(database: Database, expected: Meta) -> None:
    # Only what was seen before: something may have been deleted since, and then the value is another.
    with database.writing() as session:
        session.execute(
            delete(Meta).where(Meta.name == expected.name, Meta.value == expected.value)
        )
