"""What a place says to inspectors who visited it: asked for once a visit, itself a return, shown beside the visit."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import returns
from feedback.exceptions import RefusedError
from feedback.models.accounts import Account
from feedback.models.returning import Return, ReturnStatus
from feedback.return_wishes import PLACE, VISIT, rules_of

TIME = dt.timedelta(days=28)  # as long as an invited link works


def ask_answer(session: Session, visit: Return, *, today: dt.date, by: Account | None) -> Return:
    """Ask the place of `visit` what it does about it; the answer there is, when it was asked already.

    Raises RefusedError for what is no visit, and for a visit that is not sent.
    """
    if rules_of(visit.version).about != PLACE:
        raise RefusedError("Only what inspectors say of a place is answered by it.")
    if visit.status != ReturnStatus.SENT:
        raise RefusedError("The visit is not sent yet. Ask its place when it is.")
    there = session.scalars(select(Return).where(Return.visit_id == visit.id)).first()
    if there is not None:
        return there
    versions = [v for v in returns.list_attributed(session) if rules_of(v).about == VISIT]
    if not versions:
        raise RefusedError("No questionnaire for it is published. “feedback init” publishes it.")
    made = Return(
        version=versions[0],
        team=visit.place,
        maker=None if visit.place else visit.subject,
        period_on=visit.period_on,
        held_on=visit.held_on,
        visit_id=visit.id,
        slot=f"{visit.slot}|answer",
        status=ReturnStatus.ASKED.value,
        due_on=today + TIME,
        answers="{}",
    )
    return returns.add(session, made, by=by)


def can_be_answered(visit: Return) -> bool:
    """Whether it is a visit that was sent."""
    return rules_of(visit.version).about == PLACE and visit.status == ReturnStatus.SENT


def get_visit(session: Session, answer: Return) -> Return | None:
    """The visit that a return answers; None for every other return."""
    return session.get_one(Return, answer.visit_id) if answer.visit_id else None


def list_answers(session: Session, visit: Return) -> list[Return]:
    """What its place was asked to say to `visit` and to the one before, the first first; sent or not."""
    stages = [visit.id, *([visit.first_id] if visit.first_id else [])]
    query = select(Return).where(Return.visit_id.in_(stages))
    return list(session.scalars(query.order_by(Return.held_on, Return.id)))
