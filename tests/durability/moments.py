"""The moments of a transaction: what a kill at each of them would leave behind, or a failure at one of them."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event

from feedback.db import Database


class CrashError(RuntimeError):
    """The failure that a test asked for."""


@contextmanager
def _at_each(database: Database, do: Callable[[], None]) -> Iterator[None]:
    """Call `do` before each statement and before each commit."""

    def before(*_: Any) -> None:
        do()

    dialect = database.engine.dialect
    real_commit = dialect.do_commit

    def commit(connection: Any) -> None:
        do()
        real_commit(connection)

    event.listen(database.engine, "before_cursor_execute", before)
    dialect.do_commit = commit  # type: ignore[method-assign] - its event may not raise
    try:
        yield
    finally:
        event.remove(database.engine, "before_cursor_execute", before)
        del dialect.do_commit


def keep_images(database: Database, folder: Path, act: Callable[[], None]) -> list[Path]:
    """Do `act`. A copy of the database as a kill before each statement, each commit and the end would leave it.

    A kill leaves what was written and forgets what was not: exactly what another reader of the files sees.
    """
    images: list[Path] = []

    def copy() -> None:
        place = folder / f"moment{len(images)}"
        place.mkdir(parents=True)
        for name in (database.file, f"{database.file}-wal"):
            if Path(name).exists():
                shutil.copy(name, place)
        images.append(place / Path(database.file).name)

    with _at_each(database, copy):
        act()
    copy()
    return images


def fail_at(database: Database, moment: int, act: Callable[[], None]) -> bool:
    """Do `act`, which fails at its statement or commit number `moment`; whether it came so far."""
    seen = 0

    def fail() -> None:
        nonlocal seen
        seen += 1
        if seen == moment:
            raise CrashError

    try:
        with _at_each(database, fail):
            act()
    except CrashError:
        return True
    return False
