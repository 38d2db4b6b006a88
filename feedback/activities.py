"""What people took part in besides answering, as staff note it: a line with a day, a method, how many and who they were."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from feedback import audit, clock
from feedback.exceptions import ChangedError, NotFoundError, RefusedError
from feedback.fingerprints import fingerprint
from feedback.models.accounts import Account
from feedback.models.auditing import Deed
from feedback.models.issuing import Activity

MOST_PEOPLE = 9999
LONGEST = 80  # characters of who they were
UNDO_LASTS = dt.timedelta(days=7)  # how long a line that was taken away can be put back


class Method(StrEnum):
    """How people took part."""

    FOCUS_GROUP = "focus-group"
    FORUM = "forum"
    WORKSHOP = "workshop"
    EVENT = "event"
    VISIT = "visit"
    INTERVIEW = "interview"
    PANEL = "panel"
    TELEPHONE = "telephone"
    STATEMENT = "statement"
    OTHER = "other"


METHOD_WORDS = {
    Method.FOCUS_GROUP: "Focus group",
    Method.FORUM: "Forum or council meeting",
    Method.WORKSHOP: "Workshop",
    Method.EVENT: "Event or activity day",
    Method.VISIT: "Visit or inspection by young people",
    Method.INTERVIEW: "Conversation with one person",
    Method.PANEL: "Recruitment panel",
    Method.TELEPHONE: "Telephone call",
    Method.STATEMENT: "Statement in another app or form",
    Method.OTHER: "Another way",
}


@dataclass(frozen=True)
class Noted:
    """What somebody typed, read: a line that can be kept."""

    held_on: dt.date
    method: Method
    people: int
    audience: str


@dataclass(frozen=True)
class MethodCount:
    """How often people took part in one way, and how many they were together."""

    method: Method
    times: int
    people: int


def read_noted(*, day: str, method: str, people: str, audience: str, zone: ZoneInfo) -> Noted:
    """A line from what was typed. Raises RefusedError with what to write."""
    try:
        held_on = dt.date.fromisoformat(day.strip())
    except ValueError:
        raise RefusedError("Say on which day it was, like 2026-11-22.") from None
    if held_on < clock.FIRST_DAY:
        raise RefusedError(f"Choose a day from the year {clock.FIRST_DAY.year} on.")
    if held_on > clock.today(zone):
        raise RefusedError("That day is still to come. Note it once it has been.")
    chosen = next((one for one in Method if one == method), None)
    if chosen is None:
        raise RefusedError("Choose how people took part.")
    count = people.strip()
    if not count.isdecimal() or len(count) > 4 or not 1 <= int(count) <= MOST_PEOPLE:
        raise RefusedError("Say how many took part: a whole number from 1 to 9999.")
    words = " ".join(audience.split())
    if not words or len(words) > LONGEST:
        raise RefusedError(
            f"Say who they were in general, such as “Children in care, 8 to 11”: {LONGEST} characters at most. No names."
        )
    return Noted(held_on, chosen, int(count), words)


def add_activity(session: Session, noted: Noted, *, by: Account | None) -> Activity:
    """Keep a new line."""
    activity = Activity(**_columns(noted))
    session.add(activity)
    session.flush()
    audit.record(session, Deed.NOTED_ACTIVITY, f"activity {activity.id}", by=by)
    return activity


def change_activity(
    session: Session, activity: Activity, noted: Noted, *, seen: str, by: Account | None
) -> None:
    """Write the line anew. Raises ChangedError when somebody else did since it was seen."""
    check_same(activity, seen)
    for name, value in _columns(noted).items():
        setattr(activity, name, value)
    audit.record(session, Deed.CHANGED_ACTIVITY, f"activity {activity.id}", by=by)


def remove_activity(
    session: Session, activity: Activity, *, on: dt.date | None, by: Account | None
) -> None:
    """Take the line away on a day, or put it back."""
    activity.removed_on = on
    deed = Deed.REMOVED_ACTIVITY if on else Deed.RESTORED_ACTIVITY
    audit.record(session, deed, f"activity {activity.id}", by=by)


def open_activity(session: Session, activity_id: int) -> Activity:
    """The line with this id, taken away or not. Raises NotFoundError."""
    activity = session.get(Activity, activity_id)
    if activity is None:
        raise NotFoundError("There is no such activity.")
    return activity


def list_activities(
    session: Session, *, first: dt.date | None = None, last: dt.date | None = None
) -> list[Activity]:
    """The lines there are, newest first; between two days, both included, where they are given."""
    query = select(Activity).where(Activity.removed_on.is_(None))
    query = query.where(Activity.held_on >= first) if first else query
    query = query.where(Activity.held_on <= last) if last else query
    return list(session.scalars(query.order_by(Activity.held_on.desc(), Activity.id.desc())))


def count_methods(activities: Iterable[Activity]) -> list[MethodCount]:
    """How often and how many, by method, in the order of the list; ways that nobody took are left out."""
    known = list(activities)
    found = ((method, [one.people for one in known if one.method == method]) for method in Method)
    return [MethodCount(method, len(people), sum(people)) for method, people in found if people]


def state_of(activity: Activity) -> str:
    """Changes when the line does."""
    return fingerprint(
        activity.held_on, activity.method, activity.people, activity.audience, activity.removed_on
    )


def forget_activities(session: Session, *, today: dt.date, years: int) -> None:
    """Delete lines that were taken away a while ago, and those as old as figures may be."""
    removed = Activity.removed_on < today - UNDO_LASTS
    old = Activity.held_on < clock.first_kept(today, 12 * years)
    session.execute(delete(Activity).where(or_(removed, old)))


def check_same(activity: Activity, seen: str) -> None:
    """Raise ChangedError unless the line is as it was `seen`."""
    if seen != state_of(activity):
        raise ChangedError("Somebody else changed this line meanwhile. Nothing was saved.")


def _columns(noted: Noted) -> dict[str, object]:
    return {
        "held_on": noted.held_on,
        "method": noted.method.value,
        "people": noted.people,
        "audience": noted.audience,
    }
