"""Concerns: what somebody has to act on. Raised, given to an owner, acted on in writing, closed; who may see one.

Each has a route and a clock by its kind. What is written down is added to and never changed.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from feedback import audit, clock, decisions
from feedback.accounts import can_come, list_who_can_come, open_account
from feedback.allegations import (
    Keeping,
    is_of_line,
    keep_from,
    list_left,
    read_keeping,
    read_lines,
)
from feedback.codes import make_code, read_code, read_id
from feedback.comments import SHOWN
from feedback.concern_routes import due_of
from feedback.exceptions import ChangedError, NotFoundError, RefusedError
from feedback.fingerprints import fingerprint
from feedback.models.accounts import Account
from feedback.models.answering import Comment
from feedback.models.asking import Team
from feedback.models.auditing import Deed
from feedback.models.concerning import Concern, ConcernAction, ExcludedAccount, Kind, Source, Step
from feedback.permissions import Action, can_do
from feedback.questionnaires.kinds import tidy
from feedback.talk_bursts import take_out

SAFETY = (Kind.AT_RISK, Kind.ALLEGATION)  # the kinds that are about somebody's safety
MOST_LETTERS = 4000  # of what is written down at once
CLOCKED = (Step.PASSED_ON, Step.MOVED, Step.REOPENED)  # what stops a clock, what starts it
CHANGED = "Somebody else added to this concern while your page was open. This is how it stands now."


@dataclass(frozen=True)
class Raised:
    """What somebody knows when they raise a concern. `excluded` are accounts that an allegation must not reach.

    `until_on` is the last day of what was written, as whoever wrote it was told.
    """

    kind: Kind
    words: str
    source: Source = Source.HAND
    team: Team | None = None
    question: str | None = None
    out_of_area: str = ""
    about_adult: str = ""
    line: str = ""
    worker: str = ""
    comment_key: str | None = None
    talk_key: str | None = None
    until_on: dt.date | None = None
    excluded: tuple[int, ...] = ()


def raise_concern(session: Session, raised: Raised, *, zone: ZoneInfo, by: Account) -> Concern:
    """Keep a concern, with its clock. Raises RefusedError when something is missing that its route needs.

    The comment that an allegation is raised from is withheld: the workbook goes to the line as well. A request to talk
    is of no burst any more: nobody may say now that nobody waits behind it.
    """
    _check(session, raised)
    today = clock.today(zone)
    concern = Concern(
        reference=make_code(),
        raised_on=today,
        due_on=due_of(session, raised.kind, today),
        until_on=raised.until_on,
        **_say(raised),
    )
    session.add(concern)
    session.flush()
    if raised.kind is Kind.ALLEGATION:
        keep_from(session, concern.reference, raised.excluded, team=raised.team)
        _withhold(session, raised.comment_key, by)
    if raised.talk_key:
        take_out(session, bytes.fromhex(raised.talk_key))
    note_step(session, concern, Step.RAISED, "", zone=zone, by=by)
    audit.record(session, Deed.RAISED_CONCERN, f"concern {concern.reference}", by=by)
    session.flush()
    return concern


def raise_once(session: Session, raised: Raised, *, zone: ZoneInfo, by: Account) -> Concern:
    """The same, or what `by` raised today and says the very same: a button may be pressed twice."""
    same = select(Concern).filter_by(raised_on=clock.today(zone), closed_on=None, **_say(raised))
    kept_from = set(raised.excluded if raised.kind is Kind.ALLEGATION else ())
    for concern in session.scalars(same):
        kept = select(ExcludedAccount.account_id).filter_by(concern=concern.reference)
        if concern.actions[0].done_by == by.id and kept_from <= set(session.scalars(kept)):
            return concern
    return raise_concern(session, raised, zone=zone, by=by)


def _say(raised: Raised) -> dict[str, Any]:
    """What was known, by column: of each kind what its route needs."""
    allegation = raised.kind is Kind.ALLEGATION
    return {
        "kind": raised.kind.value,
        "source": raised.source.value,
        "team_id": raised.team.id if raised.team else None,
        "words": raised.words,
        "question": raised.question,
        "out_of_area": (raised.out_of_area or None) if raised.kind is Kind.AT_RISK else None,
        "about_adult": raised.about_adult if allegation else None,
        "line": raised.line if allegation else None,
        "worker": (raised.worker or None) if raised.kind is Kind.COMPLIMENT else None,
        "comment_key": raised.comment_key,
        "talk_key": raised.talk_key,
    }


def _withhold(session: Session, comment_key: str | None, by: Account) -> None:
    comment = session.get(Comment, bytes.fromhex(comment_key)) if comment_key else None
    if comment and comment.status in SHOWN:
        decisions.withhold(session, comment, by=by)


def list_concerns(session: Session, account: Account, *, open_only: bool = True) -> list[Concern]:
    """The concerns that `account` may see: those nobody has passed on, then those whose owner cannot act, closed ones last.

    Of each the first that is due is first, so that what is overdue stands at the top.
    """
    order = (Concern.due_on, Concern.reference)
    query = select(Concern).where(Concern.emptied.is_(False)).order_by(*order)
    if open_only:
        query = query.where(Concern.closed_on.is_(None))
    if not can_do(account.role, Action.HANDLE_CONCERNS):
        query = query.where(Concern.owner_id == account.id)
    keeping = read_keeping(session)
    found = [one for one in session.scalars(query) if may_see(one, account, keeping=keeping)]
    return sorted(found, key=lambda one: _standing(one, keeping))


def _standing(concern: Concern, keeping: Keeping) -> int:
    """How soon somebody has to look at it, from 0."""
    if concern.closed_on:
        return 3
    if not is_passed_on(concern):
        return 0
    return 1 if say_lost(concern, keeping=keeping) else 2


def list_raised_from(
    session: Session, account: Account, keys: Collection[str]
) -> dict[str, list[Concern]]:
    """By the id of a request to talk or of a comment: what was raised from it and `account` may see, closed ones too."""
    source = case((Concern.talk_key.in_(keys), Concern.talk_key), else_=Concern.comment_key)
    query = select(Concern, source).where(Concern.emptied.is_(False), source.in_(keys))
    found: dict[str, list[Concern]] = defaultdict(list)
    keeping = read_keeping(session)
    for one, key in session.execute(query.order_by(Concern.raised_on, Concern.reference)):
        if may_see(one, account, keeping=keeping):
            found[key].append(one)
    return found


def open_concern(session: Session, reference: str, account: Account) -> Concern:
    """The concern that is called `reference`, if `account` may see it. Else NotFoundError, as if there were none."""
    concern = session.get(Concern, read_code(reference))
    if concern is None or concern.emptied or not can_see(session, concern, account):
        raise NotFoundError(
            "There is no concern of that name that you may see. The list shows those there are."
        )
    return concern


def can_see(session: Session, concern: Concern, account: Account) -> bool:
    """Whether `account` handles concerns or owns this one about safety, and is not in the line that it is about."""
    return may_see(concern, account, keeping=read_keeping(session))


def may_see(concern: Concern, account: Account, *, keeping: Keeping) -> bool:
    """`can_see` for many: `keeping` is read once."""
    owns = concern.owner_id == account.id and may_own(concern.kind, account)
    handles = owns or can_do(account.role, Action.HANDLE_CONCERNS)
    return handles and not keeping.keeps(concern, account)


def may_own(kind: str, account: Account) -> bool:
    """Whether a concern of this kind may be given to `account`.

    Its owner reads words as they were written, or one answer of a round that is open. People are told that names are
    taken out before anybody but the safety team reads it, unless somebody is in danger: then whoever can help may be
    told. So one about safety may be given to anybody, and any other only to those who handle concerns.
    """
    return kind in SAFETY or can_do(account.role, Action.HANDLE_CONCERNS)


def list_possible_owners(session: Session, concern: Concern) -> list[Account]:
    """Who may be given it, by address: who can come in and may own its kind, but those an allegation must not reach."""
    keeping = read_keeping(session)
    return [
        one
        for one in sorted(list_who_can_come(session), key=lambda one: one.email)
        if may_own(concern.kind, one) and not keeping.keeps(concern, one)
    ]


def say_lost(concern: Concern, *, keeping: Keeping) -> str:
    """Why its owner cannot act on it any more, and what to do; "" where they can, or where nobody owns it."""
    owner = concern.owner
    if owner is None:
        return ""
    if not may_see(concern, owner, keeping=keeping):
        return "who may not see it: give it to a duty reader"
    return "" if owner.active and can_come(owner) else "who cannot sign in: give it to somebody"


def list_of_its_team(session: Session, concern: Concern, owners: Iterable[Account]) -> set[int]:
    """The ids of those who are of the team that it came from, or of one that was or will be merged with it."""
    lines = read_lines(session)
    return {one.id for one in owners if is_of_line(lines, concern.team_id, one)}


def state_of(concern: Concern) -> str:
    """Changes with everything that is done."""
    return fingerprint(concern.kind, concern.due_on, len(concern.actions), concern.times)


def check_same(concern: Concern, seen: str) -> None:
    """Raise ChangedError when something was done since the page was opened."""
    if seen != state_of(concern):
        raise ChangedError(CHANGED)


def is_passed_on(concern: Concern) -> bool:
    """Whether the clock has stopped: it is closed, or was passed on since it last became another kind or was reopened."""
    clocked = [action.step for action in concern.actions if action.step in CLOCKED]
    return concern.closed_on is not None or clocked[-1:] == [Step.PASSED_ON]


def is_overdue(concern: Concern, today: dt.date) -> bool:
    """Whether its clock has not stopped, and the day by which it should is over."""
    return concern.due_on < today and not is_passed_on(concern)


def find_overdue_day(session: Session, today: dt.date) -> dt.date | None:
    """The day of the open concern that should have been passed on longest ago, if one is overdue."""
    query = select(Concern).where(Concern.closed_on.is_(None), Concern.due_on < today)
    late = session.scalars(query.order_by(Concern.due_on, Concern.reference))
    return next((one.due_on for one in late if not is_passed_on(one)), None)


def note_step(
    session: Session,
    concern: Concern,
    step: Step,
    words: str,
    *,
    zone: ZoneInfo,
    by: Account | None,
) -> None:
    """Write down what was done. `by` nobody: an answer did it, and then there is no moment."""
    action = ConcernAction(
        concern=concern.reference,
        number=len(concern.actions) + 1,
        done_on=clock.today(zone),
        at=clock.now() if by else None,
        step=step.value,
        words=words,
        done_by=by.id if by else None,
    )
    session.add(action)
    session.flush()
    session.refresh(concern, ["actions"])


def read_words(text: str, *, needed: str = "") -> str:
    """What somebody wrote, tidied. Raises RefusedError when it is `needed` and missing, or too long."""
    words = tidy(text).strip()
    if needed and not words:
        raise RefusedError(needed)
    if len(words) > MOST_LETTERS:
        raise RefusedError(f"That is {len(words)} characters. Make it {MOST_LETTERS} or fewer.")
    return words


def _check(session: Session, raised: Raised) -> None:
    read_words(raised.words, needed="Write what it is about.")
    if raised.kind is not Kind.ALLEGATION:
        return
    if not raised.about_adult:
        raise RefusedError("Write whom the allegation is about: a name, or what tells who it is.")
    if not raised.line:
        raise RefusedError(
            "Write whose line that person is in. Those who manage them must not get this."
        )
    if not list_left(session, raised.excluded, raised.team):
        raise RefusedError(
            "Nobody would be left to act on it: every duty reader is kept away. Ring the designated officer now, "
            "and ask your administrator for a duty reader from elsewhere."
        )


def open_accounts(session: Session, typed: Iterable[str]) -> tuple[int, ...]:
    """The ids among `typed`, which must all be accounts. Raises RefusedError."""
    try:
        return tuple(open_account(session, read_id(one)).id for one in typed if one)
    except NotFoundError:
        raise RefusedError(
            "An account that was ticked is not there. Tick those of the line again: they must not get this."
        ) from None
