"""Where temporary files lie: beside the database, on the disk that the council encrypts, and not in /tmp or /var/tmp.

They hold what the database holds: all of it while the file is written anew, some of it while something large is put
in order, and released comments while a workbook is made. None has a name: however a process ends, it leaves none.
"""

import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from typing import IO


def keep_temporary_in(folder: Path) -> None:
    """Have SQLite, and `open_temporary`, put temporary files of this process into `folder`, which is there.

    SQLite knows one folder for all its databases, and looks at the environment only before any setting is read. It
    is told once: other threads may be using what it knows.
    """
    if get_temporary_folder() != folder:
        quoted = str(folder).replace("'", "''")
        # Whoever may not write there is told so when the database is opened.
        with suppress(sqlite3.OperationalError):
            _ask(f"PRAGMA temp_store_directory='{quoted}'")


def get_temporary_folder() -> Path | None:
    """Where temporary files lie. None: it was not said, and the system chooses."""
    found = _ask("PRAGMA temp_store_directory")
    return Path(found) if found else None


def open_temporary() -> IO[bytes]:
    """A new file without a name."""
    folder = get_temporary_folder()
    return tempfile.TemporaryFile(dir=folder if folder and folder.is_dir() else None)


def _ask(pragma: str) -> str | None:
    with closing(sqlite3.connect(":memory:")) as connection:
        found = connection.execute(pragma).fetchone()
    return found[0] if found else None
