"""What is right and wrong with an installation, and what to do about it."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from feedback import clock
from feedback.config import Settings
from feedback.db import Database
from feedback.exceptions import FeedbackError
from feedback.listening import list_missing
from feedback.schema import is_current

LEAST_FREE = 0.2  # of the disk; below that a busy month could fill it
EARLIEST = 2026  # a clock before this release is wrong


@dataclass(frozen=True)
class Check:
    """One thing looked at. `advice` says what to do when it is not ok."""

    check: str
    ok: bool
    advice: str


def examine(settings: Settings, database: Database) -> list[Check]:
    """Look at everything. Nothing is changed."""
    return [
        _try("tables", lambda: _check_tables(database)),
        _try("safety settings", lambda: _check_pragmas(database)),
        _check_clock(),
        _check_disk(settings),
        _check_private(settings),
        _check_address(settings),
        _check_name(settings),
        _check_listening(settings),
    ]


def _try(name: str, look: Callable[[], str]) -> Check:
    try:
        advice = look()
    except FeedbackError as error:
        advice = str(error)
    return Check(name, not advice, advice)


def _check_tables(database: Database) -> str:
    if not Path(database.file).exists() or not is_current(database):
        return "Run 'feedback init'."
    return ""


def _check_pragmas(database: Database) -> str:
    if Path(database.file).exists():
        database.check_settings()
    return ""


def _check_clock() -> Check:
    ok = clock.now().year >= EARLIEST
    return Check(
        "clock", ok, "" if ok else "Set the clock of this machine: rounds open and close by it."
    )


def _check_disk(settings: Settings) -> Check:
    usage = shutil.disk_usage(settings.instance if settings.instance.exists() else Path.cwd())
    ok = usage.free / usage.total >= LEAST_FREE
    free = f"{100 * usage.free // usage.total} % of the disk is free"
    return Check("disk", ok, "" if ok else f"{free}: make room before it is full.")


def _check_private(settings: Settings) -> Check:
    """Whether others on this machine can look into the folder with the database and the secret key.

    Advice and no refusal: in a container or on a network share the mode of a folder may say nothing.
    """
    there = os.name == "posix" and settings.instance.exists()
    ok = not (there and settings.instance.stat().st_mode & 0o007)
    advice = f"Others on this machine can look into it. Run: chmod o-rwx {settings.instance}"
    return Check("private folder", ok, "" if ok else advice)


def _check_address(settings: Settings) -> Check:
    advice = "" if settings.https else (
        f"FEEDBACK_PUBLIC_URL is {settings.public_url}: set the https:// address people will use, "
        "then print posters."
    )  # fmt: skip
    return Check("public address", settings.https, advice)


def _check_name(settings: Settings) -> Check:
    ok = settings.council_name != "Your council"
    return Check("council name", ok, "" if ok else "Set FEEDBACK_COUNCIL_NAME.")


def _check_listening(settings: Settings) -> Check:
    missing = list_missing(settings)
    advice = (
        " ".join(["Every page says 'Trial: not for children yet'.", *missing]) if missing else ""
    )
    return Check("who listens", not missing, advice)
