"""The promises of the council's pledge, in its own words: asked about one by one in the pledge check."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from feedback import audit
from feedback.exceptions import ChangedError, RefusedError
from feedback.fingerprints import fingerprint
from feedback.models.accounts import Account
from feedback.models.auditing import Deed
from feedback.models.returning import PledgePromise

MOST_PROMISES = 20
LONGEST = 200  # characters


def list_promises(session: Session, on: dt.date) -> list[PledgePromise]:
    """The promises that hold on a day, in the council's order."""
    query = select(PledgePromise).where(
        PledgePromise.from_on <= on,
        or_(PledgePromise.until_on.is_(None), PledgePromise.until_on > on),
    )
    return list(session.scalars(query.order_by(PledgePromise.place, PledgePromise.id)))


def list_every(session: Session) -> list[PledgePromise]:
    """Every promise there ever was, in the council's order."""
    return list(
        session.scalars(select(PledgePromise).order_by(PledgePromise.place, PledgePromise.id))
    )


def read_promises(text: str) -> list[str]:
    """One promise a line, tidied. Raises RefusedError with every problem, one a line."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    found = [line for line in lines if line]
    problems = []
    if len(found) > MOST_PROMISES:
        problems.append(f"That is {len(found)} promises; {MOST_PROMISES} are the most.")
    problems += [
        f"“{line[:40]}…” is {len(line)} letters long; {LONGEST} are the most."
        for line in found
        if len(line) > LONGEST
    ]
    problems += [
        f"“{line[:60]}” stands twice. Take one out."
        for place, line in enumerate(found)
        if line.casefold() in {other.casefold() for other in found[:place]}
    ]
    if problems:
        raise RefusedError("\n".join(problems))
    return found


def state_of(promises: Sequence[PledgePromise]) -> str:
    """Changes when the pledge does."""
    return fingerprint([(promise.id, promise.place) for promise in promises])


def save_promises(
    session: Session, words: Sequence[str], *, seen: str, on: dt.date, by: Account | None
) -> None:
    """Make these the promises from a day on. Those that stay or come back keep their answers.

    Raises ChangedError when somebody else changed them since.
    """
    now = list_promises(session, on)
    if state_of(now) != seen:
        raise ChangedError("Somebody changed the pledge while you had this page open.")
    known = {promise.words: promise for promise in list_every(session)}
    for promise in now:
        if promise.words not in words:
            promise.until_on = on
    for place, line in enumerate(words):
        if line in known:
            known[line].place, known[line].until_on = place, None
        else:
            session.add(PledgePromise(words=line, place=place, from_on=on))
    session.flush()
    audit.record(session, Deed.CHANGED_PLEDGE, "pledge", by=by)
