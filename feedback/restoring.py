"""How a copy takes the place of the database: checked first, whole or not at all, the old one put aside."""

import datetime as dt
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback import audit, clock
from feedback.accounts import end_sessions
from feedback.aside import CAME_SINCE, Since, carry_over, note, read_before, read_waiting
from feedback.claims import Claim, TakenError
from feedback.config import Settings
from feedback.copies import SEALS, Sealed, check_copy, flush, hash_key, read_stamp, stamp
from feedback.db import Database
from feedback.exceptions import RefusedError, StorageError
from feedback.leftovers import clear_leftovers
from feedback.models.accounts import Account
from feedback.models.asking import Meta
from feedback.models.auditing import Deed
from feedback.news_contacts import forget_others
from feedback.post import give_up_unsent
from feedback.retention import delete_expired
from feedback.return_links import revoke_all
from feedback.schema import upgrade

RESTORED_AT = "restored_at"
RESTORED_FROM = "restored_from"  # the moment the copy was made
ASIDE_LASTS = dt.timedelta(days=7)
STAMP_LENGTH = len("2026-11-25T02-00-00Z")
LOGS = ("-wal", "-shm", "-journal")  # the ends of the names of what lies beside a database
_STAGE = "restoring"  # a folder beside the database
_ASIDE = "-before-"


@dataclass(frozen=True)
class Restored:
    """What was done: the copy as it was, where the database before lies, whether the secret key is the copy's.

    `since` is who asked for help since the copy, or None where nobody knows.
    """

    copy: Sealed
    aside: Path | None
    key_fits: bool
    since: Since | None


def restore(file: Path, settings: Settings, *, yes: bool) -> Restored:
    """Put the copy `file` in the place of the database. Raises FeedbackError, and then nothing is changed.

    Sessions, invitations and links to returns of the copy end, what is past its date is deleted from it first, and of its e-mails that wait
    only urgent ones are sent. Who asked to be told what changed stays in it only where they still wait in the database
    before: anybody else may have been told since, or have had their address deleted. Who asked for help since is carried
    over where the database before can be read.
    """
    target = get_file(settings)
    _check_allowed(file, target, yes=yes)
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _alone(target.parent), _stage(target.parent) as staged:
            _copy(file, staged)
            sealed = check_copy(staged, named=file)
            since = _prepare(staged, target, settings, sealed)
            aside = _swap(staged, target)
    except OSError as error:
        raise StorageError(f"{target} cannot be replaced: {error.strerror}.") from error
    key_fits = sealed.key in (None, *map(hash_key, settings.secret_keys))
    return Restored(sealed, aside, key_fits, since)


def get_file(settings: Settings) -> Path:
    """The file of the database, there or not."""
    return Path(settings.database_url.removeprefix("sqlite:///")).resolve()


def list_aside(target: Path) -> list[Path]:
    """What restores have put aside, oldest first: databases, and logs that could not be read any more."""
    return sorted(
        file for file in target.parent.glob(f"{target.name}{_ASIDE}*") if _moment_of(file)
    )


def ends_at(aside: Path) -> dt.datetime:
    """When what was put aside is deleted."""
    moment = _moment_of(aside)
    assert moment
    return moment + ASIDE_LASTS


def delete_aside(target: Path) -> list[Path]:
    """Delete what was put aside more than seven days ago; what went. Raises StorageError.

    What a killed restore left behind goes too. Nobody restores now: whoever calls this has the database open.
    """
    shutil.rmtree(target.parent / _STAGE, ignore_errors=True)
    over = [file for file in list_aside(target) if clock.now() >= ends_at(file)]
    for file in over:
        try:
            file.unlink()
        except OSError as error:
            raise StorageError(f"{file} cannot be deleted: {error.strerror}.") from error
    return over


def _moment_of(aside: Path) -> dt.datetime | None:
    return read_stamp(aside.name.partition(_ASIDE)[2][:STAMP_LENGTH])


def _check_allowed(file: Path, target: Path, *, yes: bool) -> None:
    if file.is_dir():
        raise RefusedError(f"{file} is a folder: name the copy in it.")
    if not file.is_file():
        raise RefusedError(f"There is no file {file}.")
    if target.exists() and file.samefile(target):
        raise RefusedError(f"{file} is the database itself: name a copy.")
    if target.exists() and not yes:
        raise RefusedError(
            f"There is a database already, {target}: it would be put aside, with every answer sent since the copy "
            "was made. If you are sure, add --yes."
        )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    try:
        claim = Claim(folder, alone=True)
    except TakenError:
        raise _make_busy() from None
    with claim:
        yield


def _make_busy() -> RefusedError:
    return RefusedError(
        "The database is in use: stop the server and every other command, then restore."
    )


@contextmanager
def _stage(folder: Path) -> Iterator[Path]:
    """A place on the same disk that nobody looks at. One that a crash left behind is emptied first."""
    stage = folder / _STAGE
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(mode=0o700)
    try:
        yield stage / "feedback.db"
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _copy(file: Path, staged: Path) -> None:
    staged.touch(mode=0o600)
    try:
        shutil.copyfile(file, staged)
    except OSError as error:
        raise StorageError(f"{file} cannot be copied: {error.strerror}.") from error


def _prepare(staged: Path, target: Path, settings: Settings, sealed: Sealed) -> Since | None:
    """Bring the copy to this release, let nothing live again that ended, and lose nobody who asked for help since."""
    before, waiting = read_before(target), read_waiting(target)
    database = Database(f"sqlite:///{staged}")
    try:
        upgrade(database)
        with database.writing() as session:
            _note(session, sealed)
            since = carry_over(session, before, sealed.made_at)
            note(session, since)
            for account in session.scalars(select(Account).order_by(Account.id)):
                end_sessions(account)
            revoke_all(session, today=clock.today(settings.zone))
            give_up_unsent(session)
            forget_others(session, waiting)
            delete_expired(session, settings)
        clear_leftovers(database)
    finally:
        database.engine.dispose()
    _settle(staged)
    return since


def _note(session: Session, sealed: Sealed) -> None:
    passing = (*SEALS, RESTORED_AT, RESTORED_FROM, CAME_SINCE)
    session.execute(delete(Meta).where(Meta.name.in_(passing)))
    session.add(Meta(name=RESTORED_AT, value=clock.now().isoformat()))
    audit.record(session, Deed.RESTORED_COPY, "database", by=None)
    if sealed.made_at:
        session.add(Meta(name=RESTORED_FROM, value=sealed.made_at.isoformat()))


def _swap(staged: Path, target: Path) -> Path | None:
    """Give the place of `target` to `staged` in one step; where the one before is. At no moment there is none."""
    flush(staged)
    aside = _choose_aside(target)
    if target.exists():
        _try_to_settle(target)
        if not aside.exists():
            os.link(target, aside)
    for end in LOGS:
        # The log of a damaged database must not be read into the one that takes its place.
        log = Path(f"{target}{end}")
        if log.exists():
            log.replace(f"{aside}{end}")
    flush(target.parent)
    staged.replace(target)
    flush(target.parent)
    return aside if aside.exists() else None


def _choose_aside(target: Path) -> Path:
    """A second name for the database, by which it is kept from now on.

    One that it has, since a crash came before the swap, is of then and would end too soon; unless its log has it too.
    """
    moment = clock.now()
    for name in list_aside(target):
        if target.exists() and name.samefile(target):
            if any(Path(f"{name}{end}").exists() for end in LOGS):
                return name
            name.unlink()
    while (aside := target.with_name(f"{target.name}{_ASIDE}{stamp(moment)}")).exists():
        moment += dt.timedelta(seconds=1)
    return aside


def _try_to_settle(target: Path) -> None:
    """Raises RefusedError when somebody has it open. A database that is damaged is left as it is."""
    try:
        _settle(target)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise _make_busy() from None


def _settle(file: Path) -> None:
    """Bring everything into the one file, which nobody may have open, and take its log away."""
    with closing(sqlite3.connect(file, isolation_level=None, timeout=0)) as connection:
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA journal_mode=DELETE")
