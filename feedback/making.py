"""Makes what was ordered, one file after the other, in the ticker's process: answers never wait for it."""

import io
import secrets
from pathlib import Path

from feedback import clock
from feedback.config import Settings
from feedback.db import Database
from feedback.exceptions import FeedbackError, RefusedError
from feedback.issues import keep_issue
from feedback.models.accounts import Account
from feedback.orders import (
    LASTS,
    Kind,
    Taken,
    fail_order,
    finish_order,
    list_results,
    take_order,
    tell_order,
)
from feedback.reports.bundles import Tell, Wanted, plan_bundle, write_bundle
from feedback.reports.issued import draft_issue
from feedback.reports.loose_slips import run_press
from feedback.seals import open_bytes, seal_bytes
from feedback.spans import read_window

SEALED = ".sealed"
PURPOSE = b"feedback: slips in a file"


def make_orders(database: Database, settings: Settings) -> int:
    """Make everything that is waited for; how many files. What cannot be made says why in its row."""
    made = 0
    while taken := take_order(database):
        try:
            _make(database, settings, taken)
            made += 1
        except FeedbackError as error:
            with database.writing() as session:
                fail_order(session, taken, str(error))
    forget_files(database, settings)
    return made


def _make(database: Database, settings: Settings, taken: Taken) -> None:
    match taken.kind:
        case Kind.WORKBOOK:
            _make_workbook(database, settings, taken)
        case Kind.MATERIALS:
            _make_materials(database, settings, taken)


def _make_workbook(database: Database, settings: Settings, taken: Taken) -> None:
    window = read_window(taken.details["window"])
    if window is None:
        raise RefusedError("There is no such period.")
    today = clock.today(settings.zone)
    with database.reading() as session:
        draft, number = draft_issue(
            session,
            window,
            comments=taken.details["comments"] == "yes",
            settings=settings,
            on=today,
            tell=lambda done, total: tell_order(database, taken, done=done, total=total),
        )
    with database.writing() as session:
        by = session.get(Account, taken.asked_by) if taken.asked_by else None
        issue = keep_issue(session, draft, number=number, on=today, by=by)
        finish_order(session, taken, str(issue.id))


def _make_materials(database: Database, settings: Settings, taken: Taken) -> None:
    """Written beside its name and put there whole, so that no half of a file is ever sent."""
    wanted = Wanted(**taken.details)
    folder = folder_of(settings)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark = SEALED if wanted.slips else ""
    name = f"{taken.id}-{secrets.token_hex(8)}.{wanted.form}{mark}"
    half = folder / f"{name}.half"
    write = _write_sealed if wanted.slips else _write_plain
    try:
        write(database, settings, taken, wanted, half)
        half.replace(folder / name)
    except OSError as error:
        raise RefusedError(f"The file cannot be written: {error.strerror}.") from error
    finally:
        half.unlink(missing_ok=True)
    with database.writing() as session:
        finish_order(session, taken, name)


def _write_plain(
    database: Database, settings: Settings, taken: Taken, wanted: Wanted, to: Path
) -> None:
    with database.reading() as session:
        parts = plan_bundle(session, wanted, settings)
    write_bundle(parts, wanted, settings, to=to, tell=_teller(database, taken))


def _write_sealed(
    database: Database, settings: Settings, taken: Taken, wanted: Wanted, to: Path
) -> None:
    """With slips: their codes lie on the disk only locked, and are void if it cannot be written."""
    with database.reading() as session:
        parts = plan_bundle(session, wanted, settings)
        by = session.get(Account, taken.asked_by) if taken.asked_by else None
    with run_press(database, settings, by=by) as press:
        content = io.BytesIO()
        write_bundle(
            parts, wanted, settings, to=content, tell=_teller(database, taken), press=press
        )
        to.write_bytes(seal_bytes(settings, content.getvalue(), purpose=PURPOSE))


def _teller(database: Database, taken: Taken) -> Tell:
    return lambda done, total: tell_order(database, taken, done=done, total=total)


def open_file(settings: Settings, name: str) -> bytes | None:
    """A file that was locked, as it is; None when it is gone or its key is."""
    try:
        locked = (folder_of(settings) / name).read_bytes()
    except OSError:
        return None
    return open_bytes(settings, locked, purpose=PURPOSE)


def forget_files(database: Database, settings: Settings) -> None:
    """Delete the files that nobody's order leads to any more."""
    folder = folder_of(settings)
    if not folder.is_dir():
        return
    with database.reading() as session:
        kept = list_results(session)
    for file in folder.iterdir():
        if file.name not in kept and _is_old(file):
            file.unlink(missing_ok=True)


def _is_old(file: Path) -> bool:
    """Whether it is not being written just now."""
    return clock.now().timestamp() - file.stat().st_mtime > LASTS.total_seconds()


def folder_of(settings: Settings) -> Path:
    """Where files that are made lie for a day."""
    return settings.instance / "made"
