"""Which measures bear on each promise of the council's pledge: for results by promise."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback import audit, pledge
from feedback.codes import read_id
from feedback.exceptions import ChangedError, NotFoundError, RefusedError
from feedback.fingerprints import fingerprint
from feedback.models.accounts import Account
from feedback.models.auditing import Deed
from feedback.models.pledging import PledgeMeasure
from feedback.models.returning import PledgePromise
from feedback.versions import list_asked, snapshot_of

# What councils' pledges to children have in common, by the themes of our own measures: a start to be reworded.
EXAMPLE = {
    "We listen to you": ("listened", "child-views"),
    "What you say makes a difference": ("influence",),
    "You know who helps you and how to reach them": ("knows-worker", "can-contact", "sees-worker"),
    "We explain what happens and why": ("explained", "understood-why", "knows-next", "prepared"),
    "We treat you with respect": ("respect", "honest", "fair"),
    "We do what we said and keep you informed": ("did-what-said", "kept-informed", "told-outcome"),
    "You know your rights and who speaks up for you": ("rights", "advocate", "who-to-tell", "access"),
}  # fmt: skip


@dataclass(frozen=True)
class MeasureChoice:
    """A core measure that can bear on a promise, and the questionnaires that ask it."""

    measure: str
    title: str
    theme: str
    asked_in: tuple[str, ...]


@dataclass(frozen=True)
class Promised:
    """A promise that holds, and the measures that bear on it."""

    id: int
    words: str
    measures: tuple[str, ...]


def list_promised(session: Session) -> list[Promised]:
    """The promises that hold, in the council's own order."""
    holding = select(PledgePromise).where(PledgePromise.until_on.is_(None))
    rows = session.scalars(holding.order_by(PledgePromise.place, PledgePromise.id))
    measures: dict[int, list[str]] = {}
    for one in session.scalars(select(PledgeMeasure).order_by(PledgeMeasure.measure)):
        measures.setdefault(one.promise_id, []).append(one.measure)
    return [Promised(row.id, row.words, tuple(measures.get(row.id, ()))) for row in rows]


def by_measure(promised: Sequence[Promised]) -> dict[str, tuple[str, ...]]:
    """The promises that each measure bears on, in the council's own order."""
    found: dict[str, tuple[str, ...]] = {}
    for promise in promised:
        for measure in promise.measures:
            found[measure] = (*found.get(measure, ()), promise.words)
    return found


def open_promised(session: Session, promise_id: str) -> Promised:
    """The promise with this id, if it holds. Raises NotFoundError."""
    wanted = read_id(promise_id)
    for promise in list_promised(session):
        if promise.id == wanted:
            return promise
    raise NotFoundError("There is no such promise. The page Promises shows those there are.")


def list_choices(session: Session) -> list[MeasureChoice]:
    """Every core measure of a published version, by title; what newer versions call it."""
    titles: dict[str, tuple[str, str]] = {}
    asked: dict[str, dict[str, None]] = {}
    for version in list_asked(session):
        snapshot = snapshot_of(version)
        for question in snapshot.core_questions:
            of = snapshot.measures[question.measure or ""]
            titles[question.measure or ""] = of.title, of.theme
            asked.setdefault(question.measure or "", {})[snapshot.name] = None
    found = [MeasureChoice(id_, *titles[id_], tuple(names)) for id_, names in asked.items()]
    return sorted(found, key=lambda one: (one.title.casefold(), one.measure))


def add_example(session: Session, *, on: dt.date, by: Account | None = None) -> None:
    """The shipped promises with their measures, to begin with. Raises RefusedError where there are some already."""
    if list_promised(session):
        raise RefusedError("There are promises already. Nothing was added.")
    now = pledge.state_of(pledge.list_promises(session, on))
    pledge.save_promises(session, list(EXAMPLE), seen=now, on=on, by=by)
    choices = list_choices(session)
    for promise in list_promised(session):
        measures = [one.measure for one in choices if one.theme in EXAMPLE[promise.words]]
        _store(session, promise, measures)


def state_of(promise: Promised) -> str:
    """Changes when the promise does: what somebody saw when they decided."""
    return fingerprint([promise.words, promise.measures])


def set_measures(
    session: Session,
    promise: Promised,
    measures: Collection[str],
    *,
    seen: str,
    by: Account | None = None,
) -> None:
    """Let these measures bear on a promise. Raises ChangedError when it is not as `seen`."""
    if seen != state_of(promise):
        raise ChangedError("Somebody else changed this promise meanwhile. Nothing was saved.")
    known = {one.measure for one in list_choices(session)}
    kept = set(promise.measures) - known  # of versions that are not here any more
    _store(session, promise, sorted((known & set(measures)) | kept))
    audit.record(session, Deed.CHANGED_PLEDGE, f"promise {promise.id}", by=by)


def _store(session: Session, promise: Promised, measures: Sequence[str]) -> None:
    session.execute(delete(PledgeMeasure).where(PledgeMeasure.promise_id == promise.id))
    session.add_all(PledgeMeasure(promise_id=promise.id, measure=one) for one in measures)
    session.flush()
