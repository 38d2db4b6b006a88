"""Where each kind of concern goes, and by when: the council's own words where it has set them."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedback import audit
from feedback.exceptions import ChangedError, RefusedError
from feedback.fingerprints import fingerprint
from feedback.models.accounts import Account
from feedback.models.auditing import Deed
from feedback.models.concerning import Kind, Route
from feedback.working_days import add_working_days

LONGEST = 60  # working days
MOST_LETTERS = 300


@dataclass(frozen=True)
class Way:
    """Where concerns of a kind are passed on to, how that is reached, and within how many working days."""

    kind: Kind
    goes_to: str
    reach: str
    working_days: int
    is_set: bool = True

    @property
    def state(self) -> str:
        """Changes when the route does."""
        return fingerprint(self.goes_to, self.reach, self.working_days)

    def due_from(self, day: dt.date) -> dt.date:
        """By when a concern that is raised on `day` has to be passed on."""
        return add_working_days(day, self.working_days)


# Until the council has set its own. Working Together to Safeguard Children (2023) asks that a child at risk is referred
# at once and that the designated officer hears of an allegation within one working day; a complaint is acknowledged
# within three.
USUAL = {
    way.kind: way
    for way in (
        Way(Kind.AT_RISK, "The front door of children's social care", "", 0, is_set=False),
        Way(Kind.ALLEGATION, "The designated officer (LADO)", "", 1, is_set=False),
        Way(Kind.COMPLAINT, "The complaints team", "", 3, is_set=False),
        Way(Kind.COMPLIMENT, "The worker and their manager", "", 10, is_set=False),
        Way(Kind.CONTACT, "The duty team", "", 1, is_set=False),
    )
}


def way_of(session: Session, kind: Kind) -> Way:
    """Where concerns of `kind` go."""
    route = session.get(Route, kind.value)
    if route is None:
        return USUAL[kind]
    return Way(kind, route.goes_to, route.reach, route.working_days)


def list_ways(session: Session) -> list[Way]:
    """Where each kind goes, the most urgent first."""
    return [way_of(session, kind) for kind in Kind]


def list_unset(session: Session) -> list[Way]:
    """The kinds for which nobody has written down how their route is reached."""
    return [way for way in list_ways(session) if not way.reach]


def due_of(session: Session, kind: Kind, day: dt.date) -> dt.date:
    """By when a concern of `kind` that is raised on `day` has to be passed on."""
    return way_of(session, kind).due_from(day)


def set_way(session: Session, way: Way, *, seen: str, by: Account | None) -> None:
    """Send concerns of a kind elsewhere from now on. Raises ChangedError and RefusedError."""
    if seen != way_of(session, way.kind).state:
        raise ChangedError(
            "Somebody else changed this route while your page was open. This is how it stands now."
        )
    if not way.goes_to or not way.reach:
        raise RefusedError("Write who it goes to, and how they are reached.")
    if max(len(way.goes_to), len(way.reach)) > MOST_LETTERS:
        raise RefusedError(f"Make each {MOST_LETTERS} characters or fewer.")
    if not 0 <= way.working_days <= LONGEST:
        raise RefusedError(f"Write a number of working days from 0 to {LONGEST}.")
    session.merge(
        Route(
            kind=way.kind.value,
            goes_to=way.goes_to,
            reach=way.reach,
            working_days=way.working_days,
        )
    )
    audit.record(session, Deed.SET_CONCERN_ROUTE, f"route {way.kind}", by=by)
