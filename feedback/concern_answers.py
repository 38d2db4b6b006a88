"""Concerns that an unsafe answer raises by itself, in the transaction that stores it, where its rule says so.

Such a concern holds team, question, what was answered, its day, and until when that may be kept: a second copy, and no
id of a response. A second answer of the same kind on the same day is counted on the same concern while nobody has passed
it on, so that a flood of them is one line and no clock that stopped stands for another child.
"""

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.codes import make_code
from feedback.concern_routes import due_of
from feedback.concerns import note_step
from feedback.models.concerning import Concern, Kind, Source, Step
from feedback.questionnaires.kinds import Answers
from feedback.questionnaires.snapshot import Form, HelpRule


def raise_for(
    session: Session,
    rules: Iterable[HelpRule],
    answers: Answers,
    *,
    form: Form,
    team_id: int,
    until_on: dt.date | None,
    zone: ZoneInfo,
) -> None:
    """Raise a concern for each of `rules` that asks for one. `until_on`: how long the answer may be kept, if that is known."""
    for rule in rules:
        question = form.questions.get(rule.question)
        if not rule.concern or question is None:
            continue
        codes = [code for code in answers.codes.get(rule.question, ()) if code in rule.codes]
        said = ", ".join(question.codes[code].label for code in codes)
        concern = _keep(session, question.text, said, team_id, zone)
        if until_on:  # of two that are counted on one, the shorter
            concern.until_on = min(until_on, concern.until_on or until_on)


def _keep(session: Session, question: str, said: str, team_id: int, zone: ZoneInfo) -> Concern:
    today = clock.today(zone)
    alike = session.scalars(
        select(Concern).where(
            Concern.kind == Kind.AT_RISK.value,
            Concern.source == Source.ANSWER.value,
            Concern.team_id == team_id,
            Concern.raised_on == today,
            Concern.question == question,
            Concern.answer == said,
            Concern.closed_on.is_(None),
        )
    )
    # One that was ever passed on is somebody's already: another child is another concern, with a clock of its own.
    if same := next((one for one in alike if not _was_passed_on(one)), None):
        same.times += 1
        same.told_on = None  # another child: whoever was told of the first is told again
        return same
    concern = Concern(
        reference=make_code(),
        kind=Kind.AT_RISK.value,
        source=Source.ANSWER.value,
        raised_on=today,
        due_on=due_of(session, Kind.AT_RISK, today),
        team_id=team_id,
        words="",
        question=question,
        answer=said,
    )
    session.add(concern)
    session.flush()
    note_step(session, concern, Step.RAISED, "", zone=zone, by=None)
    return concern


def _was_passed_on(concern: Concern) -> bool:
    return any(action.step == Step.PASSED_ON for action in concern.actions)
