"""Returns: what a team, an organisation or inspectors are asked to say of their work, and who may see it."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from feedback import audit, clock
from feedback.codes import read_id
from feedback.exceptions import ChangedError, NotFoundError, RefusedError
from feedback.languages import N_
from feedback.models.accounts import Account
from feedback.models.asking import PublishedVersion
from feedback.models.auditing import Deed
from feedback.models.returning import Return, ReturnLink, ReturnStatus
from feedback.numbering import next_number, retire
from feedback.permissions import Action, ForbiddenError, can_do
from feedback.questionnaires.snapshot import Snapshot
from feedback.return_periods import first_day_of, name_period
from feedback.return_wishes import ITSELF, VISIT, Wish, check_wish, name_slot, rules_of
from feedback.versions import list_versions, snapshot_of

LAST_TAKEN_BACK = "last_return_taken_back"  # the name of the fact which id is not to be given again


def list_attributed(session: Session) -> list[PublishedVersion]:
    """The newest version of every attributed questionnaire, by name."""
    newest = {v.questionnaire: v for v in list_versions(session) if snapshot_of(v).attributed}
    return sorted(newest.values(), key=lambda version: snapshot_of(version).name)


def list_askable(session: Session) -> list[PublishedVersion]:
    """Those of them that are asked for by themselves: an answer to a visit is asked for on the page of its visit."""
    return [one for one in list_attributed(session) if rules_of(one).about != VISIT]


def open_attributed(session: Session, questionnaire: str) -> PublishedVersion:
    """The newest version of an attributed questionnaire. Raises NotFoundError."""
    for version in list_attributed(session):
        if version.questionnaire == questionnaire:
            return version
    if any(version.questionnaire == questionnaire for version in list_versions(session)):
        raise NotFoundError(
            f"“{questionnaire}” is anonymous and no return: it is asked in a round, and of nobody by name."
        )
    raise NotFoundError("There is no such return. The page Returns shows those there are.")


def ask(session: Session, wish: Wish, *, by: Account | None) -> Return:
    """Ask for a return; the one there is, when the same was asked for already. Raises RefusedError."""
    wish = check_wish(wish)
    rules = rules_of(wish.version)
    period_on = first_day_of(wish.day, rules.period)
    held_on = wish.day if rules.about != ITSELF else None
    slot = name_slot(wish, period_on, held_on)
    there = session.scalars(select(Return).where(Return.slot == slot)).first()
    if there is not None:
        return there
    made = Return(
        version=wish.version,
        team=wish.team,
        maker=wish.maker or None,
        place=wish.place,
        subject=wish.subject,
        period_on=period_on,
        held_on=held_on,
        slot=slot,
        status=ReturnStatus.ASKED.value,
        due_on=wish.due_on,
        answers="{}",
    )
    return add(session, made, by=by)


def ask_again(session: Session, first: Return, *, by: Account | None) -> Return:
    """Ask for the second stage of a return that was sent, months after it; the one there is, if it is there."""
    again = rules_of(first.version).again
    assert again is not None
    slot = f"{first.slot}|2"
    there = session.scalars(select(Return).where(Return.slot == slot)).first()
    if there is not None:
        return there
    since = first.held_on or first.sent_on or first.due_on
    due_on = clock.add_months(since, again.after_months)
    made = Return(
        version=first.version,
        team=first.team,
        maker=first.maker,
        place=first.place,
        subject=first.subject,
        period_on=first_day_of(due_on, rules_of(first.version).period),
        held_on=due_on if first.held_on else None,
        stage=2,
        first_id=first.id,
        slot=slot,
        status=ReturnStatus.ASKED.value,
        due_on=due_on,
        answers="{}",
    )
    return add(session, made, by=by)


def take_back(session: Session, return_: Return, *, by: Account | None) -> None:
    """Ask for a return no more. Raises RefusedError once something is written in it."""
    if return_.status != ReturnStatus.ASKED:
        raise RefusedError("Something is written in it already, so it cannot be taken back.")
    rests = select(Return.id).where(
        or_(Return.first_id == return_.id, Return.visit_id == return_.id)
    )
    if session.scalars(rests).first() is not None:
        raise RefusedError("Another return follows from it. Take that back first.")
    for link in session.scalars(select(ReturnLink).where(ReturnLink.return_id == return_.id)):
        session.delete(link)
    retire(session, return_.id, LAST_TAKEN_BACK)
    session.flush()
    session.delete(return_)
    note(session, Deed.TOOK_BACK_RETURN, return_, by=by)


def open_return(session: Session, return_id: str, account: Account) -> Return:
    """The return with this id. Raises NotFoundError, and ForbiddenError for somebody who may not see it."""
    return_ = session.get(Return, read_id(return_id))
    if return_ is None:
        raise NotFoundError("There is no such return. The page Returns shows those there are.")
    if not can_read(account, return_):
        raise ForbiddenError("This return is another team's. Yours are on the page Returns.")
    return return_


def can_read(account: Account, return_: Return) -> bool:
    """Whether `account` may see it: its own, or, once it is sent, one about its own team."""
    if can_write(account, return_):
        return True
    own = account.team_id is not None and account.team_id == return_.place_id
    return own and return_.status == ReturnStatus.SENT and can_do(account.role, Action.MAKE_RETURNS)


def can_write(account: Account, return_: Return) -> bool:
    """Whether `account` may fill it in: one of its own team, or any for those who look after returns."""
    if can_do(account.role, Action.MANAGE_RETURNS):
        return True
    own = account.team_id is not None and account.team_id == return_.team_id
    return own and can_do(account.role, Action.MAKE_RETURNS)


def list_returns(session: Session, account: Account | None = None) -> list[Return]:
    """Every return that `account` may see (nobody: all), what is due first on top."""
    query = select(Return)
    if account is not None and not can_do(account.role, Action.MANAGE_RETURNS):
        own = account.team_id or 0
        about = (Return.place_id == own) & (Return.status == ReturnStatus.SENT.value)
        query = query.where(or_(Return.team_id == own, about))
    return list(session.scalars(query.order_by(Return.due_on, Return.id)))


def maker_of(return_: Return) -> str:
    """Who makes it, by the name it has now."""
    return return_.team.name if return_.team else return_.maker or ""


def about_of(return_: Return) -> str:
    """What it is about; "" when it is about its maker."""
    return return_.place.name if return_.place else return_.subject


def title_of(return_: Return) -> str:
    """What it is called: the questionnaire, and its second stage."""
    snapshot = snapshot_of(return_.version)
    again = stage_of(snapshot, return_.stage)
    return f"{snapshot.name}: {again}" if again else snapshot.name


def stage_of(snapshot: Snapshot, stage: int) -> str:
    """What a second stage is called; "" for the first."""
    again = snapshot.returns.again if snapshot.returns else None
    return again.name if again and stage == 2 else ""


def period_words(return_: Return) -> str:
    """Its period, in words."""
    return name_period(return_.period_on, rules_of(return_.version).period)


def check_same(return_: Return, seen: str) -> None:
    """Raise ChangedError when `return_`, or the visit that it answers, was saved, sent or opened again since `seen`."""
    if state_of(return_) == seen:
        return
    if seen.partition("/")[0] == _mark(return_):
        raise ChangedError(
            N_("What the inspectors said changed while you had this open. Read it again.")
        )
    raise ChangedError(N_("Somebody else saved this return while you had it open."))


def state_of(return_: Return) -> str:
    """Changes with everything that somebody does to it, or to the visit that it answers."""
    return "/".join(map(_mark, filter(None, (return_, return_.visit))))


def _mark(return_: Return) -> str:
    return f"{return_.saved}-{return_.status}"


def note(
    session: Session, deed: Deed, return_: Return, *, by: Account | None, by_link: bool = False
) -> None:
    """Write down that `by`, or somebody with an invited link, did `deed` to `return_`."""
    thing = f"return {return_.id}, by its link" if by_link else f"return {return_.id}"
    audit.record(session, deed, thing, by=by)


def add(session: Session, made: Return, *, by: Account | None) -> Return:
    """Keep a return that is asked for, and write down who asked."""
    made.id = next_number(session, Return.id, LAST_TAKEN_BACK)
    session.add(made)
    session.flush()
    note(session, Deed.ASKED_RETURN, made, by=by)
    return made


def list_stages(session: Session, return_: Return) -> list[Return]:
    """A return and its other stage, the first one first."""
    first = return_.first_id or return_.id
    query = select(Return).where(or_(Return.id == first, Return.first_id == first))
    return list(session.scalars(query.order_by(Return.stage)))
