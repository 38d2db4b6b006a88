"""What the council has promised, in its own words, and which measures bear on each promise: for results by promise."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback import audit
from feedback.codes import read_id
from feedback.exceptions import ChangedError, NotFoundError, RefusedError
from feedback.fingerprints import fingerprint
from feedback.models.accounts import Account
from feedback.models.auditing import Deed
from feedback.models.pledging import Pledge, PledgeMeasure
from feedback.versions import list_versions, snapshot_of

LONGEST = 100
MOST = 40
# What councils' pledges to children have in common, by the themes of our own measures: a start to be reworded.
EXAMPLE = {
    "We listen to you": ("listened", "child-views"),
    "What you say makes a difference": ("influence", "answered-back"),
    "You know who helps you and how to reach them": ("knows-worker", "can-contact", "sees-worker"),
    "We explain what happens and why": ("explained", "understood-why", "knows-next", "prepared"),
    "We treat you with respect": ("respect", "honest", "fair"),
    "We do what we said and keep you informed": ("did-what-said", "kept-informed", "told-outcome"),
    "You know your rights and who speaks up for you": (
        "rights",
        "advocate",
        "who-to-tell",
        "access",
    ),
}


@dataclass(frozen=True)
class MeasureChoice:
    """A core measure that can bear on a promise, and the questionnaires that ask it."""

    measure: str
    title: str
    theme: str
    asked_in: tuple[str, ...]


def list_pledges(session: Session) -> list[Pledge]:
    """Every promise, in the council's own order."""
    return list(session.scalars(select(Pledge).order_by(Pledge.place, Pledge.id)))


def read_pledges(session: Session) -> dict[str, tuple[str, ...]]:
    """The promises that each measure bears on, in the council's own order."""
    found: dict[str, tuple[str, ...]] = {}
    for pledge in list_pledges(session):
        for one in pledge.measures:
            found[one.measure] = (*found.get(one.measure, ()), pledge.words)
    return found


def open_pledge(session: Session, pledge_id: str) -> Pledge:
    """The promise with this id. Raises NotFoundError."""
    pledge = session.get(Pledge, read_id(pledge_id))
    if pledge is None:
        raise NotFoundError("There is no such promise. The page Promises shows those there are.")
    return pledge


def list_choices(session: Session) -> list[MeasureChoice]:
    """Every core measure of a published version, by title; what newer versions call it."""
    titles: dict[str, tuple[str, str]] = {}
    asked: dict[str, dict[str, None]] = {}
    for version in list_versions(session):
        snapshot = snapshot_of(version)
        for question in snapshot.core_questions:
            of = snapshot.measures[question.measure or ""]
            titles[question.measure or ""] = of.title, of.theme
            asked.setdefault(question.measure or "", {})[snapshot.name] = None
    found = [MeasureChoice(id_, *titles[id_], tuple(names)) for id_, names in asked.items()]
    return sorted(found, key=lambda one: (one.title.casefold(), one.measure))


def add_pledge(session: Session, words: str, *, by: Account | None = None) -> Pledge:
    """A new promise, last, with no measures yet. Raises RefusedError."""
    words = _check_words(session, words, of=None)
    if (session.scalar(select(func.count()).select_from(Pledge)) or 0) >= MOST:
        raise RefusedError(f"There are {MOST} promises. Take one away first.")
    last = session.scalar(select(func.max(Pledge.place))) or 0
    pledge = Pledge(words=words, place=last + 1, measures=[])
    session.add(pledge)
    session.flush()
    audit.record(session, Deed.CHANGED_PLEDGES, f"promise {pledge.id}", by=by)
    return pledge


def add_example(session: Session, *, by: Account | None = None) -> None:
    """The shipped promises, to begin with. Raises RefusedError where there are some already."""
    if list_pledges(session):
        raise RefusedError("There are promises already. Nothing was added.")
    choices = list_choices(session)
    for words, themes in EXAMPLE.items():
        measures = {one.measure for one in choices if one.theme in themes}
        if measures:
            _set_measures(add_pledge(session, words, by=by), measures)


def state_of(pledge: Pledge) -> str:
    """Changes when the promise does: what somebody saw when they decided."""
    return fingerprint([pledge.words, sorted(one.measure for one in pledge.measures)])


def change_pledge(
    session: Session,
    pledge: Pledge,
    words: str,
    measures: Collection[str],
    *,
    seen: str,
    by: Account | None = None,
) -> None:
    """Give a promise other words and measures. Raises RefusedError, and ChangedError when it is not as `seen`."""
    _check_same(pledge, seen)
    pledge.words = _check_words(session, words, of=pledge)
    known = {one.measure for one in list_choices(session)}
    kept = {
        one.measure for one in pledge.measures
    } - known  # of versions that are not here any more
    _set_measures(pledge, (known & set(measures)) | kept)
    audit.record(session, Deed.CHANGED_PLEDGES, f"promise {pledge.id}", by=by)


def remove_pledge(
    session: Session, pledge: Pledge, *, seen: str, by: Account | None = None
) -> None:
    """Take a promise away. The figures stay. Raises ChangedError when it is not as `seen`."""
    _check_same(pledge, seen)
    audit.record(session, Deed.CHANGED_PLEDGES, f"promise {pledge.id}", by=by)
    session.delete(pledge)


def _set_measures(pledge: Pledge, measures: Collection[str]) -> None:
    there = {one.measure: one for one in pledge.measures}
    pledge.measures = [there.get(one) or PledgeMeasure(measure=one) for one in sorted(measures)]


def _check_same(pledge: Pledge, seen: str) -> None:
    if seen != state_of(pledge):
        raise ChangedError("Somebody else changed this promise meanwhile. Nothing was saved.")


def _check_words(session: Session, words: str, *, of: Pledge | None) -> str:
    words = " ".join(words.split())
    if not words or len(words) > LONGEST or not words.isprintable():
        raise RefusedError(f"Write the promise in 1 to {LONGEST} letters.")
    if any(
        one.words.casefold() == words.casefold() for one in list_pledges(session) if one is not of
    ):
        raise RefusedError("This promise is there already.")
    return words
