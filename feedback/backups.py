"""When a copy of the database is made, and which copies are kept: few, so that two can hardly be subtracted."""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from feedback import clock
from feedback.claims import Claim, TakenError
from feedback.config import Settings
from feedback.copies import (
    Copy,
    check_copy,
    flush,
    get_installation,
    get_release,
    list_copies,
    mark,
    seal,
    stamp,
)
from feedback.db import Database, reading_still
from feedback.edges import Status, status_of
from feedback.exceptions import RefusedError, StorageError
from feedback.models.asking import Round
from feedback.models.drawing import DrawReference, PrizeEntry
from feedback.models.issuing import IssueFile
from feedback.models.posting import Email
from feedback.models.recording import Recording
from feedback.models.replying import NewsContact
from feedback.retention import deleted_at, holds_expired
from feedback.rounds import list_rounds

NIGHT = dt.time(2)  # local; from then on the copy of the day is due
MOST_WHILE_OPEN = 2
WAY_BACK = dt.timedelta(days=7)  # to the release before, once its tables were brought to this one
# The keys of what is deleted by somebody's press, or once people were told, long before its date.
DELETED_BY_HAND = (
    select(NewsContact.id),
    select(Email.news_key).where(Email.news_key.is_not(None)),
    select(PrizeEntry.id),
    select(DrawReference.draw_id, DrawReference.reference),
    select(IssueFile.issue_id),
    select(Recording.id),
)
SLACK = dt.timedelta(minutes=1)  # two copies within a second have names a second apart


@dataclass(frozen=True)
class Backup:
    """A copy that was made and checked, the hash of its rows, and the older copies that went."""

    file: Path
    fingerprint: str
    deleted: tuple[Path, ...]


def back_up(database: Database, settings: Settings, folder: Path) -> Backup:
    """Copy the database into `folder` and delete the copies there that are not kept. Raises FeedbackError."""
    with _alone(database):
        return _make(database, settings, folder)


def back_up_if_due(database: Database, settings: Settings, folder: Path) -> Backup | None:
    """The same once a night, and as soon as the newest copy holds what the database holds no more.

    Does nothing while somebody else makes a copy. Raises FeedbackError.
    """
    try:
        with _alone(database):
            due = is_due(database, settings, folder)
            return _make(database, settings, folder) if due else None
    except TakenError:
        return None


def delete_older(database: Database, settings: Settings, folder: Path) -> tuple[Path, ...]:
    """Delete the copies that should have gone with the newest, where somebody pulled the plug in between; which went.

    And half a copy, where that was in the middle of one. Does nothing while somebody makes a copy. Raises FeedbackError.
    """
    try:
        with _alone(database):
            newest = get_newest(database, folder)
            installation = get_installation(database) or "none yet"
            _delete_half(folder, installation)
            copies = list_copies(folder, installation)
            older = [copy for copy in copies if newest and copy.made_at < newest.made_at]
            return _delete_old(database, settings, older)
    except TakenError:
        return ()
    except OSError as error:
        raise _make_unreachable(folder, error) from error


def is_due(database: Database, settings: Settings, folder: Path) -> bool:
    """Whether a copy should be made now."""
    newest = get_newest(database, folder)
    if newest is None or newest.made_at < _last_night(settings):
        return True
    with database.reading() as session:
        return _is_way_back(newest, session) or is_outdated(newest, session, settings)


def is_outdated(copy: Copy, session: Session, settings: Settings) -> bool:
    """Whether `copy` holds what went since: whole answers of a round that is counted, words past their date, or what
    somebody had deleted, such as where they can be reached.

    One with the tables of another release is the way back to it for seven days. It cannot be asked for words past
    their date, and is outdated as soon as any were deleted since.
    """
    try:
        with reading_still(copy.file) as then:
            if get_release(then) == get_release(session):
                expired = holds_expired(then, settings)
            else:
                gone = deleted_at(session)
                expired = clock.now() >= copy.made_at + WAY_BACK or (
                    gone is not None and gone >= copy.made_at
                )
            return expired or _holds_counted(then, session) or _holds_deleted(then, session)
    except (
        SQLAlchemyError,
        ValueError,
    ):  # also letters that are none, in a copy that was damaged since
        return True


def _holds_counted(then: Session, now: Session) -> bool:
    counted = select(Round.id).where(Round.counted_on.is_not(None))
    return bool(set(now.scalars(counted)) - set(then.scalars(counted)))


def _holds_deleted(then: Session, now: Session) -> bool:
    """By hand. A copy of an earlier release holds nothing of a table that it has not."""
    there = set(then.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")))
    return any(
        set(then.execute(keys)) - set(now.execute(keys))
        for keys in DELETED_BY_HAND
        if str(keys.get_final_froms()[0]) in there
    )


def _is_way_back(copy: Copy, session: Session) -> bool:
    """Whether `copy` has the tables of another release than this one."""
    try:
        with reading_still(copy.file) as then:
            return get_release(then) != get_release(session)
    except (SQLAlchemyError, ValueError):  # it was damaged since
        return False


def get_newest(database: Database, folder: Path) -> Copy | None:
    """The newest copy of this installation in `folder`. Raises RefusedError when nobody can look there.

    One with a name from the future, made while the clock was wrong, is not the newest.
    """
    installation = get_installation(database)
    try:
        copies = list_copies(folder, installation or "none yet")
        return max((copy for copy in copies if copy.made_at <= clock.now() + SLACK), default=None)
    except OSError as error:
        raise _make_unreachable(folder, error) from error


def _last_night(settings: Settings) -> dt.datetime:
    today = clock.today(settings.zone)
    night = dt.datetime.combine(today, NIGHT, settings.zone)
    if clock.now() < night:
        night = dt.datetime.combine(today - dt.timedelta(days=1), NIGHT, settings.zone)
    return night


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    lock = Path(f"{database.file}-lock")
    try:
        lock.touch(mode=0o600)
        claim = Claim(lock, alone=True)
    except TakenError:
        raise TakenError("Another backup is being made: try again when it is done.") from None
    except OSError as error:
        raise StorageError(f"{lock} cannot be made: {error.strerror}.") from error
    with claim:
        yield


def _make(database: Database, settings: Settings, folder: Path) -> Backup:
    installation = mark(database, settings)
    try:
        _delete_half(folder, installation)
        older = list_copies(folder, installation)
        file = _choose_name(folder, older)
        fingerprint = _write(database, file, folder / _name_partial(file.name, installation))
        return Backup(file, fingerprint, _delete_old(database, settings, older))
    except OSError as error:
        raise _make_unreachable(folder, error) from error


def _delete_half(folder: Path, installation: str) -> None:
    """Delete what a copy that was killed left behind: it holds what may be deleted since. Nobody makes one now."""
    for left in folder.glob(_name_partial("*", installation) + "*"):
        left.unlink()


def _name_partial(name: str, installation: str) -> str:
    return f".{name}.{installation}.partial"


def _choose_name(folder: Path, older: list[Copy]) -> Path:
    """A name that sorts after those of the copies there, also within one second, and that nothing has."""
    second = dt.timedelta(seconds=1)
    recent = [copy.made_at + second for copy in older if copy.made_at <= clock.now() + SLACK]
    moment = max([clock.now(), *recent])
    while (file := folder / f"feedback-{stamp(moment)}.db").exists():
        moment += second
    return file


def _write(database: Database, file: Path, partial: Path) -> str:
    """Make the copy under another name, check it, have it on disk, and only then give it its own."""
    partial.touch(mode=0o600, exist_ok=False)
    try:
        database.copy_into(partial)
        fingerprint = seal(partial)
        check_copy(partial, named=file)
        flush(partial)
        partial.rename(file)
    except (StorageError, RefusedError, sqlite3.Error) as error:
        raise StorageError(
            f"No copy was made in {file.parent}: is its disk full, or the database damaged?"
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    flush(file.parent)
    return fingerprint


def _delete_old(database: Database, settings: Settings, older: list[Copy]) -> tuple[Path, ...]:
    """Keep the newest, and one more that holds nothing that went since: the way back to another release, or, while a
    round is open, the one before."""
    with database.reading() as session:
        last = older[1 - MOST_WHILE_OPEN :] if _is_any_open(session, settings) else []
        fresh = [copy for copy in older if not is_outdated(copy, session, settings)]
        back = [copy for copy in fresh if _is_way_back(copy, session)]
        kept = back[-1:] or [copy for copy in fresh if copy in last]
    gone = tuple(copy.file for copy in older if copy not in kept)
    for file in gone:
        file.unlink()
    return gone


def _is_any_open(session: Session, settings: Settings) -> bool:
    waiting = (Status.OPEN, Status.CLOSING)
    return any(status_of(round_, settings.zone) in waiting for round_ in list_rounds(session))


def _make_unreachable(folder: Path, error: OSError) -> RefusedError:
    return RefusedError(
        f"{folder} cannot be used ({error.strerror}): make the folder, or connect its disk, and let this user write there."
    )
