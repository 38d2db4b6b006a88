"""What is right and wrong with an installation, and what to do about it."""

import datetime as dt
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from feedback import aside, clock, news_contacts, post, second_steps, slips
from feedback.arrivals import check_roles
from feedback.backups import get_newest
from feedback.concerns import find_overdue_day
from feedback.config import SecondStep, Settings
from feedback.copies import hash_key, names_key
from feedback.db import Database
from feedback.escalation import find_late_day
from feedback.exceptions import FeedbackError
from feedback.last_tick import get_hour
from feedback.listening import list_missing
from feedback.mail_connections import check_server
from feedback.models.asking import Meta
from feedback.oidc import discover
from feedback.restoring import ASIDE_LASTS, RESTORED_AT, RESTORED_FROM, ends_at, list_aside
from feedback.scanner import check_scanner
from feedback.schema import check_current, is_current
from feedback.slips import BatchStatus, list_batches
from feedback.stranded import WORDS, is_somebody_stranded
from feedback.talks import count_waiting

LEAST_FREE = 0.2  # of the disk; below that a busy month could fill it
OLDEST_COPY = dt.timedelta(hours=26)  # a night, and time to make it when the clocks go back
OLDEST_TICK = dt.timedelta(hours=2)  # from the beginning of its hour: there is one each minute
EARLIEST = 2026  # a clock before this release is wrong
AFTER_RESTORE = (
    "Answers and typed-in sheets since then are gone, and their receipts with them: a phone may send such a page again.",
    "Rounds counted since then are counted again, perhaps with fewer answers: throw away workbooks made of them before.",
    "Rounds closed early since then are open again: close them.",
    "Comments released or withheld since then wait again, with the names that were taken out.",
    "E-mails that waited then may have been sent since, so they are not sent again, but urgent ones are: invite again who waits for one.",
    "Who asked to be told what changed, and does not wait in the database before, was deleted: they may have been told since.",
    "Prize draws are as they were then: ask who was told since, and delete again what was deleted.",
    "Requests to talk and concerns of then are as they were then: ask who was called since, and see to each again. What was written down about them since is in the database before alone.",
    "What was withdrawn since is there again: issued workbooks, and returns, replies and results that everybody sees. Withdraw it again.",
    "Links to fill in a return have ended: make new ones for who still has to send theirs.",
    "Accounts are as they were then, with roles and passwords of then, and recovery codes that were used since: stop again who has left, and invite again.",
)


@dataclass(frozen=True)
class Check:
    """One thing looked at. `advice` says what to do when it is not ok, or what to wait for."""

    check: str
    ok: bool
    advice: str


def examine(settings: Settings, database: Database) -> list[Check]:
    """Look at everything. Nothing is changed."""
    return [
        Check("settings", not settings.unknown, " ".join(settings.unknown)),
        _try("tables", lambda: _check_tables(database)),
        _try("safety settings", lambda: _check_pragmas(database)),
        _check_clock(),
        _check_disk(settings),
        _check_private(settings),
        *_check_key(settings, database),
        _check_address(settings),
        _check_name(settings),
        _check_second_step(settings),
        *_check_council_sign_in(settings),
        *_check_mail(settings, database),
        *_check_scanner(settings),
        _check_listening(settings),
        _try("who may help", lambda: _check_stranded(settings, database)),
        _try("reading", lambda: _check_reading(settings, database)),
        _try("who waits", lambda: _check_late(settings, database)),
        _try("ticker", lambda: _check_ticker(settings, database)),
        _try("backups", lambda: _check_backups(settings, database)),
        _try("restored", lambda: _check_restored(settings, database)),
    ]


def is_on_one_disk(one: Path, other: Path) -> bool:
    """Whether both would be lost together."""
    return one.stat().st_dev == other.stat().st_dev


def _try(name: str, look: Callable[[], str | None]) -> Check:
    try:
        advice = look() or ""
    except FeedbackError as error:
        advice = str(error)
    return Check(name, not advice, advice)


def _check_tables(database: Database) -> str:
    if not Path(database.file).exists():
        return "Run 'feedback init'."
    check_current(database)
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


def _check_key(settings: Settings, database: Database) -> list[Check]:
    """That the secret key of a database is gone, or a line of it; until when an old line has to stay."""
    if not Path(database.file).exists():
        return []
    if not settings.secret_keys:
        advice = (
            "The file of FEEDBACK_SECRET_KEY_FILE is not there. Put the council's own back: with a new one staff are "
            "signed out, and need a new second step."
        )
        return [Check("secret key", ok=False, advice=advice)]
    try:
        check_current(database)
    except FeedbackError:  # "tables" says it
        return []
    with database.reading() as session:
        if lost := _say_lost(session, settings):
            return [Check("secret key", ok=False, advice=lost)]
        kept = _say_old_line(session, settings)
    return [Check("secret key", ok=True, advice=kept)] if kept else []


def _say_lost(session: Session, settings: Settings) -> str:
    """What a line that was taken out of the key file takes with it."""
    here = set(map(hash_key, settings.secret_keys))
    days = slips.last_days(session, settings.secret_keys, zone=settings.zone)
    gone = [day for key, day in days.items() if key not in here]
    staff = second_steps.count_lost(session, settings)
    people = news_contacts.count_lost(session, settings)
    lost = [
        *([f"slips that are good until {clock.day_words(max(gone))}"] if gone else []),
        *([f"the second step of {staff} of staff"] if staff else []),
        *([f"the addresses of {people} who asked to be told what changed"] if people else []),
    ]
    if not lost and not names_key(session, settings.secret_keys):
        return (
            "The file of FEEDBACK_SECRET_KEY_FILE has not the key that this database had at its last copy. Put the council's own "
            "back: with another staff are signed out, and pages that were open cannot be sent."
        )
    if not lost:
        return ""
    return (
        "A line was taken out of the file of FEEDBACK_SECRET_KEY_FILE too early, or it is another council's: put it back under "
        f"the first and start the server again. Without it these do not work: {', '.join(lost)}."
    )


def _say_old_line(session: Session, settings: Settings) -> str:
    """What an old line of the key file is there for."""
    first, *old = settings.secret_keys
    if not old:
        return ""
    alone = replace(settings, secret_keys=(first,))
    if second_steps.count_lost(session, alone) or news_contacts.count_lost(session, alone):
        return "Run 'feedback init': it locks with the first line of the key file what only an old one opens."
    days = slips.last_days(session, settings.secret_keys, zone=settings.zone)
    kept = [day for key, day in days.items() if key in map(hash_key, old)]
    if not kept:
        return "An old line of the key file can be taken out a day after the new one came."
    return f"Keep the old line of the key file until {clock.day_words(max(kept))}: slips printed with it are good until then."


def _check_address(settings: Settings) -> Check:
    advice = "" if settings.https else (
        f"FEEDBACK_PUBLIC_URL is {settings.public_url}: set the https:// address people will use, "
        "then print posters."
    )  # fmt: skip
    return Check("public address", settings.https, advice)


def _check_name(settings: Settings) -> Check:
    ok = settings.council_name != "Your council"
    return Check("council name", ok, "" if ok else "Set FEEDBACK_COUNCIL_NAME.")


def _check_second_step(settings: Settings) -> Check:
    ok = not settings.https or settings.second_step is not SecondStep.OPTIONAL
    advice = "A password alone signs staff in. Set FEEDBACK_SECOND_STEP=required."
    return Check("second step", ok, "" if ok else advice)


def _check_council_sign_in(settings: Settings) -> list[Check]:
    """Whether the council's own sign-in, when it is set, answers and is what it should be."""
    provider = settings.provider
    if provider is None:
        return []

    def look() -> None:
        check_roles(provider)
        discover(provider)

    return [_try("council sign-in", look)]


def _check_mail(settings: Settings, database: Database) -> list[Check]:
    """Whether the mail server, when one is set, takes e-mail from us, and what it did not take."""
    server = settings.mail_server
    if server is None:
        return []

    def look() -> str:
        check_server(server)
        if not Path(database.file).exists() or not is_current(database):
            return ""
        with database.reading() as session:
            failed = post.list_failed(session)
        if not failed:
            return ""
        last = failed[0]
        to = last.address if last.news_key is None else "somebody who asked for news"
        return f"{len(failed)} could not be sent. The last, to {to}: {last.trouble}"

    return [_try("e-mail", look)]


def _check_scanner(settings: Settings) -> list[Check]:
    """Whether the virus scanner, when one is set, answers and knows what to look for."""
    scanner = settings.scanner
    return [_try("virus scanner", partial(check_scanner, scanner))] if scanner else []


def _check_stranded(settings: Settings, database: Database) -> str:
    """Whether whoever waits for help has somebody left who may give it."""
    if not Path(database.file).exists() or not is_current(database):
        return ""
    with database.reading() as session:
        stranded = is_somebody_stranded(session, settings)
    line = "Invite a duty reader at /staff/accounts, of another line than those who are there."
    return f"{WORDS} {line}" if stranded else ""


def _check_reading(settings: Settings, database: Database) -> str:
    """Whether everything was read by its day, and somebody is told by e-mail when it is not."""
    if not Path(database.file).exists() or not is_current(database):
        return ""
    with database.reading() as session:
        day = find_late_day(session, clock.today(settings.zone))
    if day is None:
        return ""
    words = f"Something should have been read by {clock.day_words(day)}: ask a duty reader to open /staff/to-read."
    return f"{words}{_say_untold(settings)}"


def _check_late(settings: Settings, database: Database) -> str:
    """Whether somebody waits to be talked to past their day, or a concern is overdue: in the same words whichever it is.

    Administrators read it on the set-up list, and one of them may be of the line of an allegation.
    """
    if not Path(database.file).exists() or not is_current(database):
        return ""
    today = clock.today(settings.zone)
    with database.reading() as session:
        days = (count_waiting(session)[1], find_overdue_day(session, today))
    late = [day for day in days if day and day < today]
    if not late:
        return ""
    words = f"A request to talk or a concern should have been dealt with by {clock.day_words(min(late))}: "
    ask = "ask a duty reader to open /staff/talks and /staff/concerns."
    return f"{words}{ask}{_say_untold(settings)}"


def _say_untold(settings: Settings) -> str:
    return "" if settings.mail_server else " Nobody was told by e-mail: set FEEDBACK_SMTP_HOST."


def _check_ticker(settings: Settings, database: Database) -> str:
    """Whether what is due is done: counting, deleting, e-mails. In which hour it was done last is kept."""
    if not Path(database.file).exists() or not is_current(database):
        return ""
    with database.reading() as session:
        hour = get_hour(session)
    if hour and clock.now() - hour < OLDEST_TICK:
        return ""
    since = f"since {clock.moment_words(hour, settings.zone)}" if hour else "yet"
    return (
        f"Nothing that is due was done {since}: no round is counted, nothing is deleted by its date, and nobody is told by "
        "e-mail. Keep 'feedback serve' running, or let a timer run 'feedback tick' each minute."
    )


def _check_listening(settings: Settings) -> Check:
    missing = list_missing(settings)
    advice = (
        " ".join(["Every page says 'Trial: not for children yet'.", *missing]) if missing else ""
    )
    return Check("who listens", not missing, advice)


def _check_backups(settings: Settings, database: Database) -> str:
    folder, file = settings.backups, Path(database.file)
    if folder is None:
        return "Set FEEDBACK_BACKUPS to a folder on another disk: if this disk breaks, every answer is lost."
    if not file.exists():
        return ""
    newest = get_newest(database, folder)
    if newest is None:
        return f"There is no copy in {folder} yet: keep 'feedback serve' running, or run 'feedback backup {folder}'."
    if clock.now() - newest.made_at > OLDEST_COPY:
        made = clock.moment_words(newest.made_at, settings.zone)
        return f"The newest copy in {folder} is of {made}: run 'feedback backup {folder}' and see what it says."
    if is_on_one_disk(folder, file):
        return f"{folder} is on the same disk as the database: choose a folder on another one."
    return ""


def _check_restored(settings: Settings, database: Database) -> str:
    """For seven days after a restore: what is gone, and what is there again."""
    file = Path(database.file)
    if not file.exists():
        return ""
    with database.reading() as session:
        at, copied = session.get(Meta, RESTORED_AT), session.get(Meta, RESTORED_FROM)
        since = aside.say(aside.recall(session))
        again = _say_slips(session, copied.value if copied else "", settings)
    if not at or clock.now() - dt.datetime.fromisoformat(at.value) > ASIDE_LASTS:
        return ""
    of = (
        clock.moment_words(dt.datetime.fromisoformat(copied.value), settings.zone)
        if copied
        else "an unknown day"
    )
    kept = [
        f"{one} is the database before: delete it once all is well, or it goes on {clock.day_words(ends_at(one).date())}."
        for one in list_aside(file)
    ]
    return " ".join([f"This database is a copy of {of}.", *since, *AFTER_RESTORE, *again, *kept])


def _say_slips(session: Session, copied: str, settings: Settings) -> list[str]:
    """Which slips may have been used since the copy, and are good again. Those that are printed later are not."""
    last = dt.datetime.fromisoformat(copied).astimezone(settings.zone).date() if copied else None
    again = [
        str(batch.id)
        for batch in reversed(list_batches(session, zone=settings.zone))
        if batch.status is BatchStatus.GOOD and (last is None or batch.printed_on <= last)
    ]
    if not again:
        return []
    return [
        (
            f"Slips of batch {', '.join(again)} that were used since then work again, and those printed since then do not: "
            "'feedback slips void BATCH' ends a batch that was handed out."
        )
    ]
