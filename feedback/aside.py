"""What a restore takes over from the database that it puts aside: who asked for help since the copy was made, and whose
account was closed."""

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import astuple, dataclass, replace
from itertools import chain
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, column, insert, table
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback.accounts import close, list_accounts
from feedback.models.asking import Meta
from feedback.models.auditing import Deed

CAME_SINCE = "came_since"  # the name of the fact: what came since the copy that was restored
WHO_WAITS = (
    "SELECT id FROM news_contacts UNION SELECT news_key FROM emails WHERE news_key IS NOT NULL"
)
WITHDRAWN = (
    "SELECT at, deed, thing FROM audit WHERE deed IN "
    "('withdrew-issue', 'withdrew-return', 'withdrew-reply', 'withdrew-results') ORDER BY id"
)
COMMENTS = "SELECT lower(hex(id)) FROM comments"
WITHHOLD = (  # what an allegation was raised from, as raising it does
    "UPDATE comments SET status = 'withheld', team_agreed = 0, decided_by = NULL "
    "WHERE status IN ('released', 'staff-only') AND lower(hex(id)) IN "
    "(SELECT comment_key FROM concerns WHERE kind = 'allegation')"
)
CLOSED = "SELECT id, email FROM accounts WHERE NOT active"
REVISION = "SELECT version_num FROM alembic_version"
# Who asks for help, each table after those that it refers to.
HELP = {
    "talk_requests": "SELECT * FROM talk_requests",
    "concerns": "SELECT * FROM concerns",
    "concern_exclusions": "SELECT * FROM concern_exclusions",
    "concern_actions": "SELECT * FROM concern_actions",
    "passed_compliments": "SELECT * FROM passed_compliments",
}
WHO_IS_WHO = {  # a number means the same in both only where the name is the same
    "accounts": "SELECT id, email FROM accounts",
    "teams": "SELECT id, name FROM teams",
}
REFERS = {  # the columns that name an account, and those that name a team
    "accounts": ("owner_id", "account_id", "done_by"),
    "teams": ("team_id",),
}
NOT_KNOWN = (
    "Whether anybody asked to be talked to since the copy was made, or a concern was raised, nobody can tell: "
    "there is no database before that can be read."
)
NOBODY = "Nobody asked to be talked to since the copy was made, and no concern was raised."

Row = Mapping[str, object]
Part = tuple[str, Row]  # a table, and a row of it
Who = Mapping[str, set[int]]


@dataclass(frozen=True)
class Since:
    """What came since the copy: what was carried over, and what is left in the database before alone.

    `withdrawn` is what was taken from others since, and is there again, such as "workbook 3". `closed` is how many
    accounts were closed since, and are closed again.
    """

    talks: int = 0
    concerns: int = 0
    left_talks: int = 0
    left_concerns: int = 0
    withdrawn: tuple[str, ...] = ()
    closed: int = 0


@dataclass(frozen=True)
class Before:
    """What was read of the database before: its release, the rows of each table of `HELP`, who is who in it, who left."""

    revision: str
    rows: Mapping[str, list[Row]]
    who: Mapping[str, set[tuple[int, str]]]
    deeds: list[
        tuple[str, str, str]
    ]  # when, what and of which thing: what was withdrawn, oldest first
    closed: set[tuple[int, str]]  # accounts


def read_waiting(target: Path) -> set[bytes]:
    """The keys of those who wait for news in the database that is there, with its log. Nobody where it cannot be read."""
    try:
        with closing(_open(target)) as connection:
            return {key for (key,) in connection.execute(WHO_WAITS)}
    except sqlite3.Error:
        return set()


def read_before(target: Path) -> Before | None:
    """Who asks for help in the database that is there, with its log. None where it cannot be read."""
    try:
        with closing(_open(target)) as connection:
            connection.execute("BEGIN")  # all of it as it is in one moment
            (revision,) = connection.execute(REVISION).fetchone() or ("",)
            who = {name: set(connection.execute(query)) for name, query in WHO_IS_WHO.items()}
            rows = {name: _read(connection, query) for name, query in HELP.items()}
            deeds, closed = (connection.execute(query).fetchall() for query in (WITHDRAWN, CLOSED))
            return Before(revision, rows, who, deeds, set(closed))
    except (sqlite3.Error, ValueError):  # letters that are none
        return None


def carry_over(
    session: Session, before: Before | None, made_at: dt.datetime | None
) -> Since | None:
    """Add to the copy, made at a moment, who asked for help since, and close again whose account was closed; what came.

    None where nobody knows. Needs a writing session.
    Nobody deletes a request or a concern but by its date, so none comes back that somebody had deleted. They are left
    in the database before, and counted, where its tables are of another release, and a concern where it names an
    account or a team that the copy has not: whom an allegation must not reach would be lost. One whose comment the
    copy has not is tied to none: it was not deleted by its date, and the concern goes by its own.
    """
    if before is None:
        return None
    connection = session.connection()
    talks = _list_new(connection, "SELECT id FROM talk_requests", before.rows["talk_requests"])
    concerns = _list_new(connection, "SELECT reference FROM concerns", before.rows["concerns"])
    withdrawn, closed = _list_withdrawn(before, made_at), _close_again(session, before)
    left = Since(
        left_talks=len(talks), left_concerns=len(concerns), withdrawn=withdrawn, closed=closed
    )
    if connection.exec_driver_sql(REVISION).scalar() != before.revision:
        return left
    comments = {key for (key,) in connection.exec_driver_sql(COMMENTS)}
    concerns = [_untie(comments, one) for one in concerns]
    who = {name: _list_same(connection, name, before) for name in WHO_IS_WHO}
    whole = [parts for one in concerns if _knows(who, parts := _list_parts(before, one))]
    rows = [("talk_requests", _sign(who, talk)) for talk in talks]
    try:
        with connection.begin_nested():
            for name, row in chain(rows, *whole):
                _add(connection, name, row)
            connection.exec_driver_sql(WITHHOLD)
    except IntegrityError:  # out of a database that was damaged
        return left
    behind = len(concerns) - len(whole)
    return replace(left, talks=len(talks), concerns=len(whole), left_talks=0, left_concerns=behind)


def note(session: Session, since: Since | None) -> None:
    """Remember it, for `doctor`."""
    if since:
        session.merge(Meta(name=CAME_SINCE, value=json.dumps(astuple(since))))


def recall(session: Session) -> Since | None:
    """What was noted at the last restore."""
    noted = session.get(Meta, CAME_SINCE)
    if noted is None:
        return None
    # What an earlier release noted ends sooner.
    talks, concerns, left_talks, left_concerns, withdrawn, *more = json.loads(noted.value)
    return Since(talks, concerns, left_talks, left_concerns, tuple(withdrawn), *more)


def say(since: Since | None) -> list[str]:
    """What came since the copy, in sentences for whoever restores."""
    if since is None:
        return [NOT_KNOWN]
    carried = _count(since.talks, since.concerns)
    left = _count(since.left_talks, since.left_concerns)
    said = []
    if carried:
        said.append(f"Since the copy was made came, and was carried over: {carried}.")
    if left:
        said.append(
            f"Since the copy was made came, and is in the database before alone: {left}. "
            "Read it there today, and see to it: 'Back up and restore' says how."
        )
    said = said or [NOBODY]
    if since.withdrawn:
        things = ", ".join(since.withdrawn)
        said.append(f"Withdrawn since, and there again: {things}. Withdraw it today.")
    if since.closed:
        said.append(
            f"Accounts closed since, and closed again: {since.closed}. Invite again who should have one."
        )
    return said


def _count(talks: int, concerns: int) -> str:
    counted = ((talks, "request", "to talk"), (concerns, "concern", ""))
    return " and ".join(
        f"{number} {thing}{'' if number == 1 else 's'} {rest}".strip()
        for number, thing, rest in counted
        if number
    )


def _list_withdrawn(before: Before, made_at: dt.datetime | None) -> tuple[str, ...]:
    since = f"{made_at.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S.%f}" if made_at else ""
    deeds = [(deed, thing) for at, deed, thing in before.deeds if at > since]
    results = Deed.WITHDREW_RESULTS
    return tuple(dict.fromkeys(f"results of {t}" if deed == results else t for deed, t in deeds))


def _close_again(session: Session, before: Before) -> int:
    """Close the accounts that were closed in the database before, where they are the same in the copy; how many."""
    gone = [
        one for one in list_accounts(session) if one.active and (one.id, one.email) in before.closed
    ]
    for account in gone:
        close(session, account.email)
    return len(gone)


def _open(target: Path) -> sqlite3.Connection:
    # To write, so that its log is read; nothing is made where it is not.
    return sqlite3.connect(f"file:{quote(str(target))}?mode=rw", uri=True)


def _read(connection: sqlite3.Connection, query: str) -> list[Row]:
    cursor = connection.execute(query)
    names = [about[0] for about in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def _list_new(connection: Connection, kept: str, rows: Iterable[Row]) -> list[Row]:
    """Those of `rows` that are not among the `kept`, which is a query of their first column."""
    there = {key for (key,) in connection.exec_driver_sql(kept)}
    return [row for row in rows if next(iter(row.values())) not in there]


def _list_same(connection: Connection, name: str, before: Before) -> set[int]:
    """The numbers that are the same person or team in both."""
    now = {(id_, called) for id_, called in connection.exec_driver_sql(WHO_IS_WHO[name])}
    return {id_ for id_, _ in before.who[name] & now}


def _list_parts(before: Before, concern: Row) -> list[Part]:
    """A concern, and all that refers to it."""
    parts = [
        (name, row)
        for name in HELP
        for row in before.rows[name]
        if row.get("concern") == concern["reference"]
    ]
    return [("concerns", concern), *parts]


def _knows(who: Who, parts: Iterable[Part]) -> bool:
    """Whether everybody whom these name is there."""
    return all(
        row.get(one) in (None, *who[name])
        for _, row in parts
        for name, columns in REFERS.items()
        for one in columns
    )


def _sign(who: Who, talk: Row) -> Row:
    """A request without the name of whoever saw to it, where they are not there."""
    return talk if talk["done_by"] in who["accounts"] else {**talk, "done_by": None}


def _untie(comments: set[str], concern: Row) -> Row:
    """A concern without the comment it was raised from, where that is not there."""
    return concern if concern["comment_key"] in comments else {**concern, "comment_key": None}


def _add(connection: Connection, name: str, row: Row) -> None:
    """Add a row as it was read: without the kinds of the columns, which read and write days as the database has them."""
    connection.execute(insert(table(name, *map(column, row))).values(dict(row)))
